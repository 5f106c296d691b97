"""The health of the bot: what the file says, and when systemd hears that it is well."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from time import monotonic

import pytest

from bot import health
from bot.config import HEALTH_FILE
from bot.health import DEAF_SECONDS, HELD_SECONDS
from bot.intake.fetching import LONGEST_PAUSE, POLL_SECONDS
from tests.conftest import Phones
from tests.integration.stories import ON_SQLITE, announce
from tests.personas import TEACHER

pytestmark = ON_SQLITE


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> socket.socket:
    """Systemd's socket; the bot reports several times a second."""
    address = tmp_path / "notify"
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(address))
    listening.setblocking(False)
    monkeypatch.setenv("NOTIFY_SOCKET", str(address))
    monkeypatch.setattr(health, "TICK_SECONDS", 0.05)
    return listening


async def hears(systemd: socket.socket, message: str) -> None:
    async with asyncio.timeout(5):
        while (await asyncio.get_running_loop().sock_recv(systemd, 100)).decode() != message:
            pass


async def test_well_bot_tells_systemd_and_the_file(systemd: socket.socket, phones: Phones) -> None:
    await phones.of(TEACHER).says("/menu")
    await phones.of(TEACHER).sees("Чем займёмся")
    await hears(systemd, "READY=1")
    await hears(systemd, "WATCHDOG=1")
    assert phones.town.database.file is not None
    told = json.loads(_text(phones.town.database.file.with_name(HEALTH_FILE)))
    assert told["is_well"] and told["updates"] == 1 and told["skipped"] == 0
    assert not any("Туманов" in str(value) for value in told.values())
    await phones.app.stop()
    await hears(systemd, "STOPPING=1")


async def test_deaf_bot_stops_saying_that_it_is_well(phones: Phones) -> None:
    watch, fetcher = phones.app.health, phones.app.intake.fetcher
    fetcher.polled_at = monotonic() - DEAF_SECONDS - 1
    assert not (await watch.examine()).is_well
    fetcher.polled_at = monotonic()
    assert (await watch.examine()).is_well
    assert DEAF_SECONDS > POLL_SECONDS + LONGEST_PAUSE


async def test_bot_that_cannot_keep_letters_is_not_well_but_need_not_start_anew(
    systemd: socket.socket, phones: Phones
) -> None:
    phones.app.intake.keeps_letters = False
    report = await phones.app.health.examine()
    assert report.is_awake and not report.is_well
    await hears(systemd, "WATCHDOG=1")


async def test_held_loop_is_not_well(phones: Phones) -> None:
    phones.app.intake.fetcher.polled_at = monotonic()
    phones.app.health.loop_delay = HELD_SECONDS + 1
    assert not (await phones.app.health.examine()).is_well


async def test_queue_is_counted_with_the_age_of_its_oldest(phones: Phones) -> None:
    phones.sandbox.faults.methods = frozenset({"sendMessage"})
    phones.sandbox.faults.server_error.probability = 1.0
    queued = await announce(phones.town)
    report = await phones.app.health.examine()
    assert 0 < report.queued <= queued and report.oldest_queued is not None


def _text(file: Path) -> str:
    return file.read_text()
