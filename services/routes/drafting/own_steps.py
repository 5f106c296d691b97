"""The form of work and the hours of a step in the owner's words, while the step is open."""

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
    """The acting person's own step, if its form and hours may be changed; a given `form` is checked too.

    Raises NotFound, also for an unknown form, and WrongState, also for a second course.
    """
    async with ctx.transaction():
        plan, step, _ = await _own_step(ctx, step_id)
        if form:
            plan.check_course(form_of(ctx, form).code, but=step)
        return step_view(ctx, step, ctx.today, scores=True)


async def set_work(ctx: Context, step_id: int, form: str, hours: float) -> Edited:
    """Set the form of work and the hours of the acting person's own step; a second call changes nothing.

    In a route under way the change is written into the step's history, and the methodist hears of it.
    Raises NotFound, also for an unknown form, WrongState, also for a second course, Invalid for hours outside
    the form's limits.
    """
    chosen = form_of(ctx, form)
    async with ctx.transaction():
        plan, step, route = await _own_step(ctx, step_id)
        if step.status == "returned" and is_pair_work(step.form) != is_pair_work(form):
            # Proof sent to the methodist would open to the mentor, or the other way round.
            raise WrongState("error-own-work-sent")
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
    """An open step in the acting person's own words, locked with its route. Raises NotFound, WrongState."""
    plan, step, route = await my_planned_step(ctx, step_id)
    if route.status == "on_review":
        raise WrongState("error-route-on-review")
    if not is_own(step):
        raise WrongState
    if route.status not in ("draft", *WORKING_ROUTE) or step.status not in OPEN_STEP:
        raise WrongState("error-own-work-late")
    return plan, step, route
