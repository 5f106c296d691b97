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


class SchoolCalendar(Part):
    """How the school year is divided and when the bot keeps silent; `days_off` are `MM-DD`."""

    code: str
    title: str
    year: str
    quiet_hours: QuietHours
    days_off: frozenset[str]
    terms: tuple[Stretch, ...]
    holidays: tuple[Stretch, ...]
