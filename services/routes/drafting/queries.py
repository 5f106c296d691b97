"""The results and reasons on which a route can be based."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from services.assessments.models import Assessment
from services.content.catalog import RouteBasis
from services.context import Context
from services.errors import NotFound
from services.questionnaires import library
from services.routes.reading import something_to_work_on

MOST_RESULTS = 3


@dataclass(frozen=True, slots=True)
class BasisResult:
    """A finished result from which a route can be assembled."""

    assessment_id: int
    title: str
    day: date


@dataclass(frozen=True, slots=True)
class Bases:
    """The bases open to the acting person: results, the newest first, and reasons of the catalogue."""

    results: tuple[BasisResult, ...]
    reasons: tuple[RouteBasis, ...]


async def bases(ctx: Context) -> Bases:
    """The newest result of each questionnaire, if a route can be assembled from it, and the other reasons."""
    async with ctx.transaction() as db:
        rows = await db.execute(
            select(Assessment, something_to_work_on(ctx))
            .where(Assessment.person_id == ctx.me.person_id, Assessment.finished_at.is_not(None))
            .order_by(Assessment.finished_at.desc(), Assessment.id.desc())
        )
        newest: dict[str, tuple[Assessment, bool]] = {}
        for assessment, is_useful in rows:
            newest.setdefault(assessment.questionnaire, (assessment, is_useful))
        found = [
            await _basis_result(ctx, assessment, assessment.finished_at)
            for assessment, is_useful in newest.values()
            if is_useful and assessment.finished_at is not None
        ]
    results = tuple(one for one in found if one is not None)
    return Bases(results[:MOST_RESULTS], ctx.content.catalog.bases)


async def _basis_result(ctx: Context, assessment: Assessment, finished_at: datetime) -> BasisResult | None:
    try:
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
    except NotFound:  # a version this program cannot read
        return None
    day = finished_at.astimezone(ctx.zone).date()
    return BasisResult(assessment.id, questionnaire.short_title, day)
