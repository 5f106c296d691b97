"""Fetching updates as plain JSON, and reading each by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from contextlib import suppress
from time import monotonic
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramConflictError, TelegramRetryAfter
from aiogram.methods import DeleteWebhook, TelegramMethod
from aiogram.types import Update

log = logging.getLogger(__name__)

# The updates that the bot asks for.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
MOST_AT_ONCE = 100
# Telegram answers after so many seconds where there is nothing; an answer that comes much later hangs.
POLL_SECONDS = 20
HUNG_SECONDS = 10
LONGEST_PAUSE = 30.0
# A number beyond this is none: confirmed, it would take all later updates with it.
LARGEST_NUMBER = 2**63 - 1


class GetRawUpdates(TelegramMethod[list[Any]]):
    """The Bot API's getUpdates, its answer left as it came.

    aiogram reads a batch as a whole: one update that its models refuse would stop all.
    """

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = MOST_AT_ONCE
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] | None = None


class Fetcher:
    """Fetches the updates of one bot by a connection of its own, so that hung requests do not make it deaf.

    `skipped` counts the updates that could not be read; `polled_at` is the moment of the last answer, on the
    monotonic clock.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        own = bot.session
        proxy = own.proxy if isinstance(own, AiohttpSession) else None
        self._session = AiohttpSession(api=own.api, proxy=proxy)
        self._offset: int | None = None
        self._failures = 0
        self.skipped = 0
        self.polled_at: float | None = None

    async def fetch(self) -> list[dict[str, Any]]:
        """The updates that follow the confirmed ones. After a failure it waits, and returns none."""
        request = GetRawUpdates(offset=self._offset, allowed_updates=list(KINDS))
        try:
            batch = await self._session(self._bot, request, timeout=POLL_SECONDS + HUNG_SECONDS)
        except TelegramRetryAfter as busy:
            await asyncio.sleep(min(busy.retry_after, LONGEST_PAUSE))
            return []
        except Exception as error:  # a gateway may answer by a page in any encoding; nothing may end this
            await self._pause(error)
            return []
        self._failures, self.polled_at = 0, monotonic()
        return [one for one in batch or () if isinstance(one, dict)]

    def confirm(self, batch: Collection[dict[str, Any]]) -> None:
        """Let the next `fetch` confirm these updates to the messenger. Call it when they are kept."""
        numbers = [number for one in batch if (number := number_of(one)) is not None]
        if numbers:
            self._offset = max(numbers) + 1
        elif batch and self._offset is not None:  # numbers follow each other (Bot API, Update)
            self._offset += len(batch)

    def read(self, raw: dict[str, Any]) -> Update | None:
        """One update; None, counted and named by its number, if it cannot be read."""
        try:
            return self.parsed(raw)
        except (ValueError, RecursionError) as error:
            self.skip(raw, error)
            return None

    def parsed(self, raw: dict[str, Any]) -> Update:
        """One update. Raises ValueError (pydantic's is one) or RecursionError."""
        return Update.model_validate(raw, context={"bot": self._bot})

    def skip(self, raw: dict[str, Any], error: Exception) -> None:
        """Count an update that cannot be taken in, and name it by its number."""
        self.skipped += 1
        # The error itself may quote the update with names and texts.
        log.warning("update %s is skipped: %s", number_of(raw), type(error).__name__)

    async def close(self) -> None:
        """Close the connection."""
        await self._session.close()

    async def _pause(self, error: Exception) -> None:
        self._failures += 1
        pause = min(0.5 * 2**self._failures, LONGEST_PAUSE)
        is_taken = isinstance(error, TelegramConflictError)
        if is_taken and "webhook" in str(error):
            with suppress(Exception):  # the next failure tries again
                await self._session(self._bot, DeleteWebhook())
        said = "another program polls this bot: stop it" if is_taken else type(error).__name__
        log.warning("updates are not fetched, next try in %.0f s: %s", pause, said)
        await asyncio.sleep(pause)


def number_of(raw: dict[str, Any]) -> int | None:
    """The number of an update that came as JSON; None if it has none."""
    number = raw.get("update_id")
    is_number = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST_NUMBER
    return number if is_number else None
