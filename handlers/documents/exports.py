"""Archives on their way: made beside the presses, one of a kind a person."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from enum import Enum

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.types import CallbackQuery

from handlers.menu.buttons import HOME
from handlers.screen import Screen, send
from handlers.words import said_by, translator
from services.context import Context
from services.errors import DomainError

log = logging.getLogger(__name__)

# What a stopping bot waits to tell those whose archives it gives up.
_LAST_WORDS = 2.0


class Kind(Enum):
    """What archives are made of; the value is how many of a kind are made at once."""

    PORTFOLIO = 3  # each waits for the channel, and holds its files in memory


class Exports:
    """The archives under way. A press only begins one: waiting for it would hold up the next press."""

    def __init__(self) -> None:
        self._tasks: dict[tuple[int, Kind], asyncio.Task[None]] = {}
        self._turns = {kind: asyncio.Semaphore(kind.value) for kind in Kind}

    def is_under_way(self, person_id: int, kind: Kind) -> bool:
        """Whether an archive is being made for the person."""
        return (person_id, kind) in self._tasks

    def begin(
        self,
        query: CallbackQuery,
        ctx: Context,
        bot: Bot,
        kind: Kind,
        make: Callable[[Context], AsyncGenerator[Screen, None]],
        failed: Screen,
    ) -> None:
        """Answer a press, once the turn comes, by all that is made; by `failed` where it fails.

        It outlives the press, and so has a context of its own. Ask `is_under_way` before.
        """
        key, made = (ctx.me.person_id, kind), make(replace(ctx))
        chat_id = query.message.chat.id if query.message else query.from_user.id
        task = asyncio.create_task(
            self._make(ctx.locale, bot, chat_id, kind, made, failed), name=f"archive-{kind.name.lower()}"
        )
        self._tasks[key] = task
        task.add_done_callback(lambda _: self._tasks.pop(key, None))

    async def close(self) -> None:
        """Give up what is under way; those who wait are told."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(
        self,
        locale: str,
        bot: Bot,
        chat_id: int,
        kind: Kind,
        made: AsyncGenerator[Screen, None],
        failed: Screen,
    ) -> None:
        try:
            async with self._turns[kind], aclosing(made):
                async for screen in made:
                    await _send(locale, bot, chat_id, screen)
        except asyncio.CancelledError:
            with suppress(TelegramAPIError, TimeoutError):
                await asyncio.wait_for(_send(locale, bot, chat_id, failed), _LAST_WORDS)
            raise
        except TelegramAPIError as error:
            log.warning("an archive was not sent: %s", error)
        except DomainError as error:
            with suppress(TelegramAPIError):
                await _send(locale, bot, chat_id, Screen([said_by(error)], [[HOME]]))
        except Exception:
            # Nobody awaits the task: the log and the person must hear of it here.
            log.exception("an archive was not made")
            with suppress(TelegramAPIError):
                await _send(locale, bot, chat_id, failed)


async def _send(locale: str, bot: Bot, chat_id: int, screen: Screen) -> None:
    words = translator(locale)
    try:
        await send(bot, chat_id, words, screen)
    except TelegramRetryAfter as busy:
        await asyncio.sleep(busy.retry_after)
        await send(bot, chat_id, words, screen)
