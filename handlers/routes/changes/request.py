"""The parts of a request for a change: a chosen or typed reason, the day of a button."""

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
    """The typed reason for changing a step; it does not count for another step."""

    step_id: int = 0
    why: str = ""


# The key under which a chat keeps the typed reason; earlier releases also kept the open question there.
KEPT = "step_change"
TYPED = Keepsake(KEPT, TypedReason)


def reason_of(ctx: Context, step_id: int, code: str) -> str | None:
    """The words of a reason: of the catalogue, or typed for this step; None if none were. Raises NotFound."""
    if code == OWN:
        typed = TYPED.of(ctx)
        return typed.why or None if typed is not None and typed.step_id == step_id else None
    catalog = ctx.content.catalog
    # In earlier releases the buttons that remove a step carried reasons for moving one.
    known = (*catalog.move_reasons, *catalog.remove_reasons)
    found = next((one.title for one in known if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def reasons_for(ctx: Context, kind: str) -> Sequence[Titled]:
    """The reasons offered for moving or removing a step."""
    return ctx.content.catalog.move_reasons if kind == MOVE else ctx.content.catalog.remove_reasons


def day_of(text: str) -> date:
    """The day (ISO) of a button. Raises NotFound for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
