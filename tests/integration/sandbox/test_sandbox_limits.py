"""Sending limits and faults on demand."""

from __future__ import annotations

import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.sandbox.errors import ApiError
from bot.sandbox.limits import Limits
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from tests.integration.sandbox.sandbox_kit import ANNA


def test_overall_limit_slides() -> None:
    now = 0.0
    limits = Limits(monotonic=lambda: now)
    for chat_id in range(30):
        now = chat_id / 100
        limits.take(chat_id)
    with pytest.raises(ApiError) as caught:
        limits.take(100)
    assert (caught.value.code, caught.value.retry_after) == (429, 1)
    now = 1.0
    limits.take(100)
    with pytest.raises(ApiError):
        limits.take(101)
    assert (limits.sent, limits.too_many) == (31, 2)


def test_chat_limit_allows_a_burst() -> None:
    now = 0.0
    limits = Limits(monotonic=lambda: now)
    for _ in range(20):
        limits.take(1)
    with pytest.raises(ApiError):
        limits.take(1)
    limits.take(2)
    now = 5.0
    limits.take(1, 5)
    with pytest.raises(ApiError) as caught:
        limits.take(1, 3)
    assert caught.value.retry_after == 3
    limits.chat_per_second = None
    limits.take(1, 3)


async def test_too_many_messages_are_refused_but_not_edits(bot: Bot, sandbox: Sandbox) -> None:
    message = await bot.send_message(ANNA, "0")
    for number in range(1, 20):
        await bot.send_message(ANNA, str(number))
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(ANNA, "лишнее")
    assert caught.value.retry_after == 1
    for number in range(25):
        await bot.edit_message_text(f"правка {number}", chat_id=ANNA, message_id=message.message_id)
    assert (sandbox.limits.sent, sandbox.limits.too_many) == (20, 1)
    sandbox.limits.enabled = False
    await bot.send_message(ANNA, "теперь можно")


async def test_faults_strike_as_they_were_set(bot: Bot, sandbox: Sandbox, server: SandboxServer) -> None:
    faults = sandbox.faults
    faults.set({"too_many": {"next": 1}, "retry_after": 7})
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(ANNA, "x")
    assert caught.value.retry_after == 7
    faults.set({"server_error": {"probability": 1}, "methods": ["sendMessage"]})
    with pytest.raises(TelegramServerError, match="Internal Server Error"):
        await bot.send_message(ANNA, "x")
    await bot.send_chat_action(ANNA, "typing")
    faults.clear()
    faults.dropped.next = 1
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ANNA, "x")
    assert sandbox.user(ANNA).messages == []
    faults.lost_answer.next = 1
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ANNA, "дошло")
    assert sandbox.user(ANNA).last.text == "дошло"
    faults.latency = 0.2
    begun = time.monotonic()
    await bot.send_message(ANNA, "не скоро")
    assert time.monotonic() - begun >= 0.2
    assert faults.struck == {"too_many": 1, "server_error": 1, "dropped": 1, "lost_answer": 1}
