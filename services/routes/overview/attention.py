"""Who may need help with their route: the owners of steps long overdue, and what waits for a decision.

The morning digest says it once a week; there is no alarm for a single step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select

from services.access import in_scope, require_role
from services.context import Context
from services.paging import Page
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView
from services.roles import METHODISTS
from services.routes.models import (
    WORKING_ROUTE,
    Route,
    RouteStep,
    StepChange,
    is_asked,
    is_on_review,
    is_open,
)

# A step so long overdue is not just late: something keeps its owner from it.
LATE = timedelta(days=7)
PAGE = 6


@dataclass(frozen=True, slots=True)
class Stuck:
    """A route whose owner may need help: so many steps long overdue, the oldest since `since`."""

    route_id: int
    owner: PersonView
    steps: int
    since: date


def with_stuck(today: date) -> Select[Any]:
    """Ids of the methodists on whose routes somebody may need help."""
    return _steps_of_methodists().where(_is_stuck(today))


def with_undecided() -> list[Select[Any]]:
    """Ids of the methodists for whose decision a step, a change or a route waits."""
    steps = _steps_of_methodists()
    return [
        steps.where(is_on_review()),
        steps.join(StepChange, StepChange.step_id == RouteStep.id).where(is_asked()),
        _routes_of_methodists().where(Route.status == "on_review"),
    ]


def _routes_of_methodists() -> Select[Any]:
    of_people = Person.archived_at.is_(None) & Route.methodist_id.is_not(None)
    return select(Route.methodist_id).join(Person, Person.id == Route.person_id).where(of_people)


def _steps_of_methodists() -> Select[Any]:
    routes = _routes_of_methodists().join(RouteStep, RouteStep.route_id == Route.id)
    return routes.where(Route.status.in_(WORKING_ROUTE))


async def needing_help(ctx: Context, page: int = 0) -> Page[Stuck]:
    """Routes in the acting methodist's scope with steps overdue for a week and more, the longest first."""
    actor = require_role(ctx, *METHODISTS)
    return await _stuck(ctx, in_scope(actor, METHODISTS), page)


async def my_people_in_need(ctx: Context) -> Page[Stuck]:
    """Routes sent to the acting methodist with steps overdue for a week and more; none for anybody else."""
    actor = ctx.me
    return await _stuck(ctx, in_scope(actor, METHODISTS) & (Route.methodist_id == actor.person_id), 0)


async def _stuck(ctx: Context, whose: ColumnElement[bool], page: int) -> Page[Stuck]:
    oldest = func.min(RouteStep.due)
    async with ctx.transaction() as db:
        rows = (
            await db.execute(
                select(Route.id, Person, OrgUnit.short_title, func.count(RouteStep.id), oldest)
                .join(RouteStep, RouteStep.route_id == Route.id)
                .join(Person, Person.id == Route.person_id)
                .join(OrgUnit, OrgUnit.id == Person.unit_id)
                .where(
                    whose,
                    Route.person_id != ctx.me.person_id,
                    _is_stuck(ctx.today),
                    Person.archived_at.is_(None),
                )
                .group_by(Route.id, Person.id, OrgUnit.short_title)
                .order_by(oldest, Route.id)
            )
        ).all()
    return Page.of(rows, page, PAGE).map(_stuck_of)


def _stuck_of(row: Row[int, Person, str, int, date]) -> Stuck:
    route_id, person, unit, steps, since = row
    return Stuck(route_id, PersonView.of(person, unit), steps, since)


def _is_stuck(today: date) -> ColumnElement[bool]:
    """An SQL condition: the step of a route under way is long overdue, and its owner did nothing about it.

    Who put it off, or asked for another date that has not gone by unanswered, knows of it.
    """
    return (
        is_open()
        & Route.status.in_(WORKING_ROUTE)
        & (RouteStep.due <= today - LATE)
        & (RouteStep.remind_on.is_(None) | (RouteStep.remind_on <= today))
        & ~exists().where(
            StepChange.step_id == RouteStep.id,
            is_asked(),
            StepChange.due.is_(None) | (StepChange.due >= today),
        )
    )
