"""(b) Three hundred people wrote while the bot was down."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.sandbox import people as hands
from tests.bench import town
from tests.bench.figures import Figure
from tests.bench.processes import make_sandbox
from tests.soak.station import station

WRITERS = 300
LONGEST = 45.0
LATE_ONES = 1.0


async def measure(folder: Path) -> list[Figure]:
    """The bot starts; Telegram takes 30 messages a second and answers 429 beyond."""
    file = folder / "outage.db"
    async with town.opened(file) as ctx:
        await town.settle(ctx, WRITERS)
    sandbox = make_sandbox(map(town.chat_of, range(1, WRITERS + 1)), rate_limits=True)
    async with station(sandbox, folder / "outage", town.url_of(file)) as place:
        for chat in sandbox.chats:
            hands.say(sandbox, chat, "Здравствуйте, есть вопрос")
        await place.start()
        until = time.monotonic() + LONGEST
        first: list[float] = []
        for chat in sandbox.chats:
            while not any(one.from_bot for one in chat.messages.values()):
                if not await chat.bell.wait(until - time.monotonic()):
                    break
        await asyncio.sleep(LATE_ONES)
    first = sorted(
        min(one.date.timestamp() for one in chat.messages.values() if one.from_bot)
        for chat in sandbox.chats
        if any(one.from_bot for one in chat.messages.values())
    )
    refused, sent = sandbox.limits.too_many, sandbox.limits.sent
    return [
        Figure("outage_answered", f"ответов на {WRITERS} сообщений после простоя", len(first), "", WRITERS),
        Figure("outage_seconds", "от первого ответа до последнего", first[-1] - first[0], "с", 15, "most", 1),
        Figure(
            "outage_429", "отказов 429 от всех отправок", 100 * refused / (sent + refused), "%", 1, "most", 1
        ),
    ]
