"""Refusals in a window over the screen, which stays with its other buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeVar

from handlers.answers import Answer, Question, Reply
from handlers.words import said_by
from services.context import Context
from services.errors import WrongState

A = TypeVar("A")
Handler = Callable[[Context, A], Awaitable[Answer]]


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
