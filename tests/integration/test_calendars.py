"""The school calendar of an organisation: all its people see it, its methodists choose it."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from handlers.people import calendar_screens
from handlers.people.links import CalendarUnits, SchoolCalendarOf
from services.calendar import is_quiet_day
from services.content.calendars import USUAL_CALENDAR
from services.errors import NotAllowed, NotFound
from services.people import calendars
from services.people.models import AuditEntry, OrgUnit
from tests.conftest import Town
from tests.integration.stories import ON_SQLITE, outcome, unit_of
from tests.personas import (
    GYMNASIUM_HEAD,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    MUNICIPAL_METHODIST,
    SCHOOL_METHODIST,
)
from tests.shown import read

TRIMESTERS = "trimesters"
NOVEMBER_HOLIDAY = date(2026, 11, 17)  # of the schools with trimesters


async def in_force(town: Town) -> dict[str, str]:
    """The calendar of each organisation."""
    return dict(map(tuple, await town.rows(select(OrgUnit.short_title, OrgUnit.calendar))))


async def test_methodist_chooses_the_calendar_of_their_school(town: Town) -> None:
    school = await unit_of(town, GYMNASIUM_METHODIST)
    one = await calendars.calendar_of(await town.acting(GYMNASIUM_TEACHER))
    assert (one.unit_id, one.calendar.code, one.may_choose) == (school, USUAL_CALENDAR, False)
    told = read(calendar_screens.calendar(one, date(2026, 11, 23)))
    assert "▸ <b>II четверть</b>: 5\u00a0ноября – 30\u00a0декабря" in told
    assert "Зимние каникулы" in told
    contexts = [await town.acting(GYMNASIUM_METHODIST) for _ in range(2)]
    await asyncio.gather(*(calendars.choose(ctx, school, TRIMESTERS) for ctx in contexts))
    assert [title for title, code in (await in_force(town)).items() if code == TRIMESTERS] == ["Гимназия № 2"]
    trail = await town.rows(
        select(AuditEntry.actor_id, AuditEntry.details).where(AuditEntry.action == "calendar_chosen")
    )
    assert [tuple(row) for row in trail] == [
        (town.id_of(GYMNASIUM_METHODIST), {"unit_id": school, "calendar": TRIMESTERS, "units": 1})
    ]
    # From the next press on the people of the school work by it.
    assert is_quiet_day(NOVEMBER_HOLIDAY, (await town.acting(GYMNASIUM_TEACHER)).calendar)
    assert not is_quiet_day(NOVEMBER_HOLIDAY, (await town.acting(SCHOOL_METHODIST)).calendar)


async def test_methodist_of_the_district_chooses_for_all_its_schools(town: Town) -> None:
    school = await unit_of(town, GYMNASIUM_METHODIST)
    await calendars.choose(await town.acting(GYMNASIUM_METHODIST), school, TRIMESTERS)
    municipal = await town.acting(MUNICIPAL_METHODIST)
    district = await town.one(select(OrgUnit.parent_id).where(OrgUnit.id == school))
    one = await calendars.calendar_of(municipal, district)
    assert one.units > 3 and one.has_others
    assert not (await calendars.calendar_of(await town.acting(GYMNASIUM_METHODIST))).has_others
    chosen = town.content.calendars[TRIMESTERS]
    assert f"сразу в {one.units} организациях" in read(calendar_screens.confirm(one, chosen))
    read(calendar_screens.choices(one, tuple(town.content.calendars.values()), 0))


async def test_other_people_see_their_own_calendar_and_do_not_choose(town: Town) -> None:
    own, other = await unit_of(town, GYMNASIUM_TEACHER), await unit_of(town, SCHOOL_METHODIST)
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_HEAD):
        ctx = await town.acting(code)
        assert await outcome(calendars.choose(ctx, own, TRIMESTERS)) == "NotAllowed"
        with pytest.raises(NotAllowed):
            await calendars.calendar_of(ctx, other)
    for unit, code in ((other, "NotAllowed"), (10_000, "NotFound")):
        assert (
            await outcome(calendars.choose(await town.acting(GYMNASIUM_METHODIST), unit, TRIMESTERS)) == code
        )
    with pytest.raises(NotFound):
        await calendars.choose(await town.acting(GYMNASIUM_METHODIST), own, "../quarters")
    assert set((await in_force(town)).values()) == {USUAL_CALENDAR}


async def test_calendar_whose_file_is_gone_gives_way_to_the_usual_one(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_METHODIST)
    async with ctx.transaction() as db:
        unit = await db.get_one(OrgUnit, ctx.me.unit_id)
        unit.calendar = "of_last_year"
    one = await calendars.calendar_of(ctx)
    assert one.calendar.code == USUAL_CALENDAR
    assert (await town.acting(GYMNASIUM_METHODIST)).calendar.code == USUAL_CALENDAR


@ON_SQLITE
async def test_choice_of_a_calendar_shows_first_what_changes(town: Town) -> None:
    methodist = town.visit(GYMNASIUM_METHODIST)
    await methodist.follows(SchoolCalendarOf())
    methodist.sees("Школьный календарь", "По четвертям")
    await methodist.follows(CalendarUnits())  # with one organisation there is nothing to choose from
    methodist.sees("Школьный календарь: Гимназия № 2")
    await methodist.presses("Выбрать другой")
    await methodist.presses("По триместрам")
    methodist.sees("Ноябрьские каникулы", "Сроки уже составленных останутся")
    await methodist.presses("Выбрать этот")
    methodist.sees("Календарь выбран", "Школьный календарь", "По триместрам")
    assert (await in_force(town))["Гимназия № 2"] == TRIMESTERS
