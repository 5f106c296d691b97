"""Who may do what with a route and its steps: the one way in to load them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from services.access import covers, joined, methodists_of
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.mentoring.models import MentorPair
from services.mentoring.rules import is_working
from services.people.models import Account, OrgUnit, Person, RoleGrant
from services.roles import LEADERS, METHODISTS
from services.routes.models import Route, RouteStep
from services.routes.views import Sight, is_pair_work


async def my_route(ctx: Context, route_id: int) -> Route:
    """The acting person's own route, locked. Raises NotFound."""
    route = await load_route(ctx, route_id, lock=True)
    if route.person_id != ctx.me.person_id:
        raise NotFound
    return route


def methodist_in_place() -> ColumnElement[bool]:
    """An SQL condition on Route and its owner's OrgUnit: its methodist is over the owner, and in the bot."""
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
    """A route, inside the caller's transaction; `lock` keeps others from changing it. Raises NotFound."""
    statement = select(Route).where(Route.id == route_id).execution_options(populate_existing=True)
    route = await ctx.db.scalar(statement.with_for_update() if lock else statement)
    if route is None:
        raise NotFound
    return route


async def load_step(ctx: Context, step_id: int, *, lock: bool = False) -> tuple[RouteStep, Route]:
    """A step with its route, likewise. Raises NotFound."""
    statement = (
        select(RouteStep, Route)
        .join(Route, Route.id == RouteStep.route_id)
        .where(RouteStep.id == step_id)
        .execution_options(populate_existing=True)
    )
    if lock:
        # The route first, as those who change several of its steps do: nobody waits for each other.
        owning = select(Route.id).join(RouteStep, RouteStep.route_id == Route.id)
        await ctx.db.execute(owning.where(RouteStep.id == step_id).with_for_update(of=Route))
    row = (await ctx.db.execute(statement.with_for_update() if lock else statement)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def sight_of(ctx: Context, route: Route) -> Sight:
    """As whom the acting person may look. A draft nobody was sent is its owner's alone."""
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
    if me.person_id in await mentors_of(ctx, route):
        return Sight.MENTOR
    if covers(me, LEADERS, path):
        return Sight.LEADER
    raise NotAllowed


async def sight_of_recipient(ctx: Context, route: Route) -> Sight:
    """As whom the recipient of a message may look: the outbox does not carry their grants.

    Raises NotAllowed.
    """
    if route.person_id == ctx.me.person_id:
        return Sight.OWNER
    if ctx.me.person_id in {one.id for one in await methodists_of(ctx, route.person_id)}:
        return Sight.METHODIST
    if ctx.me.person_id in await mentors_of(ctx, route):
        return Sight.MENTOR
    raise NotAllowed


async def mentors_of(ctx: Context, route: Route) -> set[int]:
    """The mentors in place of a route's owner; inside the caller's transaction."""
    found = await ctx.db.scalars(
        select(MentorPair.mentor_id)
        .join(Person, Person.id == MentorPair.mentor_id)
        .where(
            MentorPair.mentee_id == route.person_id,
            MentorPair.mentor_id != route.person_id,
            is_working(),
            Person.archived_at.is_(None),
        )
    )
    return set(found)


async def responsible(ctx: Context, route: Route) -> int | None:
    """The methodist of a route: the one it was sent to while they are in place, else the nearest one now.

    Who has never joined the bot answers for it only where nobody over its owner has.
    """
    there = [methodist.id for methodist in await methodists_of(ctx, route.person_id)]
    if there and route.methodist_id not in (await joined(ctx, there) or there):
        route.methodist_id = there[0]
    return route.methodist_id if there else None


async def deciding_mentors(ctx: Context, step: RouteStep, route: Route) -> set[int]:
    """The mentors who decide about a step, where it is the pair's; nobody where the methodist does."""
    return await mentors_of(ctx, route) if is_pair_work(step.form) else set()
