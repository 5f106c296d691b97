"""The bot as a process that may be killed and started again, against a sandbox served by this one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from tests.bench.processes import (
    LONGEST_START,
    LONGEST_STOP,
    OURS,
    PROJECT,
    TOKEN,
    BenchError,
    WatchedQueue,
)

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")


class Station:
    """A served sandbox and its bot. What people did before `start` waits for the bot."""

    def __init__(self, sandbox: Sandbox, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir()
        self.sandbox = sandbox
        self.log = folder / "bot.log"
        self._queue = WatchedQueue()
        sandbox.updates = self._queue
        self._folder = folder
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the bot and wait until it asks for updates. Raises BenchError where it does not."""
        self._queue.was_polled.clear()
        with self.log.open("ab") as lines:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", *OURS),
                cwd=self._folder,  # so that no developer's `.env` is read
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
            )
        polled = asyncio.create_task(self._queue.was_polled.wait())
        ended = asyncio.create_task(self._process.wait())
        await asyncio.wait({polled, ended}, timeout=LONGEST_START, return_when=asyncio.FIRST_COMPLETED)
        polled.cancel()
        ended.cancel()
        if not self._queue.was_polled.is_set():
            raise BenchError(f"the bot did not start:\n{self.said()}")

    async def kill(self) -> None:
        """End the bot as a power cut would."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """Ask the bot to stop, and kill it if it does not."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), LONGEST_STOP)
        except TimeoutError:
            await self.kill()

    @property
    def is_alive(self) -> bool:
        """Whether the bot has not ended."""
        return self._process is not None and self._process.returncode is None

    def said(self) -> str:
        """The log of all its processes."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def errors(self) -> int:
        """How many errors the log tells of."""
        return sum(" ERROR " in line for line in self.said().splitlines())


@asynccontextmanager
async def station(sandbox: Sandbox, folder: Path, url: str, **more: str) -> AsyncIterator[Station]:
    """A station with a database; its bot is stopped at the end."""
    async with SandboxServer(sandbox) as server:
        environment = {
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": server.url,
            "DATABASE_URL": url,
            "ADMIN_IDS": "",
            **more,
        }
        made = Station(sandbox, folder, environment)
        try:
            yield made
        finally:
            await made.stop()


@asynccontextmanager
async def postgres(name: str) -> AsyncIterator[str]:
    """The address of an empty PostgreSQL database, dropped at the end."""
    root = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    database = f"gorizont_soak_{os.getpid()}_{name}"
    async with root.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {database}"))
    try:
        yield make_url(POSTGRES).set(database=database).render_as_string(hide_password=False)
    finally:
        async with root.connect() as connection:
            await connection.execute(text(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"))
        await root.dispose()
