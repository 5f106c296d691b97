"""The command line: what a newcomer types, and what they are told when something is missing."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import psutil  # type: ignore[import-untyped]
import pytest
from sqlalchemy import text

from bot import __main__ as command_line
from bot import database_faults
from bot.__main__ import CannotStartError
from bot.config import Settings
from bot.sandbox.messages import SandboxPerson
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from services import demo
from services.clock import SystemClock
from services.db import Database
from tests import personas
from tests.conftest import TOKEN, free_port
from tests.e2e.bot_process import start_demo

PROJECT = Path(__file__).parents[2]
PATIENCE = 60.0
PASSWORD = "pAssw0rd-of-the-database"
SETTINGS = {name.upper() for name in Settings.model_fields}


async def start(folder: Path, *arguments: str, **environment: str) -> Process:
    """`python -m bot …` in a folder of its own, with nothing set but what is given."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"} | environment,
        stdout=PIPE,
        stderr=PIPE,
    )


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int | None
    out: str
    errors: str


async def end_of(process: Process) -> Ended:
    out, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    return Ended(process.returncode, out.decode(), errors.decode())


async def stop(process: Process) -> Ended:
    process.send_signal(signal.SIGTERM)
    return await end_of(process)


# A start that cannot succeed

BAD_STARTS: dict[str, tuple[dict[str, str], str]] = {
    "no token": ({}, "BOT_TOKEN"),
    "a token with a typo": ({"BOT_TOKEN": "1234567 abc"}, "BOT_TOKEN"),
    "a rate in words": ({"BOT_TOKEN": TOKEN, "SEND_RATE": "быстро"}, "SEND_RATE"),
    "an admin by name": ({"BOT_TOKEN": TOKEN, "ADMIN_IDS": "@one,@two"}, "ADMIN_IDS"),
    "a database nobody has": (
        {"BOT_TOKEN": TOKEN, "DATABASE_URL": f"postgresql://bot:{PASSWORD}@127.0.0.1/bot"},
        "DATABASE_URL",
    ),
}


@pytest.mark.parametrize("name", BAD_STARTS)
async def test_impossible_start_ends_with_one_sentence(tmp_path: Path, name: str) -> None:
    environment, setting = BAD_STARTS[name]
    ended = await end_of(await start(tmp_path, "run", **environment))
    assert ended.code == 2, ended.errors
    assert ended.out == ""
    assert_one_sentence(ended.errors, setting)
    assert PASSWORD not in ended.errors
    assert environment.get("BOT_TOKEN", "no token") not in ended.errors


def assert_one_sentence(said: str, setting: str) -> None:
    """In Russian, naming what to look at, and nothing else."""
    assert said.count("\n") == 1, said
    assert said.count(setting) == 1, said
    assert re.search("[а-я]{3}", said), said


