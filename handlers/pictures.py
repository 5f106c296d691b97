"""Pictures people ask for: the press is answered first, then a chart is drawn."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable

from handlers.answers import Answer, Later, Reply, Sent, Work
from handlers.screen import Screen
from handlers.words import Words
from services.context import Context


def drawn_later(
    ctx: Context,
    make: Callable[[Context], AsyncGenerator[Screen, Sent]],
    failed: Screen,
    *,
    is_known: bool = False,
) -> Answer:
    """A picture made beside the presses, unless too many are waited for; `failed` comes where it fails.

    `is_known` says that the channel should have the picture: nobody waits for the drawing of it.
    """
    busy = Words("picture-busy")
    if ctx.painter.is_busy and not is_known:
        return Reply(toast=busy, alert=True)
    meanwhile = Reply(toast=None if is_known else Words("picture-drawing"))
    return Later(Work.PICTURE, make, meanwhile, busy, failed)
