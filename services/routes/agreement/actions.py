"""Agreeing on a route: sending it to a methodist, taking it back, approving and returning it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from services import audit, outbox
from services.access import methodists_of, require_methodist_of
from services.context import Context
from services.errors import Invalid, NotFound
from services.routes.access import load_route, load_steps, my_route, responsible
from services.routes.agreement.queries import (
    APPROVED,
    RETURNED,
    SentAnew,
    require_ready,
    require_waiting,
    too_late,
)
from services.routes.agreement.versions import keep_version
from services.routes.history import record
from services.routes.models import WORKING_ROUTE, Route, RouteVersion
from services.routes.owners import day_and_calendar
from services.routes.plan import Plan
from services.routes.reading import sent_id_of, view
from services.routes.remarks import Remark, comment
from services.routes.views import RouteView, Sight


async def send_to_review(ctx: Context, route_id: int, methodist_id: int = 0) -> RouteView:
    """Send the acting person's draft to a methodist, who hears of it. A second call changes nothing.

    Without `methodist_id` the methodist is chosen by `responsible`. Raises NotFound (also if the person has
    no methodist), Invalid for a methodist who does not oversee the person, WrongState.
    """
    async with ctx.transaction():
        route = await my_route(ctx, route_id)
        if route.status != "on_review":
            await require_ready(ctx, route)
            addressee = await _addressee(ctx, route, methodist_id)
            route.methodist_id, route.is_left, route.status = addressee, False, "on_review"
            await keep_version(ctx, route)
            await outbox.post(
                ctx,
                addressee,
                "route_submitted",
                # A route taken back and sent again notifies again, but at most once an hour.
                dedup_key=f"route_submitted:{route.id}:{route.version}:{addressee}:{ctx.now:%m%d%H}",
                route_id=route.id,
            )
        return await view(ctx, route, Sight.OWNER)


async def recall(ctx: Context, route_id: int) -> RouteView:
    """Take the acting person's route back while nobody has decided: it is a draft again.

    A second call changes nothing. Raises NotFound, and WrongState if somebody has decided meanwhile.
    """
    async with ctx.transaction():
        route = await my_route(ctx, route_id)
        if route.status == "on_review":
            route.status = "draft"
        elif route.status != "draft":
            raise await too_late(ctx, route)
        return await view(ctx, route, Sight.OWNER)


async def approve(ctx: Context, route_id: int, sent_id: int) -> RouteView:
    """Approve a route under review; its owner hears of it. A second call by the same methodist is fine.

    If deadlines have passed while the route waited, its steps are dated anew from today on.
    `sent_id` is the `RouteView.sent_id` that was shown: a version nobody has read is not approved.
    Raises NotFound, NotAllowed, SentAnew, and WrongState if another person decided first.
    """
    async with ctx.transaction():
        route = await load_route(ctx, route_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        me, is_redated, is_first = ctx.me.person_id, False, route.status == "on_review"
        if is_first:
            if sent_id != await sent_id_of(ctx, route):
                raise SentAnew
            route.status, route.approved_by_id, route.approved_at = "approved", me, ctx.now
            await _decide(ctx, route, APPROVED)
            is_redated = await _catch_up(ctx, route)
            audit.note(ctx, "route_approved", subject_id=route.person_id, route_id=route.id)
            await outbox.post(
                ctx,
                route.person_id,
                "route_approved",
                dedup_key=f"route_approved:{route.id}",
                route_id=route.id,
                redated=is_redated,
            )
        elif route.status not in WORKING_ROUTE or route.approved_by_id != me:
            raise await too_late(ctx, route)
        seen = await view(ctx, route, Sight.METHODIST)
        return replace(seen, is_redated=is_redated, is_repeated=not is_first)


async def return_route(ctx: Context, route_id: int, sent_id: int, remark: Remark) -> RouteView:
    """Return a route under review with a comment on what to change; its owner hears of it.

    `sent_id` is the `RouteView.sent_id` that the comment is about.
    Raises NotFound, NotAllowed, SentAnew, WrongState, Invalid for a comment missing or too long.
    """
    words = remark.checked()
    async with ctx.transaction():
        route = await load_route(ctx, route_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        await require_waiting(ctx, route, sent_id)
        await _decide(ctx, route, RETURNED)
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


async def _addressee(ctx: Context, route: Route, chosen: int) -> int:
    """The id of the methodist to send a route to: `chosen`, or else the responsible one.

    Raises NotFound, Invalid.
    """
    known = await responsible(ctx, route)
    if known is None:
        raise NotFound("error-no-methodist")
    if chosen and chosen not in {one.id for one in await methodists_of(ctx, route.person_id)}:
        raise Invalid("error-methodist-other")
    return chosen or known


async def _decide(ctx: Context, route: Route, decision: str) -> None:
    """Write a decision on the current version. A route sent before versions were kept has no version."""
    kept = await ctx.db.scalar(
        select(RouteVersion).where(RouteVersion.route_id == route.id, RouteVersion.version == route.version)
    )
    if kept is not None:
        kept.decision, kept.decided_by_id, kept.decided_at = decision, ctx.me.person_id, ctx.now
        await ctx.db.flush()


async def _catch_up(ctx: Context, route: Route) -> bool:
    """Date a locked route's steps anew if a deadline passed while the route waited; returns whether one did.

    An event stays on its day, so an event that has passed is no reason for new dates.
    """
    today, calendar = await day_and_calendar(ctx, route.person_id)
    plan = Plan(await load_steps(ctx, route), ctx.content.catalog, calendar, today)
    if not any(one.due < today for one in plan.open if one.event_id is None):
        return False
    before = {step.id: step.due for step in plan.steps}
    plan.spread()
    why = ctx.content.catalog.late_approval
    for step in plan.steps:
        if step.due != before[step.id]:
            record(ctx, step, "due", before[step.id].isoformat(), step.due.isoformat(), why)
    route.starts = min(step.starts for step in plan.open)
    route.ends = plan.ends(otherwise=route.starts)
    await ctx.db.flush()
    return True
