"""Reading one's own steps: those to be reminded of, those that may take proof, and who decides about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from services.context import Context
from services.people.queries import person_names
from services.reminders.rules import due_days, scanned_days
from services.routes.access import deciding_mentors, my_step
from services.routes.models import OPEN_STEP, WORKING_ROUTE, Evidence, Route, RouteStep
from services.routes.step_reading import events_off, step_view
from services.routes.views import StepView

MOST_SENT = 3
MOST_OPEN = 2


@dataclass(frozen=True, slots=True)
class DueSteps:
    """The steps that a reminder names: those ahead, then the overdue ones, the latest first.

    `waiting` is the number of other overdue steps.
    """

    told: tuple[StepView, ...]
    waiting: int


async def due_steps(ctx: Context, today: date, last_scan: date | None) -> DueSteps:
    """The steps of today's reminder to the acting person; see `reminders.rules`.

    A postponed step is named on the day it was postponed to, and not before, whenever it is due.
    """
    async with ctx.transaction() as db:
        steps = await db.scalars(
            select(RouteStep)
            .join(Route, Route.id == RouteStep.route_id)
            .where(
                Route.person_id == ctx.me.person_id,
                Route.status.in_(WORKING_ROUTE),
                RouteStep.status.in_(OPEN_STEP),
            )
            .order_by(RouteStep.due, RouteStep.position)
        )
        scanned, due = scanned_days(today, last_scan), due_days(today, last_scan)
        told, waiting = [], 0
        for step in steps:
            is_put_off = step.remind_on is not None and step.remind_on > today
            if step.remind_on in scanned or (step.due in due and not is_put_off):
                told.append(step)
            elif step.due < today and not is_put_off:
                waiting += 1
        off = await events_off(ctx, told)
        shown = [step_view(ctx, step, today, scores=True, event_off=step.event_id in off) for step in told]
        ahead = [step for step in shown if step.due >= today]
        return DueSteps((*ahead, *(step for step in reversed(shown) if step.due < today)), waiting)


async def mentors_asked(ctx: Context, step_id: int) -> tuple[str, ...]:
    """Full names of the mentors who decide about the acting person's step; empty if the methodist decides.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction():
        step, route = await my_step(ctx, step_id)
        return await names_of(ctx, await deciding_mentors(ctx, step, route))


async def names_of(ctx: Context, people: set[int]) -> tuple[str, ...]:
    """Full names of the people, sorted."""
    return tuple(sorted((await person_names(ctx, people)).values())) if people else ()


async def taking_proof(ctx: Context) -> list[StepView]:
    """The acting person's steps that may take proof: on review, the newest first, then open, the soonest due.

    At most `MOST_SENT` and `MOST_OPEN` of them.
    """
    last = select(func.max(Evidence.id)).where(Evidence.step_id == RouteStep.id).scalar_subquery()
    mine = (
        select(RouteStep)
        .join(Route, Route.id == RouteStep.route_id)
        .where(Route.person_id == ctx.me.person_id, Route.status.in_(WORKING_ROUTE))
    )
    sent = mine.where(RouteStep.status == "on_review").order_by(last.desc()).limit(MOST_SENT)
    ahead = mine.where(RouteStep.status.in_(OPEN_STEP)).order_by(RouteStep.due, RouteStep.position)
    async with ctx.transaction() as db:
        found = [*await db.scalars(sent), *await db.scalars(ahead.limit(MOST_OPEN))]
        return [step_view(ctx, step, ctx.today, scores=True) for step in found]
