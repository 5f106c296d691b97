"""A bot in its own process, polling a sandbox over HTTP."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from bot.sandbox.user import SandboxUser
from tests.conftest import TOKEN, Town, sandbox_for
from tests.e2e.bot_process import BotProcess


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all journeys of a database in one worker: each worker that starts bots imports them once more."""
    for item in items:
        if "street" in getattr(item, "fixturenames", ()):
            database = item.callspec.params["database_url"]  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.xdist_group(f"e2e-{database}"))


@dataclass
class Street:
    """People with phones on one side, a bot process on the other, HTTP between them."""

    town: Town
    sandbox: Sandbox
    clock_file: Path
    environment: dict[str, str]
    log_file: Path

    def of(self, code: str) -> SandboxUser:
        """A persona's phone."""
        return self.sandbox.user(self.town.people[code].chat_id)

    def set_clock(self, moment: datetime) -> None:
        """Set everybody's clock: the sandbox's and the bot's."""
        self.town.clock.set(moment)
        self.write_clock()

    def write_clock(self) -> None:
        ahead = self.town.clock.now() - datetime.now(UTC)
        fresh = self.clock_file.with_suffix(".new")
        fresh.write_text(str(ahead.total_seconds()))
        fresh.replace(self.clock_file)

    def start_bot(self) -> BotProcess:
        """Start the bot; it answers as soon as it polls."""
        return BotProcess(self.clock_file, self.log_file, self.environment)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[BotProcess]:
        """A bot that is asked to stop at the end, and does."""
        process = self.start_bot()
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
                assert await asyncio.wait_for(process.wait(), 15) == 0


@pytest.fixture
async def street(town: Town, database_url: str, tmp_path: Path) -> AsyncIterator[Street]:
    sandbox = sandbox_for(town)
    async with SandboxServer(sandbox) as server:
        environment = os.environ | {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": server.url,
            "DATABASE_URL": database_url,
        }
        street = Street(town, sandbox, tmp_path / "clock", environment, tmp_path / "bot.log")
        street.write_clock()
        yield street
    log = street.log_file.read_text() if street.log_file.exists() else ""
    assert "Traceback" not in log, log
    assert TOKEN not in log
