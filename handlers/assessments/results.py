"""The result of a questionnaire as it stands now: whatever leads to it shows the same."""

from __future__ import annotations

from handlers.assessments import result_screens
from handlers.screen import Screen
from services.assessments import queries
from services.context import Context


async def result_screen(ctx: Context, assessment_id: int) -> Screen:
    """The result for its owner, or for someone it is open to. Raises NotFound, NotAllowed."""
    view = await queries.result(ctx, assessment_id)
    content = ctx.content
    return result_screens.result(view, content.groups, content.competencies, content.levels)
