"""What the tests of the sandbox share."""

from __future__ import annotations

from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.media import tiny_png
from bot.sandbox.server import SandboxServer

TOKEN = "42:TEST"
ANNA, BORIS, STRANGER = 1001, 1002, 9999
PNG = BufferedInputFile(tiny_png(640, 480), "chart.png")
TEXT_FILE = BufferedInputFile("Отчёт".encode(), "отчёт.txt")


class QuickSession(AiohttpSession):
    """Closes at once; the session of aiogram waits a quarter of a second for TLS, which is not used here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def make_bot(server: SandboxServer, token: str = TOKEN) -> Bot:
    return Bot(token, session=QuickSession(api=TelegramAPIServer.from_base(server.url)))


def keyboard(*data: str, **button: Any) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=one, callback_data=one)] for one in data]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [InlineKeyboardButton(**button)]] if button else rows)


async def raw(server: SandboxServer, method: str, token: str = TOKEN, **request: Any) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{token}/{method}", **request) as response,
    ):
        return response.status, await response.json()
