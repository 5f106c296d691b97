"""(f) What holds the loop in a region of 20,000 people: every screen of every role, every scan."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bot.features import MEMBERS
from bot.telegram import display
from handlers.answers import Later, close_question, opened, reply_of
from handlers.links import Link
from handlers.screen import Screen
from handlers.understanding import understand
from handlers.words import translator
from services.context import Chat, Context
from services.errors import DomainError
from services.letters import Letter
from services.people.kept import save
from services.people.queries import identify

# So many different buttons of a kind are pressed by one person.
OF_A_KIND = 2
MOST_PRESSES = 400


@dataclass
class Holds:
    """The processor time of single callbacks of the loop, in seconds."""

    longest: float = 0.0

    def take(self) -> float:
        longest, self.longest = self.longest, 0.0
        return longest


@contextmanager
def watched() -> Iterator[Holds]:
    """Time every callback of the loop by the processor's clock."""
    holds = Holds()
    plain: Callable[[asyncio.Handle], None] = asyncio.Handle._run  # type: ignore[attr-defined]

    def run(handle: asyncio.Handle) -> None:
        begun = time.thread_time()
        plain(handle)
        holds.longest = max(holds.longest, time.thread_time() - begun)

    asyncio.Handle._run = run  # type: ignore[attr-defined]
    try:
        yield holds
    finally:
        asyncio.Handle._run = plain  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Press:
    """A press, or a command: the longest hold of the loop and the time until its answer, in seconds."""

    who: str
    what: str
    held: float
    took: float


class Walker:
    """A person who presses everything within reach, breadth first, but for what cannot be undone."""

    def __init__(self, template: Context, chat_id: int, who: str, holds: Holds) -> None:
        self._template, self._chat_id, self._who, self._holds = template, chat_id, who, holds
        self._words = translator("ru")
        self._left: deque[Link] = deque()
        self._seen: dict[str, int] = {}
        self._known: set[str] = set()
        self.presses: list[Press] = []

    async def walk(self) -> list[Press]:
        for name in MEMBERS.commands:
            await self._does(f"/{name}", Letter(f"1:{name}", f"/{name}"))
        while self._left and len(self.presses) < MOST_PRESSES:
            link = self._left.popleft()
            await self._does(link.pack(), link)
        return self.presses

    async def _does(self, name: str, deed: Link | Letter) -> None:
        await asyncio.sleep(0)
        self._holds.take()
        begun = time.perf_counter()
        task = asyncio.create_task(self._answer(deed))
        try:
            screens = await task
        except DomainError:
            screens = []
        except Exception as error:
            print(name, type(error), error)
            screens = []
        took = time.perf_counter() - begun
        await asyncio.sleep(0)
        self.presses.append(Press(self._who, name, self._holds.take(), took))
        for screen in screens:
            self._notice(screen)

    async def _answer(self, deed: Link | Letter) -> list[Screen]:
        ctx = replace(self._template)
        ctx.chat = Chat(self._chat_id)
        visitor = await identify(ctx, self._chat_id)
        ctx.actor, ctx.kept = visitor.actor, visitor.kept
        if isinstance(deed, Letter):
            answer = await understand(ctx, deed, MEMBERS)
        else:
            close_question(ctx)
            answer = await MEMBERS.press(ctx, deed)
        screens: list[Screen] = []
        if isinstance(answer, Later):
            reply = answer.meanwhile
            made = answer.make(replace(ctx))
            async for screen in made:
                screens.append(screen)
                break
            await made.aclose()
        else:
            reply = reply_of(answer)
        screen = await opened(ctx, reply)
        await save(ctx)
        screens = [one for one in (screen, *reply.then, *screens) if one]
        for one in screens:
            display.messages(self._words, self._chat_id, one)
        return screens

    def _notice(self, screen: Screen) -> None:
        for row in screen.rows:
            for button in row:
                link = button.link
                if not isinstance(link, Link) or link.is_final or link.pack() in self._known:
                    continue
                kind = type(link).__prefix__
                if self._seen.get(kind, 0) < OF_A_KIND:
                    self._seen[kind] = self._seen.get(kind, 0) + 1
                    self._known.add(link.pack())
                    self._left.append(link)
