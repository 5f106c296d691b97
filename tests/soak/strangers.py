"""(c) Five strangers flood the bot, and Telegram refuses its answers to them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median, quantiles

from bot.sandbox import people as hands
from bot.sandbox.messages import SandboxPerson
from bot.sandbox.telegram import Chat, Sandbox
from handlers.menu.links import Home
from handlers.people.links import MyData
from tests.bench import town
from tests.bench.figures import Figure
from tests.bench.processes import make_sandbox
from tests.soak.station import station

STRANGERS, THEIR_MESSAGES = 5, 60
FIRST_STRANGER = 900_001
WRITERS, PRESSERS = 15, 15
REFUSED_SECONDS, AFTERWARDS = 20, 5
PATIENCE = 15.0


async def measure(folder: Path, url: str) -> list[Figure]:
    """Members press and write meanwhile, and a few seconds longer."""
    async with town.opened(url) as ctx:
        await town.settle(ctx, WRITERS + PRESSERS)
    sandbox = make_sandbox(map(town.chat_of, range(1, WRITERS + PRESSERS + 1)), rate_limits=True)
    members = sandbox.chats
    strangers = range(FIRST_STRANGER, FIRST_STRANGER + STRANGERS)
    for number in strangers:
        sandbox.add_person(SandboxPerson(number, "Некто", str(number), None, ""))
    times: list[float] = []
    async with station(sandbox, folder, url) as place:
        await place.start()
        await asyncio.gather(*(_writes(sandbox, chat) for chat in members))  # warm
        sandbox.faults.chats = frozenset(strangers)
        sandbox.faults.set({"retry_after": REFUSED_SECONDS, "too_many": {"probability": 1}})
        for turn in range(THEIR_MESSAGES):
            for number in strangers:
                hands.say(sandbox, sandbox.chat(number), f"Ау {turn}")
        begun = time.monotonic()
        until = begun + REFUSED_SECONDS + AFTERWARDS
        async with asyncio.TaskGroup() as people:
            for place_, chat in enumerate(members):
                act, gap = (_writes, 2.0) if place_ < WRITERS else (_presses, 1.0)
                people.create_task(_goes_on(sandbox, chat, act, gap, until, times))
            people.create_task(_relent(sandbox))
        refused = sandbox.faults.struck["too_many"]
    return [
        Figure("strangers_p50", "ответ участникам p50", 1000 * median(times), "мс"),
        Figure(
            "strangers_p95",
            "ответ участникам p95",
            1000 * quantiles(times, n=100, method="inclusive")[94],
            "мс",
            1000,
            "most",
        ),
        Figure("strangers_longest", "самый долгий ответ", 1000 * max(times), "мс"),
        Figure("strangers_measured", "нажатий и сообщений участников", len(times)),
        Figure("strangers_refused", "отказов 429 незнакомцам", refused),
    ]


async def _relent(sandbox: Sandbox) -> None:
    await asyncio.sleep(REFUSED_SECONDS)
    sandbox.faults.clear()


async def _goes_on(
    sandbox: Sandbox,
    chat: Chat,
    act: Callable[[Sandbox, Chat], Awaitable[float]],
    gap: float,
    until: float,
    times: list[float],
) -> None:
    await asyncio.sleep(gap * (chat.id % 10) / 10)  # not all at once
    while time.monotonic() < until:
        seconds = await act(sandbox, chat)
        times.append(seconds)
        await asyncio.sleep(max(0.0, gap - seconds))


async def _writes(sandbox: Sandbox, chat: Chat) -> float:
    """Ask for the menu; the seconds till it comes."""
    begun, before = time.monotonic(), max(chat.messages, default=0)
    hands.say(sandbox, chat, "/menu")
    while not any(one.from_bot and one.message_id > before for one in chat.messages.values()):
        if not await chat.bell.wait(begun + PATIENCE - time.monotonic()):
            break
    return time.monotonic() - begun


async def _presses(sandbox: Sandbox, chat: Chat) -> float:
    """Press a button of the last message; the seconds till the answer."""
    begun = time.monotonic()
    last = max(number for number, one in chat.messages.items() if one.from_bot)
    before = chat.messages[last]
    is_home = "здравствуйте" in before.words
    data = (MyData() if is_home else Home()).pack()
    press = hands.press(sandbox, chat, last, data, forged=True)
    while not press.answered.is_set() or chat.messages[last] is before:
        if not await chat.bell.wait(begun + PATIENCE - time.monotonic()):
            break
    return time.monotonic() - begun
