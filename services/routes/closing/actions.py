"""Closing a route whose steps are all done or cancelled."""

from __future__ import annotations

from sqlalchemy import select

from services import outbox
from services.context import Context
from services.routes.models import CLOSED_STEP, WORKING_ROUTE, Route, RouteStep


async def close_if_complete(ctx: Context, route: Route) -> bool:
    """Close a locked route under way without open steps; its owner hears of it.

    The route is `done` if at least one step was done, else `closed`. Returns whether the route was finished
    by this call; inside the caller's transaction.
    """
    if route.status not in WORKING_ROUTE:
        return False
    statuses = set(await ctx.db.scalars(select(RouteStep.status).where(RouteStep.route_id == route.id)))
    if not statuses or statuses - set(CLOSED_STEP):
        return False
    route.status = "done" if "done" in statuses else "closed"
    route.finished_at = ctx.now
    kind = "route_done" if route.status == "done" else "route_closed"
    await outbox.post(ctx, route.person_id, kind, dedup_key=f"{kind}:{route.id}", route_id=route.id)
    await ctx.db.flush()
    return True
