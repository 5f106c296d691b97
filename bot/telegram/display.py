"""Screens in Telegram: the only code that sends or edits messages."""

from __future__ import annotations

import asyncio
import html
import re
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from handlers.screen import Button, Screen
from handlers.words import Text, Translator, translator
from services import outside
from services.context import Context

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
BUTTON_LIMIT = 60
_TAG = re.compile(r"<[^>]*>")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


async def show(
    event: Message | CallbackQuery, ctx: Context, screen: Screen, toast: Text | None = None
) -> None:
    """Answer a person: a press edits its message, any other event gets a new message."""
    try:
        await _show(event, ctx, screen)
    except TelegramRetryAfter as busy:
        await asyncio.sleep(busy.retry_after)
        await _show(event, ctx, screen)
    if isinstance(event, CallbackQuery):
        await answer(event, ctx, toast)


async def show_below(query: CallbackQuery, ctx: Context, screen: Screen) -> None:
    """Answer a press by a new message, so that the pressed message stays."""
    if not isinstance(query.message, Message):
        await show(query, ctx, screen)
        return
    await send_again(bot_of(query), query.message.chat.id, translator(ctx.locale), screen)
    await answer(query, ctx)


async def send_again(bot: Bot, chat_id: int, words: Translator, screen: Screen) -> Message:
    """Send a screen; if Telegram asks to wait, wait and send again. Raises what the Bot API raises."""
    try:
        return await send(bot, chat_id, words, screen)
    except TelegramRetryAfter as busy:
        await asyncio.sleep(busy.retry_after)
        return await send(bot, chat_id, words, screen)


async def answer(
    query: CallbackQuery, ctx: Context, toast: Text | None = None, *, alert: bool = False
) -> None:
    """Stop the pressed button's spinner, with or without a toast. A press too old to answer is ignored."""
    said = translator(ctx.locale).plain(toast)[:TOAST_LIMIT] if toast else None
    with suppress(TelegramBadRequest):
        await query.answer(said, show_alert=alert)


async def send(bot: Bot, chat_id: int, words: Translator, screen: Screen) -> Message:
    """Send a screen as a new message. Raises what the Bot API raises."""
    markup = _markup(words, screen)
    file = screen.file
    if file is None:
        return await bot.send_message(
            chat_id, _text(words, screen, TEXT_LIMIT), reply_markup=markup, link_preview_options=_NO_PREVIEW
        )
    source = outside.own(file.file_id) if file.file_id else BufferedInputFile(file.data, file.name)
    caption = _text(words, screen, CAPTION_LIMIT)
    if file.kind == "photo":
        return await bot.send_photo(chat_id, source, caption=caption, reply_markup=markup)
    if file.kind == "voice":
        return await bot.send_voice(chat_id, source, caption=caption, reply_markup=markup)
    if file.kind == "video":
        return await bot.send_video(chat_id, source, caption=caption, reply_markup=markup)
    return await bot.send_document(chat_id, source, caption=caption, reply_markup=markup)


async def _show(event: Message | CallbackQuery, ctx: Context, screen: Screen) -> None:
    words = translator(ctx.locale)
    if isinstance(event, Message):
        await send(bot_of(event), event.chat.id, words, screen)
    else:
        await _show_on_press(event, words, screen)


async def _show_on_press(query: CallbackQuery, words: Translator, screen: Screen) -> None:
    message, bot = query.message, bot_of(query)
    fresh = screen.file is not None or screen.phone_key is not None or screen.hide_keys
    if fresh or message is None or isinstance(message, InaccessibleMessage) or message.text is None:
        await send(bot, message.chat.id if message else query.from_user.id, words, screen)
        return
    markup = _markup(words, screen)
    try:
        await bot.edit_message_text(
            _text(words, screen, TEXT_LIMIT),
            chat_id=message.chat.id,
            message_id=message.message_id,
            reply_markup=markup if isinstance(markup, InlineKeyboardMarkup) else None,
            link_preview_options=_NO_PREVIEW,
        )
    except TelegramBadRequest as error:
        if "not modified" in error.message:  # a double tap: the message shows this screen already
            return
        if "can't be edited" in error.message or "to edit not found" in error.message:
            await send(bot, message.chat.id, words, screen)
            return
        raise


def bot_of(event: Message | CallbackQuery) -> Bot:
    """The bot that received an event."""
    if event.bot is None:
        raise RuntimeError("an event without its bot")
    return event.bot


def _text(words: Translator, screen: Screen, limit: int) -> str:
    """The joined lines; if they are too long, whole lines are left out, so that no tag is cut."""
    lines = [words.html(line) for line in screen.lines]
    while len(lines) > 1 and sum(_units(line) + 1 for line in lines) > limit:
        longest = max(range(len(lines)), key=lambda index: _units(lines[index]))
        lines[longest] = "…" if lines[longest] != "…" else ""
    return "\n".join(lines)


def _units(line: str) -> int:
    """Length as Telegram counts it: in UTF-16 units, after the tags are parsed."""
    return len(html.unescape(_TAG.sub("", line)).encode("utf-16-le")) // 2


def _markup(words: Translator, screen: Screen) -> Markup | None:
    if screen.phone_key is not None:
        key = KeyboardButton(text=words.plain(screen.phone_key), request_contact=True)
        return ReplyKeyboardMarkup(keyboard=[[key]], resize_keyboard=True, one_time_keyboard=True)
    if screen.hide_keys:
        return ReplyKeyboardRemove()
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[[_button(words, button) for button in row] for row in screen.rows if row]
    )


def _button(words: Translator, button: Button) -> InlineKeyboardButton:
    label = words.plain(button.label)
    label = label if len(label) <= BUTTON_LIMIT else f"{label[: BUTTON_LIMIT - 1]}…"
    if isinstance(button.link, str):
        return InlineKeyboardButton(text=label, url=button.link)
    return InlineKeyboardButton(text=label, callback_data=button.link.pack())
