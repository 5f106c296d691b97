"""The sandbox refuses what Telegram refuses, in Telegram's words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.sandbox.media import tiny_png
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from services.clock import MovableClock
from tests.integration.sandbox.sandbox_kit import ANNA, BORIS, PNG, STRANGER, TEXT_FILE, TOKEN, keyboard, raw

Call = Callable[[Bot], Awaitable[object]]
REFUSALS: dict[str, Call] = {
    "message text is empty": lambda bot: bot.send_message(ANNA, ""),
    "text must be non-empty": lambda bot: bot.send_message(ANNA, "<b> </b>", parse_mode="HTML"),
    "message is too long": lambda bot: bot.send_message(ANNA, "😀" * 2049),
    "message caption is too long": lambda bot: bot.send_photo(ANNA, PNG, caption="я" * 1025),
    'can\'t parse entities: Unsupported start tag "p" at byte offset 0': lambda bot: bot.send_message(
        ANNA, "<p>", parse_mode="HTML"
    ),
    "can't parse entities: Can't find end tag corresponding to start tag \"b\"": lambda bot: bot.send_message(
        ANNA, "<b>x", parse_mode="HTML"
    ),
    "BUTTON_DATA_INVALID": lambda bot: bot.send_message(ANNA, "x", reply_markup=keyboard("я" * 33)),
    'can\'t parse inline keyboard button: Field "text" must be non-empty': lambda bot: bot.send_message(
        ANNA, "x", reply_markup=keyboard(text="", callback_data="x")
    ),
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard": (
        lambda bot: bot.send_message(ANNA, "x", reply_markup=keyboard(text="x"))
    ),
    "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL": lambda bot: bot.send_message(
        ANNA, "x", reply_markup=keyboard(text="x", url="http://localhost/")
    ),
    "reply markup is too long": lambda bot: bot.send_message(
        ANNA, "x", reply_markup=keyboard(*map(str, range(101)))
    ),
    "message to be replied not found": lambda bot: bot.send_message(
        ANNA, "x", reply_parameters=ReplyParameters(message_id=777)
    ),
    "message to edit not found": lambda bot: bot.edit_message_text("x", chat_id=ANNA, message_id=777),
    "message to delete not found": lambda bot: bot.delete_message(ANNA, 777),
    "message to copy not found": lambda bot: bot.copy_message(ANNA, ANNA, 777),
    "message to forward not found": lambda bot: bot.forward_message(ANNA, ANNA, 777),
    "message to react not found": lambda bot: bot.set_message_reaction(ANNA, 777),
    "chat not found": lambda bot: bot.send_message(STRANGER, "x"),
    "wrong file identifier/HTTP URL specified": lambda bot: bot.send_photo(ANNA, "no-such-file"),
    "failed to get HTTP URL content": lambda bot: bot.send_photo(ANNA, "https://edu.ru/a.png"),
    "IMAGE_PROCESS_FAILED": lambda bot: bot.send_photo(ANNA, TEXT_FILE),
    "PHOTO_INVALID_DIMENSIONS": lambda bot: bot.send_photo(
        ANNA, BufferedInputFile(tiny_png(2100, 100), "long.png")
    ),
    "file must be non-empty": lambda bot: bot.send_document(ANNA, BufferedInputFile(b"", "x.txt")),
    "invalid file_id": lambda bot: bot.get_file("no-such-file"),
    "query is too old and response timeout expired or query ID is invalid": lambda bot: (
        bot.answer_callback_query("777")
    ),
    "wrong parameter action in request": lambda bot: bot.send_chat_action(ANNA, "dancing"),
    "unsupported parse_mode": lambda bot: bot.send_message(ANNA, "x", parse_mode="Markdown"),
}


async def test_sandbox_refuses_in_telegrams_words(bot: Bot, sandbox: Sandbox) -> None:
    answers = {}
    for reason, call in REFUSALS.items():
        with pytest.raises(TelegramBadRequest) as caught:
            await call(bot)
        answers[reason] = caught.value.message.removeprefix("Bad Request: ")
    assert answers == {reason: reason for reason in REFUSALS}
    assert sandbox.user(ANNA).messages == []
    assert sandbox.limits.sent == 0


async def test_largest_allowed_values_are_accepted(bot: Bot) -> None:
    await bot.send_message(ANNA, f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    await bot.send_photo(ANNA, PNG, caption="я" * 1024)
    await bot.send_message(ANNA, "x", reply_markup=keyboard("я" * 32))
    row = [InlineKeyboardButton(text=str(one), callback_data=str(one)) for one in range(8)]
    await bot.send_message(ANNA, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row] * 12))
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await bot.send_message(ANNA, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row + row[:1]]))


async def test_edits_that_telegram_refuses(bot: Bot, sandbox: Sandbox) -> None:
    anna = sandbox.user(ANNA)

    async def refused(reason: str, message_id: int, text: str = "x", **markup: Any) -> None:
        with pytest.raises(TelegramBadRequest) as caught:
            await bot.edit_message_text(text, chat_id=ANNA, message_id=message_id, **markup)
        assert caught.value.message.removeprefix("Bad Request: ").startswith(reason)

    same = await bot.send_message(ANNA, "x", reply_markup=keyboard("a"))
    not_modified = (
        "message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    await refused(not_modified, same.message_id, reply_markup=keyboard("a"))
    await bot.edit_message_text("x", chat_id=ANNA, message_id=same.message_id, reply_markup=keyboard("b"))
    photo = await bot.send_photo(ANNA, PNG)
    await refused("there is no text in the message to edit", photo.message_id)
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=ANNA, message_id=same.message_id, caption="x")
    await refused("message can't be edited", (await anna.says("моё")).message_id)
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]])
    locked = await bot.send_message(ANNA, "клавиатура", reply_markup=keys)
    assert anna.reply_keys == ["Меню"]
    await refused("message can't be edited", locked.message_id)
    await bot.send_message(ANNA, "убрана", reply_markup=ReplyKeyboardRemove())
    assert anna.reply_keys == []


async def test_old_messages_cannot_be_deleted(bot: Bot, clock: MovableClock) -> None:
    message = await bot.send_message(ANNA, "x")
    clock.move(timedelta(hours=49))
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(ANNA, message.message_id)


async def test_people_who_blocked_or_did_not_start_the_bot_get_nothing(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(BORIS, "x")
    message = await bot.send_message(ANNA, "x")
    await sandbox.user(ANNA).blocks()
    for refused in (
        bot.send_message(ANNA, "x"),
        bot.edit_message_text("y", chat_id=ANNA, message_id=message.message_id),
    ):
        with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
            await refused
    await sandbox.user(ANNA).unblocks()
    await bot.send_message(ANNA, "снова")


async def test_wrong_method_token_and_body_are_refused(server: SandboxServer) -> None:
    missing = {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert await raw(server, "sendEverything") == (404, missing)
    unauthorized = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await raw(server, "getMe", token="1:OTHER") == (401, unauthorized)
    for request in ({"data": b"{", "headers": {"Content-Type": "application/json"}}, {"json": [1]}):
        status, answer = await raw(server, "getMe", **request)
        assert (status, answer["description"]) == (400, "Bad Request: can't parse JSON object")
    status, answer = await raw(
        server, "sendMessage", data={"chat_id": str(ANNA), "text": "x", "reply_markup": "{"}
    )
    assert (status, answer["error_code"]) == (400, 400)
    async with aiohttp.ClientSession() as session:
        assert (await session.get(f"{server.url}/file/bot1:OTHER/x")).status == 401
        assert (await session.get(f"{server.url}/file/bot{TOKEN}/x")).status == 404


async def test_error_of_the_sandbox_itself_is_json(server: SandboxServer) -> None:
    status, answer = await raw(server, "setMyCommands", json={"commands": [5]})
    assert (status, answer["description"]) == (500, "Internal Server Error")


async def test_press_expires(bot: Bot, sandbox: Sandbox, clock: MovableClock) -> None:
    await bot.send_message(ANNA, "x", reply_markup=keyboard("a"))
    pressing = asyncio.create_task(sandbox.user(ANNA).presses("a"))
    query = (await bot.get_updates(timeout=5))[0].callback_query
    assert query is not None
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query.id, "я" * 201)
    assert await bot.answer_callback_query(query.id, "я" * 200)
    assert await pressing == "я" * 200
    assert await bot.answer_callback_query(query.id, "ещё раз")
    assert sandbox.user(ANNA).toasts == ["я" * 200]
    clock.move(timedelta(minutes=16))
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query.id)
