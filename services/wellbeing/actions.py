"""Deleting the acting person's own wellbeing check."""

from __future__ import annotations

from sqlalchemy import delete

from services.assessments.models import Assessment
from services.assessments.queries import load_mine
from services.context import Context
from services.errors import NotFound
from services.questionnaires import library


async def delete_check(ctx: Context, assessment_id: int) -> bool:
    """Delete an own check of the acting person for good, with its answers and scores.

    Returns whether it was finished. The audit trail holds no entry: it would tell who took a check.
    Raises NotFound, also at a second call.
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
