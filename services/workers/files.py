"""Reading files from people: a few at once, each in a process of its own with little memory and time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar

from services.errors import Invalid
from services.workers.pool import Limits, TooHeavyError, Workers

log = logging.getLogger(__name__)

# Each file gets a new process: it starts in a third of a second, and what one file leaves behind never
# meets the file of another person. Two, so that one slow file stops nobody else. The longest list takes two
# seconds of processor time; on a busy machine a worker waits for it, since presses go first.
LIMITS = Limits(seconds=30, places=2, megabytes=512, processor=10)
# So many files are in the bot's own memory at once: each takes up to four times its size on its way.
FILES_AT_ONCE = 4

P = ParamSpec("P")
T = TypeVar("T")


class FileReader:
    """Runs what reads a file from a person."""

    def __init__(self) -> None:
        self.workers = Workers(LIMITS)
        self._room = asyncio.Semaphore(FILES_AT_ONCE)

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """Wait until there is room for one more file in memory; fetch and read the file inside."""
        async with self._room:
            yield

    async def read(self, too_heavy: str, function: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What the function makes of a file.

        Raises the function's own DomainError, Invalid by the key `too_heavy` where the file takes too much
        memory or time, WorkerError for a bug.
        """
        try:
            return await self.workers.run(function, *args, **named)
        except TooHeavyError as error:
            log.warning("a file was not read: %s", error)
            raise Invalid(too_heavy) from error

    async def close(self) -> None:
        """Stop reading."""
        await self.workers.close()
