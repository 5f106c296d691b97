"""How fast messages may leave: so many a second in all, about one a second in a chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

# Telegram allows about one message a second in a chat (Bots FAQ, «broadcasting to users»).
CHAT_GAP_SECONDS = 1.05


class Pace:
    """Hands out moments to send at, evenly spaced. `rate` is messages a second; 0 means no limit."""

    def __init__(self, rate: float, now: Callable[[], float] = monotonic) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._now = now
        self._next = 0.0
        self._held_until = 0.0
        self._chats: dict[int, float] = {}

    async def wait(self) -> float:
        """Return 0 when the next message may leave, or the seconds left of what Telegram asked to wait."""
        if not self.held():
            delay = self.reserve() - self._now()
            if delay > 0:
                await asyncio.sleep(delay)
        return self.held()  # the request to wait may have come while this one waited its turn

    def reserve(self) -> float:
        """The moment, on the pace's clock, at which the next message may leave."""
        moment = max(self._next, self._now())
        self._next = moment + self._gap
        return moment

    def hold(self, seconds: float) -> None:
        """Telegram asked to wait: nothing leaves for so long."""
        self._held_until = max(self._held_until, self._now() + seconds)
        self._next = max(self._next, self._held_until)

    def held(self) -> float:
        """Seconds left of what Telegram asked to wait."""
        return max(0.0, self._held_until - self._now())

    def reserve_chat(self, chat_id: int | None) -> float:
        """Take a chat's next moment if it has come and return 0, else return the seconds left till then."""
        if chat_id is None:
            return 0.0
        now = self._now()
        if len(self._chats) > 1000:
            self._chats = {chat: moment for chat, moment in self._chats.items() if moment > now}
        ready = self._chats.get(chat_id, 0.0)
        if ready > now:
            return ready - now
        self._chats[chat_id] = now + CHAT_GAP_SECONDS
        return 0.0
