"""What features need of the messenger beside answers: files that people sent, links that invite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file's bytes; `suffix` is the ending of its name in the messenger, «.jpg»."""

    data: bytes
    suffix: str = ""


class CannotFetchError(Exception):
    """A file that cannot be had: it is too big, the messenger has lost it or does not answer."""

    def __init__(self, reason: str, *, is_too_big: bool = False) -> None:
        self.is_too_big = is_too_big
        super().__init__(reason)


class Messenger(Protocol):
    """One messenger. Never call it inside a transaction."""

    async def fetch(self, file_id: str, limit: int) -> Fetched:
        """A file by its outside id, of at most `limit` bytes. Raises CannotFetchError."""
        ...

    async def invite_links(self) -> Callable[[str], str]:
        """How an invite's code becomes a link. Raises what the messenger raises."""
        ...


class NoMessenger:
    """Stands where nobody is spoken to: in jobs and in tests of use cases."""

    async def fetch(self, file_id: str, limit: int) -> Fetched:
        raise CannotFetchError("no messenger")

    async def invite_links(self) -> Callable[[str], str]:
        raise RuntimeError("no messenger")
