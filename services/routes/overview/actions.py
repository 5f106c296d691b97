"""Handing routes over to methodists who are in place now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, false, func, select, true, update

from services.access import joined, nearest_methodists
from services.context import Context
from services.parts import parts
from services.people.models import OrgUnit, Person
from services.routes.access import methodist_in_place, responsible
from services.routes.models import WORKING_ROUTE, Route

# So many routes are handed over in a transaction.
AT_ONCE = 400


async def assign_methodist(ctx: Context, route: Route) -> int | None:
    """The id of the methodist of a route; a methodist no longer in place is replaced by the nearest one.

    Inside the caller's transaction. None if the owner has no methodist: then the route stays as it is.
    """
    methodist_id = await responsible(ctx, route)
    if methodist_id is not None:
        route.methodist_id, route.is_left = methodist_id, False
    return methodist_id


async def scan_methodists(ctx: Context) -> int:
    """Note which routes are left by their methodist, who no longer oversees the owner; returns how many.

    Until such a route is handed over, it is in the queue of every methodist over its owner (see
    `review.waiting`): to ask anew for each route whenever a queue is read would take a region too long.
    """
    async with ctx.transaction() as db:
        sizes = await db.execute(select(Person.unit_id, func.count()).group_by(Person.unit_id))
        everywhere: dict[int, int] = dict(sizes.all())
    noted = 0
    async for units in parts(ctx, everywhere):
        async with ctx.transaction() as db:
            is_left = case((methodist_in_place(), false()), else_=true())
            changed = (
                await db.execute(
                    select(Route.id, is_left)
                    .join(Person, Person.id == Route.person_id)
                    .join(OrgUnit, OrgUnit.id == Person.unit_id)
                    .where(Person.unit_id.in_(units), _may_be_left(), Route.is_left != is_left)
                    .order_by(Route.id)
                )
            ).all()
            for value in (False, True):
                ids = [route_id for route_id, left in changed if bool(left) is value]
                if ids:
                    await db.execute(update(Route).where(Route.id.in_(ids)).values(is_left=value))
            noted += len(changed)
    return noted


async def hand_over(ctx: Context) -> int:
    """Give each route that its methodist has left to the nearest methodist; returns how many.

    A draft is left alone: its owner chooses the methodist.
    """
    await scan_methodists(ctx)
    last = given = 0
    while True:
        async with ctx.transaction():
            rows = await ctx.db.execute(
                select(Route.id, Route.person_id, Route.methodist_id, OrgUnit.path)
                .join(Person, Person.id == Route.person_id)
                .join(OrgUnit, OrgUnit.id == Person.unit_id)
                .where(Route.is_left, _may_be_left(), Person.archived_at.is_(None), Route.id > last)
                # Always in one order: two runs at once must not wait for each other.
                .order_by(Route.id)
                .limit(AT_ONCE)
            )
            left = rows.all()
            given += await _hand_over(ctx, left)
        if len(left) < AT_ONCE:
            return given
        last = left[-1].id
        await asyncio.sleep(0)  # others get a turn


def _may_be_left() -> ColumnElement[bool]:
    return Route.status.in_(("on_review", *WORKING_ROUTE))


async def _hand_over(ctx: Context, left: Sequence[Any]) -> int:
    nearest = await nearest_methodists(ctx, "/", {path for *_, path in left})
    here = await joined(ctx, {one for found in nearest.values() for one in found})
    given = [
        {"given_id": route_id, "left_by": before, "to": found[0]}
        for route_id, owner_id, before, path in left
        if (found := [one for one in nearest[path] if one in here and one != owner_id])
    ]
    if given:
        connection = await ctx.db.connection()
        await connection.execute(
            update(Route)
            .where(
                Route.id == bindparam("given_id"),
                Route.methodist_id.is_not_distinct_from(bindparam("left_by")),
            )
            .values(methodist_id=bindparam("to"), is_left=False),
            given,
        )
    return len(given)
