"""Rows of new steps: of the catalogue, in the owner's words, or from an event. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta

from services.content.catalog import RouteCatalog
from services.routes import rules
from services.routes.models import RouteStep

# A step in the owner's words, until the owner says otherwise.
OWN_DAYS = 14
OWN_HOURS = 2.0
OWN_FORM = "self_study"
OWN_PART = "own"
MOST_EVENT_HOURS = 72.0


def is_own(step: RouteStep) -> bool:
    """Whether the owner put the step into words: it is not from the catalogue, an event or a template."""
    return step.catalog_code is None and step.event_id is None and step.reason.get("part") == OWN_PART


def own_row(
    route_id: int, title: str, competency: str, due: date, today: date, texts: RouteCatalog
) -> RouteStep:
    """A step in the owner's words: the two weeks before `due`, or the days that are left."""
    return _row(
        route_id=route_id,
        competency=competency,
        title=title,
        form=OWN_FORM,
        texts=texts,
        hours=OWN_HOURS,
        starts=max(today, due - timedelta(days=OWN_DAYS)),
        due=due,
        result=texts.added.own,
        part=OWN_PART,
    )


def event_row(
    route_id: int,
    title: str,
    competency: str,
    form: str,
    hours: float,
    days: tuple[date, date],
    texts: RouteCatalog,
) -> RouteStep:
    """An event as a step: on the event's days, with the event's hours rounded to halves."""
    return _row(
        route_id=route_id,
        competency=competency,
        title=title,
        form=form,
        texts=texts,
        hours=min(MOST_EVENT_HOURS, max(0.5, round(hours * 2) / 2)),
        starts=days[0],
        due=days[1],
        result=texts.added.event,
        part="event",
    )


def _row(
    *,
    route_id: int,
    competency: str,
    title: str,
    form: str,
    texts: RouteCatalog,
    hours: float,
    starts: date,
    due: date,
    result: str,
    part: str,
) -> RouteStep:
    return RouteStep(
        route_id=route_id,
        competency=competency,
        title=title,
        form=form,
        education=texts.forms_by_code[form].education,
        hours=hours,
        starts=starts,
        due=due,
        result=result,
        reason=asdict(rules.Reason(level=None, percent=None, part=part, first=False)),
        status="planned",
    )


def step_rows(route_id: int, planned: Iterable[rules.PlannedStep], first: int = 0) -> list[RouteStep]:
    """Rows of planned steps with positions from `first` on."""
    return [
        RouteStep(
            route_id=route_id,
            position=place,
            catalog_code=one.step.code,
            competency=one.step.competency,
            title=one.step.title,
            form=one.step.form,
            education=one.step.education,
            hours=one.step.hours,
            starts=one.starts,
            due=one.due,
            result=one.step.result,
            reason=asdict(one.reason),
            status="planned",
        )
        for place, one in enumerate(planned, start=first)
    ]
