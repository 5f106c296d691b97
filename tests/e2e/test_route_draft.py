"""A route nobody had to write: drafted from a result, changed by hand, returned by voice, agreed on."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from bot.sandbox.user import SandboxUser
from services.outbox import Delivery
from services.routes.models import ON_DIAGNOSIS, Route, RouteComment, RouteStep, RouteVersion
from tests import personas
from tests.conftest import MONDAY
from tests.e2e.conftest import Street
from tests.e2e.route_helpers import WAIT, opens_step, steps_of
from tests.integration.route_stories import finish_questionnaire

TEACHER, METHODIST, WITHOUT_RESULT = (
    personas.GYMNASIUM_TEACHER,
    personas.GYMNASIUM_METHODIST,
    personas.GYMNASIUM_CLASS_TEACHER,
)
EVENT, OWN = "Практикум «Вопрос вместо ответа»", "Три урока <в парах> & записи"


async def test_route_is_drafted_edited_returned_and_approved(street: Street) -> None:
    town, teacher, methodist = street.town, street.of(TEACHER), street.of(METHODIST)
    await finish_questionnaire(await town.acting(TEACHER))
    async with street.bot():
        await teacher.says("/route")
        await teacher.presses("Составить маршрут", within=WAIT)
        await teacher.sees("Черновик маршрута", "шагов, с 23 ноября")
        await teacher.presses("Почему")
        reasons = await teacher.sees("помощь нужнее всего, 0 %", "Начинаем с него")
        drafted = await steps_of(town, TEACHER)
        assert all(step.title in reasons.words for step in drafted)
        assert len(drafted) <= 8
        assert len({step.competency for step in drafted}) <= 3
        assert sum(step.form == "course" for step in drafted) <= 1

        await changes_steps(street, list(drafted))
        await changes_a_date(teacher, (await steps_of(town, TEACHER))[0].id)

        # To the methodist of one's choice; the answer is spoken, and heard with the draft in hand.
        await teacher.says("/route")
        await teacher.presses("Отправить методисту", await teacher.sees("Черновик маршрута"))
        whom = await teacher.sees("Кому отправить маршрут?", "Гимназия № 2", "Методкабинет")
        assert await teacher.presses("Ольхова В. Д.", whom) == "Отправлено методисту"
        asked = await methodist.sees("просит согласовать маршрут", "Заречный", within=WAIT)
        await methodist.presses("Посмотреть", asked)
        shown = await methodist.sees("Заречный", EVENT, OWN)
        assert "%" not in shown.words, "the result was not opened to them"
        await methodist.presses("Вернуть с комментарием", shown)
        await methodist.sees("Что поправить?")
        await methodist.sends_voice()
        await methodist.sees("Вернули", "Всё разобрано")
        returned = await teacher.sees("Методист вернул маршрут", within=WAIT)
        assert returned.voice is not None, "the words themselves"
        await teacher.presses("К маршруту", returned)
        draft = await teacher.sees("Методист просит поправить")
        assert draft.button("Послушать")
        last = (await steps_of(town, TEACHER))[-1]
        await teacher.presses("Убрать", await opens_step(teacher, last.id))
        await teacher.sees("Убрали", last.title)
        await teacher.says("/route")
        await teacher.presses("Отправить методисту", await teacher.sees("Черновик маршрута"))
        await methodist.presses("Посмотреть", await methodist.sees("просит согласовать", within=WAIT))
        approval = await methodist.presses("Утвердить", await methodist.sees("ждёт согласования"))
        assert approval == "Утверждено. Учитель получит сообщение"
        await teacher.sees("маршрут утверждён", "Первый шаг", within=WAIT)

        await looks_at_versions(teacher, len(drafted) - 1)
        versions = select(RouteVersion.version, RouteVersion.decision).order_by(RouteVersion.version)
        assert await town.rows(versions) == [(1, "returned"), (2, "approved")]
        assert await town.rows(select(RouteComment.file_kind)) == [("voice",)]
        told = select(Delivery.kind).where(Delivery.person_id == town.id_of(TEACHER)).order_by(Delivery.id)
        assert [row[0] for row in await town.rows(told)] == ["route_returned", "route_approved"]

        await begins_without_a_diagnosis(street)


async def changes_steps(street: Street, drafted: list[RouteStep]) -> None:
    """A step swapped for another of its competency, three taken out, three of every kind put in."""
    town, teacher = street.town, street.of(TEACHER)
    first, competency = drafted[0], drafted[0].competency
    await town.event(starts_at=MONDAY + timedelta(days=7), title=EVENT, competencies=[competency])
    await teacher.presses("Заменить", await opens_step(teacher, first.id))
    await teacher.presses("1. ", await teacher.sees("Чем заменить шаг?", first.title))
    swapped = (await steps_of(town, TEACHER))[0]
    assert (swapped.id, swapped.competency) == (first.id, competency)
    assert swapped.title != first.title

    for step in drafted[-3:]:
        await teacher.presses("Убрать", await opens_step(teacher, step.id))
        gone = await teacher.sees("Убрали", step.title)
    assert await teacher.presses("Вернуть", gone) == "Шаг снова в черновике"
    await teacher.presses("Убрать", await opens_step(teacher, (await steps_of(town, TEACHER))[-1].id))
    await teacher.sees("Убрали", f"Осталось {len(drafted) - 3} шага")

    topic = town.content.competencies[competency].title[:15]
    await adds(teacher, "Из каталога")
    await teacher.presses(topic, await teacher.sees("О чём этот шаг?"))
    await teacher.presses("1. ", await teacher.sees(town.content.competencies[competency].title))
    await teacher.sees("В маршруте")
    await adds(teacher, "Из событий")
    await teacher.presses("30.11", await teacher.sees("Какое событие станет шагом?", EVENT))
    await teacher.sees("В маршруте", EVENT, "На само событие нужно записаться отдельно")
    await adds(teacher, "Свой шаг")
    await teacher.sees("Что хотите сделать?")
    await teacher.says(OWN)
    await teacher.presses(topic, await teacher.sees("О чём этот шаг?", OWN))
    await teacher.sees("Когда закончить?")
    await teacher.says("15 декабря")
    await teacher.presses("Пропустить", await teacher.sees("Срок: 15 декабря", "Что получится"))
    await teacher.sees("В маршруте", OWN)
    steps = await steps_of(town, TEACHER)
    assert len(steps) == len(drafted), "three taken out, three put in"
    assert {EVENT, OWN} <= {step.title for step in steps}
    assert next(step.due for step in steps if step.title == OWN) == date(2026, 12, 15)


async def adds(teacher: SandboxUser, way: str) -> None:
    """«➕ Шаг», and where from."""
    await teacher.says("/route")
    await teacher.presses("➕ Шаг", await teacher.sees("Черновик маршрута"))
    await teacher.presses(way, await teacher.sees("Откуда взять шаг?"))


async def changes_a_date(teacher: SandboxUser, step_id: int) -> None:
    """A date typed wrongly in every way, on a day off, and rightly."""
    await teacher.presses("📅 Срок", await opens_step(teacher, step_id))
    await teacher.sees("Когда закончить?")
    for wrong, told in (
        ("31 февраля", "Такого дня нет"),
        ("12.03.2020", "Этот день уже прошёл"),
        ("1 января 3000", "Это слишком далеко"),
    ):
        await teacher.says(wrong)
        await teacher.sees(told, "Когда закончить?")
    await teacher.says("4 января 2027")
    await teacher.presses("Лучше", await teacher.sees("выходной или каникулы", "12 января"))
    await teacher.sees("по 12 января")


async def looks_at_versions(teacher: SandboxUser, steps: int) -> None:
    """What was sent before, what became of it, and what changed."""
    await teacher.says("/route")
    await teacher.presses("Ещё", await teacher.sees(f"0 из {steps}"))
    await teacher.presses("Прошлые версии", await teacher.sees("с"))
    shown = await teacher.sees("Версия 1", "возвращена (Ольхова", "Версия 2", "утверждена (Ольхова")
    await teacher.presses("Версия 2", shown)
    await teacher.sees("➖", "(убран)")


async def begins_without_a_diagnosis(street: Street) -> None:
    """A teacher without a result names another reason, and the route shows it."""
    town, teacher = street.town, street.of(WITHOUT_RESULT)
    await teacher.says("/route")
    await teacher.presses("Другое основание", await teacher.sees("Начните с неё"))
    await teacher.presses("Готовлюсь к аттестации", await teacher.sees("Зачем нужен маршрут?"))
    await teacher.sees("Основание: Готовлюсь к аттестации", "Черновик сохраняется сам")
    bases = select(Route.basis).order_by(Route.id)
    assert await town.rows(bases) == [(ON_DIAGNOSIS,), ("attestation",)]
