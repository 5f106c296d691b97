"""Assembling a route: the choice of steps, their order and their dates. Pure.

The rules are the `assembly_rules` section of the route catalogue.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from services.assessments.rules import SubjectScore
from services.calendar import is_day_off, is_quiet_day
from services.content.calendars import SchoolCalendar
from services.content.catalog import AssemblyRules, CatalogStep, RouteCatalog

COURSE = "course"
# Every route should have both: work with another person beside, and work shown to colleagues.
BESIDE = frozenset({"lesson_visit", "mentor_work"})
SHOW = frozenset({"open_lesson", "mo_work", "publication"})
_WATCH, _TRY, _SHOW = range(3)
_STAGES = {
    "lesson_visit": _WATCH,
    "webinar": _WATCH,
    "master_class": _WATCH,
    "consultation": _WATCH,
    "open_lesson": _SHOW,
    "mo_work": _SHOW,
    "publication": _SHOW,
    "contest": _SHOW,
}
_STAGE_NAMES = ("watch", "try", "show")
_ONE_DAY = timedelta(days=1)
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is in the route: the competency's level and percent, and the step's part.

    `part` is `watch`, `try`, `show` or `beside`; a step that is not of the catalogue has a part of its own.
    `first` marks the step that opens the route. Level and percent are None for readers who may not see the
    result.
    """

    level: str | None
    percent: int | None
    part: str
    first: bool


class Work(Protocol):
    """Anything that takes time: calendar days it usually lasts, hours of the teacher's work."""

    @property
    def days(self) -> int: ...

    @property
    def hours(self) -> float: ...


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the catalogue with its dates, both inclusive."""

    step: CatalogStep
    starts: date
    due: date
    reason: Reason


@dataclass(slots=True)
class _Topic:
    """A competency of the route: the steps that suit its level, best first, and those taken so far."""

    score: SubjectScore
    options: list[CatalogStep]
    taken: list[CatalogStep]


def assemble(
    deficits: Sequence[SubjectScore], catalog: RouteCatalog, start: date, calendar: SchoolCalendar
) -> list[PlannedStep]:
    """The steps of a route for deficits in order of priority; empty if the catalogue has none for them."""
    rules = catalog.assembly_rules
    topics = _topics(deficits, catalog)
    _take_preferred(topics, rules)
    _bring_in(topics, BESIDE)
    _bring_in(topics, SHOW)
    while chosen := _in_order(topics):
        dates = spread([step for step, _ in chosen], start, rules, calendar)
        if (max(due for _, due in dates) - start).days <= rules.typical_route_days["max"]:
            return [
                PlannedStep(
                    step, starts, due, Reason(score.level, score.percent, part_of(step.form), place == 0)
                )
                for place, ((step, score), (starts, due)) in enumerate(zip(chosen, dates, strict=True))
            ]
        _lighten(topics)
    return []


def part_of(form: str) -> str:
    """The part of a route that a form of work belongs to: `watch`, `try`, `show` or `beside`."""
    return "beside" if form in BESIDE else _STAGE_NAMES[_STAGES.get(form, _TRY)]


def kind_of_text(text: str) -> str:
    """Whether a text sent as proof is a `link` or plain `text`."""
    return "link" if len(text.split()) == 1 and text.lower().startswith(("http://", "https://")) else "text"


def _topics(deficits: Iterable[SubjectScore], catalog: RouteCatalog) -> list[_Topic]:
    rules = catalog.assembly_rules
    topics = []
    for score in deficits:
        if score.subject in rules.leave_out_auto or score.level not in rules.steps_per_competency:
            continue
        suitable = _suitable(score.subject, score.level, catalog)
        if suitable:
            topics.append(_Topic(score, suitable, []))
    return topics[: rules.max_competencies_per_route]


def _suitable(competency: str, level: str, catalog: RouteCatalog) -> list[CatalogStep]:
    """The catalogue's steps for a competency at a level, best first."""
    rules = catalog.assembly_rules
    preferred = rules.critical_first if level == "critical" else rules.acceptable_first
    found = [step for step in catalog.steps if step.competency == competency and level in step.levels]
    return sorted(found, key=lambda step: _rank(step.form, preferred))


def best_first(competency: str, level: str, catalog: RouteCatalog) -> list[CatalogStep]:
    """All the catalogue's steps for a competency: those that suit the level, best first, then the rest."""
    suitable = _suitable(competency, level, catalog)
    return suitable + [
        step for step in catalog.steps if step.competency == competency and step not in suitable
    ]


def steps_for(
    competency: str, level: str, catalog: RouteCatalog, at_most: int, *, has_course: bool = False
) -> list[CatalogStep]:
    """The steps to add to a route for one more competency, simple ones first, with at most one course."""
    wanted = min(catalog.assembly_rules.steps_per_competency.get(level, 0), at_most)
    chosen: list[CatalogStep] = []
    for step in _suitable(competency, level, catalog):
        if len(chosen) < wanted and not (step.form == COURSE and (has_course or _has_course(chosen))):
            chosen.append(step)
    return sorted(chosen, key=_simple_first)


def _has_course(steps: Iterable[CatalogStep]) -> bool:
    return any(step.form == COURSE for step in steps)


def _simple_first(step: CatalogStep) -> tuple[int, int, float]:
    """A sort key from simple to complex: by stage (watch, try, show), then by days and hours."""
    return _STAGES.get(step.form, _TRY), step.days, step.hours


