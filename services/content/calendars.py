"""School calendars: `school_calendars/`."""

from __future__ import annotations

from datetime import date, time

from pydantic import Field

from services.content.parts import Part

USUAL_CALENDAR = "quarters"


class QuietHours(Part):
    first: time = Field(alias="from")
    last: time = Field(alias="to")


class Stretch(Part):
    """Named days of a school year, both ends inclusive: a quarter, or holidays."""

    title: str
    first: date
    last: date


class MovedDayOff(Part):
    """A day off in place of a holiday on a weekend."""

    day: date


class SchoolCalendar(Part):
    """Terms and holidays of a school year, and quiet hours; `days_off` are `MM-DD` of every year."""

    code: str
    title: str
    year: str
    quiet_hours: QuietHours
    days_off: frozenset[str]
    moved_days_off: tuple[MovedDayOff, ...] = ()
    terms: tuple[Stretch, ...]
    holidays: tuple[Stretch, ...]

    def is_moved_day_off(self, day: date) -> bool:
        """Whether `day` is a day off in place of a holiday."""
        return any(moved.day == day for moved in self.moved_days_off)
