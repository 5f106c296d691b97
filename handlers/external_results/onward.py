"""Where a methodist goes after a decision."""

from __future__ import annotations

from handlers.external_results import screens
from handlers.menu import desk
from handlers.screen import Screen
from services.context import Context
from services.external_results import queries


async def next_to_decide(ctx: Context) -> Screen:
    """The next diagnostic that waits for the acting methodist, or their desk."""
    waiting = await queries.waiting_for_me(ctx)
    if not waiting:
        return desk.screen(await desk.waiting(ctx))
    return screens.card(await queries.result(ctx, waiting[0].result_id))
