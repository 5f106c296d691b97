"""`python -m bot doctor`: what is wrong, and what to do about it, for an operator who is no programmer."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError
from aiohttp_socks import ProxyConnector, ProxyError
from sqlalchemy import text

from bot.app import App
from bot.database_faults import DatabaseFault, faults_named
from bot.migrate import newest_revision, revision_of
from bot.telegram.messenger import UNANSWERED
from services.backups import age_of, nightly_copies
from services.db import Database

MEGABYTE = 1024 * 1024
# Room for a copy before a migration, the night's copy and the write-ahead log.
ROOM_TIMES, LEAST_ROOM = 3, 200 * MEGABYTE
# Routes and reminders go by the clock; a certificate too.
CLOCK_SECONDS = 60
STALE_DAYS = 2
ANSWER_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` says what to do if it is not well."""

    what: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice

    def __str__(self) -> str:
        return f"✓ {self.what}" if self.is_well else f"✗ {self.what}\n  Что делать: {self.advice}"


async def examine(app: App) -> AsyncIterator[Finding]:
    """Look at the database, the disk, the clock and the messenger; mends nothing."""
    try:
        with faults_named():
            async for finding in _database(app.database):
                yield finding
    except DatabaseFault as fault:
        yield Finding("База данных не годится", str(fault))
    if app.database.file is not None:
        yield _disk(app.database.file)
        yield _copies(app.database.file)
    async for finding in _messenger(app):
        yield finding


async def _database(database: Database) -> AsyncIterator[Finding]:
    found = await revision_of(database)
    if found is None:
        yield Finding("База данных пуста: она заполнится при первом запуске")
    elif found == newest_revision():
        yield Finding(f"База данных новейшей версии, {found}")
    else:
        yield Finding(f"База данных версии {found}, а нужна {newest_revision()}", "выполните make migrate")
    if database.file is not None:
        async with database.engine.connect() as connection:
            said = await connection.scalar(text("PRAGMA quick_check(1)"))
        well = said == "ok"
        yield Finding(
            "Файл базы данных цел" if well else "Файл базы данных повреждён",
            "" if well else "верните последнюю копию из папки backups, как сказано в README",
        )
        is_private = not database.file.stat().st_mode & 0o077
        yield Finding(
            "Файл базы данных читает только владелец" if is_private else "Файл базы данных читают и другие",
            "" if is_private else f"выполните chmod 600 {database.file}",
        )


def _disk(file: Path) -> Finding:
    free = shutil.disk_usage(file.parent).free
    needed = max(ROOM_TIMES * file.stat().st_size, LEAST_ROOM)
    what = f"На диске свободно {free // MEGABYTE} МБ, нужно {needed // MEGABYTE} МБ"
    return Finding(what, "" if free >= needed else "освободите место: нужно для копий и обновлений")


def _copies(file: Path) -> Finding:
    copies = nightly_copies(file)
    if not copies:
        return Finding("Ночных копий пока нет: первая делается после трёх часов ночи")
    what = f"Последняя копия базы: {copies[-1].name}, всего копий: {len(copies)}"
    return Finding(
        what, "" if age_of(copies[-1]).days < STALE_DAYS else "она стара: проверьте, работает ли бот"
    )


async def _messenger(app: App) -> AsyncIterator[Finding]:
    address, proxy = app.settings.bot_api_url, app.settings.proxy
    try:
        async with (
            aiohttp.ClientSession(
                connector=ProxyConnector.from_url(proxy) if proxy else None,
                timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
            ) as http,
            http.get(address) as response,
        ):
            told = response.headers.get("Date")
    except (aiohttp.ClientError, ProxyError, TimeoutError, OSError) as error:
        yield Finding(
            f"Нет связи с {address}: {type(error).__name__}",
            "проверьте сеть, BOT_API_URL, PROXY_URL и не закрыт ли адрес в школьной сети",
        )
        return
    if told:
        ahead = (datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds()
        well = abs(ahead) <= CLOCK_SECONDS
        what = "Часы верны" if well else f"Часы расходятся с часами Telegram на {abs(ahead):.0f} с"
        yield Finding(what, "" if well else "включите синхронизацию времени (timedatectl set-ntp true)")
    try:
        me = await app.bot.me()
        webhook = await app.bot.get_webhook_info()
    except (TelegramUnauthorizedError, TelegramNotFound):
        yield Finding("Telegram не принимает токен", "проверьте BOT_TOKEN у @BotFather")
        return
    except UNANSWERED as error:
        yield Finding(f"Telegram отвечает ошибкой: {type(error).__name__}", "подождите и проверьте ещё раз")
        return
    yield Finding(f"Telegram знает бота @{me.username}")
    waiting = f"ждут ответа: {webhook.pending_update_count}"
    if webhook.url:
        yield Finding(f"У бота стоит чужой вебхук, {waiting}", "запустите make run: он снимет вебхук")
    else:
        yield Finding(f"Сообщения приходят боту, {waiting}")
