"""The picture of a result: drawn once, then sent again as the channel knows it."""

from __future__ import annotations

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

from handlers.assessments import result_screens
from handlers.pictures import drawn
from handlers.screen import File, show_below
from handlers.words import full_day, translator
from services.assessments import actions, queries
from services.assessments.queries import Result
from services.context import Context
from services.pictures.charts import Axis, Band, RadarChart
from services.pictures.painter import Painter

FILE_NAME = "result.png"


async def show_picture(query: CallbackQuery, ctx: Context, painter: Painter, assessment_id: int) -> None:
    """Send the radar of a result the acting person may see; drawing it takes a moment the first time.

    The owner's picture is kept. It may show the time before, which others see only if that is open to them
    too: theirs is drawn anew.
    """
    view = await queries.result(ctx, assessment_id)
    if view.is_mine and await _sent_again(query, ctx, view):
        return
    picture = await drawn(query, ctx, painter, _chart(ctx, view), result_screens.not_drawn(assessment_id))
    if picture is None:
        return
    await queries.result(ctx, assessment_id)  # it may have been closed or deleted meanwhile
    file = File("photo", data=picture, name=FILE_NAME)
    sent = await show_below(query, ctx, result_screens.picture(view, file))
    if view.is_mine and sent is not None and sent.photo:
        await actions.keep_picture(ctx, assessment_id, sent.photo[-1].file_id)


async def _sent_again(query: CallbackQuery, ctx: Context, view: Result) -> bool:
    """Send the picture drawn before, if there is one and the channel has not forgotten it."""
    known = await queries.picture_of(ctx, view.assessment_id)
    if known is None:
        return False
    try:
        await show_below(query, ctx, result_screens.picture(view, File("photo", file_id=known)))
    except TelegramBadRequest as error:
        if "file" not in error.message.lower():
            raise
        return False
    return True


def _chart(ctx: Context, view: Result) -> RadarChart:
    words, before = translator(ctx.locale), view.before
    axes = tuple(
        Axis(
            ctx.content.competencies[score.subject].title,
            score.percent,
            before.percents.get(score.subject) if before else None,
        )
        for score in view.competencies
    )
    return RadarChart(
        title=view.questionnaire.short_title,
        axes=axes,
        now=words.plain(full_day(view.finished)),
        before=words.plain(full_day(before.day)) if before else None,
        bands=tuple(Band(level.min, level.color) for level in ctx.content.levels.values()),
    )
