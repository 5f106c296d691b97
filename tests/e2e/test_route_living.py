"""Living with a route: steps done, put off, helped with and decided about, through a power cut."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select, update

from bot.sandbox.messages import Message
from bot.sandbox.user import SandboxUser
from handlers.routes.agreement.links import ApproveRoute
from handlers.routes.changes.links import AgreeToChange, MoveStep
from handlers.routes.drafting.links import RemoveStep
from handlers.routes.steps.links import AcceptStep, ShowStep, StepDone
from services.conversations.models import Conversation
from services.outbox import Delivery
from services.routes.models import Evidence, RouteComment, RouteStep, StepChange, StepEvent, StepReflection
from tests import personas
from tests.conftest import MONDAY, Town
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import BY_ITSELF, bot_until_power_cut, opens_menu
from tests.e2e.route_helpers import WAIT, opens_step, sends_album, steps_of
from tests.integration.route_stories import approved
from tests.integration.stories import PASSING, stored

TEACHER, MENTOR, METHODIST, MUNICIPAL, ELSEWHERE = (
    personas.GYMNASIUM_YOUNG_SPECIALIST,
    personas.GYMNASIUM_MENTOR,
    personas.GYMNASIUM_METHODIST,
    personas.MUNICIPAL_METHODIST,
    personas.SCHOOL_METHODIST,
)
TODAY = MONDAY.date()
MOVING = (*PASSING, *BY_ITSELF)


async def with_pair_work(town: Town) -> list[RouteStep]:
    """A route agreed on, its first step the pair's work and no other."""
    view = await approved(town, TEACHER)
    async with town.database.transaction() as db:
        await db.execute(update(RouteStep).values(form="lesson_visit"))
        await db.execute(update(RouteStep).where(RouteStep.id == view.steps[0].id).values(form="mentor_work"))
    return list(await steps_of(town, TEACHER))


async def asks_for_a_date(teacher: SandboxUser, step_id: int) -> None:
    """«Перенести» by a week, in three taps."""
    await teacher.presses("Перенести", await opens_step(teacher, step_id))
    await teacher.presses("Попросить другой срок", await teacher.sees("Официальный срок", within=WAIT))
    await teacher.presses("Не хватило времени", await teacher.sees("Почему нужен другой срок?"))


async def test_steps_are_done_moved_and_helped_with(street: Street) -> None:
    town = street.town
    teacher, mentor, methodist = (street.of(code) for code in (TEACHER, MENTOR, METHODIST))
    steps = await with_pair_work(town)
    pair_work, second, third, later, needless, *_ = steps

    async with bot_until_power_cut(street):
        # An album is proof and a sticker is not; then two short questions, and the power goes.
        await teacher.presses("Сделано", await opens_step(teacher, pair_work.id))
        await teacher.sees("Пришлите фото, файл, ссылку")
        await teacher.sends_sticker()
        await teacher.sees("Это к шагу не приложить")
        await sends_album(street, teacher, photos=3)
        await teacher.sees("отправлено наставнику: Ясенева", "Что получилось?", within=WAIT)
        await mentor.sees("на проверку", "Росина", pair_work.title, within=WAIT)
        await teacher.quiet()
        assert await town.one(select(func.count(Evidence.id))) == 3

    async with street.bot():
        # The question asked before the power cut is still open, and nothing of the album is lost.
        await teacher.says("Дети спорили <по делу> & слушали")
        await teacher.presses("Пропустить", await teacher.sees("Что возьмёте", within=WAIT))
        await teacher.sees("Сохранено и отправлено")
        assert await town.one(select(StepReflection.text)) == "Дети спорили <по делу> & слушали"

        # The pair's work is the mentor's to accept, from the queue.
        await mentor.says("/review")
        shown = await mentor.sees("1 из 1", pair_work.title, "Дети спорили <по делу> & слушали", within=WAIT)
        assert shown.button("Фото 3")
        assert "Учитель получит" in (await mentor.presses("Принять", shown) or "")
        await mentor.sees("Всё разобрано")
        await teacher.sees(pair_work.title, "шаг принят", within=WAIT)

        # Two more go to the methodist, and the queue goes on by itself.
        for step, words in ((second, "Урок коллеги: https://example.ru/urok"), (third, "")):
            await teacher.presses("Сделано", await opens_step(teacher, step.id))
            await teacher.sees("Пришлите фото, файл, ссылку")
            await (teacher.says(words) if words else teacher.sends_voice())
            await teacher.presses("Пропустить оба", await teacher.sees("Что получилось?", within=WAIT))
            await teacher.sees("Сохранено и отправлено")
        await methodist.says("/review")
        first = await methodist.sees("1 из 2", second.title, "https://example.ru/urok", within=WAIT)
        await methodist.presses("Принять", first)
        following = await methodist.sees("1 из 1", third.title)
        await methodist.presses("Вернуть", following)
        await methodist.says("Добавьте вывод для себя")
        await methodist.sees("Вернули на доработку", "Всё разобрано")
        await teacher.sees(third.title, "нужно немного доработать", "Добавьте вывод для себя", within=WAIT)
        status = dict(
            map(tuple, await town.rows(select(RouteStep.id, RouteStep.status).order_by(RouteStep.id)))
        )
        assert [status[step.id] for step in steps[:4]] == ["done", "done", "returned", "planned"]

        await puts_off(street, later)
        await moves_with_consent(street, later)
        await asks_to_remove(street, needless)
        await gets_help(street, needless)
        await decided_by_two_at_once(street, needless)
        await nobody_goes_around(street, steps)


