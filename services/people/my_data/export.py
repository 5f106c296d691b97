"""Everything stored about the acting person, as a file they can read. Only their own data is asked for."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from services.assessments.models import Assessment
from services.content.questionnaires import Questionnaire
from services.context import Context
from services.people.my_data import person_tables, result_tables, route_tables
from services.people.my_data.reader import Reader, Say
from services.questionnaires import library
from services.spreadsheets import writing

# The file's tables, in its order.
TABLES = (
    person_tables.profile,
    person_tables.consents,
    result_tables.answers,
    result_tables.own_words,
    result_tables.scores,
    result_tables.sharings,
    result_tables.external_results,
    result_tables.skill_views,
    route_tables.steps,
    route_tables.history,
    route_tables.evidence,
    route_tables.versions,
    route_tables.changes,
    route_tables.reflections,
    person_tables.themes,
    person_tables.pairs,
    person_tables.conversations,
    person_tables.events,
    person_tables.deliveries,
)


async def export_my_data(ctx: Context, say: Say) -> bytes:
    """Everything stored about the acting person, as an `.xlsx` they can read; `say` names the headings."""
    async with ctx.transaction():
        reader = Reader(ctx, say, await _my_questionnaires(ctx))
        tables = [await table(reader) for table in TABLES]
    return await asyncio.to_thread(writing.write, tables)


async def _my_questionnaires(ctx: Context) -> dict[tuple[str, int], Questionnaire]:
    """The versions the acting person has taken, by code and number."""
    taken = await ctx.db.execute(
        select(Assessment.questionnaire, Assessment.version)
        .where(Assessment.person_id == ctx.me.person_id)
        .distinct()
    )
    return {(code, version): await library.version_of(ctx, code, version) for code, version in taken.all()}
