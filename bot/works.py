"""Slow answers, made in the background: at most one of a kind for each person."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import replace

from aiogram.exceptions import TelegramAPIError

from handlers.answers import FileLostError, Later, Sent, Work
from handlers.menu.buttons import HOME
from handlers.screen import Screen
from handlers.words import said_by
from services.context import Context
from services.errors import DomainError
from services.pictures.painter import CannotDrawError

log = logging.getLogger(__name__)

# How many seconds a stopping bot takes to tell a person that an answer was given up.
_LAST_WORDS = 2.0
Send = Callable[[Screen], Awaitable[Sent]]


class Works:
    """The works under way. A press only begins a work: the person's next press must not wait for it.

    `failed` counts those that a bug ended, and pictures that were not drawn.
    """

    def __init__(self) -> None:
        self._tasks: dict[tuple[int, Work], asyncio.Task[None]] = {}
        self.failed = 0
        self._turns = {kind: asyncio.Semaphore(kind.value) for kind in Work}

    def is_under_way(self, person_id: int, kind: Work) -> bool:
        """Whether such a work is being made for the person."""
        return (person_id, kind) in self._tasks

    def under_way(self) -> Counter[Work]:
        """How many works of each kind are made or wait for a place."""
        return Counter(kind for _, kind in self._tasks)

    def begin(self, ctx: Context, later: Later, send: Send) -> None:
        """Begin to make and send a slow answer once its kind has a free place. Ask `is_under_way` before."""
        key = (ctx.me.person_id, later.kind)
        made = later.make(replace(ctx))
        task = asyncio.create_task(self._make(later, made, send), name=f"work-{later.kind.name.lower()}")
        self._tasks[key] = task
        task.add_done_callback(lambda _: self._tasks.pop(key, None))

    async def close(self) -> None:
        """Give up the works under way and tell the people who wait for them."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(self, later: Later, made: AsyncGenerator[Screen, Sent], send: Send) -> None:
        try:
            async with self._turns[later.kind], aclosing(made):
                screen = await anext(made, None)
                while screen is not None:
                    screen = await _next(made, screen, send)
        except asyncio.CancelledError:
            with suppress(TelegramAPIError, TimeoutError):
                await asyncio.wait_for(send(later.failed), _LAST_WORDS)
            raise
        except TelegramAPIError as error:
            log.warning("a late answer was not sent: %s", error)
        except CannotDrawError as error:
            self.failed += 1
            log.warning("a picture was not drawn: %s", error)
            with suppress(TelegramAPIError):
                await send(later.failed)
        except DomainError as error:
            with suppress(TelegramAPIError):
                await send(Screen([said_by(error)], [[HOME]]))
        except Exception:
            self.failed += 1
            # Nobody awaits the task, so the error is logged and told to the person here.
            log.exception("a late answer was not made")
            with suppress(TelegramAPIError):
                await send(later.failed)


async def _next(made: AsyncGenerator[Screen, Sent], screen: Screen, send: Send) -> Screen | None:
    """Send a screen and return the next one; None at the end."""
    try:
        try:
            sent = await send(screen)
        except FileLostError as lost:
            return await made.athrow(lost)
        return await made.asend(sent)
    except StopAsyncIteration:
        return None
