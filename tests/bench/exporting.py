"""(f) How long all routes of a unit take to become documents, and what those who only press notice of it."""

from __future__ import annotations

import asyncio
import random
import time
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import select

from bot.sandbox import people as hands
from bot.sandbox.messages import Button
from bot.sandbox.telegram import Chat, Sandbox
from handlers.documents.links import UnitArchive
from services.context import Context
from services.people.models import OrgUnit, RoleGrant
from services.roles import Role
from tests.bench import town
from tests.bench.answering import Respondent
from tests.bench.drawing import PRESSES_A_TURN, RESPONDENTS, THINKING, TURNS
from tests.bench.figures import Figure
from tests.bench.processes import OURS, BenchError, make_sandbox, running

ROUTES = 300
STEPS = 8
# The methodist who asks for the archives has a chat and no route.
METHODIST = ROUTES + 1
PATIENCE = 60.0


async def measure(folder: Path) -> list[Figure]:
    """The same people answer by turns: while nothing is exported, and while something always is."""
    file = folder / "exporting.db"
    async with town.opened(file) as ctx:
        await town.settle(ctx, METHODIST)
        await town.lay_routes(ctx, ROUTES, today=date(ctx.today.year, 12, 31), later_steps=STEPS - 1)
        unit_id = await _appoint(ctx)
    sandbox = make_sandbox(map(town.chat_of, range(1, METHODIST + 1)), rate_limits=False)
    everyone = [Respondent(sandbox, town.chat_of(number)) for number in range(1, RESPONDENTS + 1)]
    times: dict[bool, list[float]] = {True: [], False: []}
    exports: list[float] = []
    thoughts = random.Random(1)  # noqa: S311 (repeatable on purpose)
    async with running(OURS, sandbox, folder, DATABASE_URL=town.url_of(file)) as bot:
        await asyncio.gather(*(one.begin() for one in everyone))
        first = await _export(sandbox, unit_id)  # loads what documents are made with
        for turn in range(TURNS):
            before = [len(one.times) for one in everyone]
            if turn % 2:
                async with _exporting(sandbox, unit_id, exports):
                    await asyncio.gather(*(_answer(one, thoughts) for one in everyone))
            else:
                await asyncio.gather(*(_answer(one, thoughts) for one in everyone))
            for one, known in zip(everyone, before, strict=True):
                times[bool(turn % 2)] += one.times[known:]
        errors = bot.complaints() + sum(one.errors for one in everyone)
    alone, beside = (1000 * quantiles(times[exported], n=100)[94] for exported in (False, True))
    slowest = max([first, *exports])
    return [
        Figure(
            "export_seconds",
            f"архив {ROUTES} маршрутов по {STEPS} шагов, самый долгий",
            slowest,
            "с",
            20,
            "most",
            1,
        ),
        Figure("export_median", "обычно, пока люди нажимают", median(exports), "с", digits=1),
        Figure("press_p95_idle", "ответ на нажатие p95, архивов никто не ждёт", alone, "мс", digits=1),
        Figure("press_p95_exporting", "то же, пока архивы собираются всё время", beside, "мс", digits=1),
        Figure(
            "press_p95_export_extra",
            "нажатия ждут из-за архивов дольше на",
            beside - alone,
            "мс",
            50,
            "most",
            1,
        ),
        Figure("export_errors", "ошибок", errors, "", 0, "most"),
    ]


async def _appoint(ctx: Context) -> int:
    """Make the last person a methodist of the whole town; returns its unit."""
    async with ctx.transaction() as db:
        unit_id = await db.scalar(select(OrgUnit.id).where(OrgUnit.kind == "municipality"))
        if unit_id is None:
            raise BenchError("there is no town")
        db.add(RoleGrant(person_id=METHODIST, role=Role.MUNICIPAL_METHODIST.value, unit_id=unit_id))
        return unit_id


async def _answer(respondent: Respondent, thoughts: random.Random) -> None:
    """A turn's presses, with a thought before each."""
    for _ in range(PRESSES_A_TURN):
        await asyncio.sleep(thoughts.uniform(0, 2 * THINKING))
        await respondent.go_on()


@asynccontextmanager
async def _exporting(sandbox: Sandbox, unit_id: int, seconds: list[float]) -> AsyncIterator[None]:
    """Meanwhile somebody always waits for an archive; how long is written down."""
    is_over = False

    async def export_one_after_another() -> None:
        while not is_over:
            seconds.append(await _export(sandbox, unit_id))

    exporting = asyncio.create_task(export_one_after_another())
    try:
        yield
    finally:
        is_over = True
        await exporting


async def _export(sandbox: Sandbox, unit_id: int) -> float:
    """Ask for all routes of the town; the seconds till every one of them has come. Raises BenchError."""
    chat = sandbox.chat(town.chat_of(METHODIST))
    link = UnitArchive(unit_id=unit_id).pack()
    button = Button({"text": "Архив", "callback_data": link})
    shown = sandbox.add_message(chat, from_bot=True, text="Документы", buttons=((button,),))
    begun = time.perf_counter()
    hands.press(sandbox, chat, shown.message_id, link)
    while not (archive := _archive(chat, shown.message_id)):
        if not await chat.bell.wait(begun + PATIENCE - time.perf_counter()):
            raise BenchError(f"no archive came: {chat.toasts}")
    seconds = time.perf_counter() - begun
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        if len(opened.namelist()) != ROUTES:
            raise BenchError(f"{len(opened.namelist())} documents came instead of {ROUTES}")
    return seconds


def _archive(chat: Chat, after: int) -> bytes | None:
    """The file that came after a message."""
    for message_id, message in chat.messages.items():
        if message_id > after and message.document is not None:
            return message.document.data
    return None
