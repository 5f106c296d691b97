"""Updates about what was learnt and whether it is used: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.routes.usage import screens as usage_screens
from handlers.routes.usage.links import UsageQuestion, UsageShare
from handlers.screen import Screen, show
from services.context import Context
from services.routes.usage import queries as usage_queries
from services.routes.usage import share as usage_share
from services.routes.usage.queries import Question

router = Router(name="routes-usage")


@router.callback_query(UsageQuestion.filter())
async def usage_question(query: CallbackQuery, callback_data: UsageQuestion, ctx: Context) -> None:
    asked = await usage_queries.question(ctx, callback_data.step_id, callback_data.after)
    await show(query, ctx, await answered(ctx, asked))


@router.callback_query(UsageShare.filter())
async def share(query: CallbackQuery, callback_data: UsageShare, ctx: Context) -> None:
    view = await usage_share.share(ctx, callback_data.unit_id or None, callback_data.page)
    await show(query, ctx, usage_screens.share(view))


async def answered(ctx: Context, asked: Question) -> Screen:
    """The question as it stands, with a way to the next one waiting."""
    waiting = [one for one in await usage_queries.open_questions(ctx) if asked.answer]
    following = next((one for one in waiting if one.step_id != asked.step_id), None)
    return usage_screens.question(asked, ctx.content.catalog.usage, following)
