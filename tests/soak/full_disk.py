"""(g) A small disk of its own is full: when a migration must be done, and while people write."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.database_faults import NO_ROOM
from bot.migrate import is_newest
from bot.sandbox import people as hands
from bot.sandbox.telegram import Chat
from services.clock import SystemClock
from services.db import Database
from tests.bench import town
from tests.bench.figures import Figure
from tests.bench.processes import BenchError, make_sandbox
from tests.conftest import CONTENT, Town, plant_at
from tests.integration.releases import REVISIONS, assert_nothing_lost, put_back, rows_of
from tests.soak.killed import begin_talks, texts_said, texts_unordered
from tests.soak.station import station

DISK, ROOM = "12m", 300 * 1024
TEXTS = 3
LONGEST = 30.0
FILLER = "filler"
WAITS = "сообщения не записываются"


async def measure(folder: Path, _: str) -> list[Figure]:
    """Where no disk can be mounted nothing is measured; tests/e2e/test_full_disk.py needs none."""
    disk = folder.with_name("disk")
    async with _mounted(disk) as is_mounted:
        if not is_mounted:
            return [Figure("full_skipped", "нет права смонтировать диск: не проверено", 1)]
        return await _at_start(folder.with_name("full-start"), disk) + await _running(folder, disk)


async def _at_start(folder: Path, disk: Path) -> list[Figure]:
    """The database of the release before, and 300 KB."""
    file = disk / "release.db"
    url = put_back(REVISIONS[-1], file)
    database = Database(url)
    async with station(make_sandbox([], rate_limits=False), folder, url) as place:
        before = await rows_of(database)
        await database.close()
        _fill(disk, ROOM)
        try:
            await place.start()
            refused = False
        except BenchError:
            refused = place.said().count(NO_ROOM) == 1
        is_untouched = await rows_of(database) == before
        await database.close()
        is_untouched = is_untouched and not _copies(disk)
        _make_room(disk)
        await place.start()
        assert_nothing_lost(before, await rows_of(database), may_grow=True)
        went_on = await is_newest(database)
        await database.close()
    _empty(disk)
    return [
        Figure("full_start_named", "при запуске на 300 КБ: сказано одной фразой", refused, "", 1),
        Figure("full_start_untouched", "база не изменилась, копий не осталось", is_untouched, "", 1),
        Figure("full_start_went_on", "место появилось: запустился и обновил сам", went_on, "", 1),
    ]


async def _running(folder: Path, disk: Path) -> list[Figure]:
    """People write while nothing can be written."""
    url = town.url_of(disk / "gorizont.db")
    await plant_at(url, history=False)
    database = Database(url)
    district = Town(database, SystemClock(), CONTENT, {})  # type: ignore[arg-type]
    await district.reload()
    sandbox = make_sandbox((one.chat_id for one in district.people.values()), rate_limits=True)
    async with station(sandbox, folder, url) as place:
        talks = await begin_talks(district, place)
        await database.close()
        await place.start()
        _fill(disk, 0)
        for number in range(TEXTS):
            for row, (chat_id, first) in enumerate(talks.items()):
                words = f"Слова {number * len(talks) + row}"
                hands.say(sandbox, sandbox.chat(chat_id), words, first)
        await asyncio.sleep(10)
        told = sum(_is_told(sandbox.chat(chat_id)) for chat_id in talks)
        kept = (await texts_said(database)).total()
        _make_room(disk)
        written, until = TEXTS * len(talks), time.monotonic() + LONGEST
        while (said := await texts_said(database)).total() < written and time.monotonic() < until:
            await asyncio.sleep(0.3)
        await asyncio.sleep(1)
        said, is_alive = await texts_said(database), place.is_alive
        unordered, errors = await texts_unordered(database), place.errors()
    return [
        Figure("full_alive", "бот жив", is_alive, "", 1),
        Figure("full_told", f"предупреждены из {len(talks)}", told, "", len(talks)),
        Figure("full_kept", "записано на полном диске (что влезло в журнал)", kept),
        Figure("full_lost", f"потеряно из {written}", written - len(said), "", 0, "most"),
        Figure("full_doubled", "удвоено", said.total() - len(said), "", 0, "most"),
        Figure("full_order", "стоят не по порядку", unordered, "", 0, "most"),
        Figure("full_errors", "ошибок в журнале", errors),
    ]


def _is_told(chat: Chat) -> bool:
    return any(one.from_bot and WAITS in one.words for one in chat.messages.values())


@asynccontextmanager
async def _mounted(disk: Path) -> AsyncIterator[bool]:
    """A small file system at a new folder; whether it could be mounted."""
    disk.mkdir()  # noqa: ASYNC240
    done = await asyncio.create_subprocess_exec("mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", disk)
    is_mounted = await done.wait() == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            await (await asyncio.create_subprocess_exec("umount", disk)).wait()


def _fill(disk: Path, room: int) -> None:
    """Leave so many bytes."""
    free = os.statvfs(disk)
    (disk / FILLER).write_bytes(bytes(free.f_bavail * free.f_bsize - room))


def _copies(disk: Path) -> list[Path]:
    return list(disk.glob("*-before-*"))


def _empty(disk: Path) -> None:
    for left in disk.iterdir():
        left.unlink()


def _make_room(disk: Path) -> None:
    (disk / FILLER).unlink()
