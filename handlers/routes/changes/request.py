"""What a request for a change is made of: a reason chosen or typed, a day on a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.answers import Keepsake
from handlers.routes.changes.screens import OWN
from services.content.parts import Titled
from services.context import Context
from services.errors import NotFound
from services.routes.models import MOVE


@dataclass(frozen=True, slots=True)
class TypedReason:
    """Why a step is to be changed, in words typed; they are no reason for another step."""

    step_id: int = 0
    why: str = ""


# Where a chat keeps the reason that was typed; releases before kept there what was asked as well.
KEPT = "step_change"
TYPED = Keepsake(KEPT, TypedReason)


def reason_of(ctx: Context, step_id: int, code: str) -> str | None:
    """The words of a reason, or those typed for this step; None where none were. Raises NotFound."""
    if code == OWN:
        typed = TYPED.of(ctx)
        return typed.why or None if typed is not None and typed.step_id == step_id else None
    catalog = ctx.content.catalog
    # Buttons to remove a step carried the reasons for moving one before.
    known = (*catalog.move_reasons, *catalog.remove_reasons)
    found = next((one.title for one in known if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def reasons_for(ctx: Context, kind: str) -> Sequence[Titled]:
    """The reasons offered for moving or for removing a step."""
    return ctx.content.catalog.move_reasons if kind == MOVE else ctx.content.catalog.remove_reasons


def day_of(text: str) -> date:
    """A day a button carries. Raises NotFound for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
