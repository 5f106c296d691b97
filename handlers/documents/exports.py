"""Archives on their way: made beside the presses, one a person, one after another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing, suppress

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from handlers.documents import screens
from handlers.documents.wording import title, wording
from handlers.screen import Screen, send
from handlers.words import translator
from services.context import Context
from services.documents import making
from services.documents.queries import UnitPage

log = logging.getLogger(__name__)

# What a stopping bot waits to tell those whose archives it gives up.
_LAST_WORDS = 2.0


class Exports:
    """The archives under way. A press only begins one: waiting for it would hold up the next press."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    def is_under_way(self, person_id: int) -> bool:
        """Whether an archive is being made for the person."""
        return person_id in self._tasks

    def begin(self, ctx: Context, bot: Bot, chat_id: int, unit: UnitPage, route_ids: Sequence[int]) -> None:
        """Make an archive of routes, in a `ctx` of its own, and send it to a chat."""
        person_id = ctx.me.person_id
        task = asyncio.create_task(self._make(ctx, bot, chat_id, unit, route_ids), name="archive")
        self._tasks[person_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(person_id, None))

    async def close(self) -> None:
        """Give up what is under way; those who wait are told."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(
        self, ctx: Context, bot: Bot, chat_id: int, unit: UnitPage, route_ids: Sequence[int]
    ) -> None:
        words = translator(ctx.locale)
        try:
            async with (
                self._turn,
                aclosing(
                    making.archives(
                        ctx, unit.unit_id, route_ids, wording(words), lambda paper: title(paper, words)
                    )
                ) as archives,
            ):
                async for archive in archives:
                    await _send(ctx, bot, chat_id, screens.archive(unit, archive, words))
        except asyncio.CancelledError:
            with suppress(TelegramAPIError, TimeoutError):
                await asyncio.wait_for(_send(ctx, bot, chat_id, screens.archive_failed(unit)), _LAST_WORDS)
            raise
        except TelegramAPIError as error:
            log.warning("an archive was not sent: %s", error)
        except Exception:
            # Nobody awaits the task: the log and the person must hear of it here.
            log.exception("an archive was not made")
            with suppress(TelegramAPIError):
                await _send(ctx, bot, chat_id, screens.archive_failed(unit))


async def _send(ctx: Context, bot: Bot, chat_id: int, screen: Screen) -> None:
    words = translator(ctx.locale)
    try:
        await send(bot, chat_id, words, screen)
    except TelegramRetryAfter as busy:
        await asyncio.sleep(busy.retry_after)
        await send(bot, chat_id, words, screen)
