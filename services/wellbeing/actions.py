"""Deleting one's own wellbeing check."""

from __future__ import annotations

from sqlalchemy import delete

from services.assessments.models import Assessment
from services.assessments.queries import load_mine
from services.context import Context
from services.errors import NotFound
from services.questionnaires import library


async def delete_check(ctx: Context, assessment_id: int) -> bool:
    """Delete a check of the acting person's own for good, with all that hangs on it.

    Returns whether it was finished. No trace is left in the audit either: it would tell who took one.
    Raises NotFound, also the second time.
    """
    async with ctx.transaction() as db:
        try:
            assessment, _ = await load_mine(ctx, assessment_id)
        except NotFound:
            raise NotFound("error-wellbeing-gone") from None
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
        if questionnaire.purpose != "wellbeing":
            raise NotFound
        was_finished = assessment.finished_at is not None
        await db.execute(delete(Assessment).where(Assessment.id == assessment_id))
        return was_finished
