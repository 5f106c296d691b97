"""The bot dies in the middle of its work, comes back, and nobody has lost anything."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from sqlalchemy import func, select

from services.conversations.models import ConversationMessage
from services.outbox import LEASE, Delivery
from services.people.models import KeptState
from tests import personas
from tests.conftest import Town
from tests.e2e.conftest import Street
from tests.integration.stories import announce

YOUNG, MENTOR, COLLEAGUE = personas.YOUNG_SPECIALIST, personas.MENTOR, personas.TEACHER
WAIT = 30.0
# Ten messages a second, written down ten times a second; a slow machine writes down later.
SLOWLY, IN_FLIGHT = "10", 5


def heard(street: Street, *titles: str) -> Counter[tuple[int, str]]:
    """How many times each person has got each announcement."""
    return Counter(
        (chat.id, title)
        for chat in street.sandbox.chats
        for message in chat.messages.values()
        for title in titles
        if message.from_bot and title in message.words
    )


async def until(condition: Callable[[], bool], within: float = WAIT) -> None:
    async with asyncio.timeout(within):
        while True:
            if condition():
                return
            await asyncio.sleep(0.05)


async def count(town: Town, state: str) -> int:
    return int(await town.one(select(func.count()).select_from(Delivery).where(Delivery.state == state)))


async def test_bot_killed_while_sending_loses_no_message(street: Street) -> None:
    town = street.town
    young, mentor, colleague = street.of(YOUNG), street.of(MENTOR), street.of(COLLEAGUE)
    titles = ("Практикум о тишине", "Круглый стол о шуме")

    # People are in the middle of things: one is asked for a text, another has a menu on the screen.
    street.environment["SEND_RATE"] = SLOWLY
    process = street.start_bot()
    await colleague.says("/menu")
    menu = await colleague.sees("Чем займёмся", within=WAIT)
    await young.says("/ask")
    await young.presses("Полевой")
    await young.sees("Напишите вопрос")

    # Sixty people are being told of two events; then the power goes.
    queued = 0
    for title in titles:
        queued += await announce(town, title)
    assert queued >= 60
    await until(lambda: heard(street, *titles).total() >= 25)
    process.kill()
    await process.wait()
    before = heard(street, *titles).total()
    assert before < queued, "it was the middle"
    recorded = await count(town, "sent")
    assert before - recorded <= IN_FLIGHT
    assert await town.one(select(KeptState.state)) is not None

    # Time passes, the bot is started again, and goes on where it stopped.
    street.set_clock(town.clock.now() + LEASE + timedelta(seconds=5))
    del street.environment["SEND_RATE"]
    async with street.bot() as process:
        await young.says("Как начать урок после физкультуры?")
        await colleague.presses("Мои данные", menu, within=WAIT)
        await colleague.sees("Туманов", within=WAIT)
        await mentor.sees("Как начать урок", within=WAIT)
        assert await town.one(select(func.count()).select_from(ConversationMessage)) == 1
        await until(lambda: len(heard(street, *titles)) == queued)
        again = heard(street, *titles).total() - queued
        assert again <= IN_FLIGHT, "only what was on its way is repeated"
        assert heard(street, *titles).most_common(1)[0][1] <= 2

        # Asked to stop in the middle of the next announcement, the bot records what it has sent.
        await until(lambda: heard(street, *titles).total() == queued + again)
        already = await announce(town, "Мастерская о паузах")
        await until(lambda: heard(street, "Мастерская").total() >= 5)
        asked = monotonic()
        process.terminate()
        assert await asyncio.wait_for(process.wait(), WAIT) == 0
        assert monotonic() - asked < 10
    told = heard(street, "Мастерская")
    assert 5 <= told.total() < already
    assert await count(town, "sending") == 0
    assert await count(town, "sent") == queued + 1 + told.total()
    assert await count(town, "queued") == already - told.total()
