"""Pictures people ask for: the press is answered first, then a chart is drawn. Shared by features."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

from aiogram.types import CallbackQuery

from handlers.answers import Answer, Later, Reply, Sent, Work
from handlers.screen import Screen, answer, show_below
from handlers.words import Words
from services.context import Context
from services.pictures.charts import Chart
from services.pictures.painter import CannotDrawError, Painter

log = logging.getLogger(__name__)


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
    return Later(Work.PICTURE, make(replace(ctx)), meanwhile, busy, failed)


async def drawn(
    query: CallbackQuery, ctx: Context, painter: Painter, chart: Chart, sorry: Screen
) -> bytes | None:
    """A chart as a PNG; None where it cannot be had, and the person has been told so (by `sorry`)."""
    if painter.is_busy:
        await answer(query, ctx, Words("picture-busy"), alert=True)
        return None
    await answer(query, ctx, Words("picture-drawing"))
    try:
        return await painter.draw(chart)
    except CannotDrawError as error:
        log.warning("a picture was not drawn: %s", error)
        await show_below(query, ctx, sorry)
        return None
