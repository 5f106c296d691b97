"""A step for oneself tells nothing of a check; what was begun leaves without a trace."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.sandbox.user import SandboxUser
from handlers.assessments.links import Intro
from handlers.wellbeing.links import AddStrengthStep, AddStrengthTopic
from services.assessments.models import Assessment
from services.routes.models import Route, RouteStep
from tests.conftest import Phones
from tests.integration.stories import ON_SQLITE, PASSING, finish, reacts, stored
from tests.personas import ENGLISH_TEACHER, PSYCHOLOGIST, TEACHER

WELLBEING = "wellbeing"


@ON_SQLITE
async def test_step_of_wellbeing_is_offered_without_a_check(phones: Phones) -> None:
    """A step in a route tells nothing, since it may come from either way and looks the same."""
    town, teacher, colleague = phones.town, phones.of(TEACHER), phones.of(ENGLISH_TEACHER)
    await at_menu(teacher)
    await teacher.presses_data(Intro(code=WELLBEING).pack())
    await teacher.presses("🌿 Шаг для себя в маршрут")
    await teacher.sees("Добавить шаг в маршрут?", "и без самопроверки")
    await teacher.presses("← Назад")
    await teacher.presses("🌿 Шаг для себя в маршрут")
    for _ in range(2):
        assert await teacher.presses_data(AddStrengthTopic(code=WELLBEING, sure=True).pack())
        await teacher.sees("Черновик маршрута", "Границы и восстановление")
    assert await town.rows(select(Assessment.id)) == []

    check = await finish(await town.acting(ENGLISH_TEACHER), WELLBEING)
    await at_menu(colleague)
    await colleague.presses_data(AddStrengthStep(assessment_id=check, sure=True).pack())
    await colleague.sees("Черновик маршрута")
    columns = [one for one in RouteStep.__table__.columns if one.key not in ("id", "route_id")]
    both = [
        await town.rows(
            select(*columns)
            .join(Route, Route.id == RouteStep.route_id)
            .where(Route.person_id == town.id_of(code))
            .order_by(RouteStep.position)
        )
        for code in (TEACHER, ENGLISH_TEACHER)
    ]
    assert both[0] and [tuple(row) for row in both[0]] == [tuple(row) for row in both[1]]

    before = await stored(town, but=PASSING)
    for who, code in ((TEACHER, "teacher_full"), (TEACHER, "no_such"), (PSYCHOLOGIST, WELLBEING)):
        phone = await at_menu(phones.of(who))
        for sure in (False, True):
            heard = await reacts(phone, phone.presses_data(AddStrengthTopic(code=code, sure=sure).pack()))
            assert "кнопка устарела" in heard or "недоступно" in heard, heard
    assert await stored(town, but=PASSING) == before


@ON_SQLITE
async def test_a_full_route_says_so_and_shows_the_way_there(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    content = phones.app.template.content
    catalog = content.catalog
    full = catalog.assembly_rules.model_copy(update={"max_steps_per_route": 0})
    monkeypatch.setattr(content, "catalog", catalog.model_copy(update={"assembly_rules": full}))
    await at_menu(teacher)
    await teacher.presses_data(Intro(code=WELLBEING).pack())
    await teacher.presses("Шаг для себя")
    await teacher.presses("Да, добавить")
    told = await teacher.sees("больше не поместится")
    assert teacher.buttons(told) == [["🧭 Мой маршрут"], ["← Назад"]]
    assert await town.rows(select(RouteStep.id)) == []
    await teacher.presses("← Назад")
    await teacher.sees("Усталость в школе")


@ON_SQLITE
async def test_answers_are_erased_before_there_is_a_result(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    await at_menu(teacher)
    before = await stored(town, but=PASSING)
    await teacher.presses_data(Intro(code=WELLBEING).pack())
    await teacher.presses("Начать")
    await teacher.presses("Иногда")
    await teacher.sees("2 из 14")
    await teacher.presses("Выйти и стереть ответы")
    assert "езультат" not in (await teacher.sees("Ответы стёрты")).words
    assert await stored(town, but=PASSING) == before


async def at_menu(user: SandboxUser) -> SandboxUser:
    await user.says("/menu")
    await user.sees("Чем займёмся")
    return user
