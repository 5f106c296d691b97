"""The queue of updates: confirmation, redelivery, long polling."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramConflictError,
)

from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from tests.integration.sandbox.sandbox_kit import ANNA, make_bot


async def test_update_is_repeated_until_it_is_confirmed(bot: Bot, sandbox: Sandbox) -> None:
    anna = sandbox.user(ANNA)
    for text in ("раз", "два", "три"):
        await anna.says(text)
    first = await bot.get_updates(limit=2)
    assert [one.message.text for one in first if one.message] == ["раз", "два"]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [one.message.text for one in rest if one.message] == ["три"]
    after = rest[-1].update_id + 1
    assert await bot.get_updates(offset=after) == []
    sandbox.redeliver_last_update()
    assert await bot.get_updates(offset=after) == rest
    assert await bot.get_updates(offset=after) == []
    sandbox.repeat_last_update()
    repeated = await bot.get_updates(offset=after)
    assert (repeated[0].update_id, repeated[0].message) == (after, rest[0].message)
    await anna.says("четыре")
    await anna.says("пять")
    assert [one.message.text for one in await bot.get_updates(offset=-1) if one.message] == ["пять"]
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


async def test_long_poll_ends_with_the_update(bot: Bot, sandbox: Sandbox) -> None:
    begun = time.monotonic()
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    await sandbox.user(ANNA).says("привет")
    assert len(await poll) == 1
    assert time.monotonic() - begun < 2
    offset = poll.result()[0].update_id + 1
    assert await bot.get_updates(offset=offset, timeout=1) == []
    assert time.monotonic() - begun >= 1


async def test_second_poll_ends_the_first(bot: Bot, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot.get_updates(timeout=10))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await sandbox.user(ANNA).says("привет")
    assert len(await second) == 1


async def test_only_requested_kinds_of_updates_come(bot: Bot, sandbox: Sandbox) -> None:
    anna = sandbox.user(ANNA)
    assert await bot.get_updates(allowed_updates=["message"]) == []
    await anna.blocks()
    await anna.unblocks()
    message = await anna.says("одно")
    await anna.edits(message, "другое")
    updates = await bot.get_updates(allowed_updates=["message", "edited_message", "my_chat_member"])
    assert [one.event_type for one in updates] == ["message"]
    await anna.blocks()
    await anna.unblocks()
    await anna.edits(message, "третье")
    updates = await bot.get_updates(offset=updates[-1].update_id + 1)
    assert [one.event_type for one in updates] == ["my_chat_member", "my_chat_member", "edited_message"]
    blocked, unblocked, _ = [one.my_chat_member for one in updates]
    assert blocked is not None and unblocked is not None
    assert (blocked.new_chat_member.status, unblocked.new_chat_member.status) == ("kicked", "member")


async def test_stopping_server_ends_the_poll(sandbox: Sandbox) -> None:
    async with SandboxServer(sandbox) as server, make_bot(server) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        await server.stop()
        assert await poll == []
        assert time.monotonic() - begun < 2


async def test_taken_port_is_an_error(server: SandboxServer, sandbox: Sandbox) -> None:
    with pytest.raises(OSError, match="in use"):
        await SandboxServer(sandbox, server.port).start()
