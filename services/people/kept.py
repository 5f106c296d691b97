"""Saving what a chat keeps between updates."""

from __future__ import annotations

from services.context import Context
from services.db import upsert
from services.people.models import KeptState


async def save(ctx: Context) -> None:
    """Write what the context keeps, in one statement, if it has changed since it was read."""
    if not ctx.kept.is_changed:
        return
    had_saved = ctx.has_saved
    values = {"state": ctx.kept.asked, "data": ctx.kept.data, "updated_at": ctx.now}
    async with ctx.transaction() as db:
        await db.execute(
            upsert(db, KeptState)
            .values(channel=ctx.channel, chat_id=ctx.chat.id, **values)
            .on_conflict_do_update(index_elements=["channel", "chat_id"], set_=values)
        )
    ctx.kept.mark_saved()
    ctx.has_saved = had_saved  # what is kept of a question is no deed
