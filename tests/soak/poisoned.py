"""(a) Five thousand spoiled updates among good ones."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

from bot.sandbox import people as hands
from tests import poison
from tests.bench import town
from tests.bench.figures import Figure
from tests.bench.processes import make_sandbox
from tests.soak.station import station

SPOILED, GOOD = 5_000, 250
STRANGERS = 7_000_000
LONGEST = 90.0


async def measure(folder: Path, url: str) -> list[Figure]:
    """Spoiled updates of every kind come from many chats; between them others ask for the menu."""
    async with town.opened(url) as ctx:
        await town.settle(ctx, GOOD)
    sandbox = make_sandbox(map(town.chat_of, range(1, GOOD + 1)), rate_limits=False)
    updates = _updates()
    async with station(sandbox, folder, url, SEND_RATE="0") as place:
        await place.start()
        begun = time.monotonic()
        for number, chat in enumerate(sandbox.chats):
            for kind, content in updates[number :: len(sandbox.chats)]:
                sandbox.updates.add(kind, content)
            hands.say(sandbox, chat, "/menu")
        async with asyncio.TaskGroup() as waiting:
            for chat in sandbox.chats:
                waiting.create_task(_answered(chat, begun + LONGEST))
        seconds = time.monotonic() - begun
        unanswered = sum(not any(one.from_bot for one in chat.messages.values()) for chat in sandbox.chats)
        skipped = place.said().count("is skipped")
    return [
        Figure("poison_unanswered", f"других людей без ответа, из {GOOD}", unanswered, "", 0, "most"),
        Figure("poison_updates", "испорченных обновлений", len(updates), "", SPOILED),
        Figure("poison_skipped", "из них пропущено", skipped),
        Figure("poison_leaks", "цитат из них в журнале", place.said().count(poison.SECRET), "", 0, "most"),
        Figure("poison_errors", "ошибок в журнале", place.errors()),
        Figure("poison_seconds", "всё вместе", seconds, "с", digits=1),
    ]


def _updates() -> list[tuple[str, Any]]:
    found = poison.some_spoiled(STRANGERS, SPOILED + 500, seed=2)
    return [one for one in found if _travels(one)][:SPOILED]


def _travels(content: object) -> bool:
    """Whether it can be sent as JSON: half a sign of two cannot."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


async def _answered(chat: Any, until: float) -> None:
    while not any(one.from_bot for one in chat.messages.values()):
        if not await chat.bell.wait(until - time.monotonic()):
            return
