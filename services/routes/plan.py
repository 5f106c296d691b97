"""A route's steps while somebody changes them: which steps the route takes, and their dates. Pure.

Works on loaded rows. The rules are those of assembly: three competencies, eight steps, one course, hours a
week.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from services.content.calendars import SchoolCalendar
from services.content.catalog import CatalogStep, RouteCatalog, StepForm
from services.errors import Invalid, WrongState
from services.routes import rules
from services.routes.days import check_day, latest_day, working_day_before
from services.routes.models import CLOSED_STEP, RouteStep
from services.routes.new_steps import OWN_DAYS

# The level assumed where no result tells it: practice suits everyone.
USUAL_LEVEL = "acceptable"
_ONE_DAY = timedelta(days=1)
_WEEK = 7
_ROUNDING = 1e-6
_HOURS = re.compile(r"(\d+)(?:[.,]([05])0*)?\s*(?:ч|час|часа|часов)?\.?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FullWeek:
    """Seven days from `first` on whose steps take `hours`, more than the `most` hours of a week."""

    first: date
    hours: float
    most: float


@dataclass(frozen=True, slots=True)
class _Span:
    days: int
    hours: float


def hours_typed(text: str) -> float:
    """Hours from a typed text: «12», «1,5», «72 часа». Raises Invalid unless they are whole or halves."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise Invalid("error-hours-words")
    return float(f"{found[1]}.{found[2] or 0}")


def check_hours(hours: float, form: StepForm) -> float:
    """The hours, if a step of this form may take so many. Raises Invalid."""
    if hours < form.min_hours:
        raise Invalid("error-hours-few", form=form.title, least=form.min_hours)
    if hours > form.max_hours:
        raise Invalid("error-hours-many", form=form.title, most=form.max_hours)
    if hours * 2 % 1 != 0:
        raise Invalid("error-hours-words")
    return hours


def full_week(
    steps: Iterable[RouteStep], most_hours: float, about: RouteStep | None = None
) -> FullWeek | None:
    """The fullest week of the open steps, if it has more than `most_hours`; None otherwise.

    With a step `about`, only weeks that include days of this step count. Hours are rounded up to halves.
    """
    load: dict[date, float] = {}
    for step in steps:
        if step.status not in CLOSED_STEP:
            _put(load, step.starts, step.due, step.hours)
    days = sorted(load)
    if about is not None:
        first = about.starts - (_WEEK - 1) * _ONE_DAY
        days = [day for day in days if first <= day <= about.due]
    fullest = max(days, key=lambda day: _week_from(day, load), default=None)
    if fullest is None or (hours := _week_from(fullest, load)) <= most_hours + _ROUNDING:
        return None
    return FullWeek(fullest, math.ceil(2 * (hours - _ROUNDING)) / 2, most_hours)


def _put(load: dict[date, float], starts: date, due: date, hours: float) -> None:
    """Add a step's hours to `load`, evenly over the step's days."""
    length = (due - starts).days + 1
    for number in range(length):
        day = starts + timedelta(days=number)
        load[day] = load.get(day, 0.0) + hours / length


def _week_from(day: date, load: Mapping[date, float]) -> float:
    return sum(load.get(day + timedelta(days=number), 0.0) for number in range(_WEEK))


