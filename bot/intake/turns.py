"""Turns: the updates of a chat are handled one after another, and every chat gets its share of the places."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from services.outside import ChatId

# A chat with so many waiting updates is asked to slow down: nobody can tap so fast.
WAITING_LIMIT = 30
# Without a limit, updates left the database without connections when 2,000 people tapped at once.
PLACES = 100

Job = Callable[[], Awaitable[None]]


class Turns:
    """Runs jobs, at most one of a chat at a time and `places` in all.

    A chat whose job is done goes behind the other waiting chats, so that a flood of one chat takes one place.
    Jobs handle their own errors.
    """

    def __init__(self, places: int = PLACES) -> None:
        self._free = places
        self._waiting: dict[ChatId, deque[Job]] = {}
        self._ready: deque[ChatId] = deque()
        self._returning: deque[asyncio.Future[None]] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closed = False

    def waiting(self, chat: ChatId) -> int:
        """How many jobs of a chat are waiting or under way."""
        return len(self._waiting.get(chat, ()))

    def add(self, chat: ChatId, job: Job) -> None:
        """Let a job run when the chat's jobs before it are done and there is a place."""
        queue = self._waiting.setdefault(chat, deque())
        queue.append(job)
        if len(queue) == 1:
            self._ready.append(chat)
        self._idle.clear()
        self._start()

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[None]:
        """Inside a job: give its place to other chats meanwhile, then wait for one, before those who begin.

        Its own chat keeps waiting.
        """
        self._give_place()
        try:
            yield
        finally:
            if not self._is_closed:
                await self._take_place()

    async def settle(self) -> None:
        """Return when no job is waiting or under way."""
        await self._idle.wait()

    def close(self) -> None:
        """Start no more jobs, and cancel those under way."""
        self._is_closed = True
        for task in self._running:
            task.cancel()

    def _start(self) -> None:
        while self._free and self._ready and not self._is_closed:
            self._free -= 1
            task = asyncio.create_task(self._run(self._ready.popleft()), name="update")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _run(self, chat: ChatId) -> None:
        queue = self._waiting[chat]
        try:
            await queue[0]()
        finally:
            queue.popleft()
            if queue:
                self._ready.append(chat)
            else:
                del self._waiting[chat]
                if not self._waiting:
                    self._idle.set()
            self._give_place()

    def _give_place(self) -> None:
        if self._returning and not self._is_closed:
            self._returning.popleft().set_result(None)
        else:
            self._free += 1
            self._start()

    async def _take_place(self) -> None:
        if self._free:
            self._free -= 1
            return
        given = asyncio.get_running_loop().create_future()
        self._returning.append(given)
        await given
