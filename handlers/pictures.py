"""Pictures people ask for: the press is answered first, then a chart is drawn. Shared by features."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator

from aiogram.types import CallbackQuery

from handlers.answers import Later, Reply, Sent, Work
from handlers.screen import Screen, answer, show_below
from handlers.words import Words
from services.context import Context
from services.pictures.charts import Chart
from services.pictures.painter import CannotDrawError, Painter

log = logging.getLogger(__name__)


def drawn_later(ctx: Context, made: AsyncGenerator[Screen, Sent], failed: Screen) -> Reply | Later:
    """What `made` draws by `ctx.painter`, beside the presses; where too many wait, the person is told so."""
    busy = Words("picture-busy")
    if ctx.painter.is_busy:
        return Reply(toast=busy, alert=True)
    return Later(Work.PICTURE, made, Reply(toast=Words("picture-drawing")), busy, failed)


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
