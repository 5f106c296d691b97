"""Reminders: once a day, in the morning, of what is due; nothing lost, nothing twice, nothing done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text

from handlers.reminders import notices
from handlers.reminders.lines import DIGEST
from handlers.reminders.notices import scan_morning
from handlers.words import translator
from services.clock import MovableClock
from services.content.folder import Content
from services.context import Context, Policy
from services.db import Database
from services.events import actions as events
from services.events.rules import Draft
from services.outbox import Delivery
from services.people.models import OrgUnit, RoleGrant
from services.people.rules import Audience
from services.reminders import actions, scans
from services.reminders.models import ScanRecord
from services.reminders.rules import Morning
from services.reminders.scans import ZoneDay
from services.roles import METHODISTS
from services.routes.models import RouteStep
from services.schema import Base
from tests.conftest import MONDAY, MOSCOW, Town
from tests.integration.stories import ON_SQLITE, posted
from tests.personas import (
    ENGLISH_TEACHER,
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_MENTOR,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    PRIMARY_YOUNG_SPECIALIST,
    RURAL_TEACHER,
    SCHOOL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)

TEACHERS = (
    YOUNG_SPECIALIST,
    TEACHER,
    ENGLISH_TEACHER,
    GYMNASIUM_MENTOR,
    GYMNASIUM_YOUNG_SPECIALIST,
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_TEACHER,
    RURAL_TEACHER,
    PRIMARY_YOUNG_SPECIALIST,
)
TODAY = MONDAY.date()
SUNDAY = datetime.combine(TODAY + timedelta(days=6), time(12), MOSCOW)


async def teachers_alone(town: Town) -> None:
    """No methodist is left to hear once a week of what waits and of who may need help."""
    async with town.database.transaction() as session:
        await session.execute(delete(RoleGrant).where(RoleGrant.role.in_([one.value for one in METHODISTS])))


async def seminar(town: Town, starts_at: datetime, *guests: str, capacity: int | None = None) -> int:
    """An event of school № 1 with guests."""
    draft = Draft(
        f"d{starts_at:%d%H}",
        "workshop",
        "Практикум",
        starts_at,
        "Кабинет 24",
        Audience.EVERYONE,
        "",
        capacity,
    )
    event_id = (await events.publish(await town.acting(SCHOOL_METHODIST), draft.id, draft)).id
    for guest in guests:
        await events.register(await town.acting(guest), event_id)
    return event_id


def days(*ahead: int) -> list[date]:
    return [TODAY + timedelta(days=one) for one in ahead]


async def nobody_is_told(town: Town, people: Sequence[str]) -> None:
    """No digest is queued, and one of these people's that was queued before is not sent."""
    await scan_morning(town.nobody)
    assert await posted(town, "digest") == []
    for code in people:
        assert await notices.digest(await town.acting(code), TODAY.isoformat()) is None


async def test_steps_are_reminded_of_on_the_days_of_the_ladder(town: Town) -> None:
    await teachers_alone(town)
    rungs = (7, 3, 1, 0, -1, -3, -7, -14, -175)
    for code, ahead in zip(TEACHERS, rungs, strict=True):
        await town.route(code, *days(ahead))
    assert await scan_morning(town.nobody) == len(rungs)
    assert sorted(await posted(town, "digest")) == sorted(map(town.id_of, TEACHERS))
    rows = await town.rows(select(Delivery.arguments, Delivery.expires_at))
    assert {row.arguments["day"] for row in rows} == {"2026-11-23"}
    assert {row.expires_at for row in rows} == {MONDAY.replace(hour=20)}


@ON_SQLITE
async def test_days_between_the_rungs_of_the_ladder_are_silent(town: Town) -> None:
    await teachers_alone(town)
    for code, ahead in zip(TEACHERS, (8, 6, 5, 4, 2, -2, -4, -8, -200), strict=True):
        await town.route(code, *days(ahead))
    assert await scan_morning(town.nobody) == 0
    assert await posted(town, "digest") == []


