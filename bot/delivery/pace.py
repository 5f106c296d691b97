"""The pace of sending: a number of messages a second in all, and about one a second in a chat.

Answers to people go before the outbox. Telegram's requests to wait hold the chat they were about; several in
a row, with nothing accepted in between, hold the whole bot.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic

# Telegram allows about one message a second in a chat (Bots FAQ, «broadcasting to users»).
CHAT_GAP_SECONDS = 1.05
# Answers in a chat may come in a burst of so many.
CHAT_BURST = 10
# Messages that are late by at most this many seconds catch up; after a longer pause the pace starts anew.
CATCH_UP_SECONDS = 0.25
# So many chats refused in a row mean that the bot itself is refused.
REFUSED_CHATS = 3
# The bot is held for so many seconds at first, then for twice as long each time it is still refused: the
# refused chats may be the only ones, and all others must not wait for them.
FIRST_HOLD_SECONDS = 0.5
_REMEMBERED_CHATS = 1000


@dataclass(slots=True)
class _Chat:
    """When a chat's next message is due at one a second, and until when Telegram asked to wait."""

    due: float = 0.0
    held_until: float = 0.0


class Pace:
    """Hands out moments to send at, evenly spaced. `rate` is messages a second; 0 means no limit."""

    def __init__(self, rate: float, now: Callable[[], float] = monotonic) -> None:
        self.rate = rate
        self._gap = 1 / rate if rate else 0.0
        self._now = now
        self._next = 0.0
        self._held_until = 0.0
        self._chats: dict[int, _Chat] = {}
        self._most = ceil(rate)
        self._on_the_way = 0
        self._arrived: deque[float] = deque(maxlen=self._most or None)
        self._refused: set[int] = set()
        self._hold = FIRST_HOLD_SECONDS
        # One message of the outbox waits here at a time, and reserves nothing: every answer overtakes it.
        self._behind_answers = asyncio.Lock()

    async def wait(self, *, is_answer: bool = False) -> float:
        """Wait until the next message may leave; returns 0, or the seconds that Telegram asked to wait.

        A message that was let go must be followed by `arrived`.
        """
        if is_answer:
            if not self.held() and (delay := self.reserve() - self._now()) > 0:
                await asyncio.sleep(delay)
        else:
            async with self._behind_answers:
                while not self.held() and (delay := self._next - self._now()) > 0:  # noqa: ASYNC110
                    await asyncio.sleep(delay)
                if not self.held():
                    self.reserve()
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
        """Let nothing leave for so many seconds."""
        self._held_until = max(self._held_until, self._now() + seconds)
        self._next = max(self._next, self._held_until)

    def held(self) -> float:
        """How many seconds are left of the time for which nothing may leave."""
        return max(0.0, self._held_until - self._now())

    def refused(self, chat_id: int, seconds: float) -> None:
        """Note that Telegram refused a message to a chat and asked to wait for so many seconds."""
        chat = self._chat(chat_id)
        chat.held_until = max(chat.held_until, self._now() + seconds)
        self._refused.add(chat_id)
        if len(self._refused) >= REFUSED_CHATS:
            self.hold(min(seconds, self._hold))
            self._hold = min(2 * self._hold, seconds)
            self._refused.clear()

    def accepted(self) -> None:
        """Note that Telegram took a message: the bot is not refused."""
        self._refused.clear()
        self._hold = FIRST_HOLD_SECONDS

    def reserve_chat(self, chat_id: int, *, burst: int = 1) -> float:
        """Reserve a chat's next moment and return 0, or return the seconds until the chat is free.

        With a `burst`, so many messages may leave at once after a silence.
        """
        now = self._now()
        chat = self._chat(chat_id)
        ready = max(chat.due - (burst - 1) * CHAT_GAP_SECONDS, chat.held_until)
        if ready > now:
            return ready - now
        chat.due = max(chat.due, now) + CHAT_GAP_SECONDS
        return 0.0

    def held_chat(self, chat_id: int) -> float:
        """How many seconds are left of the time for which Telegram asked a chat to wait."""
        chat = self._chats.get(chat_id)
        return max(0.0, chat.held_until - self._now()) if chat else 0.0

    def _chat(self, chat_id: int) -> _Chat:
        now = self._now()
        if len(self._chats) > _REMEMBERED_CHATS:
            self._chats = {
                key: chat for key, chat in self._chats.items() if max(chat.due, chat.held_until) > now
            }
        return self._chats.setdefault(chat_id, _Chat())
