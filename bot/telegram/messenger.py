"""The messenger port over Telegram: fetching files, making invite links."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramAPIError, TelegramBadRequest
from aiogram.utils.deep_linking import create_deep_link
from aiohttp import ClientError

from services import outside
from services.messenger import CannotFetchError, Fetched

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

FETCH_SECONDS = 30
# What a call raises where the messenger does not answer as it should; a gateway may answer by any page.
UNANSWERED = (AiogramError, OSError, UnicodeDecodeError)


class _Limited(BytesIO):
    """A file in memory that takes at most so many bytes, whatever size was told before."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: ReadableBuffer, /) -> int:
        """Raises CannotFetchError for more bytes than the limit."""
        written = super().write(data)
        if self.tell() > self._limit:
            raise CannotFetchError("a file over the limit", is_too_big=True)
        return written


class TelegramMessenger:
    """Implements the port of `services.messenger` by a bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def fetch(self, file_id: str, limit: int) -> Fetched:
        """Download a file of at most `limit` bytes. Raises CannotFetchError."""
        try:
            known = await self._bot.get_file(outside.own(file_id))
            if known.file_path is None or (known.file_size or 0) > limit:
                raise CannotFetchError("a file over the limit", is_too_big=known.file_path is not None)
            buffer = _Limited(limit)
            await self._bot.download_file(known.file_path, buffer, timeout=FETCH_SECONDS)
        except TelegramBadRequest as error:
            raise CannotFetchError(error.message, is_too_big="too big" in error.message) from error
        except (TelegramAPIError, ClientError, TimeoutError) as error:
            raise CannotFetchError(type(error).__name__, is_passing=True) from error
        return Fetched(buffer.getvalue(), PurePosixPath(known.file_path).suffix)

    async def invite_links(self) -> Callable[[str], str]:
        """A function that turns an invite's code into a link. Raises what the Bot API raises."""
        username = (await self._bot.me()).username or ""
        return lambda code: create_deep_link(username, "start", code)
