"""The digest of a morning: postponed steps, a theme, attestation, teachers who may need help."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from handlers.events import notices as event_notices
from handlers.reminders import notices
from handlers.routes.screens import my_route
from handlers.words import translator
from services.events import actions as events
from services.outbox import Delivery
from services.people import calendars
from services.reminders import scans
from services.reminders.models import ScanRecord
from services.routes import reading
from services.routes.models import RouteStep
from services.routes.steps import actions as step_actions
from services.self_education.models import Theme
from tests.conftest import MONDAY, MOSCOW, Town
from tests.integration.stories import posted, unit_of
from tests.integration.test_reminders import seminar
from tests.personas import (
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    MUNICIPAL_METHODIST,
    SCHOOL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)
from tests.shown import read

TODAY = MONDAY.date()


async def route(town: Town, code: str, *due: date, methodist: str = SCHOOL_METHODIST) -> list[int]:
    """A working route with a step due on each of the days; returns the steps."""
    return await town.steps_of(await town.route(code, *due, methodist=methodist))


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


async def test_postponed_step_is_reminded_of_on_its_day_and_keeps_its_date(town: Town) -> None:
    soon, far = await route(town, YOUNG_SPECIALIST, TODAY, TODAY + timedelta(days=40))
    await town.change(RouteStep, soon, remind_on=TODAY + timedelta(days=2))
    await town.change(RouteStep, far, remind_on=TODAY + timedelta(days=2))
    me = town.id_of(YOUNG_SPECIALIST)
    assert me not in await morning(town, MONDAY)
    assert me not in await morning(town, MONDAY + timedelta(days=1))
    told = (await morning(town, MONDAY + timedelta(days=2)))[me]
    assert "Ждёт вас с 23 ноября: Шаг до 23.11" in told
    assert "До 2 января: Шаг до 02.01" in told
    # Afterwards the usual reminders go on.
    told = (await morning(town, MONDAY + timedelta(days=3)))[me]
    assert "Шаг до 23.11" in told
    assert "Шаг до 02.01" not in told
    assert await town.rows(select(RouteStep.due).order_by(RouteStep.id)) == [
        (TODAY,),
        (TODAY + timedelta(days=40),),
    ]


async def test_step_of_the_day_is_named_among_many_overdue_ones(town: Town) -> None:
    overdue = [TODAY - timedelta(days=ago) for ago in range(20, 13, -1)]
    await route(town, YOUNG_SPECIALIST, *overdue, TODAY + timedelta(days=4))
    me = town.id_of(YOUNG_SPECIALIST)
    weekly = (await morning(town, MONDAY))[me]
    assert "Ждёт вас с 9 ноября" in weekly and "и ещё 1" in weekly
    told = (await morning(town, MONDAY + timedelta(days=1)))[me]
    assert "До 27 ноября: Шаг до 27.11" in told
    assert "И ещё 7 шагов ждут, когда будет время." in told
    assert "Ждёт вас с" not in told and "Если не успеваете" not in told


async def test_methodist_hears_once_a_week_who_may_need_help(town: Town) -> None:
    await route(town, YOUNG_SPECIALIST, TODAY - timedelta(days=7), TODAY - timedelta(days=30))
    await route(town, TEACHER, TODAY - timedelta(days=6))
    methodist, young = town.id_of(SCHOOL_METHODIST), await town.acting(YOUNG_SPECIALIST)
    told = (await morning(town, MONDAY))[methodist]
    assert f"Может понадобиться помощь: {young.me.full_name}" in told
    assert "и ещё" not in told
    for day in range(1, 6):
        assert methodist not in await morning(town, MONDAY + timedelta(days=day))
    told = (await morning(town, MONDAY + timedelta(days=7)))[methodist]
    assert young.me.full_name in told
    assert (await town.acting(TEACHER)).me.full_name in told


async def test_methodist_hears_once_a_week_what_waits_for_a_decision(town: Town) -> None:
    (step_id,) = await route(town, TEACHER, TODAY + timedelta(days=60))
    await town.change(RouteStep, step_id, status="on_review")
    told = (await morning(town, MONDAY))[town.id_of(SCHOOL_METHODIST)]
    assert "Ждёт вашего решения: 1 дело" in told
    assert town.id_of(SCHOOL_METHODIST) not in await morning(town, MONDAY + timedelta(days=1))


async def test_methodist_of_another_school_hears_nothing(town: Town) -> None:
    await route(town, GYMNASIUM_MENTOR, TODAY - timedelta(days=20), methodist=SCHOOL_METHODIST)
    told = await morning(town, MONDAY)
    assert town.id_of(SCHOOL_METHODIST) not in told
    assert "Может понадобиться помощь" in told[town.id_of(GYMNASIUM_METHODIST)], (
        "the methodist of the teacher's school hears"
    )


@pytest.mark.parametrize(("ahead", "words"), [(90, "До аттестации 90 дней"), (91, None), (-1, None)])
async def test_attestation_is_counted_down(town: Town, ahead: int, words: str | None) -> None:
    await town.change_person(TEACHER, attestation_on=TODAY + timedelta(days=ahead))
    told = (await morning(town, MONDAY)).get(town.id_of(TEACHER))
    assert told is None if words is None else words in (told or "")


async def test_owner_of_a_theme_is_reminded_as_a_term_begins(town: Town) -> None:
    """Each school has its own calendar: a trimester begins on this Monday, the quarter began long ago."""
    for code in (TEACHER, GYMNASIUM_MENTOR):
        theme = {"title": "Вопросы учеников", "stage": "study", "begun_on": TODAY}
        await town.add(Theme(person_id=town.id_of(code), **theme))
    await town.change_unit(GYMNASIUM_MENTOR, calendar="trimesters")
    told = await morning(town, MONDAY)
    assert "II триместр" in told[town.id_of(GYMNASIUM_MENTOR)]
    assert "Вопросы учеников" in told[town.id_of(GYMNASIUM_MENTOR)]
    assert town.id_of(TEACHER) not in told
    # The morning of each calendar is recorded separately.
    assert sorted(await town.rows(select(ScanRecord.zone))) == [
        ("Europe/Moscow",),
        ("Europe/Moscow trimesters",),
    ]
    after_holidays = datetime(2027, 1, 12, 9, 0, tzinfo=MOSCOW)
    assert "III четверть" in (await morning(town, after_holidays))[town.id_of(TEACHER)]


async def test_school_on_holiday_gets_no_digest_while_other_schools_do(town: Town) -> None:
    """16-22 November are holidays by trimesters only."""
    await route(town, YOUNG_SPECIALIST, date(2026, 11, 20))
    await route(town, GYMNASIUM_MENTOR, date(2026, 11, 20))
    await town.change_unit(GYMNASIUM_MENTOR, calendar="trimesters")
    on_friday = await morning(town, datetime(2026, 11, 20, 9, 0, tzinfo=MOSCOW))
    assert town.id_of(YOUNG_SPECIALIST) in on_friday
    assert town.id_of(GYMNASIUM_MENTOR) not in on_friday
    assert town.id_of(GYMNASIUM_MENTOR) in await morning(town, MONDAY)


async def test_use_of_what_was_learnt_is_asked_about_once_after_a_month(town: Town) -> None:
    (step_id,) = await route(town, TEACHER, TODAY - timedelta(days=31))
    await town.change(RouteStep, step_id, status="done", done_on=TODAY - timedelta(days=29))
    me = town.id_of(TEACHER)
    assert me not in await morning(town, MONDAY)
    assert "пригодилось на уроках?" in (await morning(town, MONDAY + timedelta(days=1)))[me]
    assert me not in await morning(town, MONDAY + timedelta(days=2))
    in_three_months = TODAY - timedelta(days=29) + timedelta(days=90)
    assert me in await morning(town, datetime.combine(in_three_months, MONDAY.time(), MOSCOW))


async def test_step_accepted_late_is_asked_about_the_next_morning(town: Town) -> None:
    (step_id,) = await route(town, TEACHER, TODAY - timedelta(days=35))
    await town.change(RouteStep, step_id, status="on_review", done_on=TODAY - timedelta(days=33))
    me = town.id_of(TEACHER)
    assert me not in await morning(town, MONDAY)
    await step_actions.accept_step(await town.acting(SCHOOL_METHODIST), step_id)
    assert "пригодилось на уроках?" in (await morning(town, MONDAY + timedelta(days=1)))[me]
    assert me not in await morning(town, MONDAY + timedelta(days=2))


@pytest.mark.parametrize("ahead", [7, 8])
async def test_step_postponed_until_a_sunday_is_reminded_of_by_the_next_scan(town: Town, ahead: int) -> None:
    (far,) = await route(town, YOUNG_SPECIALIST, TODAY + timedelta(days=40))
    await town.change(RouteStep, far, remind_on=TODAY + timedelta(days=6))
    await morning(town, MONDAY + timedelta(days=5))
    told = await morning(town, MONDAY + timedelta(days=ahead))
    assert "Шаг до 02.01" in told[town.id_of(YOUNG_SPECIALIST)], (
        "a server that was stopped makes up for it, too"
    )


async def with_event(town: Town) -> int:
    """An event tomorrow that is a step of two teachers, of whom one has registered; returns the event."""
    starts_at = MONDAY + timedelta(days=1, hours=5)
    event_id = await seminar(town, starts_at, TEACHER)
    for code in (YOUNG_SPECIALIST, TEACHER):
        (step_id,) = await route(town, code, starts_at.date())
        await town.change(RouteStep, step_id, event_id=event_id, title="Практикум")
    return event_id


async def test_event_taken_as_a_step_is_told_once(town: Town) -> None:
    await with_event(town)
    young, teacher = town.id_of(YOUNG_SPECIALIST), town.id_of(TEACHER)
    told = await morning(town, MONDAY)
    assert "⏳ Завтра: Практикум" in told[young]
    assert "📅 Завтра в 15:00: Практикум" in told[teacher]
    assert told[teacher].count("Практикум") == 1


async def test_owners_of_a_step_are_told_that_its_event_is_cancelled(town: Town) -> None:
    event_id = await with_event(town)
    young, teacher = town.id_of(YOUNG_SPECIALIST), town.id_of(TEACHER)
    await morning(town, MONDAY)
    for _ in range(2):
        await events.cancel(await town.acting(SCHOOL_METHODIST), event_id)
    assert sorted(await posted(town, "event_cancelled")) == sorted([young, teacher])
    # A person who moves to another school is told all the same.
    await town.change_person(YOUNG_SPECIALIST, unit_id=await unit_of(town, GYMNASIUM_MENTOR))
    notice = await event_notices.event_cancelled(await town.acting(YOUNG_SPECIALIST), event_id)
    assert notice is not None
    assert "Шаг в маршруте остался" in read(notice)
    page = await reading.my_page(await town.acting(YOUNG_SPECIALIST))
    shown = read(my_route(page))
    assert "Дальше: <b>1. Практикум</b>, событие отменили" in shown
    for days in (1, 2):
        told = await morning(town, MONDAY + timedelta(days=days))
        assert "Событие отменили, шаг можно перенести или убрать: Практикум" in told[young]
        assert told[teacher].count("Практикум") == 1
        assert "не успеваете" not in told[teacher]


async def test_reminders_missed_in_a_holiday_come_after_a_change_of_calendar(town: Town) -> None:
    """16-22 November are holidays by trimesters; schools with quarters missed nothing."""
    unit, me = await unit_of(town, GYMNASIUM_MENTOR), town.id_of(GYMNASIUM_MENTOR)
    await town.change_unit(GYMNASIUM_MENTOR, calendar="trimesters")
    await morning(town, datetime(2026, 11, 14, 9, tzinfo=MOSCOW))
    await route(town, GYMNASIUM_MENTOR, date(2026, 11, 18))  # three of its reminders fall into the holiday
    await route(town, YOUNG_SPECIALIST, date(2026, 11, 18))
    heard = [me in await morning(town, datetime(2026, 11, day, 9, tzinfo=MOSCOW)) for day in range(16, 22)]
    for code in ("quarters", "trimesters", "quarters"):  # changing the calendar back and forth loses nothing
        await calendars.choose(await town.acting(MUNICIPAL_METHODIST), unit, code)
    assert not any(heard)
    assert list(await morning(town, MONDAY)) == [me], "the others are not told again"
    assert list(await morning(town, MONDAY + timedelta(days=1))) == []
    assert sorted({zone for (zone,) in await town.rows(select(ScanRecord.zone))}) == [
        "Europe/Moscow",
        "Europe/Moscow trimesters",
    ]


async def test_change_of_calendar_repeats_no_reminder(town: Town) -> None:
    """On a Saturday the school takes the calendar of another school, which has had a holiday."""
    mine = await unit_of(town, TEACHER)
    wednesday, me = date(2026, 11, 18), town.id_of(TEACHER)
    await town.change_unit(GYMNASIUM_MENTOR, calendar="trimesters")
    await town.change_person(TEACHER, attestation_on=wednesday + timedelta(days=30))
    heard = []
    for day in (14, 16, 17, 18, 19, 20, 21, 23, 24):
        if me in await morning(town, datetime(2026, 11, day, 9, tzinfo=MOSCOW)):
            heard.append(day)
        if day == 21:
            await calendars.choose(await town.acting(SCHOOL_METHODIST), mine, "trimesters")
    assert heard == [18]


async def test_calendar_changed_during_a_scan_is_remembered_for_the_next_scan(town: Town) -> None:
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


async def test_change_of_calendar_neither_repeats_nor_loses_a_morning(town: Town) -> None:
    await route(town, TEACHER, TODAY - timedelta(days=10))
    await route(town, YOUNG_SPECIALIST, TODAY + timedelta(days=9))
    methodist, young = town.id_of(SCHOOL_METHODIST), town.id_of(YOUNG_SPECIALIST)
    assert methodist in await morning(town, MONDAY)
    ctx = await town.acting(SCHOOL_METHODIST)
    await calendars.choose(ctx, ctx.me.unit_id, "trimesters")
    # The weekly line was told on Monday.
    assert methodist not in await morning(town, MONDAY + timedelta(days=1))
    # «Three days before» falls on the Sunday after the second change.
    await morning(town, MONDAY + timedelta(days=5))
    await calendars.choose(ctx, ctx.me.unit_id, "quarters")
    assert young in await morning(town, MONDAY + timedelta(days=7))
