"""The sandbox's Bot API, called by a real aiogram bot over loopback."""

from __future__ import annotations

import io

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    InputMediaDocument,
    InputMediaPhoto,
    ReactionTypeEmoji,
    ReplyParameters,
)

from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from tests.integration.sandbox.sandbox_kit import ANNA, BORIS, PNG, TEXT_FILE, keyboard, raw


async def test_bot_reads_and_changes_its_profile(bot: Bot, server: SandboxServer) -> None:
    me = await bot.get_me()
    assert (me.is_bot, me.username, me.first_name) == (True, "gorizont_demo_bot", "Горизонт")
    assert await bot.set_my_name("Новое имя")
    assert (await bot.get_my_name()).name == "Новое имя"
    assert await bot.set_my_description("Что умеет")
    assert (await bot.get_my_description()).description == "Что умеет"
    assert await bot.set_my_short_description("Кратко", language_code="ru")
    assert (await bot.get_my_short_description("ru")).short_description == "Кратко"
    assert (await bot.get_my_short_description()).short_description == ""
    assert await bot.set_chat_menu_button()
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_webhook()
    assert (await bot.get_chat(ANNA)).first_name == "Анна"
    assert await raw(server, "logOut") == (200, {"ok": True, "result": True})
    assert await raw(server, "close") == (200, {"ok": True, "result": True})


