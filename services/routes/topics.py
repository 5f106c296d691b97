"""Adding steps for one more competency to one's own route: from a result, or by one's own wish."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from services import outbox
from services.assessments.models import Assessment, Score
from services.content import CatalogStep
from services.context import Context
from services.db import upsert
from services.errors import NotFound, WrongState
from services.routes import rules
from services.routes.drafting import step_rows
from services.routes.models import CLOSED_STEP, WORKING_ROUTE, Route, RouteStep
from services.routes.queries import live_route, load_route
from services.routes.rules import PlannedStep, Reason
from services.routes.views import RouteView, Sight, view

# For whom no result tells how much help is needed: practice suits everyone.
USUAL_LEVEL = "acceptable"


async def add_competency(ctx: Context, competency: str, assessment_id: int | None = None) -> RouteView:
    """Add steps for a competency to the acting person's route; without a route a draft begins.

    The steps suit the level of their own result `assessment_id` only where the route is based on that very
    result, which then says so: by steps chosen or marked otherwise another, private result could be guessed.
    A topic that is in the route already changes nothing. A draft gets new dates as a whole; a route under way
    keeps its own, the new steps follow after them, and its methodist hears of it.
    Raises NotFound, WrongState where the route is with the methodist or has no room.
    """
    if competency not in ctx.content.competencies:
        raise NotFound
    async with ctx.transaction():
        score = await _my_score(ctx, competency, assessment_id) if assessment_id is not None else None
        route = await _route_to_extend(ctx, assessment_id)
        told = score if route.assessment_id == assessment_id else None
        steps = list(
            await ctx.db.scalars(
                select(RouteStep).where(RouteStep.route_id == route.id).order_by(RouteStep.position)
            )
        )
        if any(step.competency == competency and step.status not in CLOSED_STEP for step in steps):
            return await view(ctx, route, Sight.OWNER)
        level = told.level if told is not None and told.level else USUAL_LEVEL
        chosen = _chosen(ctx, steps, competency, level)
        await _append(ctx, route, steps, chosen, told)
        if route.status in WORKING_ROUTE and route.methodist_id is not None:
            await outbox.post(
                ctx,
                route.methodist_id,
                "route_extended",
                dedup_key=f"route_extended:{route.id}:{ctx.today}",
                route_id=route.id,
            )
        return await view(ctx, route, Sight.OWNER)


async def _my_score(ctx: Context, competency: str, assessment_id: int) -> Score:
    score = await ctx.db.scalar(
        select(Score)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .where(
            Assessment.id == assessment_id,
            Assessment.person_id == ctx.me.person_id,
            Assessment.finished_at.is_not(None),
            Score.subject == competency,
            Score.is_group.is_(False),
        )
    )
    if score is None:
        raise NotFound
    return score


async def _route_to_extend(ctx: Context, assessment_id: int | None) -> Route:
    """The acting person's live route, locked; a new draft where there is none."""
    live = await live_route(ctx, ctx.me.person_id)
    if live is None:
        await ctx.db.execute(
            upsert(ctx.db, Route)
            .values(
                person_id=ctx.me.person_id,
                assessment_id=assessment_id,
                starts=ctx.today,
                ends=ctx.today,
                status="draft",
                version=1,
                created_at=ctx.now,
            )
            .on_conflict_do_nothing()
        )
        live = await live_route(ctx, ctx.me.person_id)
        if live is None:
            raise WrongState
    route = await load_route(ctx, live.id, lock=True)
    if route.status == "on_review":
        raise WrongState("error-route-on-review")
    return route


def _chosen(ctx: Context, steps: list[RouteStep], competency: str, level: str) -> list[CatalogStep]:
    waiting = [step for step in steps if step.status not in CLOSED_STEP]
    room = ctx.content.catalog.assembly_rules.max_steps_per_route - len(waiting)
    if room <= 0:
        raise WrongState("error-route-full")
    known = {step.catalog_code for step in steps}
    found = rules.steps_for(competency, level, ctx.content.catalog, room)
    chosen = [step for step in found if step.code not in known]
    if not chosen:
        raise WrongState("error-route-nothing")
    return chosen


async def _append(
    ctx: Context, route: Route, steps: list[RouteStep], chosen: list[CatalogStep], score: Score | None
) -> None:
    """Add the chosen steps; a draft is dated anew, a route under way goes on after its last date."""
    assembly, calendar = ctx.content.catalog.assembly_rules, ctx.calendar
    catalogued = {one.code: one for one in ctx.content.catalog.steps}
    is_redated = route.status == "draft" and all(step.catalog_code in catalogued for step in steps)
    begins = ctx.today
    if not is_redated and steps:
        begins = max(begins, max(step.due for step in steps) + timedelta(days=1))
    kept = [catalogued[step.catalog_code or ""] for step in steps] if is_redated else []
    dates = rules.spread([*kept, *chosen], begins, assembly, calendar)
    for step, (starts, due) in zip(steps, dates[: len(kept)], strict=False):
        step.starts, step.due = starts, due
    planned = [
        PlannedStep(one, starts, due, _reason(one, score, first=not steps and place == 0))
        for place, (one, (starts, due)) in enumerate(zip(chosen, dates[len(kept) :], strict=True))
    ]
    if is_redated:
        route.starts = begins
    ctx.db.add_all(step_rows(route.id, planned, first=len(steps)))
    await ctx.db.flush()
    route.ends = (
        await ctx.db.scalar(select(func.max(RouteStep.due)).where(RouteStep.route_id == route.id))
        or route.ends
    )
    await ctx.db.flush()


def _reason(step: CatalogStep, score: Score | None, *, first: bool) -> Reason:
    return Reason(
        level=score.level if score else None,
        percent=score.percent if score else None,
        part=rules.part_of(step.form),
        first=first,
    )
