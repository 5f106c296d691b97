"""The sender against a Telegram that is slow, busy, broken or blocked: everyone hears, nobody is pestered."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import JSONDecodeError
from time import monotonic
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import GetMe, Response, SendMessage
from aiogram.methods.base import TelegramMethod
from aiogram.types import Message
from pydantic import ValidationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from bot.delivery import sender as sending
from bot.delivery.pace import CHAT_GAP_SECONDS, FIRST_HOLD_SECONDS, REFUSED_CHATS, Pace
from bot.delivery.render import NOTICES
from bot.delivery.sender import Line, Sender
from bot.log import SafeFormatter
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from handlers.screen import Screen
from services import outbox
from services.context import Context
from services.conversations import actions as conversations
from services.conversations.models import Conversation, ConversationMessage
from services.events.models import Event
from services.events.rules import CANCELLED
from services.letters import Letter
from services.outbox import Delivery
from services.outside import MAX, TELEGRAM
from services.people.models import Account, Person, RoleGrant
from tests.conftest import TOKEN, Phones, Town, sandbox_for
from tests.integration.route_stories import sent
from tests.integration.stories import ON_SQLITE, announce, join_in_max
from tests.personas import (
    GYMNASIUM_METHODIST,
    MENTOR,
    NOT_JOINED,
    SCHOOL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)


@dataclass
class Attempts:
    """Every message the bot tried to send, with its time and chat, and the times it was asked to wait."""

    made: list[tuple[float, int]] = field(default_factory=list)
    told_to_wait: list[float] = field(default_factory=list)
    misfortunes: list[Exception] = field(default_factory=list)

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Response[Any]:
        if not isinstance(method, SendMessage):
            return await make_request(bot, method)
        self.made.append((monotonic(), int(method.chat_id)))
        if self.misfortunes:
            raise self.misfortunes.pop(0)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter:
            self.told_to_wait.append(monotonic())
            raise


@dataclass
class PostOffice:
    """The sender alone, step by step, against a sandbox."""

    town: Town
    sandbox: Sandbox
    bot: Bot
    sender: Sender
    attempts: Attempts

    def heard(self, code: str, fragment: str = "") -> list[str]:
        """What the bot has written to a person."""
        messages = self.sandbox.user(self.town.people[code].chat_id).messages
        return [one.words for one in messages if one.from_bot and fragment in one.words]

    async def states(self) -> list[str]:
        rows = await self.town.rows(select(Delivery.state).order_by(Delivery.id))
        return [row[0] for row in rows]

    async def deliver_all(self, within: float = 15.0) -> None:
        """Send until nothing is left to send."""
        async with asyncio.timeout(within):
            while {"queued", "sending"} & set(await self.states()):
                if not await self.sender.send_batch():
                    await asyncio.sleep(0.02)


def bot_of(address: str) -> Bot:
    """The bot against a sandbox."""
    return Bot(
        TOKEN,
        session=AiohttpSession(api=TelegramAPIServer.from_base(address)),
        default=DefaultBotProperties(parse_mode="HTML"),
    )


@pytest.fixture
async def office(town: Town) -> AsyncIterator[PostOffice]:
    sandbox, attempts = sandbox_for(town), Attempts()
    async with SandboxServer(sandbox) as server:
        bot = bot_of(server.url)
        bot.session.middleware(attempts)
        sender = Sender({TELEGRAM: Line(bot, Pace(28))}, town.nobody)
        yield PostOffice(town, sandbox, bot, sender, attempts)
        await bot.session.close()


@pytest.fixture
def any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """One chat may be written to as often as the story's clock says."""
    monkeypatch.setattr("bot.delivery.pace.CHAT_GAP_SECONDS", 0.0)


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    """What the program logs, as it formats it."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(SafeFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger("bot").addHandler(handler)
    yield lines
    logging.getLogger("bot").removeHandler(handler)


async def write(town: Town, words: str, number: int = 1) -> None:
    """The young specialist writes to the mentor; words of a living person are urgent."""
    letter = Letter(f"{town.people[YOUNG_SPECIALIST].chat_id}:{number}", words)
    await conversations.ask(await town.acting(YOUNG_SPECIALIST), town.id_of(MENTOR), letter)


async def waits_until(town: Town) -> datetime:
    moment = await town.one(select(Delivery.not_before))
    assert isinstance(moment, datetime)
    return moment


async def is_reachable(town: Town, code: str) -> bool:
    return bool(await town.one(select(Account.reachable).where(Account.person_id == town.id_of(code))))


async def test_every_delivery_is_sent_once_and_its_message_is_recorded(office: PostOffice) -> None:
    queued = await announce(office.town)
    await office.deliver_all()
    joined = [person.code for person in office.town.people.values() if person.joined]
    assert len(joined) == queued
    assert all(len(office.heard(code)) == 1 for code in joined)
    rows = await office.town.rows(
        select(Account.chat_id, Delivery.message_id).join(Delivery, Delivery.person_id == Account.person_id)
    )
    assert len(rows) == queued
    assert all(office.sandbox.chat(chat_id).messages[message_id] for chat_id, message_id in rows)
    assert office.sandbox.limits.too_many == 0


@ON_SQLITE
async def test_only_the_chat_that_telegram_refuses_waits(office: PostOffice) -> None:
    queued = await announce(office.town)
    office.sandbox.faults.too_many.next = 1
    office.sandbox.faults.retry_after = 1
    await office.deliver_all()
    (asked,) = office.attempts.told_to_wait
    refused = next(chat for at, chat in reversed(office.attempts.made) if at <= asked)
    meanwhile = [chat for at, chat in office.attempts.made if asked < at < asked + 1]
    assert len(meanwhile) > 10 and refused not in meanwhile
    assert len(office.attempts.made) == queued + 1, "only the refused one was tried twice"
    assert all(len(office.heard(person.code)) == person.joined for person in office.town.people.values())
    assert await office.states() == ["sent"] * queued


@ON_SQLITE
async def test_bot_waits_when_several_chats_are_refused_in_a_row(office: PostOffice) -> None:
    queued = await announce(office.town)
    office.sandbox.faults.too_many.next = REFUSED_CHATS
    office.sandbox.faults.retry_after = 1
    await office.deliver_all()
    last = office.attempts.told_to_wait[-1]
    # What was on its way at that moment had left before.
    assert [at for at, _ in office.attempts.made if last + 0.1 < at < last + FIRST_HOLD_SECONDS] == []
    assert len(office.attempts.made) == queued + REFUSED_CHATS
    assert all(len(office.heard(person.code)) == person.joined for person in office.town.people.values())
    assert await office.states() == ["sent"] * queued


@ON_SQLITE
@pytest.mark.parametrize("misfortune", ["server_error", "dropped"])
async def test_failed_delivery_is_repeated_after_growing_pauses(
    office: PostOffice, any_time: None, misfortune: str
) -> None:
    await write(office.town, "Как начать урок?")
    getattr(office.sandbox.faults, misfortune).next = 4
    pauses = []
    for attempt in range(1, 5):
        await office.sender.send_batch()
        pauses.append((await waits_until(office.town) - office.town.clock.now()).total_seconds())
        await office.sender.send_batch()
        assert len(office.attempts.made) == attempt, "not tried before its time"
        office.town.clock.move(timedelta(seconds=pauses[-1] + 0.01))
    assert pauses == pytest.approx([1, 2, 4, 8], abs=0.9)
    assert await office.town.one(select(Delivery.attempts)) == 4
    assert office.heard(MENTOR) == []
    await office.sender.send_batch()
    assert len(office.heard(MENTOR, "Как начать урок?")) == 1
    assert await office.states() == ["sent"]


@ON_SQLITE
async def test_pause_grows_to_ten_minutes_and_attempts_end_after_a_day(
    office: PostOffice, any_time: None
) -> None:
    await write(office.town, "Как начать урок?")
    office.sandbox.faults.server_error.probability = 1
    async with office.town.database.transaction() as session:
        await session.execute(update(Delivery).values(attempts=30))
    await office.sender.send_batch()
    assert await waits_until(office.town) - office.town.clock.now() <= sending.LONGEST_WAIT
    assert await waits_until(office.town) - office.town.clock.now() > timedelta(minutes=9)
    assert timedelta(days=1) < sending.MOST_ATTEMPTS * sending.LONGEST_WAIT

    async with office.town.database.transaction() as session:
        await session.execute(
            update(Delivery).values(attempts=sending.MOST_ATTEMPTS - 1, not_before=office.town.clock.now())
        )
    await office.sender.send_batch()
    assert await office.states() == ["failed"]


async def test_a_lost_answer_may_repeat_a_message_but_never_loses_it(
    office: PostOffice, any_time: None
) -> None:
    await write(office.town, "Как начать урок?")
    office.sandbox.faults.lost_answer.next = 1
    await office.sender.send_batch()
    assert len(office.heard(MENTOR)) == 1
    assert await office.states() == ["queued"], "for all we know it did not arrive"
    office.town.clock.move(timedelta(seconds=2))
    await office.sender.send_batch()
    assert len(office.heard(MENTOR, "Как начать урок?")) == 2
    assert await office.states() == ["sent"]


def not_our_page() -> Exception:
    """A gateway answers with a page of its own instead of Telegram."""
    return ClientDecodeError("Failed to decode object", JSONDecodeError("x", "<html>", 0), "<html>502")


@ON_SQLITE
@pytest.mark.parametrize(
    "misfortune",
    [
        not_our_page(),
        TelegramUnauthorizedError(GetMe(), "Unauthorized"),
        OperationalError("SELECT 1", {}, Exception("server closed the connection")),
        ConnectionRefusedError("the database restarts"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_temporary_errors_only_delay_a_delivery(
    office: PostOffice, any_time: None, misfortune: Exception
) -> None:
    await write(office.town, "Как начать урок?")
    office.attempts.misfortunes.append(misfortune)
    await office.sender.send_batch()
    assert await office.states() == ["queued"]
    office.town.clock.move(timedelta(seconds=2))
    await office.sender.send_batch()
    assert len(office.heard(MENTOR)) == 1


@ON_SQLITE
async def test_unreadable_answer_does_not_repeat_the_message(office: PostOffice) -> None:
    """Telegram has sent it and says so in a way we do not understand: again would mean again and again."""
    try:
        Message.model_validate({})
    except ValidationError as error:
        unreadable = ClientDecodeError("Failed to deserialize object", error, {"ok": True})
    await write(office.town, "Как начать урок?")
    office.attempts.misfortunes.append(unreadable)
    await office.sender.send_batch()
    assert await office.states() == ["failed"]


@ON_SQLITE
async def test_chat_that_does_not_exist_gets_no_more_messages(office: PostOffice, any_time: None) -> None:
    await write(office.town, "Первое", 1)
    await write(office.town, "Второе", 2)
    async with office.town.database.transaction() as session:
        await session.execute(
            update(Account).where(Account.person_id == office.town.id_of(MENTOR)).values(chat_id=99)
        )
    await office.deliver_all()
    assert set(await office.states()) == {"unreachable"}
    assert not await is_reachable(office.town, MENTOR)
    assert "chat not found" in await office.town.one(
        select(Delivery.error).where(Delivery.error.is_not(None)).limit(1)
    )


@ON_SQLITE
async def test_person_who_blocked_one_messenger_gets_one_message_in_the_other(office: PostOffice) -> None:
    town, mentor = office.town, office.town.people[MENTOR]
    await join_in_max(town, MENTOR)
    office.sandbox.chat(mentor.chat_id).blocked = True
    other = sandbox_for(town)
    async with SandboxServer(other) as server:
        bot = bot_of(server.url)
        lines = {TELEGRAM: Line(office.bot, Pace(0)), MAX: Line(bot, Pace(0))}
        sender = Sender(lines, town.nobody)
        await write(town, "Как начать урок?")
        for _ in range(3):
            await sender.send_batch()
        await bot.session.close()
    assert len(office.attempts.made) == 1
    heard = [one.words for one in other.user(mentor.chat_id).messages if "Как начать" in one.words]
    assert len(heard) == 1
    assert await town.rows(select(Delivery.state, Delivery.channel)) == [("sent", MAX)]
    reachable = select(Account.channel).where(Account.person_id == mentor.person_id, Account.reachable)
    assert await town.one(reachable) == MAX


@ON_SQLITE
async def test_person_who_has_not_joined_gets_no_message(office: PostOffice) -> None:
    ctx = office.town.nobody
    async with ctx.transaction():
        await outbox.post(ctx, office.town.id_of(NOT_JOINED), "route_approved", urgent=True, route_id=1)
    await office.sender.send_batch()
    assert office.attempts.made == []
    assert await office.states() == ["unreachable"]


@ON_SQLITE
async def test_notice_that_raises_is_marked_failed_and_the_others_are_sent(
    office: PostOffice, log_lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Иванова плачет на уроках"

    async def broken(ctx: Context, **_: Any) -> Screen:
        raise ValueError(words)

    monkeypatch.setitem(NOTICES, "route_approved", broken)
    ctx = office.town.nobody
    async with ctx.transaction():
        await outbox.post(ctx, office.town.id_of(TEACHER), "route_approved", urgent=True, route_id=1)
        await outbox.post(ctx, office.town.id_of(YOUNG_SPECIALIST), "no_such_kind", urgent=True)
    await write(office.town, "Как начать урок?")
    await office.deliver_all()
    assert await office.states() == ["failed", "failed", "sent"]
    assert len(office.heard(MENTOR)) == 1
    errors = await office.town.rows(select(Delivery.error).order_by(Delivery.id))
    assert [row[0] for row in errors] == ["ValueError", "KeyError", None]
    said = log_lines.getvalue()
    assert "of kind route_approved failed" in said
    assert "in broken" in said, "the stack says where"
    assert "плачет" not in said


async def test_expired_delivery_is_not_sent(office: PostOffice, any_time: None) -> None:
    await announce(office.town)
    async with office.town.database.transaction() as session:
        await session.execute(update(Delivery).values(expires_at=office.town.clock.now()))
    await write(office.town, "Как начать урок?")
    await office.deliver_all()
    assert len(office.attempts.made) == 1
    assert set(await office.states()) == {"expired", "sent"}


async def test_notice_that_is_no_longer_true_is_not_sent(office: PostOffice, any_time: None) -> None:
    queued = await announce(office.town)
    async with office.town.database.transaction() as session:
        await session.execute(update(Event).values(status=CANCELLED))
    await write(office.town, "Как начать урок?")
    ctx = await office.town.acting(YOUNG_SPECIALIST)
    await conversations.close(ctx, await office.town.one(select(Conversation.id)))
    await conversations.reply(
        ctx, await office.town.one(select(Conversation.id)), Letter("100009:2", "Нет, не решён.")
    )
    await office.deliver_all()
    rows = await office.town.rows(
        select(Delivery.kind, Delivery.state, func.count()).group_by(Delivery.kind, Delivery.state)
    )
    assert sorted(tuple(row) for row in rows) == [
        ("conversation_closed", "expired", 1),
        ("conversation_message", "sent", 2),
        ("event_announced", "expired", queued),
    ]
    assert len(office.attempts.made) == 2


@ON_SQLITE
@pytest.mark.parametrize("is_taken_away", [False, True], ids=["still a methodist", "no longer"])
async def test_notice_of_a_route_needs_the_role_held_at_sending(
    office: PostOffice, is_taken_away: bool
) -> None:
    town = office.town
    await sent(town)
    about_route = select(Delivery.state, Delivery.attempts).where(Delivery.kind == "route_submitted")
    assert await town.rows(about_route) == [("queued", 0)]
    if is_taken_away:
        async with town.database.transaction() as session:
            await session.execute(
                delete(RoleGrant).where(RoleGrant.person_id == town.id_of(GYMNASIUM_METHODIST))
            )
    await office.deliver_all()
    assert await town.rows(about_route) == [("expired" if is_taken_away else "sent", 0)]
    assert len(office.heard(GYMNASIUM_METHODIST, "просит согласовать")) == (0 if is_taken_away else 1)


@ON_SQLITE
async def test_messages_of_one_chat_are_paced_in_order_and_other_chats_do_not_wait(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four times faster than life, and with less patience for bursts than Telegram has."""
    monkeypatch.setattr("bot.delivery.pace.CHAT_GAP_SECONDS", CHAT_GAP_SECONDS / 4)
    office.sandbox.limits.chat_per_second = 4
    office.sandbox.limits.chat_burst = 2
    for number in range(1, 5):
        await write(office.town, f"Мысль {number}.", number)
    ctx = await office.town.acting(MENTOR)
    await conversations.ask(
        ctx, office.town.id_of(SCHOOL_METHODIST), Letter("100008:9", "А мне кто поможет?")
    )
    begun = monotonic()
    await office.sender.send_batch()
    assert len(office.heard(MENTOR)) == 1
    assert len(office.heard(SCHOOL_METHODIST)) == 1
    await office.deliver_all()
    assert monotonic() - begun > 0.75
    assert [words[-8:-1] for words in office.heard(MENTOR, "Мысль")] == [f"Мысль {n}" for n in range(1, 5)]
    assert office.sandbox.limits.too_many == 0
    assert len(office.attempts.made) == 5


