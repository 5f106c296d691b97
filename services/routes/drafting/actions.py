"""Drafting a route from a result or for another reason, and discarding a draft."""

from __future__ import annotations

from sqlalchemy import delete, exists, select, update

from services.assessments import queries as assessments
from services.assessments.queries import Result
from services.context import Context
from services.db import upsert
from services.errors import NotFound, WrongState
from services.routes import rules
from services.routes.access import my_route
from services.routes.models import ON_DIAGNOSIS, Route, RouteStep
from services.routes.new_steps import step_rows
from services.routes.reading import live_route, view
from services.routes.views import RouteView, Sight


async def draft(ctx: Context, assessment_id: int, *, instead_of: int = 0) -> RouteView:
    """Draft a route from the acting person's own finished result, or return their live route.

    The draft with the id `instead_of`, or an empty draft, is discarded first. Any other live route stays and
    is returned. Raises NotFound, NotAllowed, and WrongState if the catalogue has no steps for the result.
    """
    async with ctx.transaction():
        result = await assessments.my_result(ctx, assessment_id)
        live = await live_route(ctx, ctx.me.person_id)
        if live is not None and (live.id == instead_of or await _is_empty(ctx, live)):
            await _put_away(ctx, live.id)
            live = await live_route(ctx, ctx.me.person_id)
        if live is None:
            await _add_draft(ctx, result)
            live = await live_route(ctx, ctx.me.person_id)
        if live is None:
            raise WrongState
        return await view(ctx, live, Sight.OWNER)


async def begin(ctx: Context, basis: str) -> RouteView:
    """Begin a draft without steps for a reason of the catalogue, or return the person's live route.

    An empty draft that exists gets the new reason. Raises NotFound for an unknown reason.
    """
    if basis not in ctx.content.catalog.titles_of_bases:
        raise NotFound
    async with ctx.transaction():
        await add_empty(ctx, basis)
        live = await live_route(ctx, ctx.me.person_id)
        if live is None:
            raise WrongState
        route = await my_route(ctx, live.id)
        if route.status == "draft" and await _is_empty(ctx, route):
            route.basis, route.assessment_id = basis, None
            await ctx.db.flush()
        return await view(ctx, route, Sight.OWNER)


async def drop_draft(ctx: Context, route_id: int) -> None:
    """Discard the acting person's draft; a draft that was returned is closed and keeps its comments.

    Raises NotFound, and WrongState if the route is not a draft.
    """
    async with ctx.transaction():
        route = await my_route(ctx, route_id)
        if route.status != "draft":
            raise WrongState
        await _put_away(ctx, route_id)


async def add_empty(ctx: Context, basis: str, assessment_id: int | None = None) -> int | None:
    """Add a draft without steps for the acting person; returns its id, None if there is a live route."""
    return await ctx.db.scalar(
        upsert(ctx.db, Route)
        .values(
            person_id=ctx.me.person_id,
            assessment_id=assessment_id,
            basis=basis,
            starts=ctx.today,
            ends=ctx.today,
            status="draft",
            version=1,
            created_at=ctx.now,
        )
        .on_conflict_do_nothing()
        .returning(Route.id)
    )


async def _put_away(ctx: Context, route_id: int) -> None:
    """Close a draft that was returned, so that its versions and comments stay; delete any other draft.

    A route that is not a draft stays as it is.
    """
    draft = (Route.id == route_id, Route.status == "draft")
    await ctx.db.execute(
        update(Route).where(*draft, Route.version > 1).values(status="closed", finished_at=ctx.now)
    )
    await ctx.db.execute(delete(Route).where(*draft, Route.version == 1))


async def _is_empty(ctx: Context, route: Route) -> bool:
    """Whether a draft has no steps and was never returned."""
    steps = await ctx.db.scalar(select(exists().where(RouteStep.route_id == route.id)))
    return route.version == 1 and not steps


async def _add_draft(ctx: Context, result: Result) -> None:
    """Add a draft with steps for a result, unless the person has just got a live route."""
    planned = rules.assemble(result.deficits, ctx.content.catalog, ctx.today, ctx.calendar)
    if not planned:
        raise WrongState("error-route-nothing")
    route_id = await add_empty(ctx, ON_DIAGNOSIS, result.assessment_id)
    if route_id is not None:
        route = await my_route(ctx, route_id)
        route.ends = max(one.due for one in planned)
        ctx.db.add_all(step_rows(route_id, planned))
        await ctx.db.flush()
