"""The history of a step: every change of its status and its date is written here.

A use case locks the step's row before it changes the step: two presses at once change it once.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from services.context import Context
from services.errors import WrongState
from services.people.models import Person
from services.routes.models import ASKED, OPEN_STEP, WITHDRAWN, RouteStep, StepChange, StepEvent


async def move(ctx: Context, step: RouteStep, status: str, *, why: str = "") -> None:
    """Change a locked step's status and write it into the history.

    A postponed reminder is forgotten. If the owner has nothing more to do, a waiting change is withdrawn.
    """
    record(ctx, step, "status", step.status, status, why)
    step.status = status
    step.remind_on = None
    if status not in OPEN_STEP:
        await ctx.db.execute(
            update(StepChange)
            .where(StepChange.step_id == step.id, StepChange.status == ASKED)
            .values(status=WITHDRAWN, decided_at=ctx.now)
        )
    await ctx.db.flush()


async def redate(ctx: Context, step: RouteStep, due: date, *, why: str = "") -> None:
    """Change the date a locked step is due and write it into the history; `starts` is never later."""
    record(ctx, step, "due", step.due.isoformat(), due.isoformat(), why)
    step.due, step.starts = due, min(step.starts, due)
    step.remind_on = None
    await ctx.db.flush()


async def decided(ctx: Context, step_id: int) -> WrongState:
    """The error for a decision about a step that comes too late: it names the decision and its author."""
    row = (
        await ctx.db.execute(
            select(StepEvent.new, Person)
            .join(Person, Person.id == StepEvent.actor_id)
            .where(StepEvent.step_id == step_id, StepEvent.field == "status")
            .order_by(StepEvent.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None or row[0] not in ("done", "returned", "cancelled"):
        return WrongState("error-step-decided")
    return WrongState("error-step-decided-by", status=row[0], name=row[1].full_name)


def record(ctx: Context, step: RouteStep, field: str, old: str, new: str, why: str = "") -> None:
    """Write a change of a step by the acting person into the history."""
    ctx.db.add(
        StepEvent(
            step_id=step.id, actor_id=ctx.me.person_id, field=field, old=old, new=new, why=why, at=ctx.now
        )
    )
