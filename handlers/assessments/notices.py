"""The outbox messages about questionnaires."""

from __future__ import annotations

from handlers.assessments.links import ShowResult
from handlers.screen import Button, Notice, Screen
from handlers.words import Words
from services.assessments import queries
from services.context import Context


async def result_opened(ctx: Context, assessment_id: int) -> Screen | None:
    """For a methodist or mentor: a person opened a result to them. Skipped if the result was closed again."""
    view = await queries.result(ctx, assessment_id)
    return Screen(
        [Words("notice-result-opened", name=view.owner.full_name, unit=view.owner.unit)],
        [[Button(Words("button-look"), ShowResult(assessment_id=assessment_id))]],
    )


NOTICES: tuple[Notice, ...] = (result_opened,)
