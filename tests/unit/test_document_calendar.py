"""Deadlines in a calendar file are on the right day in every zone and at every moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from services.documents.calendar_file import Deadline, write

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG = "Собрать папку примеров; показать коллегам, обсудить \\ и записать\nвыводы 👩‍🏫 " * 4


@settings(max_examples=60, deadline=None)
@example(date(2026, 12, 31), NOON)
@example(date(2027, 1, 1), datetime(2026, 12, 31, 21, 30, tzinfo=UTC))  # in Moscow the new year has begun
@example(date(2028, 2, 29), datetime(2028, 3, 25, 23, 30, tzinfo=UTC))
@given(
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1), timezones=st.timezones()),  # noqa: DTZ001
)
def test_deadline_is_a_whole_day_in_every_zone(day: date, now: datetime) -> None:
    written = write("Сроки", [Deadline("route-step-7@gorizont", day, LONG, "\x00\x1b" + LONG, 3)], now)
    lines = written.split(b"\r\n")
    # As the standard requires: a date without time, lines of 75 bytes ended by CRLF.
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}".encode() in lines
    assert written.count(b"\n") == written.count(b"\r\n") and max(map(len, lines)) <= 75
    assert b"\x00" not in written and b"\x1b" not in written

    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert event.decoded("dtstart") == day and event.decoded("dtend") == day + timedelta(days=1)
    assert (event["UID"], event["SEQUENCE"], event["SUMMARY"]) == ("route-step-7@gorizont", 3, LONG)
    (alarm,) = event.walk("VALARM")
    # Fifteen hours before midnight, at nine in the morning of the day before.
    begins = datetime.combine(day, datetime.min.time())
    assert begins + alarm.decoded("trigger") == datetime.combine(day - timedelta(days=1), NOON.time())
