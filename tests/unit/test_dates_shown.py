"""Every date a person is told is their organisation's own: across zones, daylight saving and year ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.words import Words, full_day, translator
from services.calendar import is_quiet_day, next_allowed
from services.clock import MovableClock
from services.content import Content
from services.context import Actor, Context, Policy
from services.db import Database
from services.reminders import rules
from services.routes.rules import spread

CONTENT = Content()
WORDS = translator("ru")
DATABASE = Database("sqlite+aiosqlite:///:memory:")
# Russia keeps one time all year; an organisation abroad may not: both ways a clock can jump are here.
ZONES = st.sampled_from(
    ["Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Kamchatka", "Europe/Berlin",
     "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
).map(ZoneInfo)  # fmt: skip
MOMENTS = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 12, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DAYS = st.dates(date(2025, 12, 1), date(2030, 12, 31))
CALENDARS = st.sampled_from(sorted(CONTENT.calendars.values(), key=lambda calendar: calendar.code))
# Clocks in Berlin go back in that night; in Moscow the year has turned three hours before it does in UTC.
WHEN_CLOCKS_GO_BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
NEW_YEAR_IN_MOSCOW = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)


def at_work(moment: datetime, zone: ZoneInfo) -> Context:
    """The context of somebody whose organisation lies in the zone."""
    ctx = Context(DATABASE, MovableClock(moment), CONTENT, Policy(zone=ZoneInfo("Europe/Moscow")))
    ctx.actor = Actor(1, "Калинина Дарья", "Дарья", 1, "/1/", zone, "ru")
    return ctx


@given(MOMENTS, ZONES)
@example(WHEN_CLOCKS_GO_BACK, ZoneInfo("Europe/Berlin"))
@example(NEW_YEAR_IN_MOSCOW, ZoneInfo("Europe/Moscow"))
def test_today_is_the_day_on_the_wall(moment: datetime, zone: ZoneInfo) -> None:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    wall = moment.replace(tzinfo=None) + offset
    ctx = at_work(moment, zone)
    assert ctx.today == wall.date()
    assert full_day(ctx.today).arguments["year"] == str(ctx.today.year)


@given(MOMENTS, ZONES)
@example(WHEN_CLOCKS_GO_BACK, ZoneInfo("Europe/Berlin"))
@example(NEW_YEAR_IN_MOSCOW, ZoneInfo("Europe/Moscow"))
def test_a_moment_is_told_by_the_day_and_hour_on_the_wall(moment: datetime, zone: ZoneInfo) -> None:
    local = moment.astimezone(zone)
    said = WORDS.moment(local).replace("\u00a0", " ")
    assert said.endswith(f"{local.hour:02}:{local.minute:02}")
    assert format_date(local.date(), "d MMMM", locale="ru") in said


@given(DAYS)
def test_a_day_is_told_as_it_is_stored(day: date) -> None:
    said = WORDS.plain(Words("step-due-passed", due=day)).replace("\u00a0", " ")
    assert f"{day.day} {format_date(day, 'MMMM', locale='ru')}" in said


@given(MOMENTS, ZONES, CALENDARS)
@example(WHEN_CLOCKS_GO_BACK, ZoneInfo("Europe/Berlin"), CONTENT.calendar())
def test_a_morning_comes_at_eight_on_the_wall(moment: datetime, zone: ZoneInfo, calendar: object) -> None:
    allowed = next_allowed(moment, zone, calendar)  # type: ignore[arg-type]
    if allowed != moment:
        assert (allowed.hour, allowed.minute) == (8, 0)
        assert allowed.astimezone(UTC) > moment


@given(DAYS, st.sampled_from(rules.LADDER))
def test_a_rung_falls_so_many_days_before_whatever_the_clocks_do(due: date, rung: int) -> None:
    assert due in rules.due_days([due - timedelta(days=rung)])


@given(DAYS, CALENDARS, st.lists(st.sampled_from(CONTENT.catalog.steps), min_size=1, max_size=8))
def test_no_step_of_a_draft_is_due_on_a_day_off(start: date, calendar: object, steps: list[object]) -> None:
    dates = spread(steps, start, CONTENT.catalog.assembly_rules, calendar)  # type: ignore[arg-type]
    for begins, due in dates:
        assert start <= begins <= due
        assert not is_quiet_day(due, calendar)  # type: ignore[arg-type]
