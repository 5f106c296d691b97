"""Rules of route templates: what they keep of a step, when routes may begin, how long to undo. Pure."""

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
# So many routes take half a second of SQLite's only connection; a district has fewer people.
MOST_AT_ONCE = 3000
# Audiences with a programme in common. Leaders have none, and neither has «everyone».
GIVEN_TO = (Audience.TEACHER, Audience.YOUNG_SPECIALIST, Audience.CLASS_TEACHER, Audience.MENTOR)
# A start farther ahead can only come from an outdated preview.
_LATEST_START = timedelta(days=31)
_WEEK = timedelta(days=7)


class Fate(StrEnum):
    """Whether a person of a segment gets a route, or the reason why not."""

    GETS = "gets"
    HAS_ROUTE = "has_route"
    NOT_JOINED = "not_joined"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """A step without dates: `days` calendar days, `hours` of work; `code` if it is of the catalogue."""

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
        """A step of a route as a template keeps it, without its owner, dates and reason.

        `days` does not count holidays and days off: every route is dated around its own.
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
        """A step from its stored form."""
        return cls(**data)

    def to_data(self) -> dict[str, Any]:
        """The step in its stored form."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Choice:
    """The steps of a route (ids) that go into a template.

    Steps of the catalogue go in unless `left_out`. Steps in somebody's own words may be personal: they go in
    only if `taken_in`.
    """

    left_out: frozenset[int] = frozenset()
    taken_in: frozenset[int] = frozenset()

    def keeps(self, step_id: int, in_own_words: bool) -> bool:
        """Whether a step goes into the template."""
        return step_id in self.taken_in if in_own_words else step_id not in self.left_out

    def turned(self, step_id: int, in_own_words: bool) -> Self:
        """The choice with one step turned from in to out, or from out to in."""
        if in_own_words:
            return replace(self, taken_in=self.taken_in ^ {step_id})
        return replace(self, left_out=self.left_out ^ {step_id})


def is_in_own_words(step: RouteStep, catalog: RouteCatalog) -> bool:
    """Whether somebody worded the step: it differs from the catalogue, and may hold something personal."""
    known = catalog.steps_by_code.get(step.catalog_code or "")
    return known is None or (known.title, known.result) != (step.title, step.result)


def dated(
    steps: Sequence[TemplateStep], starts: date, catalog: RouteCatalog, calendar: SchoolCalendar
) -> list[RouteStep]:
    """Rows of the steps of a route that begins on a day, dated around holidays; without a route id."""
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
    """Days on which a route may begin: today and two Mondays ahead, or the first working days after them."""
    monday = today + timedelta(days=8 - today.isoweekday())
    days = (today, routes.working_day(monday, calendar), routes.working_day(monday + _WEEK, calendar))
    return tuple(dict.fromkeys(days))


def is_too_many(people: int) -> bool:
    """Whether these are more people than may get a template at once."""
    return people > MOST_AT_ONCE


def may_start(day: date, today: date) -> bool:
    """Whether a route given today may begin on that day."""
    return today <= day <= today + _LATEST_START