async def puts_off(street: Street, step: RouteStep) -> None:
    """A reminder put off leaves the official date where it was."""
    teacher = street.of(TEACHER)
    await teacher.presses("Перенести", await opens_step(teacher, step.id))
    await teacher.presses("Напомнить завтра", await teacher.sees("Официальный срок"))
    await teacher.sees("Напомним", "Официальный срок прежний")
    kept = select(RouteStep.due, RouteStep.remind_on).where(RouteStep.id == step.id)
    assert await street.town.rows(kept) == [(step.due, TODAY + timedelta(days=1))]


async def moves_with_consent(street: Street, step: RouteStep) -> None:
    """Another date: typed wrongly in every way, then rightly; the methodist agrees in one tap."""
    town, teacher, methodist = street.town, street.of(TEACHER), street.of(METHODIST)
    await asks_for_a_date(teacher, step.id)
    await teacher.presses("Другой день", await teacher.sees("До какого дня перенести?"))
    for wrong, told in (
        ("31 февраля", "Такого дня нет: в феврале 28 дней"),
        ("12.03.2020", "Этот день уже прошёл"),
        ("1 января 3000", "Это слишком далеко"),
        (f"{step.due:%d.%m.%Y}", "Это и есть нынешний срок"),
    ):
        await teacher.says(wrong)
        await teacher.sees(told, "До какого дня?")
    new_day = step.due + timedelta(days=9)
    await teacher.says(f"{new_day:%d.%m.%Y}")
    await teacher.sees("Спросили методиста", "Не хватило времени", "всё остаётся как было")
    asked = await methodist.sees("Росина", "просит другой срок", step.title, within=WAIT)
    assert await methodist.presses("Согласовать", asked) == "Согласовано. Учитель получит сообщение"
    await teacher.sees(step.title, "новый срок согласован", within=WAIT)
    assert await town.one(select(RouteStep.due).where(RouteStep.id == step.id)) == new_day
    history = select(StepEvent.old, StepEvent.new).where(StepEvent.step_id == step.id)
    assert await town.rows(history) == [(step.due.isoformat(), new_day.isoformat())]


async def asks_to_remove(street: Street, step: RouteStep) -> None:
    """A step is asked to be removed; the methodist leaves it, and says why."""
    town, teacher, methodist = street.town, street.of(TEACHER), street.of(METHODIST)
    await teacher.presses("Перенести", await opens_step(teacher, step.id))
    await teacher.presses("Убрать шаг", await teacher.sees("Официальный срок"))
    await teacher.presses("Своими словами", await teacher.sees("Почему шаг больше не нужен?"))
    await teacher.says("Уже умею <это>")
    await teacher.sees("Спросили методиста", "убрать шаг из маршрута", "Уже умею <это>")
    asked = await methodist.sees("просит убрать шаг", "Уже умею <это>", within=WAIT)
    await methodist.presses("Оставить и объяснить", asked)
    await methodist.sees("Почему лучше оставить как есть?")
    await methodist.says("Давайте попробуем ещё раз вместе")
    await methodist.sees("Оставили как было")
    await teacher.sees(step.title, "шаг пока остаётся", "попробуем ещё раз вместе", within=WAIT)
    assert await town.one(select(RouteStep.status).where(RouteStep.id == step.id)) == "planned"
    remarks = select(RouteComment.text).where(RouteComment.step_id == step.id)
    assert await town.rows(remarks) == [("Давайте попробуем ещё раз вместе",)]