async def test_long_overdue_steps_are_told_once_a_week(town: Town) -> None:
    await teachers_alone(town)
    await town.route(YOUNG_SPECIALIST, *days(-11, -12, -13, -14, -15, -16))
    for passed in range(8):
        town.clock.set(MONDAY + timedelta(days=passed))
        await scan_morning(town.nobody)
    rows = await town.rows(select(Delivery.arguments).order_by(Delivery.id))
    assert [row.arguments["day"] for row in rows] == ["2026-11-23", "2026-11-30"]


async def test_closed_steps_are_not_reminded_of(town: Town) -> None:
    await teachers_alone(town)
    steps = ("on_review", "done", "accepted", "cancelled", "skipped")
    for code, status in zip(TEACHERS, steps, strict=False):
        await town.route(code, *days(0, 1), step={"status": status})
    await nobody_is_told(town, TEACHERS[: len(steps)])


@ON_SQLITE
async def test_routes_that_are_not_under_way_are_not_reminded_of(town: Town) -> None:
    await teachers_alone(town)
    routes = ("draft", "on_review", "done", "cancelled")
    for code, status in zip(TEACHERS, routes, strict=False):
        await town.route(code, *days(0, 1), status=status)
    await nobody_is_told(town, TEACHERS[: len(routes)])


async def test_all_open_steps_and_events_make_one_digest_a_person(town: Town) -> None:
    for code, step in zip(TEACHERS, ("planned", "in_progress", "returned"), strict=False):
        await town.route(code, *days(7, 3, 1, 0, -1), status="approved", step={"status": step})
    await seminar(town, MONDAY + timedelta(days=1), YOUNG_SPECIALIST, SCHOOL_METHODIST)
    assert await scan_morning(town.nobody) == 4
    told = (*TEACHERS[:3], SCHOOL_METHODIST)
    assert sorted(await posted(town, "digest")) == sorted(map(town.id_of, told))


async def test_scanning_again_or_twice_at_once_changes_nothing(town: Town) -> None:
    await town.route(YOUNG_SPECIALIST, *days(0))
    await asyncio.gather(*(scan_morning(town.nobody) for _ in range(3)))
    for minutes in (1, 60, 300):
        town.clock.set(MONDAY + timedelta(minutes=minutes))
        assert await scan_morning(town.nobody) == 0
    assert await posted(town, "digest") == [town.id_of(YOUNG_SPECIALIST)]
    town.clock.set(MONDAY + timedelta(days=1))
    await scan_morning(town.nobody)
    assert await posted(town, "digest") == [town.id_of(YOUNG_SPECIALIST)] * 2, "a day overdue is another rung"


async def test_quiet_hours_and_days_off_are_silent(town: Town) -> None:
    moments = ("2026-11-22T12:00", "2026-11-23T07:59", "2026-11-23T20:00", "2027-01-05T12:00")
    for code, moment in zip(TEACHERS, moments, strict=False):
        town.clock.set(datetime.fromisoformat(moment).replace(tzinfo=MOSCOW))
        await town.route(code, town.clock.now().astimezone(MOSCOW).date())
        assert await scan_morning(town.nobody) == 0, moment
        assert await town.rows(select(ScanRecord.day)) == []


async def test_monday_tells_what_fell_on_sunday(town: Town) -> None:
    town.clock.set(MONDAY - timedelta(days=2))
    await scan_morning(town.nobody)
    # A week before, three days before, the last day: each was a Sunday's rung.
    await town.route(YOUNG_SPECIALIST, *days(6))
    await town.route(TEACHER, *days(-1))
    await town.route(GYMNASIUM_MENTOR, *days(5))  # Saturday's own rung: not again
    town.clock.set(MONDAY - timedelta(days=1))
    assert await scan_morning(town.nobody) == 0
    town.clock.set(MONDAY)
    await scan_morning(town.nobody)
    assert sorted(await posted(town, "digest")) == sorted([town.id_of(YOUNG_SPECIALIST), town.id_of(TEACHER)])


