"""A winter of routes by the movable clock: reminders and silence, help wanted, and what came of learning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from bot.sandbox.messages import Message
from bot.sandbox.user import SandboxUser
from services.assessments.models import Assessment
from services.conversations.models import Conversation
from services.outbox import Delivery
from services.people.models import Person
from services.routes.models import Route, RouteStep, UsageAnswer
from services.self_education import actions as themes
from tests import personas
from tests.conftest import MONDAY, MOSCOW, Town
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import opens_menu
from tests.e2e.route_helpers import WAIT, comes_morning, steps_of, told_in_the_morning
from tests.integration.route_stories import all_but, approved
from tests.integration.routes.test_usage import answered
from tests.integration.stories import finish
from tests.integration.test_digest import route

METHODIST, TEACHER = personas.GYMNASIUM_METHODIST, personas.GYMNASIUM_TEACHER
ANOTHER_METHODIST, GUEST = personas.SCHOOL_METHODIST, personas.RURAL_YOUNG_SPECIALIST
BEFORE_ATTESTATION, BY_QUARTERS, BY_TRIMESTERS = (
    personas.PSYCHOLOGIST,
    personas.DEPUTY_HEAD,
    personas.GYMNASIUM_ENGLISH_TEACHER,
)
TODAY = MONDAY.date()
TRIMESTERS = "trimesters"
# In how many days from Monday the only step of a person's route is due; below zero the day has passed.
SCHOOL = {
    personas.MENTOR: 7,
    personas.YOUNG_SPECIALIST: 6,
    personas.PRIMARY_YOUNG_SPECIALIST: 3,
    personas.PRIMARY_MENTOR: 1,
    personas.TEACHER: 0,
    personas.ENGLISH_TEACHER: -1,
    personas.SCIENCE_TEACHER: -3,
    personas.REVERSE_MENTOR: -7,
}
GYMNASIUM = {
    personas.GYMNASIUM_MENTOR: -2,
    personas.GYMNASIUM_YOUNG_SPECIALIST: 2,
    personas.GYMNASIUM_CLASS_TEACHER: -14,
}
LATE = personas.TEACHER
# Whose step is done, whose is cancelled, who has left.
CONCERN_NOBODY = (personas.MENTOR, personas.YOUNG_SPECIALIST, personas.PRIMARY_YOUNG_SPECIALIST)


async def planted(town: Town) -> None:
    """Routes of one step each, a theme in each school, a route with nothing left but the last step."""
    for people, methodist in ((SCHOOL, ANOTHER_METHODIST), (GYMNASIUM, METHODIST)):
        for code, ahead in people.items():
            await route(town, code, TODAY + timedelta(days=ahead), methodist=methodist)
    for code in (BY_QUARTERS, BY_TRIMESTERS):
        await themes.begin(await town.acting(code), "Вопросы, которые задают ученики")
    view = await approved(town, TEACHER)
    await all_but(town, view.id, 1)
    async with town.database.transaction() as db:
        mine = update(RouteStep).where(RouteStep.route_id == view.id)
        await db.execute(mine.values(form="lesson_visit"))
        await db.execute(mine.where(RouteStep.position == 0).values(form="course", title="Курс «Оценивание»"))


async def test_reminders_keep_to_calendars_through_a_winter(street: Street) -> None:
    town, teacher, methodist = street.town, street.of(TEACHER), street.of(METHODIST)
    sunday = MONDAY - timedelta(days=1)
    town.clock.set(sunday)
    street.write_clock()
    await planted(town)
    soon = sunday + timedelta(hours=1)
    await town.event(starts_at=soon, title="Прогулка с математикой", guests=[GUEST])

    async with street.bot():
        # On a Sunday nobody is reminded of a step; what starts within two hours is another matter.
        await street.of(GUEST).sees("Скоро", "Прогулка с математикой", within=WAIT)
        await chooses_trimesters(methodist)
        await names_attestation(street.of(BEFORE_ATTESTATION), town)
        assert await town.rows(select(Delivery.id).where(Delivery.kind == "digest")) == []

        # On Monday a digest goes only to people with a step on a day of the ladder, one digest each.
        await comes_morning(street, TODAY, TRIMESTERS)
        assert await told_in_the_morning(town, TODAY) == {
            *(SCHOOL.keys() - {personas.YOUNG_SPECIALIST}),
            personas.GYMNASIUM_CLASS_TEACHER,
            *(METHODIST, ANOTHER_METHODIST, BEFORE_ATTESTATION, BY_TRIMESTERS),
        }
        await street.of(personas.PRIMARY_MENTOR).sees("Доброе утро", "Завтра: Шаг до 24.11", within=WAIT)
        await street.of(personas.SCIENCE_TEACHER).sees(
            "Ждёт вас с 20 ноября", "срок можно обсудить", within=WAIT
        )
        await street.of(BEFORE_ATTESTATION).sees("До аттестации 90 дней", within=WAIT)
        await street.of(BY_TRIMESTERS).sees("II триместр", "Вопросы, которые задают", within=WAIT)
        summary = await methodist.sees("Может понадобиться помощь: Вьюгина", within=WAIT)
        await methodist.presses("Кому нужна помощь: 1", summary)
        await methodist.sees("1 человек", "Вьюгина Оксана Геннадьевна", "1 шаг ждёт с 9 ноября")
        late = await street.of(LATE).sees("Сегодня: Шаг до 23.11", within=WAIT)
        await street.of(LATE).presses("Напомнить через 3 дня", late)
        await street.of(LATE).sees("Напомним 26 ноября", "Официальный срок прежний: 23 ноября")
        finished = await finishes(street)

        # What was put off keeps silent till its day; a methodist is not alarmed a second time in a week.
        await comes_morning(street, TODAY + timedelta(days=1), TRIMESTERS)
        assert await told_in_the_morning(town, TODAY + timedelta(days=1)) == {
            personas.PRIMARY_MENTOR,
            personas.GYMNASIUM_MENTOR,
            personas.GYMNASIUM_YOUNG_SPECIALIST,
        }
        await comes_morning(street, TODAY + timedelta(days=3), TRIMESTERS)
        thursday = await told_in_the_morning(town, TODAY + timedelta(days=3))
        assert thursday == {
            personas.YOUNG_SPECIALIST,
            personas.PRIMARY_YOUNG_SPECIALIST,
            personas.PRIMARY_MENTOR,
            LATE,
            personas.ENGLISH_TEACHER,
            personas.GYMNASIUM_YOUNG_SPECIALIST,
        }
        await street.of(LATE).sees("Ждёт вас с 23 ноября", within=WAIT)
        await comes_morning(street, TODAY + timedelta(days=7), TRIMESTERS)
        in_a_week = {*SCHOOL, *GYMNASIUM, METHODIST, ANOTHER_METHODIST}
        assert await told_in_the_morning(town, TODAY + timedelta(days=7)) == in_a_week
        await street.of(ANOTHER_METHODIST).sees("Может понадобиться помощь: Зимин", within=WAIT)

        # A month after the course: one question, one tap. What is done, cancelled or left behind is not told.
        await is_closed(town, *CONCERN_NOBODY)
        month = TODAY + timedelta(days=30)
        await comes_morning(street, month, TRIMESTERS)
        assert not {*CONCERN_NOBODY} & await told_in_the_morning(town, month)
        await tells_whether_it_is_used(street)

        # The winter holidays are silent, and a term begins for each school by its own calendar.
        holidays = datetime(2027, 1, 4, 11, 0, tzinfo=MOSCOW)
        await town.event(starts_at=holidays, title="Ёлка для учителей", guests=[GUEST])
        street.set_clock(holidays - timedelta(hours=1))
        await street.of(GUEST).sees("Скоро", "Ёлка для учителей", within=WAIT)
        assert await told_in_the_morning(town, holidays.date()) == set()
        await comes_morning(street, date(2027, 1, 12), TRIMESTERS)
        assert BY_TRIMESTERS not in await told_in_the_morning(town, date(2027, 1, 12))
        await street.of(BY_QUARTERS).sees("III четверть", within=WAIT)
        in_february = date(2027, 2, 15)
        await comes_morning(street, in_february)
        told = await told_in_the_morning(town, in_february)
        assert LATE in told
        assert not told & {*GYMNASIUM, METHODIST, TEACHER, BY_TRIMESTERS}, "they are on holiday"
        await comes_morning(street, date(2027, 2, 22), TRIMESTERS)
        told = await told_in_the_morning(town, date(2027, 2, 22))
        assert {*GYMNASIUM, METHODIST, TEACHER, BY_TRIMESTERS} <= told
        asked = await teacher.sees("Доброе утро", "Оценивание", within=WAIT)
        await teacher.presses("🎓 Ответить", asked)
        await teacher.sees("Прошло 90 дней")

        await sees_what_changed(street, finished)


async def chooses_trimesters(methodist: SandboxUser) -> None:
    """The gymnasium's methodist has it go by trimesters."""
    await opens_menu(methodist)
    await methodist.presses("Маршруты")
    await methodist.presses("Школьный календарь", await methodist.sees("Маршруты педагогов"))
    await methodist.presses("Выбрать другой", await methodist.sees("Гимназия № 2", "Осенние каникулы"))
    await methodist.presses("По триместрам", await methodist.sees("По какому календарю"))
    assert await methodist.presses("Выбрать этот", await methodist.sees("Ноябрьские каникулы")) is not None
    await methodist.sees("Школьный календарь: Гимназия № 2", "По триместрам")