async def gets_help(street: Street, step: RouteStep) -> None:
    """A question about a step goes to the mentor with the step, and the answer comes back."""
    town, teacher, mentor = street.town, street.of(TEACHER), street.of(MENTOR)
    await teacher.presses("Нужна помощь", await opens_step(teacher, step.id))
    await teacher.presses("Ясенева", await teacher.sees("К шагу", step.title, "Кому написать?"))
    await teacher.sees("Напишите вопрос", step.title)
    await teacher.says("С чего тут начать?")
    asked = await mentor.sees("К шагу", step.title, "С чего тут начать?", within=WAIT)
    await mentor.presses("Посмотреть шаг", asked)
    await mentor.sees(step.title, "Что приложить")
    await mentor.presses("Ответить", asked)
    await mentor.sees("Напишите ответ")
    await mentor.says("С одного урока, я приду.")
    await teacher.sees("Ясенева", "С одного урока, я приду.", within=WAIT)
    assert await town.one(select(Conversation.step_id)) == step.id


async def decided_by_two_at_once(street: Street, step: RouteStep) -> None:
    """Two methodists agree at the same moment: it happens once, and the second hears who did it."""
    town, teacher = street.town, street.of(TEACHER)
    methodist, municipal = street.of(METHODIST), street.of(MUNICIPAL)
    await asks_for_a_date(teacher, step.id)
    await teacher.presses("Плюс неделя", await teacher.sees("До какого дня перенести?"))
    await teacher.sees("Спросили методиста")
    asked = await methodist.sees("просит другой срок", step.title, within=WAIT)
    change_id = await town.one(select(func.max(StepChange.id)))
    home = await opens_menu(municipal)
    link = AgreeToChange(change_id=change_id).pack()
    heard = await asyncio.gather(
        methodist.presses("Согласовать", asked), municipal.presses_data(link, home, within=WAIT)
    )
    told = [one or "" for one in heard]
    assert sum("Учитель получит сообщение" in one for one in told) == 1, told
    assert sum("Просьба уже согласована. Решение:" in one for one in told) == 1, told
    moved = select(func.count(StepEvent.id)).where(StepEvent.step_id == step.id, StepEvent.field == "due")
    assert await town.one(moved) == 1
    decided = Delivery.dedup_key == f"change_decided:{change_id}"
    assert await town.one(select(func.count()).where(decided)) == 1
    await teacher.sees(step.title, "новый срок согласован", within=WAIT)


async def nobody_goes_around(street: Street, steps: list[RouteStep]) -> None:
    """Buttons that were never drawn: one's own step, another school's, a finished one; nothing changes."""
    town, (done, _, open_step, *_) = street.town, steps
    teacher = street.of(TEACHER)
    await teacher.presses("Добавить ещё", await _sent_again(teacher, open_step))
    await teacher.sees("Пришлите фото")
    await teacher.presses("Назад")
    await teacher.sees("На проверке")
    homes = {code: await opens_menu(street.of(code)) for code in (TEACHER, MENTOR, ELSEWHERE)}
    before = await stored(town, but=MOVING)
    refused = "недоступно"
    for code, link, told in (
        (TEACHER, AcceptStep(step_id=open_step.id), refused),
        (ELSEWHERE, AcceptStep(step_id=open_step.id), refused),
        (MENTOR, AcceptStep(step_id=open_step.id), refused),
        (TEACHER, ApproveRoute(route_id=open_step.route_id), refused),
        (ELSEWHERE, ShowStep(step_id=open_step.id), refused),
        (TEACHER, MoveStep(step_id=done.id), "Этот шаг уже закрыт"),
        (TEACHER, MoveStep(step_id=open_step.id), "Шаг на проверке"),
        (TEACHER, RemoveStep(step_id=open_step.id, sure=True), "Маршрут уже согласован"),
        (TEACHER, StepDone(step_id=done.id), "уже"),
    ):
        toast = await street.of(code).presses_data(link.pack(), homes[code], within=WAIT)
        assert told in (toast or ""), (code, link, toast)
    assert await stored(town, but=MOVING) == before


async def _sent_again(teacher: SandboxUser, step: RouteStep) -> Message:
    """What was returned goes to review once more."""
    await teacher.presses("Сделано", await opens_step(teacher, step.id))
    await teacher.sees("Пришлите фото")
    await teacher.says("Вывод: начинать с вопроса")
    await teacher.presses("Пропустить оба", await teacher.sees("Что получилось?"))
    return await teacher.sees("Сохранено и отправлено")
