"""What features need of the messenger besides answers: files that people sent, and invite links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

MEGABYTE = 1024 * 1024
# The largest file that a bot may fetch, in bytes (Bot API, getFile).
FETCH_LIMIT = 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file's bytes; `suffix` is the ending of its name in the messenger, «.jpg»."""

    data: bytes
    suffix: str = ""


class CannotFetchError(Exception):
    """The file cannot be fetched: it is too big, the messenger lost it, or the messenger does not answer."""

    def __init__(self, reason: str, *, is_too_big: bool = False, is_passing: bool = False) -> None:
        self.is_too_big = is_too_big
        self.is_passing = is_passing  # trying again later may help
        super().__init__(reason)


class Messenger(Protocol):
    """A messenger. Never call it inside a transaction."""

    async def fetch(self, file_id: str, limit: int) -> Fetched:
        """A file by its outside id, of at most `limit` bytes. Raises CannotFetchError."""
        ...

    async def invite_links(self) -> Callable[[str], str]:
        """The function that makes a link of an invite's code. Raises what the messenger raises."""
        ...


class NoMessenger:
    """The messenger of jobs and of tests of use cases, which speak to nobody."""

    async def fetch(self, file_id: str, limit: int) -> Fetched:
        raise CannotFetchError("no messenger")

    async def invite_links(self) -> Callable[[str], str]:
        raise RuntimeError("no messenger")