def _rank(form: str, preferred: Sequence[str]) -> int:
    return preferred.index(form) if form in preferred else len(preferred)


def _take_preferred(topics: Sequence[_Topic], rules: AssemblyRules) -> None:
    free, course_taken = rules.max_steps_per_route, False
    for topic in topics:
        wanted = min(rules.steps_per_competency[topic.score.level or ""], free)
        for step in topic.options:
            if len(topic.taken) == wanted:
                break
            if step.form == COURSE:
                if course_taken:
                    continue
                course_taken = True
            topic.taken.append(step)
        free -= len(topic.taken)


def _bring_in(topics: Sequence[_Topic], forms: frozenset[str]) -> None:
    """Make sure that the route has one of the forms, if the catalogue allows.

    A step of the least pressing competency is replaced first.
    """
    if _count(topics, forms):
        return
    for topic in reversed(topics):
        wanted = next((step for step in topic.options if step.form in forms), None)
        spare = next((step for step in reversed(topic.taken) if not _is_needed(topics, step)), None)
        if wanted is not None and spare is not None:
            topic.taken[topic.taken.index(spare)] = wanted
            return


def _count(topics: Iterable[_Topic], forms: frozenset[str]) -> int:
    return sum(step.form in forms for topic in topics for step in topic.taken)


def _is_needed(topics: Sequence[_Topic], step: CatalogStep) -> bool:
    """Whether the step is the only one of the forms that every route should have."""
    return any(step.form in forms and _count(topics, forms) == 1 for forms in (BESIDE, SHOW))


def _lighten(topics: Sequence[_Topic]) -> None:
    """Make a too long route lighter: replace the heaviest step by a lighter one, or remove it."""
    heaviest = sorted(
        ((topic, step) for topic in topics for step in topic.taken),
        # A course helps most with a critical level, so it is removed last.
        key=lambda pair: (_is_needed(topics, pair[1]), pair[1].form == COURSE, -pair[1].hours, -pair[1].days),
    )
    for topic, step in heaviest:
        if _is_needed(topics, step):
            continue
        lighter = [
            option
            for option in topic.options
            if option not in topic.taken and option.hours < step.hours and option.form != COURSE
        ]
        if lighter:
            topic.taken[topic.taken.index(step)] = max(lighter, key=lambda option: option.hours)
            return
    topic, step = heaviest[0]
    topic.taken.remove(step)


def _in_order(topics: Iterable[_Topic]) -> list[tuple[CatalogStep, SubjectScore]]:
    chosen = [(step, topic.score) for topic in topics for step in topic.taken]
    return sorted(chosen, key=lambda pair: _simple_first(pair[0]))


def spread(
    steps: Sequence[Work], start: date, rules: AssemblyRules, calendar: SchoolCalendar
) -> list[tuple[date, date]]:
    """The first and last dates of every step.

    Steps follow one another, with more days each if the route would be too short, side by side if it would be
    too long. A step gets its usual days, or as many as its hours need at the most hours a week; school
    holidays and days off are not counted.
    """
    spans = [span_of(step, rules) for step in steps]
    shortest, longest = rules.typical_route_days["min"], rules.typical_route_days["max"]
    if sum(spans) < shortest:
        spans = [math.ceil(span * shortest / max(1, sum(spans))) for span in spans]
    dates = _one_after_another(spans, start, calendar)
    if dates and (dates[-1][1] - start).days > longest:
        return _side_by_side(steps, spans, start, rules.max_hours_per_week / _DAYS_A_WEEK, calendar)
    return dates


def span_of(step: Work, rules: AssemblyRules) -> int:
    """How many days a step takes: the usual days, or as many as its hours need at the most hours a week."""
    return max(1, step.days, math.ceil(step.hours * _DAYS_A_WEEK / rules.max_hours_per_week))


def after(start: date, days: int, calendar: SchoolCalendar) -> date:
    """The first working day after `days` days since `start`, holidays and days off not counted."""
    day = start
    while days > 0:
        day += _ONE_DAY
        days -= not is_day_off(day, calendar)
    return working_day(day, calendar)


def working_day(day: date, calendar: SchoolCalendar) -> date:
    """The day itself if it is a working day, else the first one after it (no Sunday, day off or holiday)."""
    while is_quiet_day(day, calendar):
        day += _ONE_DAY
    return day


def _one_after_another(
    spans: Iterable[int], start: date, calendar: SchoolCalendar
) -> list[tuple[date, date]]:
    dates = []
    for span in spans:
        start = working_day(start, calendar)
        due = after(start, span, calendar)
        dates.append((start, due))
        start = due + _ONE_DAY
    return dates


def _side_by_side(
    steps: Iterable[Work],
    spans: Iterable[int],
    start: date,
    hours_a_day: float,
    calendar: SchoolCalendar,
) -> list[tuple[date, date]]:
    """Dates at which each step begins as early as the planned hours allow, never before the previous step."""
    dates: list[tuple[date, date]] = []
    load: dict[date, float] = {}
    for step, span in zip(steps, spans, strict=True):
        while True:
            start = working_day(start, calendar)
            due = after(start, span, calendar)
            days = [start + timedelta(days=number) for number in range((due - start).days + 1)]
            share = step.hours / len(days)
            full = [day for day in days if load.get(day, 0.0) + share > hours_a_day]
            if not full:
                break
            start = full[-1] + _ONE_DAY
        for day in days:
            load[day] = load.get(day, 0.0) + share
        dates.append((start, due))
    return dates
