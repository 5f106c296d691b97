"""Answering the question whether the person uses what they learnt."""

from __future__ import annotations

from sqlalchemy import select

from services.context import Context
from services.db import upsert
from services.errors import Invalid, NotFound, WrongState
from services.routes.models import UsageAnswer
from services.routes.usage.queries import UsageQuestion, question
from services.texts import checked

EXAMPLE_LIMIT = 1000


async def answer(ctx: Context, step_id: int, after: int, code: str) -> UsageQuestion:
    """Answer, or change the answer while the question is open; an example given before stays.

    Raises NotFound, Invalid for an unknown answer, WrongState if the question is closed.
    """
    if code not in {one.code for one in ctx.content.catalog.usage.answers}:
        raise Invalid
    async with ctx.transaction() as db:
        asked = await question(ctx, step_id, after)
        if not asked.is_open:
            raise WrongState("error-transfer-closed")
        await db.execute(
            upsert(db, UsageAnswer)
            .values(step_id=step_id, after=after, answer=code, example="", at=ctx.now)
            .on_conflict_do_update(
                index_elements=[UsageAnswer.step_id, UsageAnswer.after],
                set_={"answer": code, "at": ctx.now},
            )
        )
        return await question(ctx, step_id, after)


async def give_example(ctx: Context, step_id: int, after: int, text: str) -> UsageQuestion:
    """Add an example in the acting person's words to the answer, or replace the example.

    Raises NotFound, Invalid for words missing or too long, WrongState if there is no answer yet.
    """
    words = checked(text, EXAMPLE_LIMIT)
    async with ctx.transaction() as db:
        asked = await question(ctx, step_id, after)
        if not asked.answer:
            raise WrongState
        given = await db.scalar(
            select(UsageAnswer)
            .where(UsageAnswer.step_id == step_id, UsageAnswer.after == after)
            .with_for_update()
        )
        if given is None:
            raise NotFound
        given.example = words
        await db.flush()
        return await question(ctx, step_id, after)
