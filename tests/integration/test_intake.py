"""Nothing that one person sends keeps the bot from anybody else, and no letter is lost or handled twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Update
from aiohttp import ClientResponse
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import scheduler
from bot.delivery.answers import Answers, Method
from bot.features import MEMBERS, STRANGERS
from bot.intake.intake import Intake
from bot.sandbox import people as hands
from bot.sandbox import telegram_view
from bot.sandbox.user import SandboxUser
from bot.telegram.router import Router
from bot.works import Works
from handlers.words import Translator
from services.context import Context
from services.conversations import actions as conversations
from services.conversations.models import ConversationMessage
from services.db import UNAVAILABLE, Database
from services.inbox import FATAL_TIMES, REMEMBERED, SET_APART_KEPT, InboxEntry, RepeatedError, finish
from services.letters import Letter
from services.outside import TELEGRAM, ChatId, source
from services.people.my_data.withdrawal import withdraw
from tests import poison
from tests.conftest import TOKEN, Phones, Town
from tests.integration.stories import ON_SQLITE
from tests.personas import MENTOR, TEACHER, YOUNG_SPECIALIST

Json = dict[str, Any]
OUR_BOT, ANOTHER_BOT = 424242, 555555
HOME = "Чем займёмся"
MANY = 300
# What a client of PostgreSQL asks first: may it speak encrypted (PostgreSQL, «Message Formats»).
ENCRYPTED = (80877103).to_bytes(4)

HIDDEN = {"type": "hidden_user", "date": 1422450181}
POLL = {**poison.CONTENTS["poll"]["poll"]}
del POLL["allows_revoting"]
UNREADABLE: dict[str, Json] = {
    "forwarded from nobody": {"text": "Секрет", "forward_origin": HIDDEN},
    "an empty story": {
        "text": "Секрет",
        "external_reply": {"origin": {**HIDDEN, "sender_user_name": "Секрет"}, "story": {}},
    },
    "a poll of an earlier form": {"poll": POLL},
    "media of a new type": {"paid_media": {"star_count": 1, "paid_media": [{"type": "hologram"}]}},
}
SERVICE: dict[str, Json] = {
    "pinned": {"pinned_message": poison.message(1, 1, text="Закреплено")},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    "background": {
        "chat_background_set": {
            "type": {"type": "fill", "fill": {"type": "solid", "color": 1}, "dark_theme_dimming": 0}
        }
    },
}


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The numbers of the updates that were handled, in their order."""
    numbers: list[int] = []
    handle = Router.handle

    async def noted(router: Router, update: Update, ctx: Context, **more: Any) -> None:
        numbers.append(update.update_id)
        await handle(router, update, ctx, **more)

    monkeypatch.setattr(Router, "handle", noted)
    yield numbers


def written(phones: Phones, user: SandboxUser, **content: Any) -> Json:
    """A message that a person wrote, as Telegram tells of it; the bot does not hear of it yet."""
    phones.sandbox.updates.allow([])
    sent = hands._send(phones.sandbox, user._chat, text="?")
    phones.sandbox.updates._pending.pop()
    message = telegram_view.message(phones.sandbox, sent)
    del message["text"]
    return {**message, **content}


def arrives(phones: Phones, user: SandboxUser, **content: Any) -> int:
    """A message of any kind arrives; returns its update's number."""
    phones.sandbox.updates.add("message", written(phones, user, **content))
    return phones.sandbox.updates._next_id - 1


async def taken_in(phones: Phones, *batch: Json) -> None:
    """The bot, which has begun to ask for updates, gets these at once and handles them."""
    async with asyncio.timeout(5):
        while not phones.sandbox.updates._poll_number:
            await asyncio.sleep(0.01)
    await phones.app.intake.take_in(batch)
    await phones.app.intake.settle()


async def leave(
    town: Town, content: Json, number: int, *, recipient: int = OUR_BOT, attempts: int = 0
) -> None:
    """Leave a letter in the inbox, as a process that ended in the middle of its work does."""
    entry = InboxEntry(
        channel=TELEGRAM,
        recipient=recipient,
        update_id=number,
        chat_id=content["chat"]["id"],
        content={"update_id": number, "message": content},
        attempts=attempts,
        received_at=town.clock.now(),
    )
    async with town.database.transaction() as db:
        db.add(entry)


