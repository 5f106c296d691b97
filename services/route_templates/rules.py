"""Templates of routes: what is kept of a step, from when it may begin, how long it may be undone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from services.calendar import is_day_off
from services.content.calendars import SchoolCalendar
from services.content.catalog import RouteCatalog
from services.people.rules import Audience
from services.routes import rules as routes
from services.routes.models import RouteStep

TITLE_LIMIT = 200
UNDO_WITHIN = timedelta(hours=24)
# Half a second of SQLite's only connection; a district fits.
MOST_AT_ONCE = 3000
# Who has a programme in common; a leader's route is their own matter, «everyone» is nobody's.
GIVEN_TO = (Audience.TEACHER, Audience.YOUNG_SPECIALIST, Audience.CLASS_TEACHER, Audience.MENTOR)
# A preview older than that is drawn anew rather than believed.
_LATEST_START = timedelta(days=31)
_WEEK = timedelta(days=7)


class Fate(StrEnum):
    """Whether somebody of a segment gets a route, or why not."""

    GETS = "gets"
    HAS_ROUTE = "has_route"
    NOT_JOINED = "not_joined"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """A step without dates: `days` calendar days, `hours` of work; `code` where the catalogue has it."""

    code: str | None
    competency: str
    title: str
    form: str
    education: str
    hours: float
    days: int
    result: str

    @classmethod
    def of(cls, step: RouteStep, calendar: SchoolCalendar) -> TemplateStep:
        """What a template keeps of a route's step: nothing of whose it was, when and why.

        Its days are counted without holidays, around which another route goes by itself.
        """
        length = range(1, (step.due - step.starts).days + 1)
        days = sum(not is_day_off(step.starts + timedelta(days=number), calendar) for number in length)
        return cls(
            code=step.catalog_code,
            competency=step.competency,
            title=step.title,
            form=step.form,
            education=step.education,
            hours=step.hours,
            days=max(1, days),
            result=step.result,
        )

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> TemplateStep:
        """A step as it is stored."""
        return cls(**data)

    def to_data(self) -> dict[str, Any]:
        """The same, to be stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which steps of a route (ids) go into a template: of the catalogue's all but those `left_out`.

    What somebody worded may be personal: of that only what was `taken_in` on purpose.
    """

    left_out: frozenset[int] = frozenset()
    taken_in: frozenset[int] = frozenset()

    def keeps(self, step_id: int, in_own_words: bool) -> bool:
        """Whether a step goes into the template."""
        return step_id in self.taken_in if in_own_words else step_id not in self.left_out

    def turned(self, step_id: int, in_own_words: bool) -> Self:
        """The same with one step taken in, or left out, instead."""
        if in_own_words:
            return replace(self, taken_in=self.taken_in ^ {step_id})
        return replace(self, left_out=self.left_out ^ {step_id})


def is_in_own_words(step: RouteStep, catalog: RouteCatalog) -> bool:
    """Whether a route's step was worded by somebody: then there may be something personal in it."""
    known = catalog.steps_by_code.get(step.catalog_code or "")
    return known is None or (known.title, known.result) != (step.title, step.result)


def dated(
    steps: Sequence[TemplateStep], starts: date, catalog: RouteCatalog, calendar: SchoolCalendar
) -> list[RouteStep]:
    """The steps of a route begun on a day, dated around a school calendar's holidays; not yet anybody's."""
    dates = routes.spread(steps, starts, catalog.assembly_rules, calendar)
    return [
        RouteStep(
            position=place,
            catalog_code=step.code,
            competency=step.competency,
            title=step.title,
            form=step.form,
            education=step.education,
            hours=step.hours,
            starts=begins,
            due=due,
            result=step.result,
            reason=asdict(routes.Reason(None, None, routes.part_of(step.form), place == 0)),
            status="planned",
        )
        for place, (step, (begins, due)) in enumerate(zip(steps, dates, strict=True))
    ]


def start_days(today: date, calendar: SchoolCalendar) -> tuple[date, ...]:
    """Days to begin on: today, then two Mondays ahead, or the first school days after them."""
    monday = today + timedelta(days=8 - today.isoweekday())
    days = (today, routes.working_day(monday, calendar), routes.working_day(monday + _WEEK, calendar))
    return tuple(dict.fromkeys(days))


def is_too_many(people: int) -> bool:
    """Whether a template would be given to more people than may be at once."""
    return people > MOST_AT_ONCE


def may_start(day: date, today: date) -> bool:
    """Whether a route may still be given to begin on that day."""
    return today <= day <= today + _LATEST_START
