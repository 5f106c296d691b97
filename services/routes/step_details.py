"""Everything about a step: what was said of it and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from services.context import Context
from services.people.queries import person_names
from services.routes.models import RouteComment, StepEvent
from services.routes.queries import step_card
from services.routes.views import Sight, StepCard, sees_reasons

# History grows with every return and change of date: the latest is what matters.
SHOWN_CHANGES = 8
SHOWN_REMARKS = 3


@dataclass(frozen=True, slots=True)
class StepEventView:
    """A change of a step: its new status, its dates, or the form (titles) and hours of an own step.

    `actor` is None where the reader made it.
    """

    day: date
    actor: str | None
    status: str | None
    old_due: date | None
    new_due: date | None
    why: str
    forms: tuple[str, str] | None = None
    hours: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class StepRemark:
    """Words about a step, perhaps spoken. `author` is None for the reader's own."""

    id: int
    author: str | None
    text: str
    is_spoken: bool


@dataclass(frozen=True, slots=True)
class StepDetails:
    """A step's card with its latest changes and words, both from the earliest to the latest."""

    card: StepCard
    events: tuple[StepEventView, ...]
    remarks: tuple[StepRemark, ...]


async def details(ctx: Context, step_id: int) -> StepDetails:
    """Everything about a step, for those who may see it; a leader may not. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        card = await step_card(ctx, step_id)
        events = (
            await db.scalars(
                select(StepEvent)
                .where(StepEvent.step_id == step_id)
                .order_by(StepEvent.id.desc())
                .limit(SHOWN_CHANGES)
            )
        ).all()
        said = select(RouteComment).where(RouteComment.step_id == step_id)
        if not sees_reasons(card.sight):
            said = said.where(RouteComment.change_id.is_(None))
        remarks = (await db.scalars(said.order_by(RouteComment.id.desc()).limit(SHOWN_REMARKS))).all()
        people = {one.actor_id for one in events} | {one.author_id for one in remarks}
        names: dict[int, str | None] = {**await person_names(ctx, people), ctx.me.person_id: None}
    return StepDetails(
        card=card,
        events=tuple(_event(ctx, one, names.get(one.actor_id), card.sight) for one in reversed(events)),
        remarks=tuple(
            StepRemark(one.id, names.get(one.author_id), one.text, one.file_id is not None)
            for one in reversed(remarks)
        ),
    )


def _event(ctx: Context, one: StepEvent, actor: str | None, sight: Sight) -> StepEventView:
    redated = one.field == "due"
    # A remark stands among the words about the step: not here again.
    told = sees_reasons(sight) and (redated or one.new != "returned")
    return StepEventView(
        day=one.at.astimezone(ctx.zone).date(),
        actor=actor,
        status=one.new if one.field == "status" else None,
        old_due=date.fromisoformat(one.old) if redated else None,
        new_due=date.fromisoformat(one.new) if redated else None,
        why=one.why if told else "",
        forms=(_form(ctx, one.old), _form(ctx, one.new)) if one.field == "form" else None,
        hours=(float(one.old), float(one.new)) if one.field == "hours" else None,
    )


def _form(ctx: Context, code: str) -> str:
    known = ctx.content.catalog.forms_by_code.get(code)
    return known.title if known else code
