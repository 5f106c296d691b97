"""The routes a methodist accompanies: how many there are, and their lists."""

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
from services.routes.overview.attention import PAGE, needing_help

# The routes of a scope that can be listed, by their states.
WORKING, DONE = "working", "done"
LISTED = {WORKING: WORKING_ROUTE, DONE: ("done",)}


@dataclass(frozen=True, slots=True)
class Overview:
    """How many routes of the reader's scope wait for approval, are under way, were finished within a year."""

    on_review: int
    working: int
    done: int
    stuck: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A route of a list: so many of its steps are done; `finished_on` where all are."""

    route_id: int
    owner: PersonView
    done: int
    steps: int
    finished_on: date | None


async def overview(ctx: Context) -> Overview:
    """The routes of the acting methodist's scope, in numbers. Raises NotAllowed."""
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
        stuck = await needing_help(ctx)
    return Overview(
        on_review=counts.get("on_review", 0),
        working=sum(counts.get(status, 0) for status in WORKING_ROUTE),
        done=counts.get("done", 0),
        stuck=stuck.total,
    )


async def listed(ctx: Context, state: str, page: int = 0) -> Page[Listed]:
    """The routes of the acting methodist's scope: `working` by name, or `done` within a year, newest first.

    Raises NotAllowed, NotFound for another state.
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
    """A condition on Route, its owner Person and their OrgUnit: the actor's to accompany, not long over."""
    return (
        in_scope(actor, METHODISTS)
        & Person.archived_at.is_(None)
        & (Route.person_id != actor.person_id)
        & ((Route.status != "done") | (Route.finished_at >= ctx.now - timedelta(days=365)))
    )
