"""Screens in Telegram: what is said of them to the Bot API. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendAudio,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVideoNote,
    SendVoice,
    SetMyCommands,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from handlers.screen import Button, File, Screen
from handlers.words import Text, Translator
from services import outside

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
BUTTON_LIMIT = 60
_TAG = re.compile(r"<[^>]*>")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
FileMessage = SendPhoto | SendVoice | SendVideo | SendAudio | SendVideoNote | SendDocument
NewMessage = SendMessage | FileMessage
# What an answer is made of.
Method = NewMessage | EditMessageText | AnswerCallbackQuery | SetMyCommands


def messages(words: Translator, chat_id: int, screen: Screen) -> list[NewMessage]:
    """The screen as new messages: one, or a file and what its caption has no room for."""
    lines, markup = _lines(words, screen), _markup(words, screen)
    if screen.file is None:
        return [_text_message(chat_id, _fitted(lines, TEXT_LIMIT), markup)]
    # A video note has no caption (Bot API, sendVideoNote).
    caption, rest = _split(lines, 0 if screen.file.kind == "video_note" else CAPTION_LIMIT)
    if not rest:
        return [_file_message(chat_id, screen.file, "\n".join(caption), markup)]
    return [
        _file_message(chat_id, screen.file, "\n".join(caption), None),
        _text_message(chat_id, _fitted(rest, TEXT_LIMIT), markup),
    ]


def edit(words: Translator, chat_id: int, message_id: int, screen: Screen) -> EditMessageText | None:
    """The screen in place of a message of ours; None if it can only be shown by a new message."""
    if screen.file is not None or screen.phone_key is not None or screen.hide_keys:
        return None
    markup = _markup(words, screen)
    return EditMessageText(
        chat_id=chat_id,
        message_id=message_id,
        text=_fitted(_lines(words, screen), TEXT_LIMIT),
        reply_markup=markup if isinstance(markup, InlineKeyboardMarkup) else None,
        link_preview_options=_NO_PREVIEW,
    )


def instead_of(refused: EditMessageText) -> SendMessage:
    """A new message for an edit that was refused."""
    return _text_message(int(refused.chat_id or 0), refused.text or "", refused.reply_markup)


def toast(words: Translator, query_id: str, text: Text | None, *, alert: bool = False) -> AnswerCallbackQuery:
    """Stops the spinner of a pressed button, with or without words over the chat."""
    said = words.plain(text)[:TOAST_LIMIT] if text else None
    return AnswerCallbackQuery(callback_query_id=query_id, text=said, show_alert=alert)


def _text_message(chat_id: int, text: str, markup: Markup | None) -> SendMessage:
    return SendMessage(chat_id=chat_id, text=text, reply_markup=markup, link_preview_options=_NO_PREVIEW)


def _file_message(chat_id: int, file: File, caption: str, markup: Markup | None) -> FileMessage:
    source = outside.own(file.file_id) if file.file_id else BufferedInputFile(file.data, file.name)
    if file.kind == "photo":
        return SendPhoto(chat_id=chat_id, photo=source, caption=caption, reply_markup=markup)
    if file.kind == "voice":
        return SendVoice(chat_id=chat_id, voice=source, caption=caption, reply_markup=markup)
    if file.kind == "video":
        return SendVideo(chat_id=chat_id, video=source, caption=caption, reply_markup=markup)
    if file.kind == "audio":
        return SendAudio(chat_id=chat_id, audio=source, caption=caption, reply_markup=markup)
    if file.kind == "video_note":
        return SendVideoNote(chat_id=chat_id, video_note=source, reply_markup=markup)
    return SendDocument(chat_id=chat_id, document=source, caption=caption, reply_markup=markup)


def _lines(words: Translator, screen: Screen) -> list[str]:
    """The formatted lines, and the addresses that Telegram takes for no button."""
    said = [words.html(line) for line in screen.lines]
    for row in screen.rows:
        for button in row:
            if isinstance(button.link, str) and not is_address(button.link):
                said.append(f"{html.escape(words.plain(button.label))}: {html.escape(button.link)}")
    return said


def is_address(link: str) -> bool:
    """Whether Telegram takes a link for the address of a button: its host must have a dot."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".") and not re.search(r"[\s<>]", link)


def _split(lines: Sequence[str], limit: int) -> tuple[list[str], list[str]]:
    """The first lines that fit, and the others."""
    room = limit
    for place, line in enumerate(lines):
        room -= _units(line) + 1
        if room < -1:
            return list(lines[:place]), list(lines[place:])
    return list(lines), []


def _fitted(lines: Sequence[str], limit: int) -> str:
    """The joined lines; if they are too long, whole lines are left out, so that no tag is cut."""
    kept = list(lines)
    while len(kept) > 1 and sum(_units(line) + 1 for line in kept) > limit:
        longest = max(range(len(kept)), key=lambda index: _units(kept[index]))
        kept[longest] = "…" if kept[longest] != "…" else ""
    return "\n".join(kept)


def _units(line: str) -> int:
    """Length as Telegram counts it: in UTF-16 units, after the tags are parsed."""
    return len(bare(line).encode("utf-16-le")) // 2


def bare(line: str) -> str:
    """A formatted line without its tags, as it is read."""
    return html.unescape(_TAG.sub("", line))


def _markup(words: Translator, screen: Screen) -> Markup | None:
    if screen.phone_key is not None:
        key = KeyboardButton(text=words.plain(screen.phone_key), request_contact=True)
        return ReplyKeyboardMarkup(keyboard=[[key]], resize_keyboard=True, one_time_keyboard=True)
    if screen.hide_keys:
        return ReplyKeyboardRemove()
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[shown for row in screen.rows if (shown := _row(words, row))])


def _row(words: Translator, row: Sequence[Button]) -> list[InlineKeyboardButton]:
    return [
        _button(words, button)
        for button in row
        if not isinstance(button.link, str) or is_address(button.link)
    ]


def _button(words: Translator, button: Button) -> InlineKeyboardButton:
    label = words.plain(button.label)
    label = label if len(label) <= BUTTON_LIMIT else f"{label[: BUTTON_LIMIT - 1]}…"
    if isinstance(button.link, str):
        return InlineKeyboardButton(text=label, url=button.link)
    return InlineKeyboardButton(text=label, callback_data=button.link.pack())
