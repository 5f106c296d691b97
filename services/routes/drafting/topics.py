"""Adding steps for one more competency to one's own route: from a result, or by the owner's wish."""

from __future__ import annotations

from services.assessments.models import Score
from services.content.catalog import CatalogStep
from services.context import Context
from services.errors import NotFound, WrongState
from services.routes import planning, rules
from services.routes.drafting import adding
from services.routes.drafting.actions import add_empty
from services.routes.models import ON_DIAGNOSIS
from services.routes.new_steps import step_rows
from services.routes.plan import USUAL_LEVEL, Plan
from services.routes.reading import live_route, view
from services.routes.rules import PlannedStep, Reason
from services.routes.views import RouteView, Sight

# The basis of a route that began neither from a result nor with a reason named.
OWN_WISH = "own_wish"


async def add_competency(ctx: Context, competency: str, assessment_id: int | None = None) -> RouteView:
    """Add steps for a competency to the acting person's route; without a live route a draft begins.

    The steps suit the level in the person's result `assessment_id` only if the route is based on that result:
    otherwise readers of the route could guess a private result from the choice of steps.
    If the competency is in the route already, nothing changes. The new steps follow the others, which keep
    their dates; the methodist of a route under way hears of it.
    Raises NotFound, WrongState if the route is on review or full.
    """
    if competency not in ctx.content.competencies:
        raise NotFound
    async with ctx.transaction():
        score = await _my_score(ctx, competency, assessment_id) if assessment_id is not None else None
        plan, route = await planning.my_plan(ctx, await _live_or_new(ctx, assessment_id))
        if competency in plan.topics and route.status != "on_review":
            return await view(ctx, route, Sight.OWNER)
        planning.check_extensible(route, plan)
        told = score if route.assessment_id == assessment_id else None
        planned = _planned(ctx, plan, competency, told)
        return (await planning.add(ctx, plan, route, step_rows(route.id, planned))).route


async def _my_score(ctx: Context, competency: str, assessment_id: int) -> Score:
    score = await adding.score_of(ctx, assessment_id, competency)
    if score is None:
        raise NotFound
    return score


async def _live_or_new(ctx: Context, assessment_id: int | None) -> int:
    """The id of the acting person's live route, or of a new draft if there is none."""
    live = await live_route(ctx, ctx.me.person_id)
    if live is None:
        await add_empty(ctx, OWN_WISH if assessment_id is None else ON_DIAGNOSIS, assessment_id)
        live = await live_route(ctx, ctx.me.person_id)
    if live is None:
        raise WrongState
    return live.id


def _planned(ctx: Context, plan: Plan, competency: str, score: Score | None) -> list[PlannedStep]:
    """Steps for a competency, dated one after another after the steps of the plan."""
    plan.check_topic(competency)
    catalog = ctx.content.catalog
    level = score.level if score is not None and score.level else USUAL_LEVEL
    found = rules.steps_for(competency, level, catalog, plan.room(), has_course=plan.has_course())
    chosen = [step for step in found if not plan.knows(step.code)]
    if not chosen:
        raise WrongState("error-route-nothing")
    dates = rules.spread(chosen, plan.first_free_day(), catalog.assembly_rules, ctx.calendar)
    return [
        PlannedStep(step, *plan.within(starts, due), _reason(step, score))
        for step, (starts, due) in zip(chosen, dates, strict=True)
    ]


def _reason(step: CatalogStep, score: Score | None) -> Reason:
    return Reason(
        level=score.level if score else None,
        percent=score.percent if score else None,
        part=rules.part_of(step.form),
        first=False,
    )
