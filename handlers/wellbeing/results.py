"""The result of a wellbeing check as it stands now: whatever leads to it shows the same."""

from __future__ import annotations

from handlers.screen import Screen
from handlers.wellbeing import screens
from services.context import Context
from services.wellbeing import queries


async def wellbeing_screen(ctx: Context, assessment_id: int) -> Screen:
    """A finished wellbeing check, for its owner alone. Raises NotFound, NotAllowed."""
    check = await queries.saved(ctx, assessment_id)
    return screens.saved_result(check, assessment_id, ctx.content.levels)
