"""The queue of routes, steps and changes that wait for the acting person's decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select, tuple_, union_all

from services.access import in_scope
from services.context import Actor, Context
from services.errors import NotAllowed
from services.mentoring.queries import mentees_of
from services.paging import DESK_SIZE, Page, read_page
from services.people.models import OrgUnit, Person
from services.roles import METHODISTS
from services.routes import reading, step_reading
from services.routes.changes import queries as change_queries
from services.routes.changes.queries import ChangeCard
from services.routes.history import decided
from services.routes.models import (
    WORKING_ROUTE,
    Route,
    RouteStep,
    RouteVersion,
    StepChange,
    StepEvent,
    is_asked,
    is_on_review,
    is_sent,
)
from services.routes.views import PAIR_WORK, RouteView, StepCard

ROUTE, STEP, CHANGE = "route", "step", "change"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry of the queue: `id` is that of a route, a step or a change; `kind` tells which of them.

    `person` is the full name of the owner.
    """

    kind: str
    id: int
    person: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the queue at `place` (from 1) of `total`; exactly one of route, step, change is set."""

    place: int
    total: int
    route: RouteView | None = None
    step: StepCard | None = None
    change: ChangeCard | None = None


async def waiting(ctx: Context, size: int = DESK_SIZE) -> Page[Waiting]:
    """The first entries of the acting person's queue, the longest waiting first.

    A methodist gets what was sent to them, and what is in their scope if its methodist is no longer in place;
    a mentor gets steps of the pair's work. Nobody gets what is their own.
    """
    return await _part(ctx, 0, size)


async def item(ctx: Context, skip: int = 0) -> Item | None:
    """The entry of the queue after `skip` others, counted round; None if the queue is empty."""
    async with ctx.transaction():
        found = await _part(ctx, skip, 1)
        if not found.items:
            return None
        total = found.total
        if found.number != skip:
            found = await _part(ctx, skip % total, 1)
        place, (one,) = found.number, found.items
        if one.kind == ROUTE:
            return Item(place + 1, total, route=await reading.route_of(ctx, one.id))
        if one.kind == STEP:
            return Item(place + 1, total, step=await step_reading.step_card(ctx, one.id))
        return Item(place + 1, total, change=await change_queries.change_card(ctx, one.id))


async def _part(ctx: Context, page: int, size: int) -> Page[Waiting]:
    queue = _queue(ctx.me)
    rows = (
        select(queue.c.kind, queue.c.id, Person)
        .join(Person, Person.id == queue.c.person_id)
        .order_by(queue.c.since, queue.c.kind, queue.c.id)
    )
    async with ctx.transaction() as db:
        found = await read_page(db, rows, page, size, together=True)
    return found.map(lambda row: Waiting(row[0], row[1], row[2].full_name))


async def step_to_decide(ctx: Context, step_id: int) -> StepCard:
    """A step that waits for the acting person's decision. Raises NotFound, NotAllowed, WrongState."""
    async with ctx.transaction():
        found = await step_reading.step_card(ctx, step_id)
        if found.can_decide:
            return found
        raise NotAllowed if found.step.status == "on_review" else await decided(ctx, step_id)


async def place_of(ctx: Context, kind: str, number: int) -> int:
    """How many entries of the queue stand before this one; 0 if it is not in the queue."""
    queue = _queue(ctx.me)
    one = select(queue.c.since).where(queue.c.kind == kind, queue.c.id == number).cte()
    before = tuple_(queue.c.since, queue.c.kind, queue.c.id) < tuple_(one.c.since, kind, number)
    async with ctx.transaction() as db:
        return await db.scalar(select(func.count()).select_from(queue).join(one, before)) or 0


async def sent_to_me(ctx: Context) -> int:
    """How many things sent to the acting methodist wait for a decision; 0 for other people.

    Steps of a mentor pair and things sent to a methodist no longer in place are not counted.
    """
    actor = ctx.me
    mine = and_(in_scope(actor, METHODISTS), Route.methodist_id == actor.person_id, _of_others(actor))
    queue = union_all(_routes(mine), _steps(mine), _changes(mine)).subquery()
    async with ctx.transaction() as db:
        return await db.scalar(select(func.count()).select_from(queue)) or 0


def _queue(actor: Actor) -> Subquery:
    """A SELECT of the actor's queue: kind, id, owner, and when it began to wait; steps only for a mentor."""
    if not actor.has(*METHODISTS):
        return _steps(_pairs_step(actor)).subquery()
    mine = _mine_to_decide(actor)
    return union_all(_routes(mine), _steps(or_(mine, _pairs_step(actor))), _changes(mine)).subquery()


def _routes(mine: ColumnElement[bool]) -> Select[str, int, int, datetime]:
    sent_at = func.coalesce(RouteVersion.sent_at, Route.created_at)
    return (
        select(
            literal(ROUTE).label("kind"),
            Route.id.label("id"),
            Route.person_id.label("person_id"),
            sent_at.label("since"),
        )
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .outerjoin(
            RouteVersion, and_(RouteVersion.route_id == Route.id, RouteVersion.version == Route.version)
        )
        .where(is_sent(), mine)
    )


def _steps(mine: ColumnElement[bool]) -> Select[str, int, int, datetime]:
    sent_at = (
        select(func.max(StepEvent.at))
        .where(StepEvent.step_id == RouteStep.id, StepEvent.new == "on_review")
        .correlate(RouteStep)
        .scalar_subquery()
    )
    return (
        select(
            literal(STEP).label("kind"),
            RouteStep.id.label("id"),
            Route.person_id.label("person_id"),
            func.coalesce(sent_at, Route.created_at).label("since"),
        )
        .join(Route, Route.id == RouteStep.route_id)
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(is_on_review(), Route.status.in_(WORKING_ROUTE), mine)
    )


def _changes(mine: ColumnElement[bool]) -> Select[str, int, int, datetime]:
    return (
        select(
            literal(CHANGE).label("kind"),
            StepChange.id.label("id"),
            Route.person_id.label("person_id"),
            StepChange.asked_at.label("since"),
        )
        .join(RouteStep, RouteStep.id == StepChange.step_id)
        .join(Route, Route.id == RouteStep.route_id)
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(is_asked(), Route.status.in_(WORKING_ROUTE), mine)
    )


def _mine_to_decide(actor: Actor) -> ColumnElement[bool]:
    """An SQL condition on Route, its owner Person and OrgUnit: the actor is the methodist to decide."""
    # Found by their own indexes: else every entry of the region that waits would be looked at.
    sent = select(Route.id).where(
        Route.methodist_id == actor.person_id, Route.status.in_(("on_review", *WORKING_ROUTE))
    )
    left = select(Route.id).where(Route.is_left)
    return and_(Route.id.in_(union_all(sent, left)), in_scope(actor, METHODISTS), _of_others(actor))


def _pairs_step(actor: Actor) -> ColumnElement[bool]:
    """An SQL condition on RouteStep, Route and Person: the step is pair work, and the actor is the mentor."""
    mentees = mentees_of(actor.person_id)
    return and_(RouteStep.form == PAIR_WORK, _of_others(actor), Route.person_id.in_(mentees))


def _of_others(actor: Actor) -> ColumnElement[bool]:
    """An SQL condition on Route and its owner Person: the owner is another person, and not archived."""
    return and_(Person.archived_at.is_(None), Route.person_id != actor.person_id)
