"""One digest a morning says it all: steps put off, a theme, attestation, who may need help."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from handlers.reminders import notices
from handlers.words import translator
from services.outbox import Delivery
from services.people import calendars
from services.people.models import OrgUnit, Person
from services.reminders import actions
from services.reminders.models import ScanRecord
from services.routes import doing
from services.routes.models import Route, RouteStep
from services.self_education.models import Theme
from tests.conftest import MONDAY, MOSCOW, Town
from tests.integration.stories import unit_of

METHODIST, OTHER_METHODIST, YOUNG, TEACHER, OTHER_SCHOOL = "p07", "p18", "p09", "p12", "p19"
TODAY = MONDAY.date()


async def route(town: Town, code: str, *due: date, methodist: str = METHODIST) -> list[int]:
    """A working route with a step due on each of the days; returns the steps."""
    async with town.database.transaction() as db:
        one = Route(
            person_id=town.id_of(code),
            starts=TODAY - timedelta(days=60),
            ends=TODAY + timedelta(days=60),
            status="in_progress",
            methodist_id=town.id_of(methodist),
            created_at=MONDAY,
        )
        db.add(one)
        await db.flush()
        steps = [
            RouteStep(
                route_id=one.id,
                position=place,
                competency="met_design",
                title=f"Шаг до {day:%d.%m}",
                form="webinar",
                education="nonformal",
                hours=2,
                starts=TODAY - timedelta(days=60),
                due=day,
                result="",
                reason={},
                status="planned",
            )
            for place, day in enumerate(due)
        ]
        db.add_all(steps)
        await db.flush()
        return [step.id for step in steps]


async def morning(town: Town, day: datetime) -> dict[int, str]:
    """The digests of a day, as their recipients read them."""
    town.clock.set(day)
    await actions.scan_morning(town.nobody)
    found = {}
    for person_id, arguments in await town.rows(
        select(Delivery.person_id, Delivery.arguments).where(Delivery.kind == "digest")
    ):
        code = next(one.code for one in town.people.values() if one.person_id == person_id)
        ctx = await town.acting(code)
        screen = await notices.digest(ctx, **arguments)
        if screen is not None:
            words = translator("ru")
            found[person_id] = "\n".join(words.plain(line) for line in screen.lines).replace("\u00a0", " ")
    async with town.database.transaction() as db:
        await db.execute(delete(Delivery))
    return found


async def put_off(town: Town, step_id: int, until: date) -> None:
    async with town.database.transaction() as db:
        await db.execute(update(RouteStep).where(RouteStep.id == step_id).values(remind_on=until))


async def test_a_step_put_off_is_spoken_of_on_its_day_and_keeps_its_date(town: Town) -> None:
    soon, far = await route(town, YOUNG, TODAY, TODAY + timedelta(days=40))
    await put_off(town, soon, TODAY + timedelta(days=2))
    await put_off(town, far, TODAY + timedelta(days=2))
    me = town.id_of(YOUNG)
    assert me not in await morning(town, MONDAY)
    assert me not in await morning(town, MONDAY + timedelta(days=1))
    told = (await morning(town, MONDAY + timedelta(days=2)))[me]
    assert "Ждёт вас с 23 ноября: Шаг до 23.11" in told
    assert "До 2 января: Шаг до 02.01" in told
    # Afterwards the ladder goes on as if nothing had been put off.
    assert me in await morning(town, MONDAY + timedelta(days=3))
    assert await town.rows(select(RouteStep.due).order_by(RouteStep.id)) == [
        (TODAY,),
        (TODAY + timedelta(days=40),),
    ]


async def test_a_methodist_hears_once_a_week_who_may_need_help(town: Town) -> None:
    await route(town, YOUNG, TODAY - timedelta(days=7), TODAY - timedelta(days=30))
    await route(town, TEACHER, TODAY - timedelta(days=6))
    methodist, young = town.id_of(METHODIST), await town.acting(YOUNG)
    told = (await morning(town, MONDAY))[methodist]
    assert f"Может понадобиться помощь: {young.me.full_name}" in told
    assert "и ещё" not in told
    for day in range(1, 6):
        assert methodist not in await morning(town, MONDAY + timedelta(days=day))
    told = (await morning(town, MONDAY + timedelta(days=7)))[methodist]
    assert young.me.full_name in told
    assert (await town.acting(TEACHER)).me.full_name in told


async def test_what_waits_for_a_decision_is_said_once_a_week_too(town: Town) -> None:
    (step_id,) = await route(town, TEACHER, TODAY + timedelta(days=60))
    async with town.database.transaction() as db:
        await db.execute(update(RouteStep).where(RouteStep.id == step_id).values(status="on_review"))
    told = (await morning(town, MONDAY))[town.id_of(METHODIST)]
    assert "Ждёт вашего решения: 1 дело" in told
    assert town.id_of(METHODIST) not in await morning(town, MONDAY + timedelta(days=1))


async def test_who_is_no_methodist_any_more_hears_nothing(town: Town) -> None:
    await route(town, OTHER_SCHOOL, TODAY - timedelta(days=20), methodist=METHODIST)
    assert town.id_of(METHODIST) not in await morning(town, MONDAY)


@pytest.mark.parametrize(("ahead", "words"), [(90, "До аттестации 90 дней"), (91, None), (-1, None)])
async def test_attestation_is_counted_down(town: Town, ahead: int, words: str | None) -> None:
    async with town.database.transaction() as db:
        await db.execute(
            update(Person)
            .where(Person.id == town.id_of(TEACHER))
            .values(attestation_on=TODAY + timedelta(days=ahead))
        )
    told = (await morning(town, MONDAY)).get(town.id_of(TEACHER))
    assert told is None if words is None else words in (told or "")


async def test_a_theme_is_spoken_of_as_a_term_begins(town: Town) -> None:
    """In every school by its own calendar: the trimester begins on this Monday, the quarter did long ago."""
    async with town.database.transaction() as db:
        for code in (TEACHER, OTHER_SCHOOL):
            db.add(
                Theme(
                    person_id=town.id_of(code),
                    title="Вопросы учеников",
                    stage="study",
                    begun_on=TODAY,
                    ended_on=None,
                )
            )
        trimesters = update(OrgUnit).where(OrgUnit.id == await unit_of(town, OTHER_SCHOOL))
        await db.execute(trimesters.values(calendar="trimesters"))
    told = await morning(town, MONDAY)
    assert "II триместр" in told[town.id_of(OTHER_SCHOOL)]
    assert "Вопросы учеников" in told[town.id_of(OTHER_SCHOOL)]
    assert town.id_of(TEACHER) not in told
    # Each calendar's morning is written down apart.
    assert sorted(await town.rows(select(ScanRecord.zone))) == [
        ("Europe/Moscow",),
        ("Europe/Moscow trimesters",),
    ]
    after_holidays = datetime(2027, 1, 12, 9, 0, tzinfo=MOSCOW)
    assert "III четверть" in (await morning(town, after_holidays))[town.id_of(TEACHER)]


async def test_a_school_on_holiday_is_left_alone_while_its_neighbours_are_not(town: Town) -> None:
    """16-22 November are holidays by trimesters only."""
    await route(town, YOUNG, date(2026, 11, 20))
    await route(town, OTHER_SCHOOL, date(2026, 11, 20))
    async with town.database.transaction() as db:
        trimesters = update(OrgUnit).where(OrgUnit.id == await unit_of(town, OTHER_SCHOOL))
        await db.execute(trimesters.values(calendar="trimesters"))
    on_friday = await morning(town, datetime(2026, 11, 20, 9, 0, tzinfo=MOSCOW))
    assert town.id_of(YOUNG) in on_friday
    assert town.id_of(OTHER_SCHOOL) not in on_friday
    assert town.id_of(OTHER_SCHOOL) in await morning(town, MONDAY)


async def test_what_was_learnt_is_asked_about_once_after_a_month(town: Town) -> None:
    (step_id,) = await route(town, TEACHER, TODAY - timedelta(days=31))
    async with town.database.transaction() as db:
        done = update(RouteStep).where(RouteStep.id == step_id)
        await db.execute(done.values(status="done", done_on=TODAY - timedelta(days=29)))
    me = town.id_of(TEACHER)
    assert me not in await morning(town, MONDAY)
    assert "пригодилось на уроках?" in (await morning(town, MONDAY + timedelta(days=1)))[me]
    assert me not in await morning(town, MONDAY + timedelta(days=2))
    in_three_months = TODAY - timedelta(days=29) + timedelta(days=90)
    assert me in await morning(town, datetime.combine(in_three_months, MONDAY.time(), MOSCOW))


async def test_a_step_accepted_late_is_asked_about_the_next_morning(town: Town) -> None:
    (step_id,) = await route(town, TEACHER, TODAY - timedelta(days=35))
    async with town.database.transaction() as db:
        done = update(RouteStep).where(RouteStep.id == step_id)
        await db.execute(done.values(status="on_review", done_on=TODAY - timedelta(days=33)))
    me = town.id_of(TEACHER)
    assert me not in await morning(town, MONDAY)
    await doing.accept_step(await town.acting(METHODIST), step_id)
    assert "пригодилось на уроках?" in (await morning(town, MONDAY + timedelta(days=1)))[me]
    assert me not in await morning(town, MONDAY + timedelta(days=2))


async def test_another_calendar_neither_repeats_nor_loses_a_morning(town: Town) -> None:
    await route(town, TEACHER, TODAY - timedelta(days=10))
    await route(town, YOUNG, TODAY + timedelta(days=9))
    methodist, young = town.id_of(METHODIST), town.id_of(YOUNG)
    assert methodist in await morning(town, MONDAY)
    ctx = await town.acting(METHODIST)
    await calendars.choose(ctx, ctx.me.unit_id, "trimesters")
    # The week's word was said on Monday.
    assert methodist not in await morning(town, MONDAY + timedelta(days=1))
    # «Three days before» falls on the Sunday after another change.
    await morning(town, MONDAY + timedelta(days=5))
    await calendars.choose(ctx, ctx.me.unit_id, "quarters")
    assert young in await morning(town, MONDAY + timedelta(days=7))
