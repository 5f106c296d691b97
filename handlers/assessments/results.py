"""The result of a questionnaire as it stands now: whatever leads to it shows the same."""

from __future__ import annotations

from handlers.assessments import result_screens
from handlers.screen import Screen
from handlers.wellbeing.results import wellbeing_screen
from services.assessments import queries
from services.context import Context


async def result_screen(ctx: Context, assessment_id: int) -> Screen:
    """The result for its owner, or for someone it is open to. Raises NotFound, NotAllowed."""
    view = await queries.result(ctx, assessment_id)
    if view.questionnaire.purpose == "wellbeing":
        return await wellbeing_screen(ctx, assessment_id)
    return result_screens.result(view, ctx.content)
