"""What every change of one's own route leans on: its plan, loaded and locked, and saving it."""

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
    """A route after a change of it; of a step that takes part in a week too full, that week."""

    route: RouteView
    step_id: int | None
    full_week: FullWeek | None


async def extensible(ctx: Context, route_id: int) -> tuple[Plan, Route]:
    """The acting person's route, locked, with room for a step; inside the caller's transaction.

    Raises NotFound, WrongState.
    """
    plan, route = await my_plan(ctx, route_id)
    check_extensible(route, plan)
    return plan, route


async def my_plan(ctx: Context, route_id: int) -> tuple[Plan, Route]:
    """The acting person's route, locked, with its steps; inside the caller's transaction. Raises NotFound."""
    route = await my_route(ctx, route_id)
    return await _plan(ctx, route), route


async def my_planned_step(ctx: Context, step_id: int) -> tuple[Plan, RouteStep, Route]:
    """A step of the acting person's route, locked, with the plan of all steps and the route.

    Inside the caller's transaction. Raises NotFound, also where the step is somebody else's.
    """
    try:
        step, route = await my_step(ctx, step_id, lock=True)
    except NotAllowed as error:
        raise NotFound from error
    return await _plan(ctx, route), step, route


async def add(ctx: Context, plan: Plan, route: Route, steps: Iterable[RouteStep]) -> Edited:
    """Add rows of steps to a locked route, and tell the methodist of one under way, once a day.

    Raises WrongState where there is no room for one of them: then none is added.
    """
    step = None
    for step in steps:
        plan.add(step)
        ctx.db.add(step)
    added = await saved(ctx, plan, route, step)
    await tell_methodist(ctx, route)
    return added


async def tell_methodist(ctx: Context, route: Route) -> None:
    """The methodist of a route under way hears, once a day, that there is something new in it."""
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
    """Raises WrongState where steps may not be added, or there is no room for one."""
    if route.status == "on_review":
        raise WrongState("error-route-on-review")
    if route.status != "draft" and route.status not in WORKING_ROUTE:
        raise WrongState
    plan.room()


async def _plan(ctx: Context, route: Route) -> Plan:
    steps, is_draft = await load_steps(ctx, route), route.status == "draft"
    return Plan(steps, ctx.content.catalog, ctx.calendar, ctx.today, is_draft=is_draft)


async def saved(ctx: Context, plan: Plan, route: Route, step: RouteStep | None) -> Edited:
    """Write the changed steps down; the route ends with the last of them."""
    if route.status == "draft" and plan.steps:
        route.starts = min(step.starts for step in plan.steps)
    route.ends = plan.ends(otherwise=route.starts)
    await ctx.db.flush()
    shown = await view(ctx, route, Sight.OWNER)
    return Edited(shown, step.id if step is not None else None, plan.full_week(step))
