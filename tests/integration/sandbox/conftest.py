"""One sandbox, its server and a real aiogram bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiogram import Bot

from bot.sandbox.messages import SandboxPerson
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from services.clock import MovableClock
from tests.integration.sandbox.sandbox_kit import ANNA, BORIS, TOKEN, make_bot


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))


@pytest.fixture
def sandbox(clock: MovableClock) -> Sandbox:
    people = [
        SandboxPerson(ANNA, "Анна", "Иванова", "+7 900 123-45-67", "учитель"),
        SandboxPerson(BORIS, "Борис", "Петров", None, "методист"),
    ]
    sandbox = Sandbox(clock, TOKEN, people)
    sandbox.start_chat(ANNA)
    return sandbox


@pytest.fixture
async def server(sandbox: Sandbox) -> AsyncIterator[SandboxServer]:
    async with SandboxServer(sandbox) as server:
        yield server


@pytest.fixture
async def bot(server: SandboxServer) -> AsyncIterator[Bot]:
    async with make_bot(server) as bot:
        yield bot
