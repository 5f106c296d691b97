"""Agreeing on a route: sending it to a methodist, approving and returning it.

What changes a route or a step first locks its row, so that two presses at once change it once.
"""

from __future__ import annotations

from services import audit, outbox
from services.access import methodists_of, require_methodist_of
from services.context import Context
from services.errors import NotFound, WrongState
from services.routes.history import Remark, comment, keep_version, lock_mine
from services.routes.models import WORKING_ROUTE
from services.routes.queries import load_route
from services.routes.views import RouteView, Sight, view


async def send_to_review(ctx: Context, route_id: int) -> RouteView:
    """Send the acting person's draft to the nearest methodist, who hears of it. Again is harmless.

    Raises NotFound (also where nobody is responsible), WrongState.
    """
    async with ctx.transaction():
        route = await lock_mine(ctx, route_id)
        if route.status == "draft":
            methodists = await methodists_of(ctx, route.person_id)
            if not methodists:
                raise NotFound("error-no-methodist")
            route.methodist_id, route.status = methodists[0].id, "on_review"
            await keep_version(ctx, route)
            await outbox.post(
                ctx,
                methodists[0].id,
                "route_submitted",
                dedup_key=f"route_submitted:{route.id}:{route.version}",
                route_id=route.id,
            )
        elif route.status != "on_review":
            raise WrongState("error-route-decided")
        return await view(ctx, route, Sight.OWNER)


async def approve(ctx: Context, route_id: int) -> RouteView:
    """Approve a route under review; its teacher hears of it. The one who approved it may press again.

    Raises NotFound, NotAllowed, WrongState where someone else decided first.
    """
    async with ctx.transaction():
        route = await load_route(ctx, route_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        me = ctx.me.person_id
        if route.status == "on_review":
            route.status, route.approved_by_id, route.approved_at = "approved", me, ctx.now
            audit.note(ctx, "route_approved", subject_id=route.person_id, route_id=route.id)
            await outbox.post(
                ctx,
                route.person_id,
                "route_approved",
                dedup_key=f"route_approved:{route.id}",
                route_id=route.id,
            )
        elif route.status not in WORKING_ROUTE or route.approved_by_id != me:
            raise WrongState("error-route-decided")
        return await view(ctx, route, Sight.METHODIST)


async def return_route(ctx: Context, route_id: int, remark: Remark) -> RouteView:
    """Return a route under review with words about what to change; its teacher hears of it.

    Raises NotFound, NotAllowed, WrongState, Invalid for words missing or too long.
    """
    words = remark.checked()
    async with ctx.transaction():
        route = await load_route(ctx, route_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        if route.status != "on_review":
            raise WrongState("error-route-decided")
        route.status = "draft"
        route.version += 1
        await comment(ctx, route.id, None, words)
        audit.note(ctx, "route_returned", subject_id=route.person_id, route_id=route.id)
        await outbox.post(
            ctx,
            route.person_id,
            "route_returned",
            dedup_key=f"route_returned:{route.id}:{route.version}",
            route_id=route.id,
            version=route.version,
        )
        return await view(ctx, route, Sight.METHODIST)
