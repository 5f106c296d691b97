"""The days on which people are reminded. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.content.calendars import SchoolCalendar, Stretch

# Days before the due date; negative numbers are days after it.
LADDER = (7, 3, 1, 0, -1, -3, -7)
# Steps overdue for so many days are named together as a week begins: from half a week after the last rung to
# half a year. So a person is reminded of old steps, but not for ever.
LONG_OVERDUE = range(11, 183)
# After a longer silence (a summer, a broken server) only the rungs of the last fortnight are caught up.
LONGEST_GAP = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Morning:
    """The days that a digest covers: today and the days since the last scan."""

    today: date
    last_scan: date | None

    @property
    def scanned(self) -> list[date]:
        """The days covered by this morning's scan."""
        return scanned_days(self.today, self.last_scan)

    @property
    def due(self) -> list[date]:
        """The due dates of which this morning's digest reminds."""
        return due_days(self.today, self.last_scan)

    @property
    def begins_week(self) -> bool:
        """Whether this is the first morning of a week."""
        return begins_week(self.today, self.last_scan)


def scanned_days(today: date, last_scan: date | None) -> list[date]:
    """The days covered by today's scan: after `last_scan` and up to `today` inclusive.

    Without an earlier scan only today counts. Days without a scan (Sundays, holidays, a stopped server, a
    clock that jumped) are caught up once.
    """
    since = today - timedelta(days=1) if last_scan is None else max(last_scan, today - LONGEST_GAP)
    return [since + timedelta(days=ahead) for ahead in range(1, (today - since).days + 1)]


def due_days(today: date, last_scan: date | None) -> list[date]:
    """The due dates of which today's scan reminds, sorted: rungs of the ladder, weekly the long overdue."""
    found = days_ahead(scanned_days(today, last_scan), LADDER)
    if begins_week(today, last_scan):
        found += [today - timedelta(days=days) for days in LONG_OVERDUE]
    return sorted(set(found))


def days_ahead(scanned: Iterable[date], rungs: Iterable[int]) -> list[date]:
    """The dates that are `rungs` days after one of the scanned days, sorted; negative rungs are before it."""
    wanted = tuple(rungs)
    return sorted({day + timedelta(days=rung) for day in scanned for rung in wanted})


def begins_week(today: date, last_scan: date | None) -> bool:
    """Whether this is the first scan of an ISO week."""
    return last_scan is None or last_scan.isocalendar()[:2] != today.isocalendar()[:2]


def begun_term(scanned: Iterable[date], calendar: SchoolCalendar) -> Stretch | None:
    """The term of the school year that began on one of the scanned days, if one did."""
    days = frozenset(scanned)
    return next((term for term in calendar.terms if term.first in days), None)
