"""Loading, locking and saving the plan of one's own route: the ground of every change of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services import outbox
from services.context import Context
from services.errors import NotAllowed, NotFound, WrongState
from services.routes.access import load_steps, my_route, my_step
from services.routes.models import WORKING_ROUTE, Route, RouteStep
from services.routes.overview.actions import assign_methodist
from services.routes.plan import FullWeek, Plan
from services.routes.reading import view
from services.routes.views import RouteView, Sight


@dataclass(frozen=True, slots=True)
class Edited:
    """A route after a change. `full_week` is the too full week that the changed step falls in, if any."""

    route: RouteView
    step_id: int | None
    full_week: FullWeek | None


async def extensible(ctx: Context, route_id: int) -> tuple[Plan, Route]:
    """The acting person's route, locked, with its plan; inside the caller's transaction.

    Raises NotFound, and WrongState if no step may be added.
    """
    plan, route = await my_plan(ctx, route_id)
    check_extensible(route, plan)
    return plan, route


async def my_plan(ctx: Context, route_id: int) -> tuple[Plan, Route]:
    """The acting person's route, locked, with its plan; inside the caller's transaction. Raises NotFound."""
    route = await my_route(ctx, route_id)
    return await _plan(ctx, route), route


async def my_planned_step(ctx: Context, step_id: int) -> tuple[Plan, RouteStep, Route]:
    """A step of the acting person's route, locked, with the plan of all steps and the route.

    Inside the caller's transaction. Raises NotFound, also if the step belongs to another person.
    """
    try:
        step, route = await my_step(ctx, step_id, lock=True)
    except NotAllowed as error:
        raise NotFound from error
    return await _plan(ctx, route), step, route


async def add(ctx: Context, plan: Plan, route: Route, steps: Iterable[RouteStep]) -> Edited:
    """Add steps to a locked route; the methodist of a route under way hears of it once a day.

    Raises WrongState if one of the steps does not fit: then none is added.
    """
    step = None
    for step in steps:
        plan.add(step)
        ctx.db.add(step)
    added = await saved(ctx, plan, route, step)
    await tell_methodist(ctx, route)
    return added


async def tell_methodist(ctx: Context, route: Route) -> None:
    """Tell the methodist of a route under way, at most once a day, that the route has something new."""
    methodist_id = await assign_methodist(ctx, route) if route.status in WORKING_ROUTE else None
    if methodist_id is not None:
        await outbox.post(
            ctx,
            methodist_id,
            "route_extended",
            dedup_key=f"route_extended:{route.id}:{ctx.today}",
            route_id=route.id,
        )


def check_extensible(route: Route, plan: Plan) -> None:
    """Raise WrongState if the route is full or its status allows no new steps."""
    if route.status == "on_review":
        raise WrongState("error-route-on-review")
    if route.status != "draft" and route.status not in WORKING_ROUTE:
        raise WrongState
    plan.room()


async def _plan(ctx: Context, route: Route) -> Plan:
    steps, is_draft = await load_steps(ctx, route), route.status == "draft"
    return Plan(steps, ctx.content.catalog, ctx.calendar, ctx.today, is_draft=is_draft)


async def saved(ctx: Context, plan: Plan, route: Route, step: RouteStep | None) -> Edited:
    """Save the changed steps and the dates of the route, which ends with its last step."""
    if route.status == "draft" and plan.steps:
        route.starts = min(step.starts for step in plan.steps)
    route.ends = plan.ends(otherwise=route.starts)
    await ctx.db.flush()
    shown = await view(ctx, route, Sight.OWNER)
    return Edited(shown, step.id if step is not None else None, plan.full_week(step))
