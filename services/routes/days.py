"""Days for steps: typed, carried by a button, or offered. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.calendar import is_quiet_day
from services.content.calendars import SchoolCalendar
from services.dates import check_between, years_on
from services.errors import Invalid, NotFound
from services.routes import rules

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A day offered by a button: a `week`, `fortnight` or `month` from today, or the end of a `term`.

    `term` is the title of the term.
    """

    kind: str
    day: date
    term: str = ""


def latest_day(today: date) -> date:
    """The last day a step may be due: a year from today."""
    return years_on(today, 1)


def day_of(number: int, today: date) -> date:
    """The day that a button carried as its ordinal.

    Raises NotFound for a number that is no day, Invalid for a day in the past or over a year ahead.
    """
    try:
        day = date.fromordinal(number)
    except (OverflowError, ValueError) as error:
        raise NotFound from error
    return check_day(day, today)


def stretch_of(days: str, today: date) -> tuple[date, date] | None:
    """The first and the last day that a button carried, as «739578-739592».

    None if a step cannot have these days.
    """
    try:
        first, last = (int(number) for number in days.split("-"))
        due = day_of(last, today)
        return max(today, min(date.fromordinal(first), due)), due
    except (Invalid, NotFound, OverflowError, ValueError):
        return None


def check_day(day: date, today: date) -> date:
    """The day, if a step may be due then. Raises Invalid for a day in the past or over a year ahead."""
    return check_between(day, today, latest_day(today))


def suggested_days(today: date, calendar: SchoolCalendar) -> list[Suggestion]:
    """Working days to offer: in a week, in two weeks, in a month, at the end of the term; no day twice."""
    ahead = {
        "week": today + timedelta(days=7),
        "fortnight": today + timedelta(days=14),
        "month": today + timedelta(days=30),
    }
    found = [Suggestion(kind, rules.working_day(day, calendar)) for kind, day in ahead.items()]
    term = next((one for one in calendar.terms if one.last > today), None)
    if term is not None:
        found.append(Suggestion("term", working_day_before(term.last, calendar), term.title))
    once: dict[date, Suggestion] = {}
    for one in found:
        if today < one.day <= latest_day(today):
            once.setdefault(one.day, one)
    return list(once.values())


def working_day_before(day: date, calendar: SchoolCalendar) -> date:
    """The day itself if it is a working day, else the last working day before it."""
    while is_quiet_day(day, calendar):
        day -= _ONE_DAY
    return day