class Plan:
    """The steps of a route in their order. Every change numbers them anew."""

    def __init__(
        self,
        steps: Iterable[RouteStep],
        catalog: RouteCatalog,
        calendar: SchoolCalendar,
        today: date,
        *,
        is_draft: bool = True,
    ) -> None:
        self.steps = list(steps)
        self._catalog = catalog
        self._rules = catalog.assembly_rules
        self._calendar = calendar
        self._today = today
        self._is_draft = is_draft

    @property
    def open(self) -> list[RouteStep]:
        """The steps that are neither done nor cancelled."""
        return [step for step in self.steps if step.status not in CLOSED_STEP]

    @property
    def topics(self) -> list[str]:
        """Competencies of the open steps, in the order of the steps."""
        return list(dict.fromkeys(step.competency for step in self.open))

    def full_week(self, about: RouteStep | None) -> FullWeek | None:
        """The fullest week if it is too full, else None; see the function `full_week`."""
        return full_week(self.steps, self._rules.max_hours_per_week, about)

    @property
    def has_room(self) -> bool:
        """Whether one more step may be added."""
        return len(self.open) < self._rules.max_steps_per_route

    def room(self) -> int:
        """How many more steps may be added, at least 1. Raises WrongState if the route is full."""
        most = self._rules.max_steps_per_route
        if not self.has_room:
            raise WrongState("error-route-full", state="draft" if self._is_draft else "working", most=most)
        return most - len(self.open)

    def may_begin_topic(self) -> bool:
        """Whether one more competency may be added."""
        return len(self.topics) < self._rules.max_competencies_per_route

    def check_topic(self, competency: str) -> None:
        """Raise WrongState if the competency is new to the route and there is no room for it."""
        if competency not in self.topics and not self.may_begin_topic():
            raise WrongState("error-route-topics", most=self._rules.max_competencies_per_route)

    def knows(self, code: str) -> bool:
        """Whether the catalogue's step `code` is in the route, open or done."""
        return any(step.catalog_code == code and step.status != "cancelled" for step in self.steps)

    def has_course(self, *, but: RouteStep | None = None) -> bool:
        """Whether one of the steps other than `but` is a course."""
        return any(
            step.form == rules.COURSE and step.status != "cancelled" for step in self.steps if step is not but
        )

    def check_course(self, form: str, *, but: RouteStep | None = None) -> None:
        """Raise WrongState if a step of this form would be a second course beside `but`."""
        if form == rules.COURSE and self.has_course(but=but):
            raise WrongState("error-route-course")

    def options(self, competency: str, level: str, *, instead: RouteStep | None = None) -> list[CatalogStep]:
        """The catalogue's steps for a competency, best first, to add or to take `instead` of a step."""
        has_course = self.has_course(but=instead)
        return [
            one
            for one in rules.best_first(competency, level, self._catalog)
            if not self.knows(one.code) and not (has_course and one.form == rules.COURSE)
        ]

    def add(self, step: RouteStep) -> None:
        """Add a step: to a draft in the order of dates, else at the end. Raises WrongState."""
        self.room()
        self.check_topic(step.competency)
        self.check_course(step.form, but=step)
        if step.catalog_code is not None and self.knows(step.catalog_code):
            raise WrongState("error-step-known")
        self._place(step)
        self._renumber()

    def swap(self, step: RouteStep, chosen: CatalogStep) -> None:
        """Replace a step by a catalogue's step of the same competency that starts on the same day.

        The other steps keep their dates. Raises Invalid for another competency or a step that is already in
        the route, WrongState for a second course.
        """
        if chosen.competency != step.competency or self.knows(chosen.code):
            raise Invalid
        self.check_course(chosen.form, but=step)
        step.catalog_code, step.title, step.form = chosen.code, chosen.title, chosen.form
        step.education, step.hours, step.result = chosen.education, chosen.hours, chosen.result
        step.event_id = None
        step.reason = {**step.reason, "part": rules.part_of(chosen.form)}
        step.starts, step.due = self.fit(step.starts, rules.span_of(chosen, self._rules))
        self._renumber()

    def set_work(self, step: RouteStep, form: StepForm, hours: float) -> None:
        """Set the form, the form's type of education and the hours of a step in the owner's words.

        The dates stay. Raises WrongState for a second course, Invalid for hours outside the form's limits.
        """
        self.check_course(form.code, but=step)
        step.hours = check_hours(hours, form)
        step.form, step.education = form.code, form.education

    def remove(self, step: RouteStep) -> None:
        """Remove a step; the others get new numbers without a gap."""
        self.steps.remove(step)
        self._renumber()

    def set_due(self, step: RouteStep, due: date) -> None:
        """Set the date a step is due; a step that would start later moves as a whole.

        Raises Invalid for a day in the past or more than a year ahead.
        """
        check_day(due, self._today)
        if due < step.starts:
            step.starts = due - (step.due - step.starts)
        step.starts = min(max(step.starts, self._today), due)
        step.due = due
        self.steps.remove(step)
        self._place(step)
        self._renumber()

    def spread_dates(self) -> list[tuple[RouteStep, date, date]]:
        """The first and last dates that `spread` would give to each open step that is not an event."""
        moving = [step for step in self.open if step.event_id is None]
        spans = [self._span(step) for step in moving]
        dates = rules.spread(spans, self._today, self._rules, self._calendar)
        return [(step, *self.within(starts, due)) for step, (starts, due) in zip(moving, dates, strict=True)]

    def spread(self) -> None:
        """Date every open step anew from today on, around holidays; an event stays on its day."""
        for step, starts, due in self.spread_dates():
            step.starts, step.due = starts, due
        self.steps.sort(key=lambda step: (step.due, step.starts))
        self._renumber()

    def first_fitting(self, chosen: CatalogStep) -> tuple[date, date]:
        """The earliest dates for one more catalogue's step at which no week gets too many hours.

        If there are none within a year, the dates after the last open step.
        """
        days, latest = rules.span_of(chosen, self._rules), latest_day(self._today)
        load: dict[date, float] = {}
        for step in self.open:
            _put(load, step.starts, step.due, step.hours)
        starts = rules.working_day(self._today, self._calendar)
        while (due := rules.after(starts, days, self._calendar)) <= latest:
            if self._has_room(load, starts, due, chosen.hours):
                return starts, due
            starts = rules.working_day(starts + _ONE_DAY, self._calendar)
        return self.fit(self.first_free_day(), days)

    def _has_room(self, load: Mapping[date, float], starts: date, due: date, hours: float) -> bool:
        """Whether every week that includes these days stays within the limit with `hours` added."""
        full = dict(load)
        _put(full, starts, due, hours)
        first = starts - (_WEEK - 1) * _ONE_DAY
        weeks = (first + timedelta(days=number) for number in range((due - first).days + 1))
        most = self._rules.max_hours_per_week + _ROUNDING
        return all(_week_from(day, full) <= most for day in weeks)

    def first_free_day(self) -> date:
        """The day after the last open step; today if there is none."""
        return max((step.due + _ONE_DAY for step in self.open), default=self._today)

    def fit(self, starts: date, days: int) -> tuple[date, date]:
        """Dates of a step of so many days from `starts` on: within the next year, not due on a holiday."""
        starts = rules.working_day(max(starts, self._today), self._calendar)
        return self.within(starts, rules.after(starts, days, self._calendar))

    def within(self, starts: date, due: date) -> tuple[date, date]:
        """The given dates; moved back if they end more than a year ahead, with the length kept."""
        latest = latest_day(self._today)
        if due <= latest:
            return starts, due
        last = working_day_before(latest, self._calendar)
        return max(self._today, last - (due - starts)), last

    def ends(self, otherwise: date) -> date:
        """The latest date a step is due; `otherwise` if there are no steps."""
        return max((step.due for step in self.steps if step.status != "cancelled"), default=otherwise)

    def _span(self, step: RouteStep) -> _Span:
        known = self._catalog.steps_by_code.get(step.catalog_code or "")
        span = _Span(known.days if known else OWN_DAYS, step.hours)
        return _Span(rules.span_of(span, self._rules), step.hours)

    def _place(self, step: RouteStep) -> None:
        """Insert a step: in a draft before the first one due later, else last, so that numbers stay."""
        place = len(self.steps)
        if self._is_draft:
            later = (number for number, one in enumerate(self.steps) if one.due > step.due)
            place = next(later, place)
        self.steps.insert(place, step)

    def _renumber(self) -> None:
        """Number the positions without gaps; in a draft, mark a first step that is of the catalogue."""
        for place, step in enumerate(self.steps):
            step.position = place
            is_first = place == 0 and step.catalog_code is not None
            if self._is_draft and bool(step.reason.get("first")) != is_first:
                step.reason = {**step.reason, "first": is_first}
