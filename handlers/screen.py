"""Screens: what a person sees. `show` is the only code that sends or edits."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

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

from handlers.links import Link
from handlers.words import Said, Text, Translator, Words, translator
from services.context import Context

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
BUTTON_LIMIT = 60
# What a phone shows of a button as wide as the screen.
LABEL_LIMIT = 28
_TAG = re.compile(r"<[^>]*>")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Button:
    """A label and where it leads: typed callback data, or an address."""

    label: Text
    link: Link | str


@dataclass(frozen=True, slots=True)
class File:
    """A file shown with a screen: one the channel already has (`file_id`), or fresh bytes.

    `kind` is `photo`, `document`, `voice` or `video`.
    """

    kind: str
    file_id: str | None = None
    data: bytes = b""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines of text and rows of buttons; perhaps a file, or a key that asks for the phone."""

    lines: Sequence[Text]
    rows: Sequence[Sequence[Button]] = ()
    file: File | None = None
    phone_key: Text | None = None
    hide_keys: bool = False


BLANK = Said("")
# What renders an outbox message for its recipient; None where it is no longer true.
Notice = Callable[..., Awaitable[Screen | None]]
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


def quoted(text: str) -> Text:
    """Somebody's words as a quotation."""
    return Words("quoted", text=text)


def under(header: Sequence[Text], screen: Screen) -> Screen:
    """The screen under a header, if there is one."""
    return replace(screen, lines=[*header, BLANK, *screen.lines]) if header else screen


def asked_again(wrong: Text | None, ask: Screen) -> Screen:
    """A question under what is `wrong` with the answer that came; just the question where nothing is."""
    return under([wrong] if wrong else [], ask)


def in_pairs(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    """Two short buttons a row."""
    return [buttons[place : place + 2] for place in range(0, len(buttons), 2)]


def turns(page: int, pages: int, link: Callable[[int], Link]) -> list[list[Button]]:
    """The row that turns pages (from 0), where there are several."""
    row = []
    if page > 0:
        row.append(Button(Words("button-previous"), link(page - 1)))
    if page < pages - 1:
        row.append(Button(Words("button-next"), link(page + 1)))
    return [row] if row else []


async def show(
    event: Message | CallbackQuery, ctx: Context, screen: Screen, toast: Text | None = None
) -> None:
    """Answer a person: a press edits the message it is on, anything else gets a new message."""
    try:
        await _show(event, ctx, screen)
    except TelegramRetryAfter as busy:
        await asyncio.sleep(busy.retry_after)
        await _show(event, ctx, screen)
    if isinstance(event, CallbackQuery):
        await answer(event, ctx, toast)


async def show_below(query: CallbackQuery, ctx: Context, screen: Screen) -> Message | None:
    """Answer a press by a new message, where the one pressed must stay; None where it is out of reach."""
    if not isinstance(query.message, Message):
        await show(query, ctx, screen)
        return None
    chat_id, words = query.message.chat.id, translator(ctx.locale)
    try:
        sent = await send(_bot_of(query), chat_id, words, screen)
    except TelegramRetryAfter as busy:
        await asyncio.sleep(busy.retry_after)
        sent = await send(_bot_of(query), chat_id, words, screen)
    await answer(query, ctx)
    return sent


async def answer(
    query: CallbackQuery, ctx: Context, toast: Text | None = None, *, alert: bool = False
) -> None:
    """Stop the pressed button's spinner, perhaps with a short toast. A press too old to answer is let go."""
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
    source = file.file_id or BufferedInputFile(file.data, file.name)
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
        await send(_bot_of(event), event.chat.id, words, screen)
    else:
        await _show_on_press(event, words, screen)


async def _show_on_press(query: CallbackQuery, words: Translator, screen: Screen) -> None:
    message, bot = query.message, _bot_of(query)
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
        if "not modified" in error.message:  # a double tap: what was asked for is already shown
            return
        if "can't be edited" in error.message or "to edit not found" in error.message:
            await send(bot, message.chat.id, words, screen)
            return
        raise


def _bot_of(event: Message | CallbackQuery) -> Bot:
    if event.bot is None:
        raise RuntimeError("an event without its bot")
    return event.bot


def _text(words: Translator, screen: Screen, limit: int) -> str:
    """The lines joined; where they do not fit, whole lines are left out so that no tag is cut."""
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
