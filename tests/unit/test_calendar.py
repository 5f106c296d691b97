"""When notices may ring: not at night, on Sundays, days off and school holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import is_quiet, is_quiet_day, next_allowed
from services.content.folder import Content

CALENDAR = Content().calendar()
MOSCOW = ZoneInfo("Europe/Moscow")
MOMENTS = st.integers(0, 1000 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
ZONES = st.sampled_from(["Europe/Kaliningrad", "Europe/Moscow", "Asia/Kamchatka", "UTC", "Europe/Berlin"])


@given(MOMENTS, ZONES.map(ZoneInfo))
def test_next_allowed_moment_is_the_first_allowed_one(moment: datetime, zone: ZoneInfo) -> None:
    allowed = next_allowed(moment, zone, CALENDAR)
    assert allowed >= moment
    assert not is_quiet(allowed, zone, CALENDAR)
    if allowed != moment:
        assert is_quiet(moment, zone, CALENDAR)
        local = allowed.astimezone(zone)
        assert (local.hour, local.minute) == (8, 0)
        assert is_quiet(allowed - timedelta(seconds=1), zone, CALENDAR)


@given(MOMENTS, ZONES.map(ZoneInfo))
def test_next_allowed_moment_of_an_allowed_moment_is_itself(moment: datetime, zone: ZoneInfo) -> None:
    allowed = next_allowed(moment, zone, CALENDAR)
    assert next_allowed(allowed, zone, CALENDAR) == allowed


@given(MOMENTS, ZONES.map(ZoneInfo))
def test_notices_ring_by_day(moment: datetime, zone: ZoneInfo) -> None:
    if not is_quiet(moment, zone, CALENDAR):
        local = moment.astimezone(zone)
        assert 8 <= local.hour < 20
        assert local.isoweekday() != 7


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (date(2026, 11, 21), False),  # a Saturday: a school day in many schools
        (date(2026, 11, 22), True),  # a Sunday
        (date(2026, 11, 4), True),  # a day off
        (date(2027, 5, 10), True),  # 9 May is a Sunday
        (date(2027, 5, 11), False),
        (date(2028, 5, 10), False),  # a day off in another year only
        (date(2026, 10, 25), True),
        (date(2026, 10, 26), True),  # the first day of holidays
        (date(2026, 11, 3), True),  # the last
        (date(2026, 11, 5), False),
        (date(2026, 12, 30), False),
        (date(2027, 1, 11), True),
        (date(2027, 1, 12), False),
    ],
)
def test_quiet_days(day: date, quiet: bool) -> None:
    assert is_quiet_day(day, CALENDAR) is quiet


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("07:59", True), ("08:00", False), ("19:59", False), ("20:00", True), ("00:00", True)],
)
def test_quiet_hours(clock: str, quiet: bool) -> None:
    moment = datetime.fromisoformat(f"2026-11-23T{clock}").replace(tzinfo=MOSCOW)
    assert is_quiet(moment, MOSCOW, CALENDAR) is quiet


def test_notice_of_a_saturday_evening_waits_till_monday() -> None:
    saturday = datetime(2026, 11, 21, 20, 0, tzinfo=MOSCOW)
    assert next_allowed(saturday, MOSCOW, CALENDAR) == datetime(2026, 11, 23, 8, 0, tzinfo=MOSCOW)
