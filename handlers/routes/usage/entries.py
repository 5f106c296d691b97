"""Buttons about the use of learning: the question for a teacher, the share for a unit."""

from __future__ import annotations

from handlers.answers import Answer
from handlers.features import Feature
from handlers.routes.usage import links, screens
from handlers.routes.usage.questions import Example, answered
from services.context import Context
from services.routes.usage import actions, queries
from services.routes.usage.share import share

feature = Feature("routes_usage")
feature.asks(links.GiveExample, Example)


@feature.button(links.ShowUsage)
async def show_usage(ctx: Context, link: links.ShowUsage) -> Answer:
    return await answered(ctx, await queries.question(ctx, link.step_id, link.after))


@feature.button(links.AnswerUsage)
async def answer_usage(ctx: Context, link: links.AnswerUsage) -> Answer:
    """Keeps an answer; «used» leads to the question for an example, unless there is one."""
    asked = await actions.answer(ctx, link.step_id, link.after, link.code)
    if asked.answer not in ctx.content.catalog.usage.used or asked.example:
        return await answered(ctx, asked)
    return Example(step_id=link.step_id, after=link.after)


@feature.button(links.UsageShare)
async def usage_share(ctx: Context, link: links.UsageShare) -> Answer:
    return screens.share(await share(ctx, link.unit_id or None, link.page))
