"""The versions of questionnaires.

The content files bring the first versions; methodists publish newer ones into the database. A version never
changes, so a version that was read is kept in `ctx.content.published`; only the newest number is read each
time. A version that only another release of the program can read is passed over and logged.
"""

from __future__ import annotations

import logging
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from services.content.questionnaires import Questionnaire
from services.context import Context
from services.db import upsert
from services.errors import NotFound
from services.questionnaires.models import QuestionnaireVersion

log = logging.getLogger(__name__)


async def register(ctx: Context) -> None:
    """Store the versions of the content files, so that their results outlive changes of the files."""
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
            elif _read(one.code, one.version, known) not in (one, None):
                log.warning(
                    "questionnaire %s %s was published before with other contents, which stay in force: "
                    "give the changed file a newer version",
                    one.code,
                    one.version,
                )


async def current(ctx: Context) -> dict[str, Questionnaire]:
    """The newest version of every questionnaire that can be read, by code."""
    async with ctx.transaction() as db:
        rows = await db.execute(select(QuestionnaireVersion.code, QuestionnaireVersion.version))
        known = {(code, version) for code, version in rows}
        known |= {(one.code, one.version) for one in ctx.content.questionnaires.values()}
        found: dict[str, Questionnaire] = {}
        for code, version in sorted(known, reverse=True):
            if code in found:
                continue
            try:
                found[code] = await version_of(ctx, code, version)
            except NotFound:
                continue  # unreadable: the version before it stays in force
        return found


async def of_competencies(ctx: Context) -> list[str]:
    """Codes of the questionnaires of competencies, whose scores count in maps; not those of wellbeing."""
    return sorted(code for code, one in (await current(ctx)).items() if one.purpose == "competency")


async def newest(ctx: Context, code: str) -> Questionnaire:
    """The newest version of a questionnaire. Raises NotFound."""
    found = (await current(ctx)).get(code)
    if found is None:
        raise NotFound
    return found


async def version_of(ctx: Context, code: str, version: int) -> Questionnaire:
    """A version of a questionnaire, inside the caller's transaction; the database is read once for each.

    Raises NotFound, also where this program cannot read the version.
    """
    if (code, version) not in ctx.content.published:
        definition = await ctx.db.scalar(
            select(QuestionnaireVersion.definition).where(
                QuestionnaireVersion.code == code, QuestionnaireVersion.version == version
            )
        )
        known = _read(code, version, definition) if definition is not None else None
        shipped = ctx.content.questionnaires.get(code)
        if known is None and shipped is not None and shipped.version == version:
            known = shipped
        if known is None and definition is None:
            raise NotFound
        ctx.content.published[code, version] = known
    one = ctx.content.published[code, version]
    if one is None:
        raise NotFound
    return one


def _read(code: str, version: int, definition: dict[str, Any]) -> Questionnaire | None:
    try:
        return Questionnaire.model_validate(definition)
    except ValidationError as error:
        log.error("questionnaire %s %s cannot be read: %s mistakes", code, version, error.error_count())
        return None