async def test_text_keeps_entities_and_buttons(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(
        ANNA,
        "  <b>Привет</b>, 😀 <a href='https://edu.ru/x'>сюда</a> /menu ",
        parse_mode="HTML",
        reply_markup=keyboard("да", text="сайт", url="https://edu.ru"),
    )
    assert sent.text == "Привет, 😀 сюда /menu"
    assert sent.entities is not None
    assert [(one.type, one.extract_from(sent.text)) for one in sent.entities] == [
        ("bold", "Привет"),
        ("text_link", "сюда"),
        ("bot_command", "/menu"),
    ]
    assert sent.reply_markup is not None
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "да"
    assert sent.reply_markup.inline_keyboard[1][0].url == "https://edu.ru/"
    assert sent.date == sandbox.clock.now().replace(microsecond=0)
    assert (sent.chat.id, sent.message_id) == (ANNA, 1)


async def test_files_go_up_and_down(bot: Bot, sandbox: Sandbox) -> None:
    photo = await bot.send_photo(ANNA, PNG, caption="<i>Рост</i>", parse_mode="HTML")
    assert photo.photo is not None
    assert [(size.width, size.height) for size in photo.photo] == [(90, 67), (640, 480)]
    assert photo.caption == "Рост"
    again = await bot.send_photo(ANNA, photo.photo[-1].file_id)
    assert again.photo is not None
    assert again.photo[-1].file_unique_id == photo.photo[-1].file_unique_id
    document = await bot.send_document(ANNA, TEXT_FILE)
    assert document.document is not None
    assert (document.document.file_name, document.document.mime_type) == ("отчёт.txt", "text/plain")
    downloaded = io.BytesIO()
    await bot.download(document.document, downloaded)
    assert downloaded.getvalue() == TEXT_FILE.data == sandbox.file(document.document.file_id).data
    assert (await bot.send_voice(ANNA, BufferedInputFile(b"OggS", "a.ogg"))).voice is not None
    assert (await bot.send_video(ANNA, BufferedInputFile(b"mp4", "a.mp4"))).video is not None


async def test_album_is_sent_as_one_group(bot: Bot) -> None:
    album = await bot.send_media_group(
        ANNA, [InputMediaPhoto(media=PNG, caption="Первое"), InputMediaPhoto(media=PNG)]
    )
    assert [message.caption for message in album] == ["Первое", None]
    assert album[0].media_group_id == album[1].media_group_id is not None
    with pytest.raises(TelegramBadRequest, match="can't be mixed"):
        await bot.send_media_group(ANNA, [InputMediaPhoto(media=PNG), InputMediaDocument(media=TEXT_FILE)])


async def test_copy_forward_and_reply(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.start_chat(BORIS)
    question = await sandbox.user(ANNA).says("Как быть с /route?")
    copied = await bot.copy_message(BORIS, ANNA, question.message_id, reply_markup=keyboard("ответить"))
    seen = sandbox.user(BORIS).last
    assert (seen.message_id, seen.text) == (copied.message_id, "Как быть с /route?")
    assert sandbox.user(BORIS).buttons() == [["ответить"]]
    forwarded = await bot.forward_message(BORIS, ANNA, question.message_id)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"
    reply = await bot.send_message(
        ANNA, "Так", reply_parameters=ReplyParameters(message_id=question.message_id)
    )
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "Как быть с /route?"


async def test_edits(bot: Bot, sandbox: Sandbox) -> None:
    text = await bot.send_message(ANNA, "один", reply_markup=keyboard("a"))
    edited = await bot.edit_message_text("два", chat_id=ANNA, message_id=text.message_id)
    assert isinstance(edited, type(text))
    assert (edited.text, edited.reply_markup) == ("два", None)
    assert edited.edit_date is not None
    marked = await bot.edit_message_reply_markup(
        chat_id=ANNA, message_id=text.message_id, reply_markup=keyboard("b")
    )
    assert isinstance(marked, type(text))
    assert marked.text == "два"
    photo = await bot.send_photo(ANNA, PNG, caption="было")
    await bot.edit_message_caption(chat_id=ANNA, message_id=photo.message_id, caption="стало")
    await bot.edit_message_media(
        InputMediaDocument(media=TEXT_FILE, caption="файл"), chat_id=ANNA, message_id=photo.message_id
    )
    seen = sandbox.user(ANNA).last
    assert (seen.caption, seen.photo, seen.edited) == ("файл", None, True)
    assert seen.document is not None


async def test_pins_actions_and_deletions_work(bot: Bot, sandbox: Sandbox) -> None:
    message = await bot.send_message(ANNA, "важно")
    assert await bot.send_chat_action(ANNA, "typing")
    assert await bot.set_message_reaction(ANNA, message.message_id, [ReactionTypeEmoji(emoji="👍")])
    assert await bot.pin_chat_message(ANNA, message.message_id)
    assert await bot.unpin_chat_message(ANNA, message_id=message.message_id)
    assert await bot.delete_message(ANNA, message.message_id)
    others = [(await bot.send_message(ANNA, "x")).message_id for _ in range(3)]
    assert await bot.delete_messages(ANNA, [*others, 777])
    assert sandbox.user(ANNA).messages == []


async def test_commands_are_kept_by_scope(bot: Bot, sandbox: Sandbox) -> None:
    common = [BotCommand(command="menu", description="Меню")]
    own = [BotCommand(command="desk", description="Стол")]
    await bot.set_my_commands(common, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(own, scope=BotCommandScopeChat(chat_id=ANNA), language_code="ru")
    kept = await bot.get_my_commands(BotCommandScopeChat(chat_id=ANNA), "ru")
    assert [(one.command, one.description) for one in kept] == [("desk", "Стол")]
    assert [one["command"] for one in sandbox.profile.commands_for(ANNA, "ru")] == ["desk"]
    assert [one["command"] for one in sandbox.profile.commands_for(BORIS, "ru")] == ["menu"]
    await bot.delete_my_commands(BotCommandScopeChat(chat_id=ANNA), "ru")
    assert [one["command"] for one in sandbox.profile.commands_for(ANNA, "ru")] == ["menu"]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Меню", description="x")])
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands(own, scope=BotCommandScopeChat(chat_id=BORIS))


async def test_every_way_of_passing_parameters(server: SandboxServer) -> None:
    buttons = '{"inline_keyboard":[[{"text":"да","callback_data":"y"}]]}'
    for request in (
        {"json": {"chat_id": ANNA, "text": "да", "reply_markup": {"force_reply": True}}},
        {"data": {"chat_id": str(ANNA), "text": "да", "reply_markup": buttons}},
        {"params": {"chat_id": str(ANNA), "text": "да"}},
    ):
        status, answer = await raw(server, "SENDmessage", **request)
        assert (status, answer["result"]["text"]) == (200, "да")
    form = aiohttp.FormData({"chat_id": str(ANNA)})
    form.add_field("document", b"x", filename="x.txt")
    status, answer = await raw(server, "sendDocument", data=form)
    assert answer["result"]["document"]["file_name"] == "x.txt"
