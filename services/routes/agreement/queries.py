"""To whom a route may be sent, and whether it still waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select

from services.access import joined, methodists_of, require_methodist_of
from services.context import Context
from services.errors import NotFound, WrongState
from services.people.models import Person
from services.people.queries import PersonView, views_of
from services.routes.access import load_route, my_route
from services.routes.models import Route, RouteStep, RouteVersion
from services.routes.reading import sent_id_of

APPROVED, RETURNED = "approved", "returned"


class SentAnew(WrongState):
    """The route was taken back and sent again since the acting person was shown it."""

    default_key = "error-route-changed"


@dataclass(frozen=True, slots=True)
class Methodist:
    """Someone a route may be sent to. `was_before` tells that it was sent to them the last time.

    Who has not joined the bot reads it once they have.
    """

    person: PersonView
    was_before: bool
    has_joined: bool


async def methodists_for(ctx: Context, route_id: int) -> list[Methodist]:
    """To whom the acting person may send their draft, nearest first; the one it was sent to before leads.

    Who is not in the bot yet is named only where nobody is: others would answer for them.
    Raises NotFound (also where nobody is responsible), WrongState where it is no draft any more or is empty.
    """
    async with ctx.transaction():
        route = await my_route(ctx, route_id, lock=False)
        await require_ready(ctx, route)
        found = await methodists_of(ctx, route.person_id)
        if not found:
            raise NotFound("error-no-methodist")
        people = await views_of(ctx, (one.id for one in found))
        here = await joined(ctx, people)
        found = [one for one in found if one.id in here] or found
    there = [Methodist(people[one.id], one.id == route.methodist_id, one.id in here) for one in found]
    return sorted(there, key=lambda one: not one.was_before)


async def needs_choice(ctx: Context, route_id: int) -> bool:
    """Whether the acting person is to choose a methodist: several are responsible, none returned the draft.

    A route on its way already needs none.

    Raises what `methodists_for` raises.
    """
    async with ctx.transaction():
        route = await my_route(ctx, route_id)
        if route.status == "on_review":
            return False
        there = await methodists_for(ctx, route_id)
        was_returned = route.version > 1 and there[0].was_before
        return len(there) > 1 and not was_returned


async def require_undecided(ctx: Context, route_id: int, sent_id: int) -> None:
    """That a route waits for the acting methodist's decision, as it was sent then.

    Raises NotFound, NotAllowed, SentAnew, WrongState.
    """
    async with ctx.transaction():
        route = await load_route(ctx, route_id)
        await require_methodist_of(ctx, route.person_id)
        await require_waiting(ctx, route, sent_id)


async def require_ready(ctx: Context, route: Route) -> None:
    """That a route is a draft with steps in it. Raises WrongState."""
    if route.status != "draft":
        raise (
            WrongState("error-route-decided")
            if route.status != "on_review"
            else WrongState("error-route-sent")
        )
    has_steps = await ctx.db.scalar(
        select(exists().where(RouteStep.route_id == route.id, RouteStep.status != "cancelled"))
    )
    if not has_steps:
        raise WrongState("error-route-empty")


async def require_waiting(ctx: Context, route: Route, sent_id: int) -> None:
    """That a route is under review, and as it was shown. Raises SentAnew, WrongState."""
    if route.status != "on_review":
        raise await too_late(ctx, route)
    if sent_id != await sent_id_of(ctx, route):
        raise SentAnew


async def too_late(ctx: Context, route: Route) -> WrongState:
    """Why it is too late: who decided about the route, and what; or that it was taken back."""
    row = (
        await ctx.db.execute(
            select(RouteVersion, Person)
            .outerjoin(Person, Person.id == RouteVersion.decided_by_id)
            .where(RouteVersion.route_id == route.id)
            .order_by(RouteVersion.version.desc())
            .limit(1)
        )
    ).one_or_none()
    # A version still undecided was taken back; one that was returned made the number of the next.
    is_newest = row is not None and (row[0].decision == APPROVED or row[0].version == route.version - 1)
    if row is None or row[1] is None or not is_newest:
        return WrongState("error-route-recalled" if route.status == "draft" else "error-route-decided")
    taken, person = row
    return WrongState("error-route-decided-by", decision=taken.decision, name=person.full_name)
