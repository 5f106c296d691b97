"""Saving scores. The latest of each person in each competency is marked: maps of a region read only these."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import func, select, tuple_, update

from services.assessments.models import Assessment, Score
from services.assessments.rules import SubjectScore
from services.context import Context
from services.questionnaires import library


async def save_scores(ctx: Context, taken: Assessment, scores: Iterable[SubjectScore]) -> None:
    """Save the scores of a finished questionnaire, in the caller's transaction."""
    ctx.db.add_all(
        Score(
            assessment_id=taken.id,
            subject=one.subject,
            is_group=one.is_group,
            percent=one.percent,
            level=one.level,
        )
        for one in scores
    )
    await mark_latest(ctx, [taken.person_id])


async def mark_latest(ctx: Context, people: Collection[int]) -> None:
    """Mark the latest known score of people (by id) in each competency, and no other score of theirs.

    Call it in the transaction that adds or removes scores.
    """
    await ctx.db.flush()
    codes = await library.of_competencies(ctx)
    taken = select(Assessment.id).where(Assessment.person_id.in_(people))
    newest_first = (Assessment.finished_at.desc(), Assessment.id.desc())
    numbered = (
        select(
            Score.assessment_id,
            Score.subject,
            func.row_number()
            .over(partition_by=(Assessment.person_id, Score.subject), order_by=newest_first)
            .label("place"),
        )
        .join(Assessment, Assessment.id == Score.assessment_id)
        .where(
            Assessment.person_id.in_(people), Assessment.questionnaire.in_(codes), Score.percent.is_not(None)
        )
        .subquery()
    )
    newest = select(numbered.c.assessment_id, numbered.c.subject).where(numbered.c.place == 1)
    await ctx.db.execute(
        update(Score)
        .where(Score.assessment_id.in_(taken))
        .values(is_latest=tuple_(Score.assessment_id, Score.subject).in_(newest))
        .execution_options(synchronize_session=False)
    )
