"""The routes in a methodist's scope: their numbers and lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from services.access import in_scope, require_role
from services.context import Actor, Context
from services.errors import NotFound
from services.paging import Page, read_page
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView
from services.roles import METHODISTS
from services.routes.models import WORKING_ROUTE, Route, RouteStep
from services.routes.overview.attention import PAGE, stuck_count

# The states by which routes are listed, with the statuses of each.
WORKING, DONE = "working", "done"
LISTED = {WORKING: WORKING_ROUTE, DONE: ("done",)}


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of routes in the reader's scope: on review, under way, done within a year, and long overdue."""

    on_review: int
    working: int
    done: int
    stuck: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A route in a list: `done` of its `steps` are done; `finished_on` is set once the route is finished."""

    route_id: int
    owner: PersonView
    done: int
    steps: int
    finished_on: date | None


async def overview(ctx: Context) -> Overview:
    """The numbers of routes in the acting methodist's scope. Raises NotAllowed."""
    actor = require_role(ctx, *METHODISTS)
    async with ctx.transaction() as db:
        counted = await db.execute(
            select(Route.status, func.count())
            .join(Person, Person.id == Route.person_id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(_within_scope(ctx, actor))
            .group_by(Route.status)
        )
        counts: dict[str, int] = dict(counted.all())
        stuck = await stuck_count(ctx)
    return Overview(
        on_review=counts.get("on_review", 0),
        working=sum(counts.get(status, 0) for status in WORKING_ROUTE),
        done=counts.get("done", 0),
        stuck=stuck,
    )


async def listed(ctx: Context, state: str, page: int = 0) -> Page[Listed]:
    """A page of routes in the acting methodist's scope: `working` by name, or `done`, the newest first.

    Done routes are those of the last year. Raises NotAllowed, NotFound for another state.
    """
    actor = require_role(ctx, *METHODISTS)
    if state not in LISTED:
        raise NotFound
    which = _within_scope(ctx, actor) & Route.status.in_(LISTED[state])
    order = (Route.finished_at.desc(),) if state == DONE else (Person.last_name, Person.first_name)
    steps = select(func.count()).where(RouteStep.route_id == Route.id, RouteStep.status != "cancelled")
    counts = (steps.where(RouteStep.status == "done").scalar_subquery(), steps.scalar_subquery())
    rows = (
        select(Route.id, Route.finished_at, Person, OrgUnit.short_title, *counts)
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(which)
        .order_by(*order, Route.id)
    )

    def line(row: Any) -> Listed:
        route_id, finished, person, unit, done, of_all = row
        day = finished.astimezone(ctx.zone).date() if finished is not None else None
        return Listed(route_id, PersonView.of(person, unit), done, of_all, day)

    async with ctx.transaction() as db:
        return (await read_page(db, rows, page, PAGE)).map(line)


def _within_scope(ctx: Context, actor: Actor) -> ColumnElement[bool]:
    """An SQL condition on Route, its owner Person and OrgUnit: another person's route in the actor's scope.

    Routes done more than a year ago do not count.
    """
    return (
        in_scope(actor, METHODISTS)
        & Person.archived_at.is_(None)
        & (Route.person_id != actor.person_id)
        & ((Route.status != "done") | (Route.finished_at >= ctx.now - timedelta(days=365)))
    )