async def waiting(town: Town) -> list[int]:
    """The numbers of the letters whose words the inbox still holds."""
    rows = select(InboxEntry.update_id).where(InboxEntry.content.is_not(None)).order_by(InboxEntry.id)
    return [row[0] for row in await town.rows(rows)]


async def until_idle(phones: Phones) -> None:
    """Wait until nothing that was delivered waits to be handled."""
    async with asyncio.timeout(20):
        while len(phones.sandbox.updates):
            await asyncio.sleep(0.02)
        await phones.app._settle()


async def talking(phones: Phones, code: str, to: str) -> int:
    """A conversation under way; returns its asker's first message, to which replies add."""
    user = phones.of(code)
    message = await user.says("Первый вопрос")
    await until_idle(phones)
    letter = Letter(source=source(TELEGRAM, user.id, message.message_id), text="Первый вопрос")
    await conversations.ask(await phones.town.acting(code), phones.town.id_of(to), letter)
    return message.message_id


async def talk(town: Town) -> list[str]:
    """What was said in conversations, in its order."""
    return [
        row[0] for row in await town.rows(select(ConversationMessage.text).order_by(ConversationMessage.id))
    ]


def answers(user: SandboxUser) -> int:
    return sum(message.from_bot for message in user.messages)


# What cannot be read


@ON_SQLITE
@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
async def test_unreadable_update_stops_nobody_else(
    phones: Phones, content: Json, caplog: pytest.LogCaptureFixture
) -> None:
    before, after = phones.of(TEACHER), phones.of(MENTOR)
    await before.says("/menu")
    number = arrives(phones, phones.of(YOUNG_SPECIALIST), **content)
    await after.says("/menu")
    await before.sees(HOME)
    await after.sees(HOME)

    assert phones.app.intake.fetcher.skipped == 1
    (told,) = [one for one in caplog.messages if str(number) in one]
    assert told == f"update {number} is skipped: ValidationError"
    for secret in ("Секрет", phones.of(YOUNG_SPECIALIST).person.first_name):
        assert secret not in caplog.text


@ON_SQLITE
async def test_next_start_is_not_stopped_by_an_unreadable_update(phones: Phones) -> None:
    teacher = phones.of(TEACHER)
    await phones.stop()
    arrives(phones, teacher, **UNREADABLE["an empty story"])
    await teacher.says("/menu")
    phones.start()
    await teacher.sees(HOME)
    assert phones.app.intake.fetcher.skipped == 1


@ON_SQLITE
@pytest.mark.parametrize("content", SERVICE.values(), ids=SERVICE)
async def test_service_message_gets_silence_also_inside_a_question(phones: Phones, content: Json) -> None:
    teacher = phones.of(TEACHER)
    arrives(phones, teacher, **content)
    await until_idle(phones)
    assert answers(teacher) == 0
    await teacher.says("/mydata")
    await teacher.presses("Исправить данные")
    await teacher.sees("Что исправить?")
    await teacher.quiet()
    asked = answers(teacher)
    arrives(phones, teacher, **content)
    await until_idle(phones)
    await teacher.quiet()
    assert answers(teacher) == asked
    await teacher.says("Отчество другое")
    await teacher.sees("Передали")


@ON_SQLITE
async def test_chat_is_handled_in_order_around_an_unreadable_letter(phones: Phones) -> None:
    teacher = phones.of(YOUNG_SPECIALIST)
    first = await talking(phones, YOUNG_SPECIALIST, MENTOR)
    earlier = phones.sandbox.as_telegram(teacher._chat.messages[first])
    words = [f"Слова {place}" for place in range(100)]
    for place, one in enumerate(words):
        unreadable = {"forward_origin": HIDDEN} if place == 4 else {}
        arrives(phones, teacher, text=one, reply_to_message=earlier, **unreadable)
    await until_idle(phones)
    assert await talk(phones.town) == ["Первый вопрос", *words[:4], *words[5:]]
    assert await waiting(phones.town) == []


