"""The queue of updates that a bot polls (Bot API, "Getting updates")."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection
from typing import Any

from bot.sandbox.bell import Bell
from bot.sandbox.errors import ApiError

Update = dict[str, Any]

_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Keeps every update until a later offset confirms it: an unconfirmed update is delivered again."""

    def __init__(self, first_id: int = 1) -> None:
        self._pending: deque[Update] = deque()
        self._again: list[Update] = []
        self._last: Update | None = None
        self._next_id = first_id
        self._allowed: frozenset[str] = frozenset()
        self._poll_number = 0
        self._is_released = False
        self._bell = Bell()

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update if the bot asked for its kind; drop it otherwise, as Telegram does."""
        wanted = kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT
        if not wanted:
            return
        self._last = {"update_id": self._next_id, kind: content}
        self._next_id += 1
        self._pending.append(self._last)
        self._bell.ring()

    def redeliver_last(self) -> None:
        """Deliver the last update once more under its id, as after a lost confirmation."""
        if self._last is not None and self._last not in self._pending:
            self._again.append(self._last)
            self._bell.ring()

    def repeat_last(self) -> None:
        """Deliver the content of the last update once more under a new id."""
        if self._last is not None:
            self.add(*next((kind, content) for kind, content in self._last.items() if kind != "update_id"))

    def allow(self, kinds: Collection[str]) -> None:
        """Keep the kinds that the bot wants from now on; an empty list means the default ones."""
        self._allowed = frozenset(kinds)

    def clear(self) -> None:
        """Drop all updates not yet confirmed (`drop_pending_updates`)."""
        self._pending.clear()
        self._again.clear()

    def release(self) -> None:
        """End the waiting poll with an empty answer, so that the server can stop."""
        self._is_released = True
        self._bell.ring()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Confirm updates before `offset`, then wait for updates at most so many seconds.

        Raises ApiError 409 if another poll begins meanwhile.
        """
        self._poll_number += 1
        number = self._poll_number
        self._is_released = False
        self._bell.ring()
        self._confirm(offset)
        deadline = asyncio.get_running_loop().time() + seconds
        while not self._pending and not self._again:
            if not await self._bell.wait(deadline - asyncio.get_running_loop().time()) or self._is_released:
                return []
            if number != self._poll_number:
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        again, self._again = self._again, []
        return [*again, *self._pending][:limit]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
