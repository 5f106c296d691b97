"""Which questionnaires there are and what each version of them says.

The content files bring the first versions; methodists publish newer ones into the database. A version never
changes, so one that was read is kept in `ctx.content.published`; only which is the newest is asked each time.
"""

from __future__ import annotations

import logging

from sqlalchemy import func, select

from services.content import Questionnaire
from services.context import Context
from services.db import upsert
from services.errors import NotFound
from services.questionnaires.models import QuestionnaireVersion

log = logging.getLogger(__name__)


async def register(ctx: Context) -> None:
    """Keep the versions of the content files, so that their results outlive a change of the files."""
    async with ctx.transaction() as db:
        stored = {
            (row.code, row.version): row.definition for row in await db.scalars(select(QuestionnaireVersion))
        }
        for one in ctx.content.questionnaires.values():
            definition = one.model_dump(mode="json")
            known = stored.get((one.code, one.version))
            if known is None:
                await db.execute(
                    upsert(db, QuestionnaireVersion)
                    .values(code=one.code, version=one.version, definition=definition, published_at=ctx.now)
                    .on_conflict_do_nothing()
                )
            elif Questionnaire.model_validate(known) != one:
                log.warning(
                    "questionnaire %s %s was published before with other contents, which stay in force: "
                    "give the changed file a newer version",
                    one.code,
                    one.version,
                )


async def current(ctx: Context) -> dict[str, Questionnaire]:
    """The newest version of every questionnaire, by code."""
    async with ctx.transaction() as db:
        rows = await db.execute(
            select(QuestionnaireVersion.code, func.max(QuestionnaireVersion.version)).group_by(
                QuestionnaireVersion.code
            )
        )
        newest = {one.code: one.version for one in ctx.content.questionnaires.values()}
        for code, version in rows:
            newest[code] = max(version, newest.get(code, 0))
        return {code: await version_of(ctx, code, version) for code, version in newest.items()}


async def newest(ctx: Context, code: str) -> Questionnaire:
    """The newest version of one questionnaire. Raises NotFound."""
    found = (await current(ctx)).get(code)
    if found is None:
        raise NotFound
    return found


async def version_of(ctx: Context, code: str, version: int) -> Questionnaire:
    """What a version says: read once, inside the caller's transaction. Raises NotFound."""
    known = ctx.content.published.get((code, version))
    if known is not None:
        return known
    definition = await ctx.db.scalar(
        select(QuestionnaireVersion.definition).where(
            QuestionnaireVersion.code == code, QuestionnaireVersion.version == version
        )
    )
    if definition is not None:
        known = Questionnaire.model_validate(definition)
    else:
        known = ctx.content.questionnaires.get(code)
        if known is None or known.version != version:
            raise NotFound
    ctx.content.published[code, version] = known
    return known