async def test_scan_after_a_stop_tells_what_fell_meanwhile(town: Town) -> None:
    await scan_morning(town.nobody)
    await town.route(YOUNG_SPECIALIST, *days(9))  # its week-ahead rung falls on Wednesday, when nothing ran
    town.clock.set(MONDAY + timedelta(days=3))
    assert await scan_morning(town.nobody) == 1


async def test_the_hour_before_quiet_hours_is_left_to_the_next_morning(town: Town) -> None:
    """What is queued then would expire before it is sent."""
    town.clock.set(MONDAY - timedelta(days=2))
    await scan_morning(town.nobody)
    await town.route(YOUNG_SPECIALIST, *days(-3))  # its next rung is on Friday
    town.clock.set(MONDAY.replace(hour=19))
    assert await scan_morning(town.nobody) == 0
    town.clock.set(MONDAY + timedelta(days=1))
    assert await scan_morning(town.nobody) == 1


async def test_every_time_zone_is_scanned_in_its_own_morning(town: Town) -> None:
    await town.change_unit(GYMNASIUM_MENTOR, timezone="Asia/Vladivostok")
    await town.route(YOUNG_SPECIALIST, *days(0))
    await town.route(GYMNASIUM_MENTOR, *days(0))
    town.clock.set(MONDAY.replace(hour=3))  # 10 o'clock in Vladivostok
    await scan_morning(town.nobody)
    assert await posted(town, "digest") == [town.id_of(GYMNASIUM_MENTOR)]
    town.clock.set(MONDAY)
    await scan_morning(town.nobody)
    assert await posted(town, "digest") == [town.id_of(GYMNASIUM_MENTOR), town.id_of(YOUNG_SPECIALIST)]


async def test_digest_tells_what_is_nearest_and_counts_the_rest(town: Town) -> None:
    route_id = await town.route(YOUNG_SPECIALIST)
    for place, day in enumerate(days(-5, -3, -1, 0, 1, 3, 6, 7, 8), start=1):
        await town.step(route_id, due=day, title=f"Шаг {place} <до {day}>")
    await seminar(town, MONDAY + timedelta(hours=5), YOUNG_SPECIALIST)
    screen = await notices.digest(await town.acting(YOUNG_SPECIALIST), TODAY.isoformat())
    assert screen is not None
    said = [translator("ru").html(line).replace("\u00a0", " ") for line in screen.lines]
    assert said[0] == "☀️ Доброе утро, Дарья Олеговна!"
    assert said[2:9] == [
        "📅 Сегодня в 15:00: Практикум",
        "⏳ Сегодня: Шаг 4 &lt;до 2026-11-23&gt;",
        "⏳ Завтра: Шаг 5 &lt;до 2026-11-24&gt;",
        "▫️ До 26 ноября: Шаг 6 &lt;до 2026-11-26&gt;",
        "▫️ До 30 ноября: Шаг 8 &lt;до 2026-11-30&gt;",
        "🟡 Ждёт вас с 22 ноября: Шаг 3 &lt;до 2026-11-22&gt;",
        "и ещё 1",
    ]
    assert said[9] == "И ещё 1 шаг ждёт, когда будет время."


@ON_SQLITE
async def test_digest_of_what_is_over_by_the_time_it_is_sent_is_not_sent(town: Town) -> None:
    route_id = await town.route(YOUNG_SPECIALIST, *days(-1, 0, 1))
    await seminar(town, MONDAY + timedelta(hours=5), YOUNG_SPECIALIST)
    for step_id in await town.steps_of(route_id):
        await town.change(RouteStep, step_id, status="done")
    ctx = await town.acting(YOUNG_SPECIALIST)
    assert await notices.digest(ctx, TODAY.isoformat()) is not None, "the event is ahead"
    town.clock.set(MONDAY + timedelta(hours=6))
    assert await notices.digest(ctx, TODAY.isoformat()) is None


