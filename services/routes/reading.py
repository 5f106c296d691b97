"""Reading a route as the acting person may see it. Steps are read in `step_reading`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select

from services.assessments.models import Assessment, Score
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.people.queries import person_names
from services.routes.access import load_route, sight_of
from services.routes.models import (
    FINISHED_ROUTE,
    LIVE_ROUTE,
    ON_TEMPLATE,
    WORKING_ROUTE,
    Route,
    RouteStep,
    RouteVersion,
)
from services.routes.owners import owner_of, today_of
from services.routes.step_reading import asked_changes, events_off, last_remark, may_see_scores, step_view
from services.routes.views import MyPage, RouteView, Sight


async def my_page(ctx: Context) -> MyPage:
    """The acting person's live route, or what a new route can begin with."""
    async with ctx.transaction():
        live = await live_route(ctx, ctx.me.person_id)
        if live is not None:
            return MyPage(await view(ctx, live, Sight.OWNER), None, None)
        past = await _past_route(ctx, ctx.me.person_id)
        return MyPage(None, await _result_to_begin_with(ctx), past.id if past is not None else None)


async def _result_to_begin_with(ctx: Context) -> int | None:
    """The id of the acting person's latest finished result from which a route can be assembled."""
    return await ctx.db.scalar(
        select(Assessment.id)
        .where(
            Assessment.person_id == ctx.me.person_id,
            Assessment.finished_at.is_not(None),
            something_to_work_on(ctx),
        )
        .order_by(Assessment.finished_at.desc())
        .limit(1)
    )


def something_to_work_on(ctx: Context) -> ColumnElement[bool]:
    """An SQL condition: a route could be assembled from the assessment."""
    left_out = ctx.content.catalog.assembly_rules.leave_out_auto
    wanted = [level.code for level in ctx.content.levels.values() if level.deficit]
    return exists().where(
        Score.assessment_id == Assessment.id,
        Score.is_group.is_(False),
        Score.level.in_(wanted),
        # Only competencies count: a low score of wellbeing is not a topic to learn.
        Score.subject.in_([code for code in ctx.content.competencies if code not in left_out]),
    )


async def live_route(ctx: Context, person_id: int) -> Route | None:
    """The person's route that is a draft, on review or under way; inside the caller's transaction."""
    return await ctx.db.scalar(
        select(Route).where(Route.person_id == person_id, Route.status.in_(LIVE_ROUTE))
    )


async def _past_route(ctx: Context, person_id: int, *conditions: ColumnElement[bool]) -> Route | None:
    """The person's newest finished or closed route; inside the caller's transaction."""
    return await ctx.db.scalar(
        select(Route)
        .where(Route.person_id == person_id, Route.status.in_(FINISHED_ROUTE), *conditions)
        .order_by(Route.id.desc())
        .limit(1)
    )


async def live_route_id(ctx: Context, person_id: int) -> int | None:
    """The id of the person's live route for the person's card; None if the acting person may not see it."""
    async with ctx.transaction():
        return await _id_if_seen(ctx, await live_route(ctx, person_id))


async def past_route_id(ctx: Context, person_id: int) -> int | None:
    """The id of the person's newest finished route that was approved, for the person's card.

    None if the acting person may not see it.
    """
    async with ctx.transaction():
        finished = await _past_route(ctx, person_id, Route.approved_at.is_not(None))
        return await _id_if_seen(ctx, finished)


async def _id_if_seen(ctx: Context, route: Route | None) -> int | None:
    if route is None:
        return None
    try:
        await sight_of(ctx, route)
    except (NotAllowed, NotFound):
        return None
    return route.id


async def route_of(ctx: Context, route_id: int) -> RouteView:
    """A route, if the acting person may see it. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        route = await load_route(ctx, route_id)
        return await view(ctx, route, await sight_of(ctx, route))


async def sent_id_of(ctx: Context, route: Route) -> int:
    """The id of the version that waits for a decision, 0 if none does; see `RouteView.sent_id`."""
    if route.status != "on_review":
        return 0
    kept = await ctx.db.scalar(
        select(RouteVersion.id).where(
            RouteVersion.route_id == route.id, RouteVersion.version == route.version
        )
    )
    return kept or 0


async def view(ctx: Context, route: Route, sight: Sight) -> RouteView:
    """What a reader with this sight sees of a loaded route, inside the caller's transaction."""
    # Read before the steps: if the route is sent again in between, approving by the older id is refused.
    sent_id = await sent_id_of(ctx, route)
    owner, zone = await owner_of(ctx, route)
    today = today_of(ctx, zone)
    rows = (
        await ctx.db.scalars(
            select(RouteStep).where(RouteStep.route_id == route.id).order_by(RouteStep.position)
        )
    ).all()
    off = await events_off(ctx, rows)
    scores = await may_see_scores(ctx, route, sight)
    asked = await asked_changes(ctx, RouteStep.route_id == route.id, sight, today)
    steps = [
        step_view(ctx, one, today, scores=scores, asked=asked.get(one.id), event_off=one.event_id in off)
        for one in rows
    ]
    remark = None if sight is Sight.LEADER else await last_remark(ctx, route.id, None)
    counted = [step for step in steps if step.status != "cancelled"]
    names = await person_names(ctx, {route.methodist_id} if route.methodist_id else set())
    return RouteView(
        id=route.id,
        owner=owner,
        sight=sight,
        status=route.status,
        version=route.version,
        starts=route.starts,
        ends=route.ends,
        assessment_id=route.assessment_id,
        basis=basis_title(ctx, route),
        methodist=names.get(route.methodist_id or 0),
        is_outdated=route.starts < today,
        done=sum(step.status == "done" for step in counted),
        total=len(counted),
        overdue=sum(step.is_overdue for step in counted) if route.status in WORKING_ROUTE else 0,
        steps=() if sight is Sight.LEADER else tuple(steps),
        remark=remark,
        methodist_id=route.methodist_id,
        sent_id=sent_id,
        has_room=sum(not step.is_closed for step in steps)
        < ctx.content.catalog.assembly_rules.max_steps_per_route,
    )


def basis_title(ctx: Context, route: Route) -> str | None:
    """The catalogue's title of the reason for a route; None if the route is based on a result."""
    catalog = ctx.content.catalog
    return catalog.given_basis if route.basis == ON_TEMPLATE else catalog.titles_of_bases.get(route.basis)
