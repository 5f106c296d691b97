"""Routes that need a methodist's attention: steps long overdue, and things that wait for a decision.

The morning digest tells of them once a week; there is no notice about a single step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from services.access import in_scope, require_role
from services.context import Context
from services.paging import Page, read_page
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView, views_of
from services.roles import METHODISTS
from services.routes.models import (
    WORKING_ROUTE,
    Route,
    RouteStep,
    StepChange,
    is_asked,
    is_on_review,
    is_open,
    is_sent,
)

# A step overdue for so long suggests that its owner needs help.
LATE = timedelta(days=7)
PAGE = 6


@dataclass(frozen=True, slots=True)
class Stuck:
    """A route whose owner may need help: `steps` steps are long overdue, the oldest was due on `since`."""

    route_id: int
    owner: PersonView
    steps: int
    since: date


def with_stuck(today: date) -> Select[Any]:
    """Ids of the methodists whose routes have steps long overdue."""
    return _steps_of_methodists().where(_is_stuck(today))


def with_undecided() -> list[Select[Any]]:
    """Ids of the methodists who have a step, a change or a route to decide about, in three SELECTs."""
    steps = _steps_of_methodists()
    return [
        steps.where(is_on_review()),
        steps.join(StepChange, StepChange.step_id == RouteStep.id).where(is_asked()),
        _routes_of_methodists().where(is_sent()),
    ]


def _routes_of_methodists() -> Select[Any]:
    of_people = Person.archived_at.is_(None) & Route.methodist_id.is_not(None)
    return select(Route.methodist_id).join(Person, Person.id == Route.person_id).where(of_people)


def _steps_of_methodists() -> Select[Any]:
    routes = _routes_of_methodists().join(RouteStep, RouteStep.route_id == Route.id)
    return routes.where(Route.status.in_(WORKING_ROUTE))


async def needing_help(ctx: Context, page: int = 0) -> Page[Stuck]:
    """A page of routes in the acting methodist's scope with steps overdue for a week, the oldest first."""
    actor = require_role(ctx, *METHODISTS)
    return await _stuck(ctx, in_scope(actor, METHODISTS), page)


async def my_people_in_need(ctx: Context) -> Page[Stuck]:
    """Routes sent to the acting methodist with steps overdue for a week or more; empty for other people."""
    actor = ctx.me
    return await _stuck(ctx, in_scope(actor, METHODISTS) & (Route.methodist_id == actor.person_id), 0)


async def stuck_count(ctx: Context) -> int:
    """How many routes in the acting methodist's scope have steps overdue for a week."""
    found = _routes_with_stuck(ctx, in_scope(ctx.me, METHODISTS))
    async with ctx.transaction() as db:
        return await db.scalar(select(func.count()).select_from(found.subquery())) or 0


async def _stuck(ctx: Context, whose: ColumnElement[bool], page: int) -> Page[Stuck]:
    rows = _routes_with_stuck(ctx, whose).order_by("since", Route.id)
    async with ctx.transaction() as db:
        found = await read_page(db, rows, page, PAGE, together=True)
        owners = await views_of(ctx, (row.person_id for row in found.items))
    return found.map(lambda row: Stuck(row.id, owners[row.person_id], row.steps, row.since))


def _routes_with_stuck(ctx: Context, whose: ColumnElement[bool]) -> Select[int, int, int, date]:
    return (
        select(
            Route.id,
            Route.person_id,
            func.count(RouteStep.id).label("steps"),
            func.min(RouteStep.due).label("since"),
        )
        .join(RouteStep, RouteStep.route_id == Route.id)
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(
            whose,
            Route.person_id != ctx.me.person_id,
            _is_stuck(ctx.today),
            Person.archived_at.is_(None),
        )
        .group_by(Route.id, Route.person_id)
    )


def _is_stuck(today: date) -> ColumnElement[bool]:
    """An SQL condition: the step of a route under way is long overdue, and its owner did nothing about it.

    A postponed reminder counts as doing something, and so does a waiting change whose day has not passed.
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
