"""Handing routes over to methodists who are in place now."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from services.access import joined, nearest_methodists
from services.context import Context
from services.people.models import OrgUnit, Person
from services.routes.access import methodist_in_place, responsible
from services.routes.models import WORKING_ROUTE, Route


async def assign_methodist(ctx: Context, route: Route) -> int | None:
    """The id of the methodist of a route; a methodist no longer in place is replaced by the nearest one.

    Inside the caller's transaction. None if the owner has no methodist: then the route stays as it is.
    """
    methodist_id = await responsible(ctx, route)
    if methodist_id is not None:
        route.methodist_id = methodist_id
    return methodist_id


async def hand_over(ctx: Context) -> int:
    """Give each route whose methodist is no longer in place to the nearest methodist; returns how many.

    Until then such a route is in the queue of every methodist over its owner (see `review.waiting`). A draft
    is left alone: its owner chooses the methodist.
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
            # Always in one order: two runs at once must not wait for each other.
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
