"""(d) The bot is killed while people write."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from bot.sandbox import people as hands
from services.clock import SystemClock
from services.conversations import actions, queries
from services.conversations.models import ConversationMessage
from services.db import Database
from services.inbox import InboxEntry
from services.letters import Letter
from services.outside import TELEGRAM, source
from tests.bench.figures import Figure
from tests.bench.processes import make_sandbox
from tests.conftest import CONTENT, Town, plant_at
from tests.soak.station import Station, station

WRITERS, TEXTS, KILLS = 20, 200, 5
LONGEST = 40.0
FIRST = "Можно вопрос?"


async def measure(folder: Path, url: str) -> list[Figure]:
    """Twenty people write ten texts each to their mentors and methodists; the bot is killed five times."""
    await plant_at(url, history=False)
    database = Database(url)
    town = Town(database, SystemClock(), CONTENT, {})  # type: ignore[arg-type]
    await town.reload()
    sandbox = make_sandbox((one.chat_id for one in town.people.values()), rate_limits=True)
    dice = random.Random(5)  # noqa: S311 (repeatable on purpose)
    async with station(sandbox, folder, url) as place:
        talks = await begin_talks(town, place)
        await database.close()
        await place.start()
        written, caught = 0, 0
        for _ in range(KILLS):
            for _ in range(TEXTS // KILLS // WRITERS):
                for chat_id, first in talks.items():
                    hands.say(sandbox, sandbox.chat(chat_id), f"Слова {written}", first)
                    written += 1
            await asyncio.sleep(dice.uniform(0.03, 0.4))
            await place.kill()
            caught += await _waiting(database)
            await place.start()
        until = time.monotonic() + LONGEST
        while (said := await texts_said(database)).total() < written and time.monotonic() < until:
            await asyncio.sleep(0.3)
        await asyncio.sleep(1)
        said, left = await texts_said(database), await _waiting(database)
        errors = place.errors()
    await database.close()
    return [
        Figure("killed_lost", f"потеряно из {written}", written - len(said), "", 0, "most"),
        Figure("killed_doubled", "удвоено", said.total() - len(said), "", 0, "most"),
        Figure("killed_order", "стоят не по порядку", await texts_unordered(database), "", 0, "most"),
        Figure("killed_left", "осталось необработанных", left, "", 0, "most"),
        Figure("killed_caught", f"застигнуто при {KILLS} kill -9", caught),
        Figure("killed_errors", "ошибок в журнале", errors),
    ]


async def begin_talks(town: Town, place: Station) -> dict[int, int]:
    """The first message of a conversation under way, by its writer's chat."""
    found: dict[int, int] = {}
    for code, person in town.people.items():
        if len(found) == WRITERS or not person.joined:
            continue
        ctx = await town.acting(code)
        addressees = await queries.addressees(ctx)
        if not addressees:
            continue
        first = place.sandbox.add_message(place.sandbox.chat(person.chat_id), from_bot=False, text=FIRST)
        letter = Letter(source=source(TELEGRAM, person.chat_id, first.message_id), text=FIRST)
        await actions.ask(ctx, addressees[0].person.id, letter)
        found[person.chat_id] = first.message_id
    assert len(found) == WRITERS, len(found)
    return found


async def texts_said(database: Database) -> Counter[str]:
    """How often each text stands in the conversations."""
    async with database.transaction() as db:
        return Counter(
            await db.scalars(select(ConversationMessage.text).where(ConversationMessage.text != FIRST))
        )


async def texts_unordered(database: Database) -> int:
    """How many texts come before an earlier one of their conversation."""
    async with database.transaction() as db:
        rows = await db.execute(
            select(ConversationMessage.conversation_id, ConversationMessage.text)
            .where(ConversationMessage.text != FIRST)
            .order_by(ConversationMessage.id)
        )
        last: dict[int, int] = {}
        wrong = 0
        for talk, words in rows:
            number = int(words.split()[1])
            wrong += number < last.get(talk, -1)
            last[talk] = max(number, last.get(talk, -1))
    await database.close()
    return wrong


async def _waiting(database: Database) -> int:
    async with database.transaction() as db:
        count = select(func.count()).select_from(InboxEntry).where(InboxEntry.content.is_not(None))
        found = await db.scalar(count)
    await database.close()
    return int(found or 0)
