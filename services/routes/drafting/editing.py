"""Changing the steps of one's own draft: replace, move or remove a step, date all steps anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.context import Context
from services.errors import WrongState
from services.routes.drafting.adding import StepOption, catalogued, option
from services.routes.models import WORKING_ROUTE, Route, RouteStep
from services.routes.plan import USUAL_LEVEL, Plan
from services.routes.planning import Edited, my_plan, my_planned_step, saved
from services.routes.step_reading import step_view
from services.routes.views import RouteView, StepView


@dataclass(frozen=True, slots=True)
class SwapChoice:
    """A step of a draft and the steps that may replace it; `has_room` tells whether one more may be added."""

    step: StepView
    options: tuple[StepOption, ...]
    has_room: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """A step removed from a draft; with `code` or `event_id` it can be put back as it was."""

    route: RouteView
    title: str
    competency: str
    code: str | None
    event_id: int | None
    starts: date
    due: date


@dataclass(frozen=True, slots=True)
class NewDate:
    """A step whose due date would change."""

    title: str
    before: date
    due: date


async def swap_options(ctx: Context, step_id: int) -> SwapChoice:
    """The steps that may replace a step of the acting person's draft. Raises NotFound, WrongState."""
    async with ctx.transaction():
        plan, step, _ = await _draft_step(ctx, step_id)
        level = step.reason.get("level") or USUAL_LEVEL
        options = plan.options(step.competency, level, instead=step)
        shown = step_view(ctx, step, ctx.today, scores=True)
        return SwapChoice(shown, tuple(option(ctx, one) for one in options), plan.has_room)


async def swap(ctx: Context, step_id: int, code: str) -> Edited:
    """Replace a step by another one of the same competency; a second call changes nothing.

    Raises NotFound, WrongState, Invalid for a step that is not one of the options.
    """
    async with ctx.transaction():
        plan, step, route = await _draft_step(ctx, step_id)
        chosen = catalogued(ctx, code)
        if step.catalog_code != code:
            plan.swap(step, chosen)
        return await saved(ctx, plan, route, step)


async def set_due(ctx: Context, step_id: int, due: date) -> Edited:
    """Set the due date of a step of the acting person's draft.

    Raises NotFound, WrongState, Invalid for a day in the past or more than a year ahead.
    """
    async with ctx.transaction():
        plan, step, route = await _draft_step(ctx, step_id)
        plan.set_due(step, due)
        return await saved(ctx, plan, route, step)


async def draft_step(ctx: Context, step_id: int) -> StepView:
    """A step of the acting person's draft. Raises NotFound, WrongState."""
    async with ctx.transaction():
        _, step, _ = await _draft_step(ctx, step_id)
        return step_view(ctx, step, ctx.today, scores=True)


async def remove(ctx: Context, step_id: int) -> Removed:
    """Remove a step from the acting person's draft; an empty draft stays. Raises NotFound, WrongState."""
    async with ctx.transaction() as db:
        plan, step, route = await _draft_step(ctx, step_id)
        plan.remove(step)
        await db.delete(step)
        after = await saved(ctx, plan, route, None)
        return Removed(
            route=after.route,
            title=step.title,
            competency=step.competency,
            code=step.catalog_code,
            event_id=step.event_id,
            starts=step.starts,
            due=step.due,
        )


async def new_dates(ctx: Context, route_id: int) -> tuple[NewDate, ...]:
    """The due dates that `spread` would change, in the order of the steps. Raises NotFound, WrongState."""
    async with ctx.transaction():
        plan, _ = await _draft(ctx, route_id)
        return tuple(
            NewDate(step.title, step.due, due) for step, _, due in plan.spread_dates() if due != step.due
        )


async def spread(ctx: Context, route_id: int) -> Edited:
    """Date every step of the acting person's draft anew from today on. Raises NotFound, WrongState."""
    async with ctx.transaction():
        plan, route = await _draft(ctx, route_id)
        plan.spread()
        return await saved(ctx, plan, route, None)


async def _draft(ctx: Context, route_id: int) -> tuple[Plan, Route]:
    """The acting person's draft, locked, with its plan. Raises NotFound, WrongState."""
    plan, route = await my_plan(ctx, route_id)
    _require_draft(route)
    return plan, route


async def _draft_step(ctx: Context, step_id: int) -> tuple[Plan, RouteStep, Route]:
    plan, step, route = await my_planned_step(ctx, step_id)
    _require_draft(route)
    return plan, step, route


def _require_draft(route: Route) -> None:
    if route.status == "on_review":
        raise WrongState("error-route-on-review")
    if route.status != "draft":
        raise WrongState("error-step-agreed" if route.status in WORKING_ROUTE else None)
