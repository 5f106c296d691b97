"""Turning Telegram's messages into letters, for all features."""

from __future__ import annotations

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, Update

from services import outside
from services.letters import Attached, Contact, Letter

# What a person sends; every other kind of message tells what happened in the chat (Bot API, Message).
_SENT = frozenset(
    {
        *(ContentType.TEXT, ContentType.CONTACT, ContentType.PHOTO, ContentType.DOCUMENT, ContentType.VOICE),
        *(ContentType.VIDEO, ContentType.VIDEO_NOTE, ContentType.AUDIO, ContentType.ANIMATION),
        *(ContentType.STICKER, ContentType.LOCATION, ContentType.VENUE, ContentType.POLL, ContentType.DICE),
        *(ContentType.GAME, ContentType.INVOICE, ContentType.STORY, ContentType.PAID_MEDIA),
        ContentType.CHECKLIST,
    }
)


def is_letter(update: Update) -> bool:
    """Whether the update is something that a person wrote or corrected."""
    message = update.message or update.edited_message
    return message is not None and message.content_type in _SENT


def letter_of(
    message: Message, channel: str, *, is_edit: bool = False, album_goes_on: bool = False
) -> Letter:
    """A channel's message as a letter; empty if the message has nothing that features use."""
    swiped, contact, file = message.reply_to_message, message.contact, _file_of(message, channel)
    return Letter(
        source=outside.source(channel, message.chat.id, message.message_id),
        text=_text_of(message) if message.text or file else "",
        file=file,
        album=message.media_group_id,
        album_goes_on=album_goes_on,
        replies_to=outside.source(channel, message.chat.id, swiped.message_id) if swiped else None,
        # Contact.user_id tells whose number it is (Bot API): only the person's own one is trusted.
        contact=Contact(contact.phone_number, contact.user_id == message.chat.id) if contact else None,
        other="" if file or message.text else str(message.content_type),
        is_edit=is_edit,
    )


def _file_of(message: Message, channel: str) -> Attached | None:
    files = {
        "photo": message.photo[-1] if message.photo else None,
        # A message with an animation has a document too, which is only for old clients (Bot API, Message).
        "document": message.document if message.animation is None else None,
        "voice": message.voice,
        "video": message.video,
        "audio": message.audio,
        "video_note": message.video_note,
    }
    for kind, file in files.items():
        if file is not None:
            name, mime = getattr(file, "file_name", None), getattr(file, "mime_type", None)
            file_id = outside.with_channel(channel, file.file_id)
            return Attached(kind, file_id, name, mime, file.file_size or 0)
    return None


def _text_of(message: Message) -> str:
    """The text or caption; an address hidden behind words is added after them in brackets."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities or ()
    # Offsets count UTF-16 units (Bot API, MessageEntity).
    units = text.encode("utf-16-le")
    for one in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        if one.type == "text_link" and one.url:
            end = (one.offset + one.length) * 2
            units = units[:end] + f" ({one.url})".encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le", errors="replace")


def rows_below(query: CallbackQuery) -> int | None:
    """How many rows of buttons are below the pressed one; None if its message is not accessible."""
    keyboard = query.message.reply_markup if isinstance(query.message, Message) else None
    if not isinstance(keyboard, InlineKeyboardMarkup):
        return None
    rows = enumerate(reversed(keyboard.inline_keyboard))
    return next((below for below, row in rows if any(one.callback_data == query.data for one in row)), None)