async def test_event_is_reminded_of_once_within_two_hours(town: Town) -> None:
    starts_at = MONDAY + timedelta(hours=5)
    event_id = await seminar(town, starts_at, YOUNG_SPECIALIST, TEACHER, SCHOOL_METHODIST, capacity=2)
    await events.unregister(await town.acting(SCHOOL_METHODIST), event_id)
    town.clock.set(starts_at - timedelta(hours=2, minutes=1))
    assert await actions.scan_events_soon(town.nobody) == 0
    town.clock.set(starts_at - timedelta(hours=2))
    assert await actions.scan_events_soon(town.nobody) == 2
    assert await actions.scan_events_soon(town.nobody) == 0
    assert sorted(await posted(town, "event_soon")) == sorted(
        [town.id_of(YOUNG_SPECIALIST), town.id_of(TEACHER)]
    )
    rows = await town.rows(
        select(Delivery.not_before, Delivery.expires_at).where(Delivery.kind == "event_soon")
    )
    assert all(not_before <= town.clock.now() and expires == starts_at for not_before, expires in rows)


async def test_sunday_event_is_reminded_of_until_it_starts(town: Town) -> None:
    await seminar(town, SUNDAY, TEACHER)
    town.clock.set(SUNDAY - timedelta(hours=1))
    assert await actions.scan_events_soon(town.nobody) == 1
    assert await posted(town, "event_soon") == [town.id_of(TEACHER)]
    await seminar(town, SUNDAY + timedelta(hours=3), TEACHER)
    town.clock.set(SUNDAY + timedelta(hours=3))
    assert await actions.scan_events_soon(town.nobody) == 0


@ON_SQLITE
async def test_cancelled_event_is_not_reminded_of(town: Town) -> None:
    cancelled = await seminar(town, SUNDAY, YOUNG_SPECIALIST)
    await events.cancel(await town.acting(SCHOOL_METHODIST), cancelled)
    town.clock.set(SUNDAY - timedelta(hours=1))
    assert await actions.scan_events_soon(town.nobody) == 0


async def test_the_scan_reads_only_what_is_due(tmp_path: Path) -> None:
    """The plan must stay on the partial index: an OR of ranges, or statuses in parameters, would lose it."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'plan.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        here = ZoneDay("Europe/Moscow", "Europe/Moscow", "quarters", MOSCOW, TODAY)
        ctx = Context(database, MovableClock(MONDAY), Content(), Policy(zone=MOSCOW))
        plans = [
            [row[-1] for row in await connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
            for compiled in (
                statement.compile(database.engine, compile_kwargs={"literal_binds": True})
                for line in DIGEST
                for statement in line.told(ctx, here, Morning(TODAY, None))
            )
        ]
    await database.close()
    *due, postponed = plans[: actions.PARTS + 1]
    for plan in due:
        assert any("ix_route_steps_due_open (due=? AND route_id" in line for line in plan), plan
    assert any("ix_route_steps_remind_on (remind_on=?" in line for line in postponed), postponed
    # A partial index holds but what waits, so it may be read as a whole.
    whole = [line for plan in plans for line in plan if "SCAN route_steps" in line]
    assert all("ix_route_steps_on_review" in line for line in whole), whole


async def test_unit_that_changes_its_calendar_during_a_scan_keeps_its_day_for_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = scans.take
    unit = await town.one(select(OrgUnit.id).where(OrgUnit.short_title == "Школа № 1"))

    async def taken_meanwhile(ctx: Context, one: ZoneDay) -> bool:
        ctx.db.add(ScanRecord(zone=f"unit {unit}", day=TODAY - timedelta(days=3), done_at=ctx.now))
        await ctx.db.flush()
        return await take(ctx, one)

    monkeypatch.setattr(scans, "take", taken_meanwhile)
    await scan_morning(town.nobody)
    assert await town.rows(select(ScanRecord.day).where(ScanRecord.zone == f"unit {unit}")) != []
