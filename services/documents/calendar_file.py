"""Deadlines as a calendar file (RFC 5545) for a phone's calendar. Slow the first time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.documents.rules import printable

# A whole day begins at the reader's midnight; fifteen hours earlier it is nine in the morning.
_REMINDER = -timedelta(hours=15)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A whole-day entry. In a calendar, an entry with the same `uid` and more `moves` replaces it."""

    uid: str
    day: date
    title: str
    details: str
    moves: int


def write(title: str, deadlines: Iterable[Deadline], now: datetime) -> bytes:
    """Deadlines as an `.ics` file of whole-day entries, with a reminder at nine on the morning before."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Gorizont//Route//RU")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", printable(title))
    for one in deadlines:
        event = Event()
        event.add("uid", one.uid)
        event.add("sequence", one.moves)
        event.add("dtstamp", now)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + _ONE_DAY)
        event.add("summary", printable(one.title))
        event.add("description", printable(one.details))
        event.add("transp", "TRANSPARENT")  # the person is not busy all day
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", _REMINDER)
        alarm.add("description", printable(one.title))
        event.add_component(alarm)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
