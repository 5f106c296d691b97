"""The scans: a stop lets the one under way finish."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot import scheduler
from bot.scheduler import Scheduler
from services.context import Context
from tests.conftest import Town
from tests.integration.stories import ON_SQLITE


@ON_SQLITE
async def test_stop_waits_for_the_scan_under_way(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), []

    async def slow(_ctx: Context) -> int:
        begun.set()
        await may_end.wait()
        ended.append(True)
        return 0

    monkeypatch.setattr(scheduler, "JOBS", (slow,))
    monkeypatch.setattr(scheduler, "SCAN_SECONDS", 0.05)
    scans = Scheduler(town.nobody)
    scans.start()
    await asyncio.wait_for(begun.wait(), 5)
    stopping = asyncio.create_task(scans.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    may_end.set()
    await asyncio.wait_for(stopping, 5)
    await asyncio.sleep(0.15)
    assert ended == [True], "and begins no other"
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
