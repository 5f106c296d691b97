"""The routes a methodist accompanies: how many there are, and whose owner may need help.

Help, and what waits, is a weekly word in the morning digest, not an alarm a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select, update

from services.access import in_scope, joined, nearest_methodists, require_role
from services.context import Actor, Context
from services.errors import NotFound
from services.paging import page_of
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView
from services.roles import METHODISTS
from services.routes import review
from services.routes.models import (
    WORKING_ROUTE,
    Route,
    RouteStep,
    StepChange,
    is_asked,
    is_on_review,
    is_open,
)
from services.routes.queries import methodist_in_place

# A step so long overdue is not just late: something keeps its owner from it.
LATE = timedelta(days=7)
PAGE = 6
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
class Stuck:
    """A route whose owner may need help: so many steps long overdue, the oldest since `since`."""

    route_id: int
    owner: PersonView
    steps: int
    since: date


@dataclass(frozen=True, slots=True)
class Listed:
    """A route of a list: so many of its steps are done; `finished_on` where all are."""

    route_id: int
    owner: PersonView
    done: int
    steps: int
    finished_on: date | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page (from 0) of the routes in a `state`; `total` is of all pages."""

    state: str
    routes: tuple[Listed, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class StuckPage:
    """A page (from 0) of those who may need help, the longest waiting first; `total` is of all pages."""

    routes: tuple[Stuck, ...]
    total: int
    page: int
    pages: int


def those_responsible(today: date) -> list[Select[Any]]:
    """Ids of the methodists somebody on whose routes may need help, and of those something waits for."""
    of_people = Person.archived_at.is_(None) & Route.methodist_id.is_not(None)
    routes = select(Route.methodist_id).join(Person, Person.id == Route.person_id).where(of_people)
    steps = routes.join(RouteStep, RouteStep.route_id == Route.id).where(Route.status.in_(WORKING_ROUTE))
    return [
        steps.where(_is_stuck(today)),
        steps.where(is_on_review()),
        steps.join(StepChange, StepChange.step_id == RouteStep.id).where(is_asked()),
        routes.where(Route.status == "on_review"),
    ]


async def hand_over(ctx: Context) -> int:
    """Give the routes whose methodist is not in place any more to who is nearest now; returns how many.

    Until then they are in the queue of everybody over their owners (see `review.waiting`); the weekly word is
    for one of them. A draft is left: its owner chooses whom to send it to.
    """
    async with ctx.transaction() as db:
        rows = await db.execute(
            select(Route.id, Route.person_id, Route.methodist_id, OrgUnit.path)
            .join(Person, Person.id == Route.person_id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(
                Route.status.in_(("on_review", *WORKING_ROUTE)),
                Person.archived_at.is_(None),
                ~methodist_in_place(),
            )
            # In one order, or two such at once could wait for each other.
            .order_by(Route.id)
        )
        left = rows.all()
        if not left:
            return 0
        nearest = await nearest_methodists(ctx, "/", {path for *_, path in left})
        here = await joined(ctx, {one for found in nearest.values() for one in found})
        given = [
            {"given_id": route_id, "left_by": before, "to": found[0]}
            for route_id, owner_id, before, path in left
            if (found := [one for one in nearest[path] if one in here and one != owner_id])
        ]
        if given:
            connection = await db.connection()
            await connection.execute(
                update(Route)
                .where(
                    Route.id == bindparam("given_id"),
                    Route.methodist_id.is_not_distinct_from(bindparam("left_by")),
                )
                .values(methodist_id=bindparam("to")),
                given,
            )
        return len(given)


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


async def listed(ctx: Context, state: str, page: int = 0) -> ListPage:
    """The routes of the acting methodist's scope: `working` by name, or `done` within a year, newest first.

    Raises NotAllowed, NotFound for another state.
    """
    actor = require_role(ctx, *METHODISTS)
    if state not in LISTED:
        raise NotFound
    which = _within_scope(ctx, actor) & Route.status.in_(LISTED[state])
    order = (Route.finished_at.desc(),) if state == DONE else (Person.last_name, Person.first_name)
    counts = (func.count().filter(RouteStep.status == "done"), func.count(RouteStep.id))
    async with ctx.transaction() as db:
        every = select(func.count(Route.id)).join(Person, Person.id == Route.person_id)
        total = await db.scalar(every.join(OrgUnit, OrgUnit.id == Person.unit_id).where(which)) or 0
        page, pages = page_of(total, page, PAGE)
        rows = await db.execute(
            select(Route.id, Route.finished_at, Person, OrgUnit.short_title, *counts)
            .join(Person, Person.id == Route.person_id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .outerjoin(RouteStep, (RouteStep.route_id == Route.id) & (RouteStep.status != "cancelled"))
            .where(which)
            .group_by(Route.id, Person.id, OrgUnit.short_title)
            .order_by(*order, Route.id)
            .limit(PAGE)
            .offset(page * PAGE)
        )
        found = tuple(
            Listed(
                route_id,
                PersonView.of(person, unit),
                done,
                steps,
                finished.astimezone(ctx.zone).date() if finished is not None else None,
            )
            for route_id, finished, person, unit, done, steps in rows
        )
    return ListPage(state, found, total, page, pages)


def _within_scope(ctx: Context, actor: Actor) -> ColumnElement[bool]:
    """A condition on Route, its owner Person and their OrgUnit: the actor's to accompany, not long over."""
    return (
        in_scope(actor, METHODISTS)
        & Person.archived_at.is_(None)
        & (Route.person_id != actor.person_id)
        & ((Route.status != "done") | (Route.finished_at >= ctx.now - timedelta(days=365)))
    )


async def needing_help(ctx: Context, page: int = 0) -> StuckPage:
    """Owners of routes in the acting methodist's scope who have steps overdue for a week and more."""
    actor = require_role(ctx, *METHODISTS)
    return await _stuck(ctx, in_scope(actor, METHODISTS), page)


async def my_people_in_need(ctx: Context) -> StuckPage:
    """The same of the routes the acting person answers for themself, for the recipient of a digest.

    The outbox carries no grants: the database is asked whether they are in place.
    """
    return await _stuck(ctx, (Route.methodist_id == ctx.me.person_id) & methodist_in_place(), 0)


async def undecided(ctx: Context) -> int:
    """How many routes, steps and changes wait for the acting person's decision, likewise."""
    return await review.waiting_for_recipient(ctx)


async def _stuck(ctx: Context, whose: ColumnElement[bool], page: int) -> StuckPage:
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
    page, pages = page_of(len(rows), page, PAGE)
    shown = rows[page * PAGE : (page + 1) * PAGE]
    return StuckPage(
        tuple(
            Stuck(route_id, PersonView.of(person, unit), steps, since)
            for route_id, person, unit, steps, since in shown
        ),
        len(rows),
        page,
        pages,
    )


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
