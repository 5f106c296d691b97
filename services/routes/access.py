"""Rights to a route and its steps. Every use case loads them here."""

from __future__ import annotations

from enum import Enum, auto

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from services.access import covers, joined, load_person, methodists_of, require_methodist_of
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.mentoring.queries import mentors_of
from services.people.models import Account, OrgUnit, Person, RoleGrant
from services.roles import LEADERS, METHODISTS
from services.routes.models import Route, RouteStep
from services.routes.views import Sight, is_pair_work, sees_proofs


class Right(Enum):
    """What a person may want to do with a step. The step's owner has every right but DECIDE."""

    # See the step. A leader sees progress only.
    SEE = auto()
    # See the proof: a methodist over the owner, or the mentor if the step is work of the mentor pair.
    SEE_PROOFS = auto()
    # Accept or return the step: the mentor if the step is work of a mentor pair, else a methodist.
    DECIDE = auto()


async def my_route(ctx: Context, route_id: int, *, lock: bool = True) -> Route:
    """The acting person's own route; `lock` locks its row. Raises NotFound."""
    route = await load_route(ctx, route_id, lock=lock)
    if route.person_id != ctx.me.person_id:
        raise NotFound
    return route


async def my_step(ctx: Context, step_id: int, *, lock: bool = False) -> tuple[RouteStep, Route]:
    """A step of the acting person's own route, with the route, inside the caller's transaction.

    `lock` locks both rows. Raises NotFound, and NotAllowed if the step belongs to another person.
    """
    step, route = await load_step(ctx, step_id, lock=lock)
    if route.person_id != ctx.me.person_id:
        raise NotAllowed
    return step, route


async def step_for(
    ctx: Context, step_id: int, right: Right, *, lock: bool = False
) -> tuple[RouteStep, Route, Sight]:
    """A step to which the acting person has a right, its route, and the sight that gives the right.

    Inside the caller's transaction; `lock` locks the step and the route. Raises NotFound, NotAllowed.
    """
    step, route = await load_step(ctx, step_id, lock=lock)
    if right is Right.DECIDE:
        return step, route, await _decider_of(ctx, step, route)
    sight = await sight_of(ctx, route)
    if sight is Sight.LEADER or (right is Right.SEE_PROOFS and not sees_proofs(sight, step.form)):
        raise NotAllowed
    return step, route, sight


async def _decider_of(ctx: Context, step: RouteStep, route: Route) -> Sight:
    """The sight by which the acting person decides about a step. Raises NotAllowed, NotFound."""
    if ctx.me.person_id in await deciding_mentors(ctx, step, route):
        await load_person(ctx, route.person_id)
        return Sight.MENTOR
    await require_methodist_of(ctx, route.person_id)
    return Sight.METHODIST


def methodist_in_place() -> ColumnElement[bool]:
    """An SQL condition on Route and its owner's OrgUnit: the route's methodist oversees the owner.

    The methodist must have joined the bot and must not be archived.
    """
    holder, granted_unit = aliased(Person), aliased(OrgUnit)
    return (
        select(RoleGrant.id)
        .join(holder, holder.id == RoleGrant.person_id)
        .join(Account, Account.person_id == holder.id)
        .join(granted_unit, granted_unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.person_id == Route.methodist_id,
            RoleGrant.role.in_([role.value for role in METHODISTS]),
            holder.archived_at.is_(None),
            OrgUnit.path.startswith(granted_unit.path),
        )
        .correlate(Route, OrgUnit)
        .exists()
    )


async def load_route(ctx: Context, route_id: int, *, lock: bool = False) -> Route:
    """A route, inside the caller's transaction; `lock` locks its row. Raises NotFound."""
    statement = select(Route).where(Route.id == route_id).execution_options(populate_existing=True)
    route = await ctx.db.scalar(statement.with_for_update() if lock else statement)
    if route is None:
        raise NotFound
    return route


async def load_steps(ctx: Context, route: Route) -> list[RouteStep]:
    """All the steps of a loaded route in their order, inside the caller's transaction."""
    rows = await ctx.db.scalars(
        select(RouteStep)
        .where(RouteStep.route_id == route.id)
        .order_by(RouteStep.position, RouteStep.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def load_step(ctx: Context, step_id: int, *, lock: bool = False) -> tuple[RouteStep, Route]:
    """A step with its route, inside the caller's transaction; `lock` locks both rows.

    Checks no right: `my_step` and `step_for` do. Raises NotFound.
    """
    statement = (
        select(RouteStep, Route)
        .join(Route, Route.id == RouteStep.route_id)
        .where(RouteStep.id == step_id)
        .execution_options(populate_existing=True)
    )
    if lock:
        # The route is locked first, as in every use case that changes several steps: no deadlock.
        owning = select(Route.id).join(RouteStep, RouteStep.route_id == Route.id)
        await ctx.db.execute(owning.where(RouteStep.id == step_id).with_for_update(of=Route))
    row = (await ctx.db.execute(statement.with_for_update() if lock else statement)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def sight_of(ctx: Context, route: Route) -> Sight:
    """The sight by which the acting person sees a route. Only the owner sees a draft that was never sent.

    Raises NotFound, NotAllowed.
    """
    me = ctx.me
    if route.person_id == me.person_id:
        return Sight.OWNER
    if route.status == "draft" and route.version == 1:
        raise NotFound
    path = await ctx.db.scalar(
        select(OrgUnit.path)
        .join(Person, Person.unit_id == OrgUnit.id)
        .where(Person.id == route.person_id, Person.archived_at.is_(None))
    )
    if path is None:
        raise NotFound
    if covers(me, METHODISTS, path):
        return Sight.METHODIST
    if me.person_id in await mentors_of(ctx, route.person_id):
        return Sight.MENTOR
    if covers(me, LEADERS, path):
        return Sight.LEADER
    raise NotAllowed


async def responsible(ctx: Context, route: Route) -> int | None:
    """The id of the methodist who answers for a route; None if the owner has no methodist.

    The methodist to whom the route was sent, while still in place, else the nearest one now. A methodist who
    has not joined the bot counts only if no other has joined. Changes nothing: see
    `overview.actions.assign_methodist`.
    """
    there = [methodist.id for methodist in await methodists_of(ctx, route.person_id)]
    in_place = await joined(ctx, there) or there
    if route.methodist_id in in_place:
        return route.methodist_id
    return there[0] if there else None


async def deciding_mentors(ctx: Context, step: RouteStep, route: Route) -> set[int]:
    """Ids of the mentors who decide about a step of the pair's work; empty if the methodist decides."""
    return set(await mentors_of(ctx, route.person_id)) if is_pair_work(step.form) else set()
