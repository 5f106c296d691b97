"""(f) A region of 20,000 people in 400 schools: what holds the loop, on every screen and in every scan."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from statistics import quantiles

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.features import MEMBERS
from bot.scheduler import JOBS
from bot.telegram import display
from handlers.answers import Later, Work, close_question, opened, reply_of
from handlers.links import Link
from handlers.screen import Screen
from handlers.understanding import understand
from handlers.words import translator
from services import demo
from services.clock import MovableClock
from services.context import Chat, Context
from services.errors import DomainError
from services.letters import Letter
from services.people.kept import save
from services.people.queries import identify
from tests.bench import region, town
from tests.bench.figures import Figure

# A Monday within a quarter, in working hours.
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=town.MOSCOW)
# One of each role: from the region's methodist to a young specialist.
PEOPLE = ("p01", "p02", "p03", "p04", "p05", "p06", "p07", "p08", "p09", "p10", "p14", "p20", "p24", "p27")
AT_ONCE = 20
# So many different buttons of a kind are pressed by one person.
OF_A_KIND = 2
GOAL_HELD, GOAL_ANSWER = 50, 300
# These need a messenger or the drawing process, and are measured elsewhere.
LEFT_OUT = frozenset({"invite_unit", "group_png", "picture"})
DATABASE = "gorizont_bench"


@dataclass(slots=True)
class Turns:
    """The longest turn of the loop since it was last asked, in seconds: of the processor, and by the wall."""

    worked: float = 0.0
    held: float = 0.0

    def take(self) -> tuple[float, float]:
        longest = self.worked, self.held
        self.worked = self.held = 0.0
        return longest


@contextmanager
def watched() -> Iterator[Turns]:
    """Time every callback of the loop. Garbage is collected as `python -m bot run` does."""
    turns = Turns()
    plain: Callable[[asyncio.Handle], None] = asyncio.Handle._run  # type: ignore[attr-defined]

    def run(handle: asyncio.Handle) -> None:
        worked, begun = time.thread_time(), time.perf_counter()
        plain(handle)
        turns.held = max(turns.held, time.perf_counter() - begun)
        turns.worked = max(turns.worked, time.thread_time() - worked)

    asyncio.Handle._run = run  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    try:
        yield turns
    finally:
        asyncio.Handle._run = plain  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Press:
    """A press, a command or a scan: the longest turn it took, and the time until its answer, in seconds."""

    what: str
    worked: float
    held: float
    took: float


Places = dict[Work, asyncio.Semaphore]


def works_apart() -> Places:
    """As many places for each kind of work as the bot has."""
    return {kind: asyncio.Semaphore(kind.value) for kind in Work}


class Walker:
    """A person who presses everything within reach, breadth first, but for what cannot be undone."""

    def __init__(
        self, template: Context, chat_id: int, turns: Turns | None = None, works: Places | None = None
    ) -> None:
        self._template, self._chat_id = template, chat_id
        self._turns = turns or Turns()
        self._words = translator("ru")
        self._waiting: deque[Link] = deque()
        self._known: set[str] = set()
        self._kinds: Counter[str] = Counter()
        self._works = works or works_apart()
        self._late: list[asyncio.Task[None]] = []
        self.presses: list[Press] = []
        self.broken: list[str] = []

    async def walk(self) -> None:
        """Type every command, then press what the screens offer."""
        for name in MEMBERS.commands:
            await self.does(f"/{name}", Letter(f"1:{name}", f"/{name}"))
        while self._waiting:
            link = self._waiting.popleft()
            await self.does(link.pack(), link)
        await asyncio.gather(*self._late)

    async def does(self, name: str, deed: Link | Letter) -> None:
        """Press or type once, and look at what is shown."""
        await asyncio.sleep(0)
        self._turns.take()
        begun = time.perf_counter()
        try:
            screens = await asyncio.create_task(self._answer(deed))
        except DomainError:
            screens = []
        except Exception as error:
            self.broken.append(f"{name}: {type(error).__name__}")
            screens = []
        took = time.perf_counter() - begun
        await asyncio.sleep(0)
        self.presses.append(Press(name, *self._turns.take(), took))
        for screen in screens:
            self._notice(screen)

    async def _answer(self, deed: Link | Letter) -> list[Screen]:
        ctx = replace(self._template, chat=Chat(self._chat_id))
        visitor = await identify(ctx, self._chat_id)
        ctx.actor, ctx.kept = visitor.actor, visitor.kept
        if isinstance(deed, Letter):
            answer = await understand(ctx, deed, MEMBERS)
        else:
            close_question(ctx)
            answer = await MEMBERS.press(ctx, deed)
        if isinstance(answer, Later):
            self._late.append(asyncio.create_task(self._make(answer, replace(ctx))))
            answer = answer.meanwhile
        reply = reply_of(answer)
        screen = await opened(ctx, reply)
        await save(ctx)
        screens = [one for one in (screen, *reply.then) if one]
        for one in screens:
            display.messages(self._words, self._chat_id, one)
        return screens

    async def _make(self, later: Later, ctx: Context) -> None:
        """What takes a while is made beside the presses, as by `bot/works.py`; one screen is enough."""
        async with self._works[later.kind], aclosing(later.make(ctx)) as made:
            await anext(made)

    def _notice(self, screen: Screen) -> None:
        for link in (button.link for row in screen.rows for button in row):
            if not isinstance(link, Link) or link.is_final or link.pack() in self._known:
                continue
            kind = type(link).__prefix__
            if kind not in LEFT_OUT and self._kinds[kind] < OF_A_KIND:
                self._kinds[kind] += 1
                self._known.add(link.pack())
                self._waiting.append(link)


async def measure(folder: Path) -> list[Figure]:
    """One person after another, and the scans, on SQLite; twenty at once on PostgreSQL, if it is there."""
    figures = await _one_by_one(folder / "region.db")
    (folder / "region.db").unlink()
    address = os.environ.get("TEST_POSTGRES_URL")
    return figures + (await _at_once(address) if address else [])


async def _one_by_one(file: Path) -> list[Figure]:
    async with town.opened(file, MovableClock(MONDAY)) as ctx:
        people = await region.plant(ctx)
        checkpoints = asyncio.create_task(ctx.database.checkpoint_apart())  # as the bot does
        presses, broken = await _walked(ctx)
        with watched() as turns:
            for job in JOBS:
                turns.take()
                begun = time.perf_counter()
                await asyncio.create_task(job(replace(ctx)))  # type: ignore[arg-type]
                presses.append(Press(job.__name__, *turns.take(), time.perf_counter() - begun))
        checkpoints.cancel()
        await ctx.painter.close()
    worst = max(presses, key=lambda press: press.worked)
    return [
        Figure("region_people", "людей в области", people),
        Figure("region_presses", "нажатий и обходов, SQLite", len(presses)),
        Figure("region_broken", "из них сломалось", broken, "", 0, "most"),
        Figure(
            "region_worked",
            f"дольше всех занят процессор: {worst.what[:20]}",
            1000 * worst.worked,
            "мс",
            GOAL_HELD,
            "most",
        ),
        Figure("region_held", "то же по часам", 1000 * max(press.held for press in presses), "мс"),
        Figure("region_answer", "ответ p95, один человек", 1000 * _p95(presses), "мс"),
        Figure("region_longest", "самый долгий ответ", 1000 * max(press.took for press in presses), "мс"),
    ]


async def _walked(ctx: Context) -> tuple[list[Press], int]:
    chats = {person.code: person.chat_id for person in await demo.everyone(ctx)}
    presses: list[Press] = []
    broken: list[str] = []
    with watched() as turns:
        for code in PEOPLE:
            walker = Walker(ctx, chats[code], turns)
            await walker.walk()
            presses += walker.presses
            broken += walker.broken
    for one in broken:
        print("  сломалось:", one)
    return presses, len(broken)


async def _at_once(address: str) -> list[Figure]:
    """On a database of its own beside the one that is named."""
    url = make_url(address).set(database=DATABASE)
    server = create_async_engine(address, isolation_level="AUTOCOMMIT")
    drop = text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    try:
        async with server.connect() as connection:
            await connection.execute(drop)
            await connection.execute(text(f"CREATE DATABASE {DATABASE}"))
        async with town.opened(url.render_as_string(hide_password=False), MovableClock(MONDAY)) as ctx:
            await region.plant(ctx)
            presses, broken = await _together(ctx)
            await ctx.painter.close()
        async with server.connect() as connection:
            await connection.execute(drop)
    finally:
        await server.dispose()
    return [
        Figure("postgres_presses", f"нажатий {AT_ONCE} человек сразу, PostgreSQL", len(presses)),
        Figure("postgres_broken", "из них сломалось", broken, "", 0, "most"),
        Figure("postgres_answer", "ответ p95", 1000 * _p95(presses), "мс", GOAL_ANSWER, "most"),
        Figure("postgres_longest", "самый долгий ответ", 1000 * max(press.took for press in presses), "мс"),
    ]


async def _together(ctx: Context) -> tuple[list[Press], int]:
    """Twenty people, each of whom presses as soon as the last press is answered."""
    chats = {person.code: person.chat_id for person in await demo.everyone(ctx)}
    codes = [PEOPLE[place % len(PEOPLE)] for place in range(AT_ONCE)]
    works = works_apart()
    walkers = [Walker(ctx, chats[code], works=works) for code in codes]
    await asyncio.gather(*(walker.walk() for walker in walkers))
    for walker in walkers:
        for one in walker.broken:
            print("  сломалось:", one)
    return [press for walker in walkers for press in walker.presses], sum(len(one.broken) for one in walkers)


def _p95(presses: list[Press]) -> float:
    return quantiles((press.took for press in presses), n=20, method="inclusive")[-1]