async def names_attestation(teacher: SandboxUser, town: Town) -> None:
    """A date typed wrongly in every way, then rightly: ninety days from Monday."""
    await opens_menu(teacher)
    await teacher.presses("Аттестация")
    await teacher.presses("Когда аттестация?", await teacher.sees("напомним заранее"))
    for wrong, told in (
        ("31 февраля", "Такого дня нет"),
        ("12.03.2020", "Этот день уже прошёл"),
        ("1 января 3000", "Это слишком далеко"),
    ):
        await teacher.says(wrong)
        await teacher.sees(told, "Когда аттестация?")
    await teacher.says("21 февраля")
    await teacher.sees("Аттестация 21 февраля 2027 года", "Остался 91 день")
    day = select(Person.attestation_on).where(Person.id == town.id_of(BEFORE_ATTESTATION))
    assert await town.one(day) == date(2027, 2, 21)


async def finishes(street: Street) -> Message:
    """The last step is accepted: the route closes with a summary and an invitation to share."""
    town, teacher, methodist = street.town, street.of(TEACHER), street.of(METHODIST)
    await methodist.presses("Принять", await methodist.sees("Шаг сделан", "Заречный", within=WAIT))
    done = await teacher.sees("поздравляем! Маршрут пройден", "Увидеть, что изменилось", within=WAIT)
    mine = Route.person_id == town.id_of(TEACHER)
    assert await town.one(select(Route.status).where(mine)) == "done"
    hours = sum(step.hours for step in await steps_of(town, TEACHER))
    assert f"{hours:g} час" in done.words
    await teacher.presses("Поделиться практикой", done)
    await teacher.presses("Ольхова", await teacher.sees("Кому рассказать?"))
    await teacher.sees("Расскажите, что у вас теперь работает")
    await teacher.says("Карточки самооценки на каждом уроке")
    await teacher.sees("Передано")
    await methodist.sees("Практика после маршрута", "Карточки самооценки", within=WAIT)
    assert await town.one(select(Conversation.topic)) == "practice"
    return done


