"""One digest a morning says it all: steps put off, a theme, attestation, who may need help."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from handlers.events import notices as event_notices
from handlers.reminders import notices
from handlers.routes.screens import my_route
from handlers.words import translator
from services.events import actions as events
from services.outbox import Delivery
from services.people import calendars
from services.people.models import OrgUnit, Person
from services.reminders import scans
from services.reminders.models import ScanRecord
from services.routes import reading
from services.routes.models import Route, RouteStep
from services.routes.steps import actions as step_actions
from services.self_education.models import Theme
from tests.conftest import MONDAY, MOSCOW, Town
from tests.integration.stories import posted, unit_of
from tests.integration.test_reminders import seminar
from tests.shown import read

METHODIST, OTHER_METHODIST, YOUNG, TEACHER, OTHER_SCHOOL = "p07", "p18", "p09", "p12", "p19"
MUNICIPAL = "p03"
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
    await notices.scan_morning(town.nobody)
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
    told = (await morning(town, MONDAY + timedelta(days=3)))[me]
    assert "Шаг до 23.11" in told
    assert "Шаг до 02.01" not in told
    assert await town.rows(select(RouteStep.due).order_by(RouteStep.id)) == [
        (TODAY,),
        (TODAY + timedelta(days=40),),
    ]


async def test_the_step_a_digest_came_for_is_named_however_many_wait(town: Town) -> None:
    overdue = [TODAY - timedelta(days=ago) for ago in range(20, 13, -1)]
    await route(town, YOUNG, *overdue, TODAY + timedelta(days=4))
    me = town.id_of(YOUNG)
    weekly = (await morning(town, MONDAY))[me]
    assert "Ждёт вас с 9 ноября" in weekly and "и ещё 1" in weekly
    told = (await morning(town, MONDAY + timedelta(days=1)))[me]
    assert "До 27 ноября: Шаг до 27.11" in told
    assert "И ещё 7 шагов ждут, когда будет время." in told
    assert "Ждёт вас с" not in told and "Если не успеваете" not in told


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
    told = await morning(town, MONDAY)
    assert town.id_of(METHODIST) not in told
    assert "Может понадобиться помощь" in told[town.id_of(OTHER_METHODIST)], "whose they are now hears"


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
    await step_actions.accept_step(await town.acting(METHODIST), step_id)
    assert "пригодилось на уроках?" in (await morning(town, MONDAY + timedelta(days=1)))[me]
    assert me not in await morning(town, MONDAY + timedelta(days=2))


@pytest.mark.parametrize("ahead", [7, 8])
async def test_a_step_put_off_until_a_sunday_is_spoken_of_by_the_next_scan(town: Town, ahead: int) -> None:
    (far,) = await route(town, YOUNG, TODAY + timedelta(days=40))
    await put_off(town, far, TODAY + timedelta(days=6))
    await morning(town, MONDAY + timedelta(days=5))
    told = await morning(town, MONDAY + timedelta(days=ahead))
    assert "Шаг до 02.01" in told[town.id_of(YOUNG)], "a stopped server makes up for it too"


async def test_an_event_that_is_a_step_is_said_once_and_called_off(town: Town) -> None:
    starts_at = MONDAY + timedelta(days=1, hours=5)
    event_id = await seminar(town, starts_at, TEACHER)
    for code in (YOUNG, TEACHER):
        (step_id,) = await route(town, code, starts_at.date())
        async with town.database.transaction() as db:
            of_event = update(RouteStep).where(RouteStep.id == step_id)
            await db.execute(of_event.values(event_id=event_id, title="Практикум"))
    young, teacher = town.id_of(YOUNG), town.id_of(TEACHER)
    told = await morning(town, MONDAY)
    assert "⏳ Завтра: Практикум" in told[young]
    assert "📅 Завтра в 15:00: Практикум" in told[teacher]
    assert told[teacher].count("Практикум") == 1

    for _ in range(2):
        await events.cancel(await town.acting(METHODIST), event_id)
    assert sorted(await posted(town, "event_cancelled")) == sorted([young, teacher])
    async with town.database.transaction() as db:  # who moves to another school is told all the same
        move = update(Person).where(Person.id == young)
        await db.execute(move.values(unit_id=await unit_of(town, OTHER_SCHOOL)))
    notice = await event_notices.event_cancelled(await town.acting(YOUNG), event_id)
    assert notice is not None
    assert "Шаг в маршруте остался" in read(notice)
    page = await reading.my_page(await town.acting(YOUNG))
    shown = read(my_route(page))
    assert "Дальше: <b>1. Практикум</b>, событие отменили" in shown
    for days in (1, 2):
        told = await morning(town, MONDAY + timedelta(days=days))
        assert "Событие отменили, шаг можно перенести или убрать: Практикум" in told[young]
        assert told[teacher].count("Практикум") == 1
        assert "не успеваете" not in told[teacher]


async def test_days_of_a_holiday_are_made_up_for_by_another_calendar(town: Town) -> None:
    """16-22 November are holidays by trimesters; by quarters, which others work by, nothing was missed."""
    unit, me = await unit_of(town, OTHER_SCHOOL), town.id_of(OTHER_SCHOOL)
    async with town.database.transaction() as db:
        await db.execute(update(OrgUnit).where(OrgUnit.id == unit).values(calendar="trimesters"))
    await morning(town, datetime(2026, 11, 14, 9, tzinfo=MOSCOW))
    await route(town, OTHER_SCHOOL, date(2026, 11, 18))  # three of its rungs are in the holiday
    await route(town, YOUNG, date(2026, 11, 18))
    heard = [me in await morning(town, datetime(2026, 11, day, 9, tzinfo=MOSCOW)) for day in range(16, 22)]
    for code in ("quarters", "trimesters", "quarters"):  # a change of mind loses nothing either
        await calendars.choose(await town.acting(MUNICIPAL), unit, code)
    assert not any(heard)
    assert list(await morning(town, MONDAY)) == [me], "what was told to the others is not told again"
    assert list(await morning(town, MONDAY + timedelta(days=1))) == []
    assert sorted({zone for (zone,) in await town.rows(select(ScanRecord.zone))}) == [
        "Europe/Moscow",
        "Europe/Moscow trimesters",
    ]


async def test_what_was_told_is_not_told_again_by_another_calendar(town: Town) -> None:
    """The school goes over, on a Saturday, to the calendar of others who have had a holiday."""
    other, mine = await unit_of(town, OTHER_SCHOOL), await unit_of(town, TEACHER)
    wednesday, me = date(2026, 11, 18), town.id_of(TEACHER)
    async with town.database.transaction() as db:
        await db.execute(update(OrgUnit).where(OrgUnit.id == other).values(calendar="trimesters"))
        attested = update(Person).where(Person.id == me)
        await db.execute(attested.values(attestation_on=wednesday + timedelta(days=30)))
    heard = []
    for day in (14, 16, 17, 18, 19, 20, 21, 23, 24):
        if me in await morning(town, datetime(2026, 11, day, 9, tzinfo=MOSCOW)):
            heard.append(day)
        if day == 21:
            await calendars.choose(await town.acting(METHODIST), mine, "trimesters")
    assert heard == [18]


async def test_a_calendar_changed_during_a_run_is_remembered_for_the_next(town: Town) -> None:
    mine = await unit_of(town, TEACHER)
    kept = ScanRecord(zone=f"unit {mine}", day=TODAY - timedelta(days=3), done_at=town.clock.now())
    ctx = town.nobody
    (one,) = await scans.due(ctx)
    async with ctx.transaction() as db:
        parts, read_before = await scans.since_last(ctx, one)
        db.add(kept)
        await db.flush()
        await scans.join(ctx, read_before)
    assert (len(parts), read_before) == (1, [])
    async with ctx.transaction():
        parts, read_now = await scans.since_last(ctx, one)
        await scans.join(ctx, read_now)
    assert (len(parts), read_now) == (2, [f"unit {mine}"])
    assert await town.rows(select(ScanRecord.zone).where(ScanRecord.zone.startswith("unit"))) == []


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