@pytest.fixture
def bare_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """In this process (a start takes seconds): nothing set, and no `.env` of the developer's."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    yield
    gc.enable()  # a start puts it off until it is done


async def refused() -> CannotStartError:
    with pytest.raises(CannotStartError) as caught:
        await command_line.run()
    assert TOKEN not in str(caught.value)
    return caught.value


@pytest.mark.usefixtures("bare_settings")
async def test_a_token_telegram_refuses_is_named(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with SandboxServer(Sandbox(SystemClock(), TOKEN, [])) as server:
        monkeypatch.setenv("BOT_API_URL", server.url)
        monkeypatch.setenv("BOT_TOKEN", f"{TOKEN[:-1]}x")
        refusal = await refused()
    assert (refusal.code, str(refusal)) == (2, command_line.REFUSED_TOKEN)
    assert caplog.text == ""


@pytest.mark.usefixtures("bare_settings")
async def test_telegram_that_is_away_at_the_start_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    monkeypatch.setattr(command_line, "FIRST_PAUSE", 0.05)
    monkeypatch.setenv("BOT_API_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    starting = asyncio.create_task(command_line.run())
    async with asyncio.timeout(PATIENCE):
        while "BOT_API_URL" not in (said := capsys.readouterr().err):
            await asyncio.sleep(0.05)
    assert f"127.0.0.1:{port}" in said
    sandbox = Sandbox(SystemClock(), TOKEN, [SandboxPerson(17, "Анна", "Новикова", None, "Учитель")])
    sandbox.webhook = "https://example.org/hook"
    async with SandboxServer(sandbox, port):
        newcomer = sandbox.user(17)
        await newcomer.says("/start")
        await newcomer.sees("Здравствуйте", within=PATIENCE)
        assert sandbox.webhook == "", "a webhook left by another program is removed"
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(starting, PATIENCE) == 0


@pytest.mark.usefixtures("bare_settings")
async def test_a_database_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql+asyncpg://bot:{PASSWORD}@127.0.0.1:{free_port()}/bot")
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    refusal = await refused()
    assert (refusal.code, str(refusal)) == (1, database_faults.NO_ANSWER)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.usefixtures("bare_settings")
async def test_bot_does_not_start_on_a_postgres_database_of_an_older_version(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(database_url)
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    await database.close()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    refusal = await refused()
    assert (refusal.code, str(refusal)) == (2, command_line.OLD_DATABASE)


@pytest.mark.usefixtures("bare_settings")
async def test_a_taken_port_of_the_health_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_API_URL", f"http://127.0.0.1:{free_port()}")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        monkeypatch.setenv("HEALTH_PORT", str(port))
        refusal = await refused()
    assert (refusal.code, str(refusal)) == (1, command_line.PORT_TAKEN.format(port))


@pytest.mark.usefixtures("bare_settings")
async def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        assert await command_line.demo(port) == 1
    out, errors = capsys.readouterr()
    assert out == ""
    assert_one_sentence(errors, f"Порт {port} ")


# Starting for real


async def test_a_fresh_start_makes_its_database_and_answers(tmp_path: Path) -> None:
    sandbox = Sandbox(
        SystemClock(), TOKEN, [SandboxPerson(17, "Анна", "Новикова", "+79000000999", "Учитель")]
    )
    newcomer, file = sandbox.user(17), tmp_path / "made" / "by itself.db"
    async with SandboxServer(sandbox) as server:
        environment = {"BOT_TOKEN": TOKEN, "BOT_API_URL": server.url}
        process = await start(
            tmp_path, "run", DATABASE_URL=f"sqlite+aiosqlite:///{file}", ADMIN_IDS="17", **environment
        )
        await newcomer.says("/start")
        await newcomer.sees("Здравствуйте", within=PATIENCE)
        assert file.exists()
        ended = await stop(process)
    assert ended.code == 0
    assert "Traceback" not in ended.errors
    assert TOKEN not in ended.errors + ended.out


async def test_migrate_brings_a_database_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "fresh.db"
    (tmp_path / ".env").write_text(f"DATABASE_URL=sqlite+aiosqlite:///{file}\n", "utf-8")
    ended = await end_of(await start(tmp_path, "migrate"))
    assert (ended.code, ended.out) == (0, "База данных обновлена.\n"), ended.errors
    assert "Traceback" not in ended.errors
    tables = {row[0] for row in sqlite3.connect(file).execute("SELECT name FROM sqlite_master")}
    assert {"people", "deliveries", "alembic_version"} <= tables


# The demo


class Page:
    """The demo's web page, as a browser uses it."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self.url = url

    async def get(self, path: str) -> Any:
        async with self._http.get(f"{self.url}{path}") as response:
            response.raise_for_status()
            return await response.json() if response.content_type == "application/json" else response

    async def act(self, path: str, **body: Any) -> None:
        async with self._http.post(
            f"{self.url}/sandbox/{path}", json=body, headers={"X-Sandbox": "1"}
        ) as response:
            assert response.status == 200, await response.text()

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.get("/sandbox/clock"))["now"])

    async def sees(self, chat_id: int, fragment: str) -> dict[str, Any]:
        """Wait for a message of the bot and return it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for message in reversed((await self.get(f"/sandbox/chats/{chat_id}"))["messages"]):
                    if fragment in str(message):
                        assert isinstance(message, dict)
                        return message
                await asyncio.sleep(0.05)


@asynccontextmanager
async def opened_demo(folder: Path, port: int) -> AsyncIterator[tuple[Process, Page]]:
    """A running demo whose address was printed."""
    process = await start(folder, "demo", "--port", str(port))
    assert process.stdout is not None
    printed = ""
    async with asyncio.timeout(PATIENCE):
        while "http://" not in printed:
            line = await process.stdout.readline()
            assert line, await end_of(process)
            printed += line.decode()
    async with aiohttp.ClientSession() as http:
        yield process, Page(http, f"http://127.0.0.1:{port}")
    assert f"http://127.0.0.1:{port}" in printed


@asynccontextmanager
async def demo_opened_again(folder: Path, port: int) -> AsyncIterator[tuple[Path, Page]]:
    """The demo on the data of `opened_demo`, and its log; forked, since the command line takes seconds.

    At the end the demo is asked to stop, and does.
    """
    log_file = folder / "again.log"
    process = start_demo(port, folder / command_line.DEMO_FOLDER, log_file)
    try:
        async with asyncio.timeout(PATIENCE):
            while not log_file.exists() or "http://" not in log_file.read_text("utf-8"):
                await asyncio.sleep(0.05)
        async with aiohttp.ClientSession() as http:
            yield log_file, Page(http, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        await asyncio.to_thread(process.join, PATIENCE)
    assert process.exitcode == 0, log_file.read_text("utf-8")


@pytest.mark.xdist_group("e2e-sqlite")
async def test_demo_listens_on_loopback_and_keeps_its_data(tmp_path: Path) -> None:
    port, newcomer = free_port(), demo.chat_id_of(personas.NOT_JOINED)
    async with opened_demo(tmp_path, port) as (process, page):
        assert "text/html" in (await page.get("/")).content_type
        listening = [
            one.laddr.ip
            for one in psutil.Process(process.pid).net_connections("tcp")
            if one.status == psutil.CONN_LISTEN
        ]
        assert listening == ["127.0.0.1"]

        # A newcomer joins, and the clock is moved.
        await page.act(f"chats/{newcomer}/text", text="/start")
        await page.sees(newcomer, "Здравствуйте")
        await page.act(f"chats/{newcomer}/contact")
        consent = await page.sees(newcomer, "Согласен")
        button = next(one for row in consent["buttons"] for one in row if "Согласен" in one["text"])
        await page.act(f"chats/{newcomer}/press", message_id=consent["id"], data=button["data"])
        seen = await page.sees(newcomer, "Чем займёмся")
        await page.act("clock", move="week")
        moved = await page.now()

        first = await stop(process)
    assert first.code == 0, first.errors
    assert "Traceback" not in first.errors
    assert (tmp_path / "data" / "demo" / "demo.db").exists()

    async with demo_opened_again(tmp_path, port) as (log_file, page):
        await page.act(f"chats/{newcomer}/text", text="/menu")
        again = await page.sees(newcomer, "Чем займёмся")
        assert again["id"] > seen["id"], "else the bot takes what is new for repeats"
        assert await page.now() >= moved
    said = first.errors + log_file.read_text("utf-8")
    assert not re.search(r"\d{6}:[\w-]{20,}", said), "no token, not even this one"
