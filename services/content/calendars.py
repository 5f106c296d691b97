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
    """Days of a school year under a name, both ends inclusive: a quarter, or holidays."""

    title: str
    first: date
    last: date


class MovedDayOff(Part):
    """A day off that stands for a holiday which fell on a weekend."""

    day: date


class SchoolCalendar(Part):
    """How the school year is divided and when the bot keeps silent; `days_off` are `MM-DD`, of any year."""

    code: str
    title: str
    year: str
    quiet_hours: QuietHours
    days_off: frozenset[str]
    moved_days_off: tuple[MovedDayOff, ...] = ()
    terms: tuple[Stretch, ...]
    holidays: tuple[Stretch, ...]

    def is_moved_day_off(self, day: date) -> bool:
        """Whether a holiday's day off was moved to this day."""
        return any(moved.day == day for moved in self.moved_days_off)
