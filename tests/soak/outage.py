"""(b) Three hundred people wrote while the bot was down."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.sandbox import people as hands
from bot.sandbox.telegram import Chat, Sandbox
from tests.bench import town
from tests.bench.figures import Figure
from tests.bench.processes import make_sandbox
from tests.soak.station import station

WRITERS = 300
LONGEST = 45.0
LATE_ONES = 1.0


async def measure(folder: Path, url: str) -> list[Figure]:
    """The bot starts; Telegram takes 30 messages a second and answers 429 beyond."""
    sandbox = await _answered(folder, url, kill_after=None)
    first = sorted(
        min(one.date.timestamp() for one in chat.messages.values() if one.from_bot)
        for chat in sandbox.chats
        if _answers(chat)
    )
    refused, sent = sandbox.limits.too_many, sandbox.limits.sent
    return [
        Figure("outage_answered", f"ответов на {WRITERS} сообщений после простоя", len(first), "", WRITERS),
        Figure("outage_seconds", "от первого ответа до последнего", first[-1] - first[0], "с", 15, "most", 1),
        Figure(
            "outage_429", "отказов 429 от всех отправок", 100 * refused / (sent + refused), "%", 1, "most", 1
        ),
    ]


async def measure_killed(folder: Path, url: str) -> list[Figure]:
    """The same, and the bot is killed three seconds after its start."""
    sandbox = await _answered(folder, url, kill_after=3.0)
    unanswered = sum(not _answers(chat) for chat in sandbox.chats)
    twice = sum(_answers(chat) > 1 for chat in sandbox.chats)
    return [
        Figure("outage_killed", f"без ответа из {WRITERS}", unanswered, "", 0, "most"),
        Figure("outage_twice", "ответов дважды", twice),
    ]


async def _answered(folder: Path, url: str, *, kill_after: float | None) -> Sandbox:
    """The sandbox after everybody is answered, or has waited too long."""
    async with town.opened(url) as ctx:
        await town.settle(ctx, WRITERS)
    sandbox = make_sandbox(map(town.chat_of, range(1, WRITERS + 1)), rate_limits=True)
    async with station(sandbox, folder, url) as place:
        for chat in sandbox.chats:
            hands.say(sandbox, chat, "Здравствуйте, есть вопрос")
        await place.start()
        if kill_after is not None:
            await asyncio.sleep(kill_after)
            await place.kill()
            await place.start()
        until = time.monotonic() + LONGEST
        for chat in sandbox.chats:
            while not _answers(chat) and await chat.bell.wait(until - time.monotonic()):
                pass
        await asyncio.sleep(LATE_ONES)
    return sandbox


def _answers(chat: Chat) -> int:
    return sum(one.from_bot for one in chat.messages.values())
