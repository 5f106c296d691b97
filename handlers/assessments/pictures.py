"""The picture of a result. It is drawn once; later the file saved by the channel is sent."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from handlers.answers import FileLostError, Sent
from handlers.assessments import result_screens
from handlers.screen import File, Screen
from handlers.words import full_day, translator
from services.assessments import actions, queries
from services.assessments.queries import Result
from services.context import Context
from services.pictures.charts import Axis, Band, RadarChart

FILE_NAME = "result.png"


async def radar(ctx: Context, view: Result, known: str | None) -> AsyncGenerator[Screen, Sent]:
    """The radar of a result that the acting person may see. `known` is the file id of a picture drawn before.

    Only the owner's picture is kept. It may show the earlier result, which other people see only if that one
    is open to them too, so their picture is drawn each time. Raises CannotDrawError.
    """
    if known is not None:
        try:
            yield result_screens.picture(view, File("photo", file_id=known))
        except FileLostError:
            pass
        else:
            return
    data = await ctx.painter.draw(_chart(ctx, view))
    await queries.result(ctx, view.assessment_id)  # the result may have been closed or deleted meanwhile
    sent = yield result_screens.picture(view, File("photo", data=data, name=FILE_NAME))
    if view.is_mine and sent.file_id is not None:
        await actions.keep_picture(ctx, view.assessment_id, sent.file_id)


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
