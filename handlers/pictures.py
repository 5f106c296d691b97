"""Pictures that people ask for: the press is answered first, then the chart is drawn."""

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
    """A picture made beside the presses, unless too many wait; `failed` is shown if drawing fails.

    `is_known` means that the channel should have the picture already, so that nothing has to be drawn.
    """
    busy = Words("picture-busy")
    if ctx.painter.is_busy and not is_known:
        return Reply(toast=busy, alert=True)
    meanwhile = Reply(toast=None if is_known else Words("picture-drawing"))
    return Later(Work.PICTURE, make, meanwhile, busy, failed)