async def is_closed(town: Town, done: str, cancelled: str, archived: str) -> None:
    """End the only steps of three people: one done, one cancelled, one of a person who has left."""
    async with town.database.transaction() as db:
        for code, status in ((done, "done"), (cancelled, "cancelled")):
            mine = select(Route.id).where(Route.person_id == town.id_of(code))
            await db.execute(update(RouteStep).where(RouteStep.route_id.in_(mine)).values(status=status))
        left = update(Person).where(Person.id == town.id_of(archived))
        await db.execute(left.values(archived_at=town.clock.now()))


async def tells_whether_it_is_used(street: Street) -> None:
    """One tap and one example; the methodist sees the share only from five people on, and no words."""
    town, teacher, methodist = street.town, street.of(TEACHER), street.of(METHODIST)
    for code, told in (
        (personas.GYMNASIUM_MENTOR, "applies"),
        (personas.GYMNASIUM_YOUNG_SPECIALIST, "applies"),
        (personas.GYMNASIUM_CLASS_TEACHER, "not_yet"),
        (personas.GYMNASIUM_ENGLISH_TEACHER, "tried"),
    ):
        await answered(town, code, told, after=90)
    await looks_at_share(methodist, "Прочерк")
    asked = await teacher.sees("Доброе утро", "Оценивание", within=WAIT)
    await teacher.presses("🎓 Ответить", asked)
    question = await teacher.sees("Прошло 30 дней", "Пригодилось ли это на уроках?", "без имён")
    await teacher.presses("Попробовал(а)", question)
    await teacher.sees("Приведите один пример")
    await teacher.says("Дети оценили <друг друга> & себя")
    await teacher.sees("Ваш ответ: Попробовал(а)", "Дети оценили <друг друга> & себя")
    given = select(UsageAnswer.answer, UsageAnswer.example).where(UsageAnswer.after == 30)
    assert await town.rows(given) == [("tried", "Дети оценили <друг друга> & себя")]
    shown = await looks_at_share(methodist, "Гимназия № 2: 80 %, 5 ответов")
    assert "друг друга" not in shown.words


async def looks_at_share(methodist: SandboxUser, told: str) -> Message:
    await opens_menu(methodist)
    await methodist.presses("Общая картина")
    await methodist.presses("Пригодилось ли обучение", await methodist.sees("Диагностика ваших учителей"))
    return await methodist.sees("Перенос обучения в практику", told, within=WAIT)


async def sees_what_changed(street: Street, finished: Message) -> None:
    """When it is time the same questionnaire shows before and after."""
    town, teacher = street.town, street.of(TEACHER)
    days = town.content.questionnaires["teacher_full"].repeat_after_days
    street.set_clock(datetime.combine(TODAY + timedelta(days=days), time(12), MOSCOW))
    await teacher.presses("Итоги маршрута", finished)
    await teacher.presses("Пройти ещё раз", await teacher.sees("пройдите опросник", within=WAIT))
    await teacher.presses("Начать", await teacher.sees("36 вопросов"))
    await teacher.sees("1 из 36", within=WAIT)
    await finish(await town.acting(TEACHER), "teacher_full", lambda place: 3)
    await teacher.presses("Итоги маршрута", finished)
    await teacher.sees("Было → стало", "% → ", within=WAIT)
    taken = select(Assessment.id).where(
        Assessment.person_id == town.id_of(TEACHER), Assessment.finished_at.is_not(None)
    )
    assert len(await town.rows(taken)) == 2
