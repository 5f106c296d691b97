"""The debug switch that names what held the loop."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from bot.loop_watch import LoopWatch


def _keep_everybody_waiting(seconds: float) -> None:
    time.sleep(seconds)


@pytest.fixture
async def watch(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is logged while the loop is watched."""
    caplog.set_level(logging.WARNING, "bot.loop_watch")
    return caplog


async def test_what_held_the_loop_is_named(watch: pytest.LogCaptureFixture) -> None:
    watching = asyncio.create_task(LoopWatch(0.05).run())
    await asyncio.sleep(0.05)
    _keep_everybody_waiting(0.3)
    while "_keep_everybody_waiting" not in watch.text:
        await asyncio.sleep(0.01)
    watching.cancel()
    await watching
    assert "test_what_held_the_loop_is_named" in watch.text
    assert len(watch.records) == 1, "one hold is one line"


async def test_short_turns_are_not_named(watch: pytest.LogCaptureFixture) -> None:
    watching = asyncio.create_task(LoopWatch(30).run())
    await asyncio.sleep(0.05)
    _keep_everybody_waiting(0.1)
    await asyncio.sleep(0.05)
    watching.cancel()
    await watching
    assert watch.text == ""
