"""Days to which a step may be moved, and for how long a reminder may be postponed. Pure."""

from __future__ import annotations

from datetime import date

from services.content.calendars import SchoolCalendar
from services.errors import Invalid
from services.routes.days import Suggestion, check_day, latest_day, suggested_days

WHY_LIMIT = 300
# The days by which a reminder may be postponed.
SNOOZES = (1, 3, 7)


def near_days(due: date, today: date, calendar: SchoolCalendar) -> list[Suggestion]:
    """Days to offer for a step due on `due`: later than `due` and than today, within a year from today."""
    offered = suggested_days(max(due, today), calendar)
    return [one for one in offered if one.day <= latest_day(today)]


def check_new_day(day: date | None, due: date, today: date) -> None:
    """Raise Invalid for a date that has passed, equals `due`, or is more than a year ahead."""
    if day is None:
        raise Invalid
    if check_day(day, today) == due:
        raise Invalid("error-day-same")
