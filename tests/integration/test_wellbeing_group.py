"""How much strength a group has: rough means from ten people on, and nobody to be guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from handlers.screen import Screen
from handlers.wellbeing import screens
from handlers.wellbeing.links import UnsavedAnswer, WellbeingOfGroup
from handlers.words import translator
from services.errors import NotAllowed
from services.people.models import OrgUnit, Person
from services.roles import Role
from services.wellbeing import actions, queries
from services.wellbeing.queries import Aggregate
from tests.conftest import Phones, Town
from tests.integration.stories import ON_SQLITE, PASSING, finish, reacts, stored
from tests.personas import (
    DEPUTY_HEAD,
    GYMNASIUM_METHODIST,
    GYMNASIUM_STAFF,
    HEAD,
    MENTOR,
    MUNICIPAL_METHODIST,
    REGIONAL_METHODIST,
    RURAL_STAFF,
    SCHOOL_METHODIST,
    SCHOOL_STAFF,
    TEACHER,
)

FIRST, SECOND, THIRD = SCHOOL_STAFF, GYMNASIUM_STAFF, RURAL_STAFF  # eleven people, ten, seven
SIDES = ("energy", "interest", "contact", "recovery")


async def took(
    town: Town, people: Sequence[str], percent: int = 50, *, days_ago: int = 1, sides: Sequence[str] = SIDES
) -> None:
    """People took the check so many days ago, and each side came out as the index did."""
    finished = town.clock.now() - timedelta(days=days_ago)
    outcome = percent, "acceptable"
    for code in people:
        await town.assessment(
            code,
            "wellbeing",
            finished_at=finished,
            percent=percent,
            level="acceptable",
            scores=dict.fromkeys(sides, outcome),
        )


async def told(town: Town, code: str) -> Aggregate | None:
    return await queries.aggregate(await town.acting(code))


def means(view: Aggregate | None) -> dict[str, int]:
    assert view is not None
    return {mean.title: mean.percent for mean in (view.total, *view.sides, *view.units)}


def said(screen: Screen) -> str:
    return "\n".join(translator("ru").plain(line) for line in screen.lines)


async def test_mean_is_shown_for_ten_people_and_not_for_nine(town: Town) -> None:
    await took(town, FIRST[:9], 62)
    for who in (HEAD, DEPUTY_HEAD, SCHOOL_METHODIST, MUNICIPAL_METHODIST, REGIONAL_METHODIST):
        assert await told(town, who) is None
    await took(town, FIRST[9:10], 0)
    view = await told(town, HEAD)
    assert view is not None
    assert (view.at_least, view.least) == (10, 10)
    # 55.8 on the average, told to the nearest five; the school has no units below it.
    assert means(view) == {
        "Запас сил": 55, "Силы": 55, "Интерес и смысл": 55, "Люди рядом": 55, "Отдых и границы": 55
    }  # fmt: skip
    assert await told(town, GYMNASIUM_METHODIST) is None


async def test_only_leaders_and_methodists_see_the_mean(town: Town) -> None:
    await took(town, [*FIRST, *SECOND], 50)
    for nosy in (TEACHER, MENTOR):
        with pytest.raises(NotAllowed):
            await told(town, nosy)
    with pytest.raises(NotAllowed):
        await queries.aggregate(town.nobody)
    await town.grant(TEACHER, Role.ADMIN, of=REGIONAL_METHODIST)
    with pytest.raises(NotAllowed):
        await told(town, TEACHER)


async def test_the_latest_check_of_a_year_counts_once(town: Town) -> None:
    await took(town, FIRST[:10], 20, days_ago=300)
    await took(town, FIRST[:10], 90, days_ago=30)
    view = await told(town, HEAD)
    assert view is not None
    assert (view.total.percent, view.at_least) == (90, 10)
    town.clock.move(timedelta(days=336))
    assert await told(town, HEAD) is None, "that was more than a year ago"


async def test_deleted_and_unsaved_checks_do_not_count(town: Town) -> None:
    await took(town, FIRST[:9], 50)
    ctx = await town.acting(FIRST[9])
    await queries.unsaved(ctx, "wellbeing", 1, f"a{'3' * 14}")
    assert await told(town, HEAD) is None
    check = await finish(ctx, "wellbeing")
    assert await told(town, HEAD) is not None
    await actions.delete_check(ctx, check)
    assert await told(town, HEAD) is None
    await finish(ctx, "wellbeing", lambda place: -1)  # too few answers for an index
    assert await told(town, HEAD) is None


async def test_archived_people_and_people_of_other_units_do_not_count(town: Town) -> None:
    await took(town, [*FIRST[:10], *SECOND[:9]], 50)
    assert await told(town, HEAD) is not None
    await town.change_person(FIRST[9], archived_at=town.clock.now())
    assert await told(town, HEAD) is None
    assert await told(town, GYMNASIUM_METHODIST) is None


async def test_side_with_few_answers_is_hidden(town: Town) -> None:
    await took(town, FIRST[:9], 50)
    await took(town, FIRST[9:], 50, sides=SIDES[:2])
    assert set(means(await told(town, HEAD))) == {"Запас сил", "Силы", "Интерес и смысл"}


async def test_schools_are_shown_only_where_no_hidden_mean_can_be_subtracted(town: Town) -> None:
    await took(town, FIRST, 30)
    await took(town, SECOND, 80)
    view = await told(town, MUNICIPAL_METHODIST)
    assert means(view) == {
        "Запас сил": 55, "Силы": 55, "Интерес и смысл": 55, "Люди рядом": 55, "Отдых и границы": 55,
        "Школа № 1": 30, "Гимназия № 2": 80,
    }  # fmt: skip
    assert view is not None
    assert view.at_least == 20
    # Three in the village: their mean could be subtracted, so the smaller school is hidden too.
    await took(town, THIRD[:3], 100)
    assert [unit.title for unit in (await told(town, MUNICIPAL_METHODIST)).units] == ["Школа № 1"]  # type: ignore[union-attr]
    # Of a school alone and the handful of another nothing but the whole is told.
    async with town.database.transaction() as session:
        second = [town.id_of(code) for code in SECOND]
        await session.execute(
            update(Person).where(Person.id.in_(second)).values(archived_at=town.clock.now())
        )
    view = await told(town, MUNICIPAL_METHODIST)
    assert view is not None
    assert view.units == ()


async def test_a_region_sees_its_municipalities(town: Town) -> None:
    await took(town, [*FIRST, *SECOND], 50)
    view = await told(town, REGIONAL_METHODIST)
    assert view is not None
    (unit,) = view.units
    municipality = select(OrgUnit.short_title).where(OrgUnit.kind == "municipality")
    assert unit.title == await town.one(municipality)


@ON_SQLITE
async def test_the_screen_names_nobody_and_counts_roughly(phones: Phones) -> None:
    town = phones.town
    methodist, teacher = phones.of(MUNICIPAL_METHODIST), phones.of(TEACHER)
    await methodist.says("/menu")
    await methodist.sees("Чем займёмся")
    await methodist.presses_data(WellbeingOfGroup().pack())
    await methodist.sees("Запас сил коллектива", "не меньше 10 человек")
    await took(town, FIRST, 30)
    await took(town, SECOND, 80)
    before = await stored(town, but=PASSING)
    await methodist.presses_data(WellbeingOfGroup().pack())
    shown = await methodist.sees(
        "не меньше 20 человек", "🟡 Запас сил: около 55 %", "🟢 Гимназия № 2: около 80 %"
    )
    assert "21" not in shown.words
    for code in (*FIRST, *SECOND):
        assert town.people[code].last_name not in shown.words
    await methodist.presses_data(WellbeingOfGroup(page=7).pack())
    await methodist.sees("Запас сил коллектива")

    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    heard = await reacts(teacher, teacher.presses_data(WellbeingOfGroup().pack()))
    assert "вам недоступно" in heard
    assert await stored(town, but=PASSING) == before


@ON_SQLITE
async def test_many_organisations_are_shown_by_pages(town: Town) -> None:
    await took(town, [*FIRST, *SECOND], 50)
    view = await told(town, MUNICIPAL_METHODIST)
    assert view is not None
    many = Aggregate(300, 10, view.total, view.sides, view.units * 20)
    first, last = (screens.aggregate(many, town.content.levels, page) for page in (0, 99))
    assert "Страница 1 из 4" in said(first)
    assert "Страница 4 из 4" in said(last)
    assert len(first.rows) == 2


@ON_SQLITE
async def test_a_check_without_a_trace_is_in_no_mean(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(FIRST[9])
    await took(town, FIRST[:9], 50)
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await teacher.presses_data(UnsavedAnswer(code="wellbeing", version=1, answers=f"a{'3' * 14}").pack())
    await teacher.sees("Запас сил")
    assert await told(town, HEAD) is None
