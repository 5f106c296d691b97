"""Numbers of large scopes, found once for some minutes: who turns the pages of a region's map waits once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

# The numbers of fewer people are found anew each time: that is quick.
LARGE = 2_000
KEPT = timedelta(minutes=5)

Key = tuple[Any, ...]


@dataclass(slots=True)
class Recent:
    """What was found for large scopes a short while ago, by what was asked and for whose rights."""

    _found: dict[Key, tuple[datetime, Any]] = field(default_factory=dict)
    _turns: defaultdict[Key, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def of(self, key: Key, now: datetime, find: Callable[[], Awaitable[tuple[T, int]]]) -> T:
        """What `find` returns, with the number of people it tells of; or what it returned a short while ago.

        People who ask at once wait for one answer. Do not call it inside a transaction.
        """
        async with self._turns[key]:
            known = self._found.get(key)
            if known is not None and now - known[0] < KEPT:
                value: T = known[1]
                return value
            value, people = await find()
            self._forget_old(now)
            if people >= LARGE:
                self._found[key] = now, value
            return value

    def _forget_old(self, now: datetime) -> None:
        for key in [one for one, (moment, _) in self._found.items() if now - moment >= KEPT]:
            del self._found[key]
        for key in [one for one, turn in self._turns.items() if not turn.locked() and one not in self._found]:
            del self._turns[key]
