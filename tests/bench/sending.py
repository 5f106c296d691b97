"""(b) The sender: as fast as it can, and as fast as Telegram lets it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, func, select

from bot.sandbox.telegram import Chat, Sandbox
from services import mailings
from services.context import Context
from services.events.models import Event
from services.events.rules import PUBLISHED
from services.outbox import Delivery
from services.people.models import Person
from services.people.rules import Audience
from tests.bench import town
from tests.bench.figures import Figure
from tests.bench.processes import OURS, BenchError, make_sandbox, running

EVERYONE = 3_000
SOME = 600
TELEGRAM_LIMIT = 30
SEND_RATE = 29.5
KIND = "event_announced"
LONGEST = 90.0
# A message sent twice would come by then, and the last outcomes are written.
SETTLING = 0.5


async def measure(folder: Path) -> list[Figure]:
    """Announce an event to 3,000 people without limits, then to 600 within them."""
    free_rate, free_unsent, _ = await _send(folder, EVERYONE, rate=0)
    paced_rate, paced_unsent, refused = await _send(folder, SOME, rate=SEND_RATE)
    return [
        Figure("sent_a_second", "сообщений в секунду без ограничения", free_rate, "", 250),
        Figure(
            "limit_used",
            "использование предела 30/с при SEND_RATE=29,5",
            100 * paced_rate / TELEGRAM_LIMIT,
            "%",
            97,
            digits=1,
        ),
        Figure("refused_429", "отказов 429", refused, "", 0, "most"),
        Figure("unsent", "неотправленных или отправленных дважды", free_unsent + paced_unsent, "", 0, "most"),
    ]


async def _send(folder: Path, count: int, *, rate: float) -> tuple[float, int, int]:
    """Messages a second from the first to the last, how many went astray, how many Telegram refused."""
    file = folder / f"sending-{count}.db"
    async with town.opened(file) as ctx:
        await town.settle(ctx, count)
        await _announce(ctx)
    sandbox = make_sandbox(map(town.chat_of, range(1, count + 1)), rate_limits=rate > 0)
    async with running(OURS, sandbox, folder, DATABASE_URL=town.url_of(file), SEND_RATE=str(rate)):
        await asyncio.gather(*(_receives(chat) for chat in sandbox.chats))
        await asyncio.sleep(SETTLING)
    moments = _moments(sandbox)
    if len(moments) < 2:
        raise BenchError("the sender sent nothing")
    async with town.opened(file) as ctx, ctx.transaction() as db:
        recorded = await db.scalar(select(func.count()).where(Delivery.state == "sent"))
    astray = abs(count - len(moments)) + abs(count - (recorded or 0))
    seconds = (moments[-1] - moments[0]).total_seconds()
    return (len(moments) - 1) / seconds, astray, sandbox.limits.too_many


async def _announce(ctx: Context) -> None:
    """Queue the announcement of an event for everyone, at once whatever the hour."""
    now = ctx.now
    everyone: Select[tuple[int]] = select(Person.id)
    async with ctx.transaction() as db:
        event = Event(
            unit_id=1,
            author_id=1,
            format=next(iter(town.CONTENT.event_formats)),
            title="Функциональная грамотность на каждом уроке",
            announce="Разберём задания, которые можно взять на урок завтра.",
            place="Школа № 1, кабинет 12",
            starts_at=now + timedelta(days=9),
            ends_at=now + timedelta(days=9, hours=2),
            registration_closes_at=now + timedelta(days=8),
            capacity=None,
            audience=[Audience.EVERYONE],
            status=PUBLISHED,
            created_at=now,
        )
        db.add(event)
        await db.flush()
        await mailings.post_to_all(
            ctx, everyone, KIND, key=f"{KIND}:{event.id}", urgent=True, event_id=event.id
        )


async def _receives(chat: Chat) -> None:
    if not chat.messages:
        await chat.bell.wait(LONGEST)


def _moments(sandbox: Sandbox) -> list[datetime]:
    return sorted(message.date for chat in sandbox.chats for message in chat.messages.values())