async def test_stop_finishes_messages_on_their_way_and_returns_the_rest_to_the_queue(
    office: PostOffice,
) -> None:
    queued = await announce(office.town)
    office.sandbox.faults.latency = 0.1
    running = asyncio.create_task(office.sender.run())
    async with asyncio.timeout(10):
        while True:
            if office.sandbox.limits.sent >= 5:
                break
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    arrived = office.sandbox.limits.sent
    assert 5 <= arrived < queued
    states = await office.states()
    assert (states.count("sent"), states.count("queued")) == (arrived, queued - arrived)

    office.sandbox.faults.clear()
    successor = Sender({TELEGRAM: Line(office.bot, Pace(0))}, office.town.nobody)
    await successor.send_batch()
    assert office.sandbox.limits.sent == queued, "nobody waits for a lease to run out, nobody hears twice"


@ON_SQLITE
async def test_sender_goes_on_after_a_database_error(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = outbox.claim
    failures = 2

    async def failing(ctx: Context, limit: int, channels: Collection[str]) -> list[outbox.Claimed]:
        nonlocal failures
        if failures:
            failures -= 1
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return await working(ctx, limit, channels)

    monkeypatch.setattr(outbox, "claim", failing)
    monkeypatch.setattr(sending, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(sending, "DATABASE_PAUSE", 0.01)
    await write(office.town, "Как начать урок?")
    running = asyncio.create_task(office.sender.run())
    await office.sandbox.user(office.town.people[MENTOR].chat_id).sees("Как начать урок?")
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert await office.states() == ["sent"]


async def test_person_who_blocked_the_bot_gets_nothing_until_they_write(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They blocked it while the bot was down, so no update told of it: Telegram's refusal does."""
    monkeypatch.setattr("bot.delivery.pace.CHAT_GAP_SECONDS", CHAT_GAP_SECONDS / 4)
    town, mentor, attempts = phones.town, phones.of(MENTOR), Attempts()
    phones.app.bot.session.middleware(attempts)
    chat = phones.sandbox.chat(mentor.id)
    chat.blocked = True
    await write(town, "Важно первое", 1)
    ctx = town.nobody
    async with ctx.transaction() as db:
        first = await db.scalar(select(ConversationMessage.id))
        await outbox.post(
            ctx,
            town.id_of(MENTOR),
            "conversation_message",
            urgent=True,
            expires_at=ctx.now + timedelta(hours=1),
            message_id=first,
        )
    await write(town, "Важно второе", 2)
    await settled(town, {"unreachable"})
    assert not await is_reachable(town, MENTOR)
    assert [chat_id for _, chat_id in attempts.made] == [mentor.id], "one refusal is enough"
    await write(town, "Важно третье", 3)
    await settled(town, {"unreachable"})
    assert len(attempts.made) == 1

    town.clock.move(timedelta(hours=2))
    chat.blocked = False
    await mentor.says("/menu")
    await mentor.sees("Важно третье", within=10)
    await settled(town, {"sent", "unreachable"})
    heard = [one.words for one in mentor.messages if "Важно" in one.words]
    assert [words.partition("Важно ")[2][:6] for words in heard] == ["первое", "второе", "третье"]
    assert await is_reachable(town, MENTOR)
    left = select(Delivery.expires_at).where(Delivery.state == "unreachable")
    assert len(await town.rows(left)) == 1, "what is no longer news stays unsaid"


async def settled(town: Town, ends: set[str]) -> None:
    """Wait until the sender is done with everything."""
    async with asyncio.timeout(10):
        while True:
            if {row[0] for row in await town.rows(select(Delivery.state))} <= ends:
                return
            await asyncio.sleep(0.05)


async def test_blocking_and_coming_back_are_noticed_at_once(phones: Phones) -> None:
    town, mentor = phones.town, phones.of(MENTOR)
    await mentor.blocks()
    async with asyncio.timeout(5):
        while True:
            if not await is_reachable(town, MENTOR):
                break
            await asyncio.sleep(0.02)
    await write(town, "Как начать урок?")
    await settled(town, {"unreachable"})
    await mentor.unblocks()
    await mentor.sees("Как начать урок?")


@ON_SQLITE
async def test_everybody_but_two_has_joined(town: Town) -> None:
    """These stories rest on it: everyone but the two newcomers has joined."""
    people = await town.one(select(func.count()).select_from(Person))
    assert people - await town.one(select(func.count()).select_from(Account)) == 2