@ON_SQLITE
@pytest.mark.parametrize(
    "page",
    ["<html>502 Bad Gateway</html>", "<html>Недоступно</html>".encode("cp1251"), '{"ok": true}', "[]"],
    ids=["HTML", "another encoding", "no updates", "no object"],
)
async def test_gateway_page_in_place_of_updates_is_waited_out(
    phones: Phones, page: str | bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands between the bot and Telegram says what it likes now and then."""
    said: list[str | bytes] = []
    text_of = ClientResponse.text

    async def told(response: ClientResponse, *arguments: Any) -> str:
        if said or not response.url.path.endswith("/getUpdates"):
            return await text_of(response, *arguments)
        said.append(page)
        return page.decode() if isinstance(page, bytes) else page

    monkeypatch.setattr(ClientResponse, "text", told)
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    if not said:  # the first request for updates began before
        await teacher.sees(HOME)
        await teacher.says("/menu")
    await teacher.sees(HOME)
    assert said == [page]


# Numbers


@ON_SQLITE
async def test_updates_out_of_order_are_all_handled(phones: Phones, handled: list[int]) -> None:
    teacher, mentor = phones.of(TEACHER), phones.of(MENTOR)
    batch = [
        {"update_id": 12, "message": written(phones, teacher, text="/menu")},
        {"update_id": 10, "message": written(phones, mentor, text="/menu")},
        {"update_id": 11, "message": written(phones, teacher, text="/help")},
    ]
    await taken_in(phones, *batch)
    await taken_in(phones, {"update_id": 9, "message": written(phones, mentor, text="/help")})
    assert sorted(handled) == [9, 10, 11, 12]


@ON_SQLITE
async def test_update_doubled_under_one_number_is_handled_once(phones: Phones, handled: list[int]) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    shown = await teacher.sees(HOME)
    await teacher.presses("Мои данные", shown)
    pressed = phones.sandbox.updates._last
    assert pressed is not None
    letter = {"update_id": 10, "message": written(phones, teacher, text="/menu")}
    await phones.app.intake.settle()
    handled.clear()
    await taken_in(phones, letter, letter, pressed, pressed)
    await taken_in(phones, letter)
    assert handled == [10]


@ON_SQLITE
async def test_numbers_of_another_bot_hide_no_letter(phones: Phones) -> None:
    """Another token is another bot, and its numbers start anew."""
    town, teacher = phones.town, phones.of(TEACHER)
    number = phones.sandbox.updates._next_id
    await leave(town, written(phones, teacher, text="Давнее"), number, recipient=ANOTHER_BOT)
    await teacher.says("/menu")
    await teacher.sees(HOME)
    await phones.stop()
    phones.start()
    await teacher.says("/help")
    await until_idle(phones)
    assert await waiting(town) == [number], "the other bot's letter is not ours"


@ON_SQLITE
async def test_update_without_a_sound_number_does_not_confirm_others(phones: Phones) -> None:
    fetcher = phones.app.intake.fetcher
    fetcher.confirm([{"update_id": 7}, {"update_id": 2**70}, {"update_id": True}, {}])
    assert fetcher._offset == 8


# After a crash


@ON_SQLITE
async def test_letters_left_by_a_crash_are_handled_once_and_in_order(
    phones: Phones, handled: list[int]
) -> None:
    town, teacher, mentor = phones.town, phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    first = await talking(phones, YOUNG_SPECIALIST, MENTOR)
    await phones.stop()
    earlier = phones.sandbox.as_telegram(teacher._chat.messages[first])
    words = [f"Слова {place}" for place in range(5)]
    for number, one in enumerate(words, start=20):
        await leave(town, written(phones, teacher, text=one, reply_to_message=earlier), number)
    await leave(town, written(phones, mentor, text="/menu"), 30)
    handled.clear()

    phones.start()
    await mentor.sees(HOME)
    await until_idle(phones)
    assert await talk(town) == ["Первый вопрос", *words]
    assert handled == [20, 21, 22, 23, 24, 30]
    assert await waiting(town) == []

    await phones.stop()
    phones.start()
    await mentor.says("/help")
    await until_idle(phones)
    assert handled[:-1] == [20, 21, 22, 23, 24, 30], "the second start has nothing left to do"


@ON_SQLITE
async def test_letter_delivered_again_after_a_crash_is_handled_once(
    phones: Phones, handled: list[int]
) -> None:
    """The process ended after the letter was kept and before it was confirmed."""
    teacher = phones.of(TEACHER)
    await phones.stop()
    number = phones.sandbox.updates._next_id
    await teacher.says("/menu")
    await leave(phones.town, phones.sandbox.updates._pending[-1]["message"], number)
    phones.start()
    await teacher.sees(HOME)
    await until_idle(phones)
    assert handled == [number]


@ON_SQLITE
async def test_letter_that_ends_the_process_is_set_apart(phones: Phones, handled: list[int]) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    await phones.stop()
    await leave(town, written(phones, teacher, text="Роковое"), 20, attempts=FATAL_TIMES - 1)
    await leave(town, written(phones, teacher, text="/menu"), 21)
    phones.start()
    await teacher.sees("не получилось обработать")
    await teacher.sees(HOME)
    assert handled == [21]
    told = answers(teacher)

    await phones.stop()
    phones.start()
    await teacher.says("/help")
    await until_idle(phones)
    await teacher.quiet()
    assert handled[:-1] == [21]
    assert answers(teacher) == told + 1, "told once"


@ON_SQLITE
async def test_each_start_counts_as_one_attempt(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    await phones.stop()
    await leave(town, written(phones, teacher, text="/menu"), 20)
    begun = asyncio.Event()

    async def hang(*_: Any, **__: Any) -> None:
        begun.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(Router, "handle", hang)
        patched.setattr("bot.app.STOP_SECONDS", 0.1)
        phones.start()
        await asyncio.wait_for(begun.wait(), 5)
        await phones.stop()
    assert await town.rows(select(InboxEntry.update_id, InboxEntry.attempts)) == [(20, 1)]
    phones.start()
    await teacher.sees(HOME)
    await until_idle(phones)
    assert await waiting(town) == []


@ON_SQLITE
async def test_letter_whose_answer_was_not_said_is_answered_after_the_next_start(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an outage hundreds wait for answers; the bot is stopped, or dies, before it says them."""
    monkeypatch.setattr("bot.app.STOP_SECONDS", 0.2)
    teacher = phones.of(TEACHER)
    for times in range(FATAL_TIMES + 1):
        phones.sandbox.faults.set({"retry_after": 600, "too_many": {"probability": 1}})
        if not times:
            await teacher.says("/menu")
        async with asyncio.timeout(20):
            # The command menu may be refused before the letter is taken in.
            while phones.sandbox.faults.struck["too_many"] <= times or not await waiting(phones.town):
                await asyncio.sleep(0.02)
        await phones.stop()
        assert len(await waiting(phones.town)) == 1
        phones.sandbox.faults.clear()
        if times < FATAL_TIMES:
            phones.sandbox.faults.set({"retry_after": 600, "too_many": {"probability": 1}})
            phones.start()
    phones.start()
    await teacher.sees(HOME)
    await until_idle(phones)
    assert answers(teacher) == 1
    assert await waiting(phones.town) == []


@ON_SQLITE
async def test_letter_that_ended_in_an_apology_is_done(
    phones: Phones, monkeypatch: pytest.MonkeyPatch, handled: list[int]
) -> None:
    teacher = phones.of(TEACHER)

    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("bot.telegram.router.understand", fail)
        await teacher.says("Что-нибудь")
        await teacher.sees("Что-то сломалось")
    await until_idle(phones)
    assert await waiting(phones.town) == []
    await phones.stop()
    phones.start()
    await teacher.says("/menu")
    await teacher.sees(HOME)
    assert len(handled) == 2


# What the inbox holds


async def test_words_of_the_inbox_go_with_the_withdrawal(town: Town) -> None:
    mine, others = town.people[TEACHER].chat_id, town.people[MENTOR].chat_id
    await leave(town, poison.message(mine, 1, text="Моё"), 20)
    await leave(town, poison.message(mine, 2, text="Роковое"), 21, attempts=FATAL_TIMES)
    await leave(town, poison.message(others, 1, text="Чужое"), 22)
    await withdraw(await town.acting(TEACHER))
    assert await waiting(town) == [22]


@ON_SQLITE
async def test_handled_letter_leaves_only_a_number_that_is_forgotten(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    await teacher.says("/menu")
    await teacher.sees(HOME)
    await until_idle(phones)
    assert await town.rows(select(InboxEntry.content)) == [(None,)]
    town.clock.set(town.clock.now() + REMEMBERED - timedelta(minutes=1))
    await scheduler._forget_letters(town.nobody)
    assert len(await town.rows(select(InboxEntry.id))) == 1
    town.clock.set(town.clock.now() + timedelta(minutes=2))
    await scheduler._forget_letters(town.nobody)
    assert await town.rows(select(InboxEntry.id)) == []


async def test_letters_that_nobody_will_handle_are_forgotten(town: Town) -> None:
    """What was set apart, and what was sent to a bot that serves nobody any more."""
    await leave(town, poison.message(1, 1, text="Роковое"), 20, attempts=FATAL_TIMES)
    await leave(town, poison.message(1, 2, text="Давнее"), 20, recipient=ANOTHER_BOT)
    await scheduler._forget_letters(town.nobody)
    assert len(await waiting(town)) == 2
    town.clock.set(town.clock.now() + SET_APART_KEPT + timedelta(minutes=1))
    await scheduler._forget_letters(town.nobody)
    assert await waiting(town) == []


# The database


class SilentAnswers(Answers):
    """Answers that go nowhere."""

    def __init__(self) -> None:
        super().__init__({})
        self.given = 0

    def give(self, chat: ChatId, words: Translator, methods: Sequence[Method], **_: Any) -> None:
        self.given += len(methods)


def intake_of(town: Town, database: Database) -> Intake:
    """The way in without a messenger: its updates are handed over, its answers go nowhere."""
    template = replace(town.nobody, database=database)
    return Intake(Bot(TOKEN), template, Router(MEMBERS, STRANGERS, Works(), SilentAnswers()))


async def take_in(intake: Intake, *batch: Json) -> None:
    await intake.take_in(batch)
    await asyncio.wait_for(intake.settle(), 30)


def menu(town: Town, code: str, number: int, update_id: int | None = None) -> Json:
    """A persona asks for the menu."""
    content = poison.message(town.people[code].chat_id, number, text="/menu")
    return {"update_id": update_id or number, "message": content}


async def test_letter_that_the_database_refuses_stops_nobody_else(town: Town, handled: list[int]) -> None:
    intake = intake_of(town, town.database)
    beyond = {"update_id": 11, "message": poison.message(2**70, 11, text="/menu")}
    unreadable = {"update_id": 15, "message": poison.message(7, 15, **UNREADABLE["an empty story"])}
    good = [menu(town, TEACHER, 10), menu(town, MENTOR, 13)]
    await take_in(intake, *good, beyond, menu(town, TEACHER, 12, 2**70), unreadable)
    assert sorted(handled) == [10, 13]
    assert intake.fetcher.skipped == 3
    await take_in(intake, menu(town, TEACHER, 14))
    assert sorted(handled) == [10, 13, 14]
    await intake.close()


async def test_press_of_a_chat_that_no_database_knows_stops_nobody_else(
    town: Town, handled: list[int]
) -> None:
    intake = intake_of(town, town.database)
    pressed = next(one for kind, one in poison.samples(2**70) if kind == "callback_query")
    await take_in(intake, {"update_id": 10, "callback_query": pressed}, menu(town, TEACHER, 11))
    assert handled == [11]
    await intake.close()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_letter_waits_for_a_database_that_lost_its_connections(
    town: Town, handled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when PostgreSQL is started anew under a running bot."""
    monkeypatch.setattr("bot.intake.intake.DATABASE_PAUSE", 0.01)
    intake = intake_of(town, town.database)
    await take_in(intake, menu(town, TEACHER, 10))
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    killer = Database(town.database.engine.url.render_as_string(hide_password=False))
    async with killer.transaction() as db:
        await db.execute(text(f"{others} AND pid <> pg_backend_pid()"))
    await killer.close()
    await take_in(intake, menu(town, TEACHER, 11), menu(town, MENTOR, 12))
    assert intake.fetcher.skipped == 0
    assert sorted(handled) == [10, 11, 12]
    await intake.close()


async def test_letter_kept_by_a_commit_whose_answer_was_lost_is_handled(
    town: Town, handled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.intake.intake.DATABASE_PAUSE", 0.01)
    transaction, lost = Database.transaction, []

    @asynccontextmanager
    async def losing(database: Database) -> AsyncIterator[AsyncSession]:
        async with transaction(database) as db:
            yield db
        if not lost:
            lost.append(True)
            raise OperationalError("COMMIT", None, OSError("the connection is closed"))

    intake = intake_of(town, town.database)
    monkeypatch.setattr(Database, "transaction", losing)
    await take_in(intake, menu(town, TEACHER, 10))
    assert lost and handled == [10]
    await intake.close()


async def test_deed_of_a_letter_that_was_handled_meanwhile_is_not_kept(town: Town) -> None:
    """As when the old process and the new one both take up a letter."""
    ctx = await town.acting(YOUNG_SPECIALIST)
    content = poison.message(town.people[YOUNG_SPECIALIST].chat_id, 1, text="Как начать урок?")
    await leave(town, content, 1)
    ctx.entry = int(await town.one(select(InboxEntry.id)))
    async with town.database.transaction() as db:
        await finish(db, ctx.entry)
    with pytest.raises(RepeatedError):
        await conversations.ask(ctx, town.id_of(MENTOR), Letter("telegram:1:1", "Как начать урок?"))
    assert not await town.rows(select(ConversationMessage.id))


@pytest.mark.parametrize("state", ["57P03", "57P01", "53300"], ids=["starts", "stops", "is full"])
async def test_server_that_takes_nobody_in_is_a_database_that_does_not_answer(state: str) -> None:
    """PostgreSQL refuses a connection by a message; letters wait, as they do where nothing answers."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await _wish(reader) == ENCRYPTED:
            writer.write(b"N")
        said = b"SFATAL\0VFATAL\0C" + state.encode() + b"\0Mnot now\0\0"
        writer.write(b"E" + (len(said) + 4).to_bytes(4) + said)
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    database = Database(f"postgresql+asyncpg://somebody@127.0.0.1:{port}/anything")
    with pytest.raises(UNAVAILABLE):
        async with database.transaction() as db:
            await db.execute(text("SELECT 1"))
    await database.close()
    server.close()


async def _wish(reader: asyncio.StreamReader) -> bytes:
    """What a client of PostgreSQL says first, after its length."""
    return await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)


# Anything


@ON_SQLITE
async def test_no_update_whatever_its_fields_stops_a_good_one(
    town: Town, handled: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    intake = intake_of(town, town.database)
    good: list[int] = []
    batch: list[Json] = []
    for place, (kind, content) in enumerate(poison.some_spoiled(7_000_000, MANY, seed=1)):
        number = 1000 + 2 * place
        batch += [{"update_id": number, kind: content}, menu(town, TEACHER, number + 1)]
        good.append(number + 1)
        if len(batch) == 50:
            await take_in(intake, *batch)
            batch.clear()
    assert [number for number in handled if number in set(good)] == good
    assert poison.SECRET not in caplog.text
    assert _said(caplog.records) == set()
    await intake.close()


def _said(records: Collection[logging.LogRecord]) -> set[str]:
    """What the log tells besides the updates that were skipped."""
    return {one.getMessage() for one in records if "is skipped" not in one.getMessage()}


@ON_SQLITE
async def test_failed_press_that_closed_a_question_is_not_called_saved(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/mydata")
    await teacher.presses("Исправить данные")
    shown = await teacher.sees("Что исправить?")

    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("handlers.features.Features.press", fail)
    toast = await teacher.presses_data("menu", shown)
    assert "Что-то сломалось" in (toast or "")
