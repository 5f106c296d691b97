"""The pace of sending: a number of messages a second in all, and about one a second in a chat."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from math import ceil
from time import monotonic

# Telegram allows about one message a second in a chat (Bots FAQ, «broadcasting to users»).
CHAT_GAP_SECONDS = 1.05
# Messages that are late by at most this many seconds catch up; after a longer pause the pace starts anew.
CATCH_UP_SECONDS = 0.25


class Pace:
    """Hands out moments to send at, evenly spaced. `rate` is messages a second; 0 means no limit."""

    def __init__(self, rate: float, now: Callable[[], float] = monotonic) -> None:
        self.rate = rate
        self._gap = 1 / rate if rate else 0.0
        self._now = now
        self._next = 0.0
        self._held_until = 0.0
        self._chats: dict[int, float] = {}
        self._most = ceil(rate)
        self._on_the_way = 0
        self._arrived: deque[float] = deque(maxlen=self._most or None)

    async def wait(self) -> float:
        """Wait until the next message may leave; returns 0, or the seconds that Telegram asked to wait."""
        if not self.held():
            delay = self.reserve() - self._now()
            if delay > 0:
                await asyncio.sleep(delay)
        while not self.held() and (delay := self._crowded()) > 0:  # noqa: ASYNC110 (time is waited for)
            await asyncio.sleep(delay)
        if held := self.held():  # Telegram may have asked to wait in the meantime
            return held
        self._on_the_way += 1
        return 0

    def arrived(self) -> None:
        """Note that a message that was let go has reached Telegram or was lost."""
        self._on_the_way -= 1
        if self._most:
            self._arrived.append(self._now())

    def _crowded(self) -> float:
        """Seconds until one more message keeps the limit in any second, however late others arrive."""
        place = self._most - self._on_the_way
        if not self._most or len(self._arrived) < place:
            return 0.0
        if place <= 0:
            return self._gap
        return self._arrived[-place] + 1 - self._now()

    def reserve(self) -> float:
        """The moment, on the pace's clock, at which the next message may leave."""
        now = self._now()
        merely_late = now - CATCH_UP_SECONDS < self._next
        moment = self._next if merely_late else now
        self._next = moment + self._gap
        return moment

    def hold(self, seconds: float) -> None:
        """Let nothing leave for so many seconds, since Telegram asked to wait."""
        self._held_until = max(self._held_until, self._now() + seconds)
        self._next = max(self._next, self._held_until)

    def held(self) -> float:
        """How many seconds are left of the time Telegram asked to wait."""
        return max(0.0, self._held_until - self._now())

    def reserve_chat(self, chat_id: int) -> float:
        """Reserve a chat's next moment and return 0, or return the seconds until the chat is free."""
        now = self._now()
        if len(self._chats) > 1000:
            self._chats = {chat: moment for chat, moment in self._chats.items() if moment > now}
        ready = self._chats.get(chat_id, 0.0)
        if ready > now:
            return ready - now
        self._chats[chat_id] = now + CHAT_GAP_SECONDS
        return 0.0
