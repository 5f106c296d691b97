"""(e) The bot is killed while messages of the outbox go out."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from bot.sandbox.telegram import Sandbox
from services.outbox import Delivery
from tests.bench import sending, town
from tests.bench.figures import Figure
from tests.bench.processes import make_sandbox
from tests.soak.station import station

MESSAGES, KILLS = 1_000, 5
LONGEST = 90.0


async def measure(folder: Path, url: str) -> list[Figure]:
    """An announcement goes to a thousand people at the usual pace; the bot is killed five times."""
    async with town.opened(url) as ctx:
        await town.settle(ctx, MESSAGES)
        await sending._announce(ctx)
    sandbox = make_sandbox(map(town.chat_of, range(1, MESSAGES + 1)), rate_limits=True)
    async with station(sandbox, folder, url) as place:
        await place.start()
        until, unrecorded = time.monotonic() + LONGEST, 0
        for number in range(1, KILLS + 1):
            while _got(sandbox) < number * MESSAGES // (KILLS + 1) and time.monotonic() < until:
                await asyncio.sleep(0.01)
            await place.kill()
            unrecorded += _reached(sandbox) - await _recorded(url)
            await _let_leases_end(url)
            await place.start()
        while _reached(sandbox) < MESSAGES and time.monotonic() < until:
            await asyncio.sleep(0.1)
        await asyncio.sleep(2)
    doubled = _got(sandbox) - _reached(sandbox)
    return [
        Figure("sent_lost", f"потеряно из {MESSAGES}", MESSAGES - _reached(sandbox), "", 0, "most"),
        Figure("sent_doubled", f"удвоено при {KILLS} kill -9", doubled, "", 20, "most"),
        Figure("sent_unrecorded", "отправлено и не записано в миг kill -9", unrecorded),
        Figure("sent_429", "отказов 429", sandbox.limits.too_many),
    ]


def _got(sandbox: Sandbox) -> int:
    return sum(len(chat.messages) for chat in sandbox.chats)


def _reached(sandbox: Sandbox) -> int:
    return sum(bool(chat.messages) for chat in sandbox.chats)


async def _recorded(url: str) -> int:
    async with town.opened(url) as ctx, ctx.transaction() as db:
        sent = select(func.count()).select_from(Delivery).where(Delivery.state == "sent")
        return int(await db.scalar(sent) or 0)


async def _let_leases_end(url: str) -> None:
    """As if the bot had stayed dead as long as a lease lasts."""
    async with town.opened(url) as ctx, ctx.transaction() as db:
        past = ctx.now - timedelta(seconds=1)
        await db.execute(update(Delivery).where(Delivery.state == "sending").values(lease_until=past))
