"""Changing a questionnaire: an edited workbook is checked, then published once or thrown away."""

from __future__ import annotations

from dataclasses import dataclass

from services import audit
from services.content.questionnaires import Questionnaire
from services.context import Context
from services.db import upsert
from services.errors import WrongState
from services.questionnaires import library, queries, reading
from services.questionnaires.changes import changes
from services.questionnaires.models import QuestionnaireVersion
from services.questionnaires.pages import Mistake
from services.questionnaires.queries import KIND, Draft
from services.spreadsheets import uploads


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked workbook: a draft, or mistakes to correct, or neither where the file changes nothing."""

    base: Questionnaire
    draft: Draft | None
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """The version now in force, and the number of people who are answering an earlier version."""

    questionnaire: Questionnaire
    on_older: int


async def check(ctx: Context, code: str, data: bytes, file_name: str) -> Checked:
    """Read an edited workbook. A workbook without mistakes is kept as a draft until its author decides.

    The author's earlier draft is then dropped. Of a file with mistakes nothing is kept.
    Raises NotAllowed, NotFound, Invalid where the whole file cannot be used.
    """
    base = await queries.for_publisher(ctx, code)
    read = await ctx.files.read(
        "workbook-bomb", reading.read, data, file_name, base, ctx.content.competencies
    )
    fresh = read.questionnaire
    if fresh is None:
        return Checked(base, None, read.mistakes)
    different = changes(base, fresh)
    if not different:
        return Checked(base, None, ())
    async with ctx.transaction():
        upload_id = await uploads.keep(ctx, KIND, fresh.model_dump(mode="json"))
        under_way = await queries.in_the_middle(ctx, fresh)
    return Checked(base, Draft(upload_id, fresh, different, under_way), ())


async def publish(ctx: Context, upload_id: int) -> Published:
    """Put the acting person's draft in force as the next version.

    People who have begun an earlier version finish it, and results keep their version. A second tap changes
    nothing and returns what the first published.
    Raises NotAllowed, NotFound, WrongState where another version came out meanwhile.
    """
    async with ctx.transaction() as db:
        await queries.require_publisher(ctx)
        if (came := await uploads.outcome(ctx, upload_id, KIND)) is not None:
            return await _published(ctx, await library.version_of(ctx, came["code"], came["version"]))
        content = await uploads.read(ctx, upload_id, KIND)
        fresh = Questionnaire.model_validate(content)
        queries.require_next(fresh, await library.newest(ctx, fresh.code))
        # Of two methodists at once the second finds the number taken.
        added = await db.scalar(
            upsert(db, QuestionnaireVersion)
            .values(
                code=fresh.code,
                version=fresh.version,
                definition=content,
                author_id=ctx.me.person_id,
                published_at=ctx.now,
            )
            .on_conflict_do_nothing()
            .returning(QuestionnaireVersion.version)
        )
        if added is None:
            raise WrongState("workbook-outdated", version=fresh.version)
        came = {"code": fresh.code, "version": fresh.version}
        await uploads.settle(ctx, upload_id, came)
        audit.note(ctx, "questionnaire_published", **came)
        return await _published(ctx, fresh)


async def discard(ctx: Context, upload_id: int) -> Questionnaire:
    """Throw away the acting person's draft; returns the version in force.

    Raises NotAllowed, NotFound, WrongState where the draft was published.
    """
    queries.require_editor(ctx)
    async with ctx.transaction():
        fresh = await queries.waiting(ctx, upload_id)
        await uploads.discard(ctx, upload_id, KIND)
        return await library.newest(ctx, fresh.code)


async def _published(ctx: Context, one: Questionnaire) -> Published:
    return Published(one, await queries.in_the_middle(ctx, one))
