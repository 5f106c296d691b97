"""(g) What files from people cost: the memory of the bot, and the time of those who only press."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import select

from bot.sandbox import people as hands
from bot.sandbox.telegram import Chat, Sandbox
from services.context import Context
from services.people.models import OrgUnit, RoleGrant
from services.roles import Role
from tests import attacks
from tests.bench import town
from tests.bench.answering import Respondent
from tests.bench.drawing import PRESSES_A_TURN, RESPONDENTS, THINKING
from tests.bench.figures import Figure
from tests.bench.processes import OURS, BenchError, RunningBot, make_sandbox, running

# All of them send their files at one moment, again and again.
SENDERS = 20
# An honest list that nobody waits long for.
STAFF = 200
TURNS = 4
PATIENCE = 300.0
# What the bot says to a list, whatever it is.
SAID = ("Новых:", "слишком", "повреждён")


async def measure(folder: Path) -> list[Figure]:
    """The same people answer by turns: while nobody sends a file, and while many send harmful ones."""
    file = folder / "reading.db"
    senders = range(RESPONDENTS + 1, RESPONDENTS + SENDERS + 1)
    async with town.opened(file) as ctx:
        await town.settle(ctx, RESPONDENTS + SENDERS)
        await _appoint(ctx, senders)
    chats = map(town.chat_of, range(1, RESPONDENTS + SENDERS + 1))
    sandbox = make_sandbox(chats, rate_limits=False)
    everyone = [Respondent(sandbox, town.chat_of(number)) for number in range(1, RESPONDENTS + 1)]
    times: dict[bool, list[float]] = {True: [], False: []}
    waits: list[float] = []
    thoughts = random.Random(1)  # noqa: S311 (repeatable on purpose)
    sent = _files()
    async with running(OURS, sandbox, folder, DATABASE_URL=town.url_of(file)) as bot:
        await asyncio.gather(*(one.begin() for one in everyone))
        await asyncio.gather(*(_opens(sandbox, sandbox.chat(town.chat_of(number))) for number in senders))
        await _sends(sandbox.chat(town.chat_of(senders[0])), sandbox, attacks.honest())
        before = bot.process.memory_info().rss
        most = [before]
        for turn in range(TURNS):
            known = [len(one.times) for one in everyone]
            if turn % 2:
                async with _sending(sandbox, senders, sent, waits), _watched(bot, most):
                    await asyncio.gather(*(_answer(one, thoughts) for one in everyone))
            else:
                await asyncio.gather(*(_answer(one, thoughts) for one in everyone))
            for one, already in zip(everyone, known, strict=True):
                times[bool(turn % 2)] += one.times[already:]
        errors = sum(one.errors for one in everyone)
    alone, beside = (1000 * quantiles(times[reads], n=100)[94] for reads in (False, True))
    more = (max(most) - before) / 2**20
    return [
        Figure("files_memory", "файлы людей прибавляют боту памяти", more, "МБ", 150, "most"),
        Figure("press_p95_no_files", "ответ на нажатие p95, файлов никто не шлёт", alone, "мс", digits=1),
        Figure("press_p95_files", "то же, пока 20 человек шлют вредные файлы", beside, "мс", digits=1),
        Figure(
            "press_p95_files_extra",
            "нажатия ждут из-за файлов дольше на",
            beside - alone,
            "мс",
            100,
            "most",
            1,
        ),
        Figure("press_longest_files", "самое долгое нажатие в это время", 1000 * max(times[True]), "мс"),
        Figure("file_seconds", "человек ждёт ответа на файл, обычно", median(waits), "с", digits=1),
        Figure("file_longest", "дольше всех", max(waits), "с", digits=1),
        Figure("files_read", "файлов за это время", len(waits)),
        Figure("reading_errors", "ошибок", errors, "", 0, "most"),
    ]


def _files() -> list[bytes]:
    """Files under 5 MB: harmful ones, the heaviest there are, and honest lists among them."""
    return [
        attacks.staff(STAFF),
        attacks.giant_row(),
        attacks.noise(4_900_000),
        attacks.many_styles(),
        attacks.repeated_text(),
        attacks.lying(attacks.honest(), "xl/a.xml", 300 << 20, 100),
    ]


async def _appoint(ctx: Context, people: Sequence[int]) -> None:
    """Make people methodists of the whole town."""
    async with ctx.transaction() as db:
        unit_id = await db.scalar(select(OrgUnit.id).where(OrgUnit.kind == "municipality"))
        if unit_id is None:
            raise BenchError("there is no town")
        role = Role.MUNICIPAL_METHODIST.value
        db.add_all(RoleGrant(person_id=one, role=role, unit_id=unit_id) for one in people)


async def _opens(sandbox: Sandbox, chat: Chat) -> None:
    """Open the question for a list."""
    asked = hands.say(sandbox, chat, "/import")
    await _told(chat, asked.message_id, ("Загрузить список",), time.perf_counter())


async def _answer(respondent: Respondent, thoughts: random.Random) -> None:
    """A turn's presses, with a thought before each."""
    for _ in range(PRESSES_A_TURN):
        await asyncio.sleep(thoughts.uniform(0, 2 * THINKING))
        await respondent.go_on()


@asynccontextmanager
async def _watched(bot: RunningBot, most: list[int]) -> AsyncIterator[None]:
    """Meanwhile the memory of the bot's own process is looked at."""

    async def look() -> None:
        while True:
            most.append(bot.process.memory_info().rss)
            await asyncio.sleep(0.02)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()


@asynccontextmanager
async def _sending(
    sandbox: Sandbox, senders: Sequence[int], sent: Sequence[bytes], waits: list[float]
) -> AsyncIterator[None]:
    """Meanwhile each of the senders sends one file; all are answered at the end."""
    sending = [
        asyncio.create_task(_sends(sandbox.chat(town.chat_of(one)), sandbox, sent[one % len(sent)]))
        for one in senders
    ]
    try:
        yield
    finally:
        waits += await asyncio.gather(*sending)


async def _sends(chat: Chat, sandbox: Sandbox, data: bytes) -> float:
    """Send a list; the seconds till its answer. Raises BenchError."""
    begun = time.perf_counter()
    sent = hands.send_file(sandbox, chat, "document", data=data, name="Список.xlsx")
    await _told(chat, sent.message_id, SAID, begun)
    return time.perf_counter() - begun


async def _told(chat: Chat, after: int, words: Sequence[str], begun: float) -> None:
    while not any(
        number > after and any(word in message.words for word in words)
        for number, message in chat.messages.items()
    ):
        if not await chat.bell.wait(begun + PATIENCE - time.perf_counter()):
            raise BenchError(f"no answer to a file: {[str(one) for one in chat.messages.values()][-3:]}")
