"""A disk with no room for the database.

A process may write no file beyond a size (RLIMIT_FSIZE), which needs no rights. `make soak` fills a disk.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import closing
from pathlib import Path

import aiohttp
import psutil  # type: ignore[import-untyped]
import pytest
from sqlalchemy import func, select

from bot.database_faults import NO_ROOM
from bot.migrate import PROJECT, newest_revision
from bot.sandbox.messages import SandboxPerson
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from services.clock import SystemClock
from services.conversations.models import ConversationMessage
from tests.conftest import TOKEN, free_port
from tests.e2e.conftest import Street
from tests.integration.releases import REVISIONS, put_back
from tests.integration.stories import ON_SQLITE
from tests.personas import GYMNASIUM_MENTOR, GYMNASIUM_YOUNG_SPECIALIST, TEACHER

PATIENCE = 60.0
ROOM = 300 * 1024
# Less than one page of the write-ahead log: nothing is written any more.
NONE = 4096
WAITS = "сообщения не записываются"


def rows_of(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def files_of(folder: Path) -> list[str]:
    return [one.name for one in folder.glob("*.db*")]


async def test_bot_that_finds_no_room_to_migrate_says_so_and_starts_once_there_is(tmp_path: Path) -> None:
    file = tmp_path / "gorizont.db"
    url = put_back(REVISIONS[-1], file)
    before = rows_of(file)
    anna = SandboxPerson(17, "Анна", "Новикова", None, "Учитель")
    sandbox = Sandbox(SystemClock(), TOKEN, [anna], last_id=1000)  # the release has met lower numbers
    newcomer = sandbox.user(17)
    async with SandboxServer(sandbox) as server:
        environment = os.environ | {
            "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8",
            "BOT_TOKEN": TOKEN, "BOT_API_URL": server.url, "DATABASE_URL": url,
        }  # fmt: skip

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))

        command = (sys.executable, "-m", "bot", "run")
        full = await asyncio.create_subprocess_exec(
            *command, cwd=tmp_path, env=environment, stdout=DEVNULL, stderr=PIPE, preexec_fn=limit
        )
        _, said = await asyncio.wait_for(full.communicate(), PATIENCE)
        logged, sentence = said.decode().strip().splitlines()
        assert (full.returncode, sentence) == (1, NO_ROOM)
        assert "the database cannot be used" in logged
        assert rows_of(file) == before
        assert files_of(tmp_path) == [file.name], "no copy takes what is left"

        running = await asyncio.create_subprocess_exec(
            *command, cwd=tmp_path, env=environment, stdout=DEVNULL, stderr=DEVNULL
        )
        await newcomer.says("/start")
        await newcomer.sees("Здравствуйте", within=PATIENCE)
        running.terminate()
        assert await asyncio.wait_for(running.wait(), PATIENCE) == 0
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert found == (newest_revision(),)
    assert any("-before-" in name for name in files_of(tmp_path)), "and the copy is made"


@ON_SQLITE
@pytest.mark.history
async def test_running_bot_says_that_letters_wait_and_goes_on_once_there_is_room(street: Street) -> None:
    town = street.town
    novice, mentor, teacher = map(street.of, (GYMNASIUM_YOUNG_SPECIALIST, GYMNASIUM_MENTOR, TEACHER))
    said_before = await town.one(select(func.count()).select_from(ConversationMessage))
    port = free_port()
    street.environment["HEALTH_PORT"] = str(port)
    async with street.bot() as bot, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as watcher:
        await teacher.says("/menu")
        menu = await teacher.sees("Чем займёмся", within=PATIENCE)
        await novice.says("/ask")
        await novice.presses("Ясенева")
        await novice.presses("Дописать")
        await novice.sees("Напишите, что добавить")

        process = psutil.Process(bot.pid)
        process.rlimit(psutil.RLIMIT_FSIZE, (NONE, resource.RLIM_INFINITY))
        await novice.says("Как закончить урок?")
        await novice.sees(WAITS, within=20)
        await novice.says("И с чего начать?")
        await teacher.presses("Мои данные", menu, within=20)
        assert WAITS in teacher.toasts[-1]
        await novice.quiet()
        assert sum(WAITS in one.words for one in novice.messages) == 1, "once"
        assert bot.returncode is None
        async with watcher.get("/health") as told:
            assert told.status == 503 and (await told.json())["is_awake"]
        assert await town.one(select(func.count()).select_from(ConversationMessage)) == said_before

        process.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await novice.sees("Передано", within=20)
        await mentor.sees("Как закончить урок?", within=20)
        await teacher.sees("Что бот знает о вас", within=20)
    said = await town.rows(select(ConversationMessage.text).order_by(ConversationMessage.id))
    assert [row.text for row in said[said_before:]] == ["Как закончить урок?"]
