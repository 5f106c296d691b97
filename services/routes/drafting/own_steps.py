"""What a step in one's own words is: its form of work and its hours, while it is still to be done."""

from __future__ import annotations

from services.content.catalog import StepForm
from services.context import Context
from services.errors import NotFound, WrongState
from services.routes.history import record
from services.routes.models import OPEN_STEP, WORKING_ROUTE, Route, RouteStep
from services.routes.new_steps import is_own
from services.routes.plan import Plan
from services.routes.planning import Edited, my_planned_step, saved, tell_methodist
from services.routes.step_reading import step_view
from services.routes.views import StepView, is_pair_work


async def own_step(ctx: Context, step_id: int, form: str = "") -> StepView:
    """The acting person's own step, whose form and hours may be changed, perhaps to this very `form`.

    Raises NotFound, also for an unknown form, and WrongState, also for a second course.
    """
    async with ctx.transaction():
        plan, step, _ = await _own_step(ctx, step_id)
        if form:
            plan.check_course(form_of(ctx, form).code, but=step)
        return step_view(ctx, step, ctx.today, scores=True)


async def set_work(ctx: Context, step_id: int, form: str, hours: float) -> Edited:
    """Say what form of work the acting person's own step is, and how many hours it takes; again is harmless.

    In a route under way it is written into the step's history, and the methodist hears of it.
    Raises NotFound, also for an unknown form, WrongState, also for a second course, Invalid for hours that
    the form cannot take.
    """
    chosen = form_of(ctx, form)
    async with ctx.transaction():
        plan, step, route = await _own_step(ctx, step_id)
        if step.status == "returned" and is_pair_work(step.form) != is_pair_work(form):
            raise WrongState("error-own-work-sent")  # what was sent to one of them would open to the other
        old_form, old_hours = step.form, step.hours
        plan.set_work(step, chosen, hours)
        is_changed = (step.form, step.hours) != (old_form, old_hours)
        if is_changed and route.status in WORKING_ROUTE:
            if step.form != old_form:
                record(ctx, step, "form", old_form, step.form)
            if step.hours != old_hours:
                record(ctx, step, "hours", f"{old_hours:g}", f"{step.hours:g}")
            await tell_methodist(ctx, route)
        return await saved(ctx, plan, route, step)


def form_of(ctx: Context, code: str) -> StepForm:
    """A form of work by its code. Raises NotFound."""
    found = ctx.content.catalog.forms_by_code.get(code)
    if found is None:
        raise NotFound
    return found


async def _own_step(ctx: Context, step_id: int) -> tuple[Plan, RouteStep, Route]:
    """The acting person's own step that is still theirs to change, locked with its route.

    Raises NotFound, WrongState.
    """
    plan, step, route = await my_planned_step(ctx, step_id)
    if route.status == "on_review":
        raise WrongState("error-route-on-review")
    if not is_own(step):
        raise WrongState
    if route.status not in ("draft", *WORKING_ROUTE) or step.status not in OPEN_STEP:
        raise WrongState("error-own-work-late")
    return plan, step, route
