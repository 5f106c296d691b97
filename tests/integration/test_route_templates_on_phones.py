"""A methodist's and a teacher's phones: a route becomes a template, and the template a colleague's route."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from handlers.route_templates.links import GiveTemplate, RouteTemplates, SaveTemplate, order_code
from services.people.models import KeptState
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.route_templates.segments import Order
from services.routes.models import Route, RouteStep
from tests.conftest import Phones
from tests.integration.stories import ON_SQLITE
from tests.integration.test_route_templates import OWN_WORDS, owners, with_route
from tests.personas import GYMNASIUM_CLASS_TEACHER, GYMNASIUM_METHODIST, GYMNASIUM_TEACHER, SCHOOL_METHODIST


async def left_open(phones: Phones, route_template: dict[str, Any]) -> None:
    """The name is being asked for, as the release before kept it."""
    chat = phones.town.people[GYMNASIUM_METHODIST].chat_id
    data, now = {"route_template": route_template}, phones.town.clock.now()
    async with phones.town.database.transaction() as session:
        await session.merge(
            KeptState(channel="telegram", chat_id=chat, state="TemplateForms:name", data=data, updated_at=now)
        )


@ON_SQLITE
async def test_from_a_route_to_a_template_to_a_colleagues_route_and_back(phones: Phones) -> None:
    town, methodist, colleague = (
        phones.town,
        phones.of(GYMNASIUM_METHODIST),
        phones.of(GYMNASIUM_CLASS_TEACHER),
    )
    link = SaveTemplate(route_id=await with_route(town)).pack()
    await methodist.says("/menu")
    await methodist.presses_data(link, await methodist.sees("Чем займёмся"))
    await methodist.sees("Шаблон из этого маршрута", "своими словами не войдёт", "Как назвать")
    await methodist.presses("➕ 3.")
    await methodist.sees("нет ли в этом личного")
    await methodist.presses("✖️ 3.")
    await methodist.sees("своими словами не войдёт", "Как назвать")
    await methodist.sends_sticker()
    await methodist.sees("Здесь нужно название")
    await methodist.says("ш" * 201)
    await methodist.sees("Уложитесь", "Как назвать")
    await methodist.says("Урок <от результата>")
    saved = await methodist.sees("Шаблон сохранён", "Урок <от результата>")
    assert OWN_WORDS not in saved.words

    await methodist.presses("Переименовать")
    await methodist.says("Замысел урока")
    await methodist.sees("Замысел урока", "2.")
    await methodist.presses("Дать учителям")
    await methodist.sees("Кому дать?", "Гимназия № 2")
    await methodist.presses("Учителя: 4")
    await methodist.sees("Получат 4 человека", "Начало 23 ноября")
    await methodist.presses("С 30\N{NO-BREAK SPACE}ноября")
    await methodist.sees("Начало 30 ноября")
    await methodist.presses("Поимённо")
    await methodist.sees("✅ Вьюгина", "Заречный Никита Валерьевич: уже есть свой маршрут")
    await methodist.presses("Назад")
    await methodist.sees("Начало 30 ноября", "Получат 4 человека")
    await methodist.presses("Дать маршрут: 4")
    card = await methodist.sees("Маршрут у 4 человек", "Отменить можно до завтра, 10:00")
    given = (await town.rows(select(TemplateAssignment)))[0][0]
    order = Order(given.template_id, given.unit_id, "teacher", date(2026, 11, 30))
    confirm = GiveTemplate(order=order_code(order), key=given.source.partition(":")[2])
    await methodist.presses_data(confirm.pack(), card)
    await methodist.sees("Маршрут у 4 человек")
    assert await town.one(select(func.count(TemplateAssignment.id))) == 1
    await colleague.sees("Для вас готов маршрут: Замысел урока", "2 шага", "Начните с простого")

    # Another question under the same preview is shown, not given.
    mentors = order_code(replace(order, audience="mentor"))
    await methodist.presses_data(GiveTemplate(order=mentors, key=confirm.key).pack(), card)
    await methodist.sees("Наставники", "Не получит никто")
    assert "кое-что изменилось" in methodist.toasts[-1]
    for broken in (
        "31 февраля",
        "1.5.teacher.20260231",
        "1.5.leader.20261130",
        "9999999999.5.teacher.20261130",
    ):
        forged = GiveTemplate(order=broken, key="x").pack()
        answer = await methodist.presses_data(forged) or ""
        assert "устарела" in answer or "Не получилось" in answer

    await methodist.presses_data(RouteTemplates().pack(), card)
    await methodist.presses("Замысел урока")
    await methodist.presses("Кому дан")
    await methodist.presses("23.11 Гимназия")
    await methodist.presses("Отменить")
    await methodist.sees("Маршрут исчезнет у 4 человек")
    await methodist.presses("Нет, оставить")
    await methodist.presses("Отменить")
    assert "маршрутов снято: 4" in (await methodist.presses("Да, отменить") or "")
    await methodist.sees("Отменено", "больше ни у кого нет")
    await colleague.sees("отменил маршрут Замысел урока")
    assert await owners(town) == []
    assert await town.one(select(func.count(Route.id))) == 1

    for code in (GYMNASIUM_TEACHER, SCHOOL_METHODIST):
        user = phones.of(code)
        await user.says("/menu")
        await user.presses_data(link, await user.sees("Чем займёмся"))
        assert "недоступно" in user.toasts[-1]
    assert await town.one(select(func.count(RouteTemplate.id))) == 1


@ON_SQLITE
async def test_name_asked_for_by_release_before_keeps_choice_of_steps(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(GYMNASIUM_METHODIST)
    route_id = await with_route(town)
    own = await town.one(select(RouteStep.id).where(RouteStep.title == OWN_WORDS))
    await left_open(phones, {"route_id": route_id, "left_out": [], "taken_in": [own]})
    await methodist.sends_sticker()
    await methodist.sees("Здесь нужно название", "нет ли в этом личного")
    await methodist.says("Замысел урока")
    assert OWN_WORDS in (await methodist.sees("Шаблон сохранён", "Замысел урока")).words


@ON_SQLITE
async def test_name_asked_for_without_a_route_closes_politely(phones: Phones) -> None:
    methodist = phones.of(GYMNASIUM_METHODIST)
    await left_open(phones, {})
    await methodist.says("Замысел урока")
    await methodist.sees("всё изменилось")
    await methodist.says("Просто мысль")
    await methodist.sees("Передать это")
    assert await phones.town.one(select(func.count(RouteTemplate.id))) == 0


@ON_SQLITE
async def test_template_without_steps_is_refused_and_a_typed_label_leads_home(
    phones: Phones,
) -> None:
    methodist = phones.of(GYMNASIUM_METHODIST)
    link = SaveTemplate(route_id=await with_route(phones.town)).pack()
    await methodist.says("/menu")
    await methodist.presses_data(link, await methodist.sees("Чем займёмся"))
    for number in (1, 2):
        await methodist.presses(f"✖️ {number}.")
    await methodist.sees("не взят ни один шаг")
    await methodist.says("Пустой")
    await methodist.sees("пока нет шагов", "не взят ни один шаг")
    await methodist.says("В меню")
    await methodist.sees("Чем займёмся")
