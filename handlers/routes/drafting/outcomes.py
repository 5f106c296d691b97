"""Answers after a press of drafting: a step that was changed or added, a refusal in a window."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeVar

from handlers.answers import Answer, Question, Reply
from handlers.routes.drafting import adding_screens, editing_screens
from handlers.routes.screens import route
from handlers.routes.steps.screens import step_card
from handlers.screen import Screen
from handlers.words import Words, said_by, whole
from services.context import Context
from services.errors import WrongState
from services.events import queries as events
from services.routes import step_reading
from services.routes.planning import Edited

A = TypeVar("A")
Handler = Callable[[Context, A], Awaitable[Answer]]


async def edited_step(ctx: Context, edited: Edited) -> Screen:
    """The card of a step that was changed."""
    card = await step_reading.step_card(ctx, edited.step_id or 0)
    return editing_screens.crowded(step_card(card), edited)


async def added_step(ctx: Context, edited: Edited) -> Answer:
    """Says that a step was added; shows the route if it had the step before."""
    step = next((one for one in edited.route.steps if one.id == edited.step_id), None)
    if step is None:
        return Reply(route(edited.route), toast=Words("add-known-toast"))
    meeting = await events.card(ctx, step.event_id) if step.event_id is not None else None
    return adding_screens.added(edited, step, meeting)


def work_said(edited: Edited) -> Words:
    """The form and hours now kept of an own step."""
    step = next(one for one in edited.route.steps if one.id == edited.step_id)
    return Words("own-work-toast", form=step.form.title, hours=whole(step.hours))


def refused_in_window(handler: Handler[A]) -> Handler[A]:
    """A handler that answers WrongState with a window, also if its question raises it when asked."""

    @wraps(handler)
    async def refusing(ctx: Context, about: A) -> Answer:
        try:
            answer = await handler(ctx, about)
            if isinstance(answer, Question):
                return Reply(await answer.ask(ctx), asks=answer)
        except WrongState as error:
            return Reply(toast=said_by(error), alert=True)
        return answer

    return refusing
