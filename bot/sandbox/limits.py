"""Telegram's sending limits, in real time: 30 messages a second overall, about one a second in a chat."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.errors import too_many_requests


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


@dataclass(slots=True)
class Limits:
    """A sliding second for the whole bot and a token bucket for each chat; counts the messages let through.

    None for `per_second` or `chat_per_second` removes that limit. Telegram allows short bursts in a chat:
    `chat_burst`. Edits, answers to presses and deletions are not counted.
    """

    enabled: bool = True
    per_second: float | None = 30
    chat_per_second: float | None = 1
    chat_burst: int = 20
    monotonic: Callable[[], float] = time.monotonic
    sent: int = 0
    too_many: int = 0
    _recent: deque[float] = field(default_factory=deque)
    _buckets: dict[int, _Bucket] = field(default_factory=dict)

    def take(self, chat_id: int, count: int = 1) -> None:
        """Let `count` messages through to a chat. Raises ApiError 429 with the seconds to wait."""
        if self.enabled:
            now = self.monotonic()
            wait = max(self._overall_wait(now, count), self._chat_wait(chat_id, now, count))
            if wait > 0:
                self.too_many += 1
                raise too_many_requests(math.ceil(wait))
            self._recent.extend([now] * count)
            if chat_id in self._buckets:
                self._buckets[chat_id].tokens -= count
        self.sent += count

    def _overall_wait(self, now: float, count: int) -> float:
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if self.per_second is None or len(self._recent) + count <= max(self.per_second, count):
            return 0
        return self._recent[0] + 1 - now

    def _chat_wait(self, chat_id: int, now: float, count: int) -> float:
        if self.chat_per_second is None:
            self._buckets.pop(chat_id, None)
            return 0
        bucket = self._buckets.setdefault(chat_id, _Bucket(self.chat_burst, now))
        refilled = bucket.tokens + (now - bucket.filled_at) * self.chat_per_second
        bucket.tokens, bucket.filled_at = min(self.chat_burst, refilled), now
        return max(0.0, (count - bucket.tokens) / self.chat_per_second)
