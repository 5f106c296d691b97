"""Undoing an assignment within a day: untouched routes are deleted, touched ones stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select

from services import audit, mailings
from services.access import require_cover
from services.context import Context
from services.errors import WrongState
from services.outbox import Delivery
from services.people.models import OrgUnit
from services.roles import METHODISTS
from services.route_templates import assignments
from services.route_templates.assignments import AssignmentCard
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.route_templates.rules import UNDO_WITHIN
from services.route_templates.touching import is_touched
from services.routes.models import Route, RouteStep

# How many routes one statement names; PostgreSQL takes 32,767 values in a statement.
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Undone:
    """The outcome of undoing: how many routes were taken back, and the assignment after it."""

    taken: int
    card: AssignmentCard


async def undo(ctx: Context, assignment_id: int) -> Undone:
    """Take back the untouched routes of an assignment; owners who were told of their route hear of it.

    For methodists over the unit; an author who is no longer one may only look. A second call changes nothing.
    Raises NotFound, NotAllowed, WrongState once a day has passed.
    """
    async with ctx.transaction() as db:
        found = await assignments.load_assignment(ctx, assignment_id, lock=True)
        unit = await db.get_one(OrgUnit, found.unit_id)
        require_cover(ctx, METHODISTS, unit.path)
        if found.undone_at is not None:
            return Undone(0, await assignments.assignment_card(ctx, found))
        if ctx.now > found.created_at + UNDO_WITHIN:
            raise WrongState("error-template-undo-late")
        found.undone_at = ctx.now
        taken = 0
        for batch in await _locked(ctx, found.id):
            taken += await _take_back(ctx, found, batch)
        audit.note(ctx, "template_undone", assignment_id=found.id, people=taken)
        await db.flush()
        return Undone(taken, await assignments.assignment_card(ctx, found))


async def _locked(ctx: Context, assignment_id: int) -> list[dict[int, int]]:
    """Ids of an assignment's routes with those of their owners, locked, in batches.

    A route locked by another transaction is skipped: its owner is using it now and keeps it.
    """
    rows = await ctx.db.execute(
        select(Route.id, Route.person_id)
        .where(Route.assignment_id == assignment_id)
        .order_by(Route.id)
        .with_for_update(skip_locked=True)
    )
    owners = [(row.id, row.person_id) for row in rows]
    return [dict(owners[start : start + BATCH]) for start in range(0, len(owners), BATCH)]


async def _take_back(ctx: Context, found: TemplateAssignment, owners: dict[int, int]) -> int:
    """Delete the untouched ones of the locked routes; returns how many."""
    db = ctx.db
    template = await db.get_one(RouteTemplate, found.template_id)
    steps = await db.scalars(
        select(RouteStep.route_id).where(RouteStep.route_id.in_(owners)).with_for_update(skip_locked=True)
    )
    locked = Counter(steps.all())
    touched = await db.scalars(select(Route.id).where(Route.id.in_(owners), is_touched(len(template.steps))))
    left = {route_id for route_id in owners if locked[route_id] < len(template.steps)} | set(touched)
    taken = {route_id: person_id for route_id, person_id in owners.items() if route_id not in left}
    await mailings.post_to_all(
        ctx,
        _told(found.id, taken.values()),
        "route_taken_back",
        key=f"route_taken_back:{found.id}",
        assignment_id=found.id,
    )
    await db.execute(delete(Route).where(Route.id.in_(taken)))
    return len(taken)


def _told(assignment_id: int, people: Iterable[int]) -> Select[Any]:
    """A SELECT of ids: the people to whom the message about their route was sent or is being sent."""
    keys = [f"route_given:{assignment_id}:{person_id}" for person_id in people]
    return select(Delivery.person_id).where(
        Delivery.dedup_key.in_(keys), Delivery.state.in_(("sent", "sending"))
    )
