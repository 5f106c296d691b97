"""What happened to a route: its steps' changes, the words said about it, and what was sent as a version.

What changes a route or a step first locks its row, so that two presses at once change it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from services.context import Context
from services.errors import NotFound, WrongState
from services.people.models import Person
from services.routes.models import (
    ASKED,
    OPEN_STEP,
    WITHDRAWN,
    Route,
    RouteComment,
    RouteStep,
    RouteVersion,
    StepChange,
    StepEvent,
)
from services.routes.queries import load_route
from services.texts import checked

COMMENT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Remark:
    """Words with which something is returned: typed, or spoken (a file by the channel's id)."""

    text: str = ""
    file_kind: str | None = None
    file_id: str | None = None

    def checked(self) -> Remark:
        """The same, tidied. Raises Invalid where there are no words, or too many."""
        if self.file_id is not None and not self.text.strip():
            return self
        return Remark(checked(self.text, COMMENT_LIMIT), self.file_kind, self.file_id)


async def lock_mine(ctx: Context, route_id: int) -> Route:
    """The acting person's own route, locked. Raises NotFound."""
    route = await load_route(ctx, route_id, lock=True)
    if route.person_id != ctx.me.person_id:
        raise NotFound
    return route


async def move(ctx: Context, step: RouteStep, status: str, *, why: str = "") -> None:
    """Change a locked step's status and write it into its history.

    What was put off no longer is; a change asked for of a step that is not its owner's turn any more is off.
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
    """Change a locked step's official date and write it into its history; it begins no later than that."""
    record(ctx, step, "due", step.due.isoformat(), due.isoformat(), why)
    step.due, step.starts = due, min(step.starts, due)
    step.remind_on = None
    await ctx.db.flush()


async def decided(ctx: Context, step: RouteStep) -> WrongState:
    """Why it is too late to decide about a step: who did, and what."""
    row = (
        await ctx.db.execute(
            select(StepEvent.new, Person)
            .join(Person, Person.id == StepEvent.actor_id)
            .where(StepEvent.step_id == step.id, StepEvent.field == "status")
            .order_by(StepEvent.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None or row[0] not in ("done", "returned", "cancelled"):
        return WrongState("error-step-decided")
    return WrongState("error-step-decided-by", status=row[0], name=row[1].full_name)


def record(ctx: Context, step: RouteStep, field: str, old: str, new: str, why: str = "") -> None:
    """Write a change of a step by the acting person into its history."""
    ctx.db.add(
        StepEvent(
            step_id=step.id, actor_id=ctx.me.person_id, field=field, old=old, new=new, why=why, at=ctx.now
        )
    )


async def comment(
    ctx: Context, route_id: int, step_id: int | None, remark: Remark, change_id: int | None = None
) -> int:
    """Keep the acting person's words about a route or a step, or with which they refuse a change of it.

    Returns the comment's id.
    """
    said = RouteComment(
        route_id=route_id,
        step_id=step_id,
        change_id=change_id,
        author_id=ctx.me.person_id,
        text=remark.text,
        file_kind=remark.file_kind,
        file_id=remark.file_id,
        at=ctx.now,
    )
    ctx.db.add(said)
    await ctx.db.flush()
    return said.id


def snapshot(steps: Sequence[RouteStep]) -> list[dict[str, Any]]:
    """Steps as a version keeps them; dates in ISO."""
    return [
        {
            "title": step.title,
            "competency": step.competency,
            "form": step.form,
            "education": step.education,
            "hours": step.hours,
            "starts": step.starts.isoformat(),
            "due": step.due.isoformat(),
            "result": step.result,
        }
        for step in steps
        if step.status != "cancelled"
    ]


async def keep_version(ctx: Context, route: Route) -> RouteVersion:
    """Keep a route as it stands under its version's number, as it is sent; again it is the same version.

    Each sending makes the version's row anew: its id tells what a methodist was shown.
    """
    await ctx.db.execute(
        delete(RouteVersion).where(RouteVersion.route_id == route.id, RouteVersion.version == route.version)
    )
    steps = await ctx.db.scalars(
        select(RouteStep).where(RouteStep.route_id == route.id).order_by(RouteStep.position)
    )
    kept = RouteVersion(
        route_id=route.id, version=route.version, steps=snapshot(steps.all()), sent_at=ctx.now
    )
    ctx.db.add(kept)
    await ctx.db.flush()
    return kept
