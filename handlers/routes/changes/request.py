"""What is kept of a request on its way: a reason typed, a day on a button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aiogram.fsm.context import FSMContext

from handlers.routes.changes.screens import OWN
from services.content.parts import Titled
from services.context import Context
from services.errors import NotFound
from services.routes.models import MOVE

# Where a chat's form data holds our form; other features keep theirs beside.
FORM = "step_change"


async def keep(state: FSMContext, **told: object) -> None:
    """Keep more of what was told."""
    await state.update_data({FORM: (await told_so_far(state)) | told})


async def told_so_far(state: FSMContext) -> dict[str, object]:
    """What was told so far."""
    return (await state.get_data()).get(FORM) or {}


async def reason_of(ctx: Context, state: FSMContext, step_id: int, code: str) -> str | None:
    """The words of a reason, or those typed for this step; None where none were. Raises NotFound."""
    if code == OWN:
        told = await told_so_far(state)
        return str(told["why"]) if told.get("step_id") == step_id and told.get("why") else None
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
