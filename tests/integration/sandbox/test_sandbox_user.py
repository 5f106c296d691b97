"""SandboxUser: simulated people talking to a small aiogram bot that polls the sandbox."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.types import (
    CallbackQuery,
    ContentType,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from bot.sandbox.errors import SandboxError
from bot.sandbox.telegram import Sandbox
from bot.sandbox.user import SandboxUser
from tests.integration.sandbox.sandbox_kit import ANNA, BORIS, keyboard


@pytest.fixture
def anna(sandbox: Sandbox) -> SandboxUser:
    return sandbox.user(ANNA)


@pytest.fixture(autouse=True)
async def polling(bot: Bot) -> AsyncIterator[None]:
    dispatcher = Dispatcher()
    add_echo(dispatcher)
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def add_echo(dispatcher: Dispatcher) -> None:
    """A bot that answers with what it got; its buttons edit, toast or keep silent."""

    @dispatcher.message(F.text == "ключи")
    async def keys(message: Message) -> None:
        rows = [[KeyboardButton(text="Мой телефон", request_contact=True), KeyboardButton(text="Меню")]]
        await message.answer(
            "клавиатура", reply_markup=ReplyKeyboardMarkup(keyboard=rows, one_time_keyboard=True)
        )

    @dispatcher.message(F.text)
    async def text(message: Message) -> None:
        quoted = f" на «{message.reply_to_message.text}»" if message.reply_to_message else ""
        await message.answer(
            f"эхо: {message.text}{quoted}", reply_markup=keyboard("править", "тост", "молчать")
        )

    @dispatcher.message(F.contact)
    async def contact(message: Message) -> None:
        assert message.contact is not None
        await message.answer(
            f"{message.contact.phone_number} {message.contact.user_id} {message.contact.first_name}"
        )

    @dispatcher.message()
    async def other(message: Message) -> None:
        size = message.document.file_size if message.document else 0
        await message.answer(
            f"получено {ContentType(message.content_type).value} {size} {message.caption or ''}"
        )

    @dispatcher.edited_message()
    async def edited(message: Message) -> None:
        await message.answer(f"исправлено: {message.text}")

    @dispatcher.callback_query(F.data == "молчать")
    async def silent(query: CallbackQuery) -> None:
        """Never answer the press."""

    @dispatcher.callback_query(F.data == "тост")
    async def toast(query: CallbackQuery) -> None:
        await query.answer("Готово", show_alert=True)

    @dispatcher.callback_query()
    async def edit(query: CallbackQuery) -> None:
        await query.answer()
        if isinstance(query.message, Message):
            await query.message.edit_text(f"нажато {query.data}", reply_markup=keyboard("дальше"))


async def test_person_says_and_sees(anna: SandboxUser) -> None:
    said = await anna.says("привет")
    seen = await anna.sees("эхо", "привет")
    assert (seen.from_bot, seen.edited) == (True, False)
    assert anna.buttons() == [["править"], ["тост"], ["молчать"]]
    await anna.says("ответ", reply_to=said)
    await anna.sees("эхо: ответ на «привет»")
    assert anna.last.text == "эхо: ответ на «привет»"


async def test_person_presses_buttons(anna: SandboxUser) -> None:
    await anna.says("привет")
    assert await anna.presses("тост") == "Готово"
    assert anna.toasts == ["Готово"]
    before = anna.last
    assert await anna.presses("прав") is None
    after = await anna.sees("нажато править")
    assert (after.message_id, after.edited, before.edited) == (before.message_id, True, False)
    assert anna.buttons(before) == [["дальше"]]
    await anna.presses("править", before)
    await anna.presses_data("подделка")
    await anna.sees("нажато подделка")


async def test_failures_show_the_screen(anna: SandboxUser) -> None:
    await anna.says("привет")
    with pytest.raises(AssertionError, match="got no answer") as silence:
        await anna.presses("молчать", within=0.2)
    assert "эхо: привет" in str(silence.value)
    assert "[молчать]" in str(silence.value)
    with pytest.raises(AssertionError, match="does not see"):
        await anna.sees("чего нет", within=0.2)
    with pytest.raises(AssertionError, match="finds no button 'чего нет'"):
        await anna.presses("чего нет", within=0.2)
    with pytest.raises(AssertionError, match="has no reply key"):
        await anna.taps_reply_key("чего нет")


async def test_fresh_messages_come_before_old_ones(anna: SandboxUser) -> None:
    await anna.says("раз")
    old = await anna.sees("эхо")
    await anna.says("два")
    fresh = await anna.sees("эхо")
    assert fresh.message_id > old.message_id
    begun = time.monotonic()
    assert (await anna.sees("эхо: раз")).message_id == old.message_id
    assert time.monotonic() - begun < 2


async def test_reply_keyboard_and_contact(anna: SandboxUser) -> None:
    await anna.says("ключи")
    await anna.sees("клавиатура")
    assert anna.reply_keys == ["Мой телефон", "Меню"]
    await anna.taps_reply_key("Мой телефон")
    await anna.sees(f"79001234567 {ANNA} Анна")
    assert anna.reply_keys == []
    await anna.shares_contact("+71112223344", user_id=BORIS, first_name="Борис")
    await anna.sees(f"+71112223344 {BORIS} Борис")
    await anna.says("ключи")
    await anna.sees("клавиатура")
    await anna.taps_reply_key("Меню")
    await anna.sees("эхо: Меню")


async def test_files_of_every_kind(anna: SandboxUser) -> None:
    await anna.sends_photo(caption="подпись")
    await anna.sees("получено photo", "подпись")
    await anna.sends_file("план.docx", b"12345")
    await anna.sees("получено document 5")
    await anna.sends_voice()
    await anna.sees("получено voice")
    await anna.sends_sticker()
    await anna.sees("получено sticker")


async def test_edits(anna: SandboxUser) -> None:
    said = await anna.says("превет")
    await anna.sees("эхо")
    assert (await anna.edits(said, "привет")).edited
    await anna.sees("исправлено: привет")
    with pytest.raises(SandboxError):
        await anna.edits(anna.last, "чужое")


async def test_two_people_do_not_see_each_other(sandbox: Sandbox, anna: SandboxUser) -> None:
    boris = sandbox.user(BORIS)
    await asyncio.gather(anna.says("от Анны"), boris.says("от Бориса"))
    await asyncio.gather(anna.sees("эхо: от Анны"), boris.sees("эхо: от Бориса"))
    assert len(anna.messages) == len(boris.messages) == 2
    with pytest.raises(SandboxError):
        sandbox.user(777)
    with pytest.raises(SandboxError):
        await boris.shares_contact()


async def test_blocked_bot_gets_nothing(anna: SandboxUser) -> None:
    await anna.blocks()
    with pytest.raises(SandboxError):
        await anna.says("привет")
    await anna.unblocks()
    await anna.says("привет")
    await anna.sees("эхо")


async def test_quiet_waits_for_the_last_change(anna: SandboxUser) -> None:
    for number in range(3):
        await anna.says(str(number))
    await anna.quiet()
    assert sum(message.from_bot for message in anna.messages) == 3


async def test_redelivered_update_is_handled_again(sandbox: Sandbox, anna: SandboxUser) -> None:
    await anna.says("раз")
    await anna.quiet()
    sandbox.redeliver_last_update()
    await anna.quiet()
    sandbox.repeat_last_update()
    await anna.quiet()
    assert [message.text for message in anna.messages if message.from_bot] == ["эхо: раз"] * 3
