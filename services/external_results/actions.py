"""Sending a diagnostic taken elsewhere, taking it back, and deciding whether it counts.

Every decision first locks the row, so that of two methodists at once one decides.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select

from services import audit, outbox
from services.access import methodists_of, require_methodist_of
from services.context import Context
from services.db import upsert
from services.errors import NotFound, WrongState
from services.external_results import queries, rules
from services.external_results.models import CONFIRMED, DECLINED, SUBMITTED, ExternalResult
from services.external_results.queries import ResultCard
from services.letters import Letter
from services.texts import checked


async def begin(ctx: Context) -> None:
    """Raises NotFound where the acting person has no methodist to confirm a diagnostic."""
    async with ctx.transaction():
        if not await methodists_of(ctx, ctx.me.person_id):
            raise NotFound("error-no-methodist")


async def submit(ctx: Context, source: str, taken_on: date, letter: Letter) -> ResultCard:
    """Send the acting person's diagnostic, with a letter's file as proof, to the nearest methodist.

    A message delivered twice adds nothing. Raises Invalid for a day or a file that cannot be used, NotFound
    for an unknown source and where there is no methodist, WrongState where the diagnostic was sent or entered
    before.
    """
    rules.check_source(source)
    rules.check_day(taken_on, ctx.today)
    attachment = rules.check_attachment(letter.file)
    async with ctx.transaction() as db:
        me = ctx.me.person_id
        sent_before = select(ExternalResult.id).where(
            ExternalResult.origin == letter.source, ExternalResult.person_id == me
        )
        if (known := await db.scalar(sent_before)) is not None:
            return await queries.result(ctx, known)
        methodists = await methodists_of(ctx, me)
        if not methodists:
            raise NotFound("error-no-methodist")
        added = await db.scalar(
            upsert(db, ExternalResult)
            .values(
                person_id=me,
                source=source,
                taken_on=taken_on,
                file_kind=attachment.kind,
                file_id=attachment.file_id,
                file_name=rules.kept_name(attachment),
                origin=letter.source,
                status=SUBMITTED,
                submitted_at=ctx.now,
                reason="",
            )
            .on_conflict_do_nothing()
            .returning(ExternalResult.id)
        )
        if added is None:
            # Either the message came twice at once, or the diagnostic was sent or entered before.
            if (known := await db.scalar(sent_before)) is None:
                raise WrongState("error-external-known")
            return await queries.result(ctx, known)
        await outbox.post(
            ctx,
            methodists[0].id,
            "external_submitted",
            dedup_key=f"external_submitted:{added}",
            result_id=added,
            person_id=me,
        )
        return await queries.result(ctx, added)


async def remove(ctx: Context, result_id: int) -> None:
    """Delete the acting person's own diagnostic, in any status. Raises NotFound."""
    async with ctx.transaction() as db:
        found = await queries.load(ctx, result_id, lock=True)
        if found.person_id != ctx.me.person_id:
            raise NotFound
        await db.execute(delete(ExternalResult).where(ExternalResult.id == result_id))


async def confirm(ctx: Context, result_id: int) -> None:
    """Confirm a teacher's diagnostic, which counts from now on, and tell the teacher.

    A repeated call by the same methodist changes nothing. Raises NotFound, NotAllowed, WrongState where the
    diagnostic was declined or another methodist decided first.
    """
    async with ctx.transaction():
        found = await queries.load(ctx, result_id, lock=True)
        await require_methodist_of(ctx, found.person_id)
        if found.status == CONFIRMED and found.decided_by_id == ctx.me.person_id:
            return
        await _decide(ctx, found, CONFIRMED)


async def decline(ctx: Context, result_id: int, text: str) -> None:
    """Decline a teacher's diagnostic and tell the teacher why; they may send it again.

    Raises Invalid for an empty or too long reason, NotFound, NotAllowed, WrongState where it was decided.
    """
    words = checked(" ".join(text.split()), rules.REASON_LIMIT)
    async with ctx.transaction():
        found = await queries.load(ctx, result_id, lock=True)
        await require_methodist_of(ctx, found.person_id)
        await _decide(ctx, found, DECLINED, words)


async def _decide(ctx: Context, found: ExternalResult, status: str, reason: str = "") -> None:
    if found.status != SUBMITTED:
        raise WrongState("error-external-decided")
    found.status, found.reason = status, reason
    found.decided_by_id, found.decided_at = ctx.me.person_id, ctx.now
    audit.note(ctx, f"external_{status}", subject_id=found.person_id, result_id=found.id)
    await outbox.post(
        ctx,
        found.person_id,
        f"external_{status}",
        dedup_key=f"external_decided:{found.id}",
        result_id=found.id,
        person_id=found.person_id,
    )
