"""The whole main job, from a stranger to an accepted step, an answered question and a seminar."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from bot.sandbox.user import SandboxUser
from services.assessments.models import Answer
from services.conversations.models import ConversationMessage
from services.events.models import Event, Registration
from services.outbox import Delivery
from services.routes.models import Evidence, Route, RouteStep
from tests import personas
from tests.conftest import MOSCOW
from tests.e2e.conftest import Street

WAIT = 20.0


async def take_questionnaire(teacher: SandboxUser) -> None:
    """Answer all thirty-six, the weaker way in the last group."""
    await teacher.presses("Самодиагностика")
    await teacher.presses("Самодиагностика, 10 мин")
    await teacher.presses("Начать")
    for place in range(1, 37):
        question = await teacher.sees(f"{place} из 36")
        row = question.buttons[0]
        if len(row) > 1:  # a situation: А Б В Г, then what is worth knowing about it
            await teacher.presses("В", question)
            await teacher.presses("Дальше", await teacher.sees("Ваш ответ, В"))
        else:
            await teacher.presses_data(question.buttons[2 if place < 29 else 0][0].data or "", question)
    await teacher.presses("К результату", await teacher.sees("Какая одна тема"))


async def test_stranger_joins_and_gets_a_route_an_answer_and_an_event(street: Street) -> None:
    town = street.town
    teacher, methodist = street.of(personas.NOT_JOINED), street.of(personas.GYMNASIUM_METHODIST)
    async with street.bot():
        # A teacher comes in by the phone in the staff list and consents first.
        await teacher.says("/start")
        await teacher.sees("Здравствуйте", within=WAIT)
        await teacher.shares_contact()
        await teacher.sees("Оператор")
        await teacher.presses("Согласен")
        await teacher.sees("Чем займёмся")

        # The questionnaire, one question a screen; then levels and deficits.
        await take_questionnaire(teacher)
        await teacher.sees("Есть куда расти", "🔴", "Видите только вы")
        assert await town.one(select(func.count()).select_from(Answer)) == 36

        # Open to the methodist; a draft with a reason for every step; send.
        await teacher.presses("Открыть результат")
        await teacher.presses("Ольхова")
        await teacher.sees("Открыто: Ольхова")
        await methodist.sees("открывает вам результат", within=WAIT)
        await methodist.presses("Посмотреть")
        await methodist.sees("Громов", "Есть куда расти")
        await teacher.presses("Составить маршрут")
        await teacher.presses("Почему")
        await teacher.presses("Назад")
        await teacher.presses("Отправить методисту")
        await teacher.presses("Ольхова В. Д.")

        # The methodist looks and approves; the teacher sees steps with deadlines.
        await methodist.sees("согласовать маршрут", "Громов", within=WAIT)
        await methodist.presses("Посмотреть")
        await methodist.presses("Утвердить")
        await teacher.sees("Первый шаг", within=WAIT)
        assert await town.one(select(Route.status)) == "approved"

        # A step is done with a photo and accepted.
        await teacher.says("/route")
        page = await teacher.sees("из")
        await teacher.presses_data(
            next(b.data for row in page.buttons for b in row if (b.data or "").startswith("step:")) or "",
            page,
        )
        await teacher.presses("Сделано")
        await teacher.sends_photo(caption="Лист наблюдения")
        await methodist.sees("Громов", "Прислано: 1", within=WAIT)
        await methodist.presses("Посмотреть")
        await methodist.presses("Принять")
        await teacher.sees("принят.", within=WAIT)
        assert await town.one(select(Evidence.kind)) == "photo"
        assert await town.one(select(func.count()).where(RouteStep.status == "done")) == 1

        # The morning digest reminds of the next deadline, once.
        due = await town.one(select(func.min(RouteStep.due)).where(RouteStep.status == "planned"))
        street.set_clock(datetime.combine(due - timedelta(days=1), time(8, 5), MOSCOW))
        await teacher.sees("Доброе утро", within=WAIT)
        digests = select(func.count()).where(
            Delivery.kind == "digest", Delivery.person_id == town.id_of(personas.NOT_JOINED)
        )
        assert await town.one(digests) == 1

        # A young specialist asks the mentor and is answered in their own chat.
        young, mentor = street.of(personas.GYMNASIUM_YOUNG_SPECIALIST), street.of(personas.GYMNASIUM_MENTOR)
        await young.says("/ask")
        await young.presses("Ясенева")
        await young.says("Как успокоить класс после физкультуры?")
        await mentor.sees("Росина", "Как успокоить класс", within=WAIT)
        await mentor.presses("Ответить")
        await mentor.says("Начните с тихой минуты и задания на доске.")
        await young.sees("тихой минуты", within=WAIT)
        assert await town.one(select(func.count()).select_from(ConversationMessage)) == 2

        # A seminar is announced; the right people get it; one registers and is reminded before it starts.
        announcer = street.of(personas.MUNICIPAL_METHODIST)
        await announcer.says("/newevent")
        await announcer.presses("Практикум")
        await announcer.says("Урок, который укладывается в 40 минут")
        await announcer.says("послезавтра в 15:00")
        await announcer.says("Методкабинет")
        await announcer.presses("Молодые специалисты")
        await announcer.presses("Опубликовать")
        await young.sees("укладывается в 40 минут", within=WAIT)
        await young.presses("Записаться")
        await young.sees("Вы записаны")
        assert await town.one(select(Registration.status)) == "registered"
        told = {
            row[0]
            for row in await town.rows(select(Delivery.person_id).where(Delivery.kind == "event_announced"))
        }
        assert told == {town.id_of(code) for code in personas.YOUNG_SPECIALISTS}
        starts = await town.one(select(Event.starts_at))
        street.set_clock(starts - timedelta(minutes=90))
        await young.sees("Скоро", "укладывается в 40 минут", within=WAIT)
