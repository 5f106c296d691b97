"""What the forms of all features have in common."""

from __future__ import annotations

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import StatesGroup


async def leave_form(state: FSMContext, raw_state: str | None, group: type[StatesGroup]) -> None:
    """Walking back from a form of this group leaves it: later words must not go where nobody expects them.

    Another feature's form stays open: looking at something else does not stop it.
    """
    if raw_state in group.__all_states_names__:
        await state.set_state(None)
