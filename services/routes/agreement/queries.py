"""The methodists a route may be sent to, and whether the route still waits for a decision."""

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
    """The route was taken back and sent again since the acting person saw it."""

    default_key = "error-route-changed"


@dataclass(frozen=True, slots=True)
class Methodist:
    """A methodist to whom a route may be sent. `was_before` means that the route was sent to them last time.

    A methodist who has not joined the bot reads the route after joining.
    """

    person: PersonView
    was_before: bool
    has_joined: bool


async def methodists_for(ctx: Context, route_id: int) -> list[Methodist]:
    """The methodists to whom the acting person may send a draft: the previous one first, then the nearest.

    Methodists who have not joined the bot are listed only if no other has joined. Raises NotFound (also if
    there is no methodist), and WrongState if the route is not a draft or is empty.
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
    """Whether the acting person has to choose a methodist: there are several, and none returned the draft.

    False for a route that is already on review. Raises what `methodists_for` raises.
    """
    async with ctx.transaction():
        route = await my_route(ctx, route_id)
        if route.status == "on_review":
            return False
        there = await methodists_for(ctx, route_id)
        was_returned = route.version > 1 and there[0].was_before
        return len(there) > 1 and not was_returned


async def require_undecided(ctx: Context, route_id: int, sent_id: int) -> None:
    """Raise unless the route, as sent in the version `sent_id`, waits for the acting methodist's decision.

    Raises NotFound, NotAllowed, SentAnew, WrongState.
    """
    async with ctx.transaction():
        route = await load_route(ctx, route_id)
        await require_methodist_of(ctx, route.person_id)
        await require_waiting(ctx, route, sent_id)


async def require_ready(ctx: Context, route: Route) -> None:
    """Raise WrongState unless the route is a draft with steps."""
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
    """Raise SentAnew or WrongState unless the route is on review in the version `sent_id`."""
    if route.status != "on_review":
        raise await too_late(ctx, route)
    if sent_id != await sent_id_of(ctx, route):
        raise SentAnew


async def too_late(ctx: Context, route: Route) -> WrongState:
    """The error for a decision that comes too late: it names the earlier decision, or says «taken back»."""
    row = (
        await ctx.db.execute(
            select(RouteVersion, Person)
            .outerjoin(Person, Person.id == RouteVersion.decided_by_id)
            .where(RouteVersion.route_id == route.id)
            .order_by(RouteVersion.version.desc())
            .limit(1)
        )
    ).one_or_none()
    # An undecided version was taken back; a return raised the number of the next version by one.
    is_newest = row is not None and (row[0].decision == APPROVED or row[0].version == route.version - 1)
    if row is None or row[1] is None or not is_newest:
        return WrongState("error-route-recalled" if route.status == "draft" else "error-route-decided")
    taken, person = row
    return WrongState("error-route-decided-by", decision=taken.decision, name=person.full_name)
