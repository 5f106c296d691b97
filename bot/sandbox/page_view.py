"""JSON of the model's objects for the web page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.messages import Message

Json = dict[str, Any]

_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


def iso(moment: datetime) -> str:
    """A moment in UTC and ISO format."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def local(moment: datetime, zone: ZoneInfo) -> str:
    """A moment for people, in a time zone: «пн, 23 ноября, 10:00»."""
    there = moment.astimezone(zone)
    return f"{_WEEKDAYS[there.weekday()]}, {there.day} {_MONTHS[there.month - 1]}, {there:%H:%M}"


def message_for_page(messages: Mapping[int, Message], message: Message) -> Json:
    """A message for the page; `messages` are all messages of the chat, to quote the one replied to."""
    replied = messages.get(message.reply_to) if message.reply_to else None
    return {
        "id": message.message_id,
        "from_bot": message.from_bot,
        "date": iso(message.date),
        "edited": message.edited,
        "html": message.html,
        "text": message.words,
        "buttons": [[{"text": b.text, "data": b.data, "url": b.url} for b in row] for row in message.buttons],
        "contact": {
            "name": f"{message.contact.first_name} {message.contact.last_name}".strip(),
            "phone": message.contact.phone,
        }
        if message.contact
        else None,
        "reply_to": {"id": replied.message_id, "text": replied.summary()} if replied else None,
        **_media(message),
    }


def _media(message: Message) -> Json:
    """The file of a message as a photo, document or voice: a video is a document, a sticker a photo."""
    shown: Json = {"photo": None, "document": None, "voice": None}
    file = message.media
    if file is None:
        return shown
    url = f"/sandbox/files/{file.file_id}"
    if file.kind in ("photo", "sticker"):
        shown["photo"] = {"url": url, "width": file.width, "height": file.height}
    elif file.kind == "voice":
        shown["voice"] = {"url": url}
    else:
        shown["document"] = {"url": url, "name": file.name, "size": file.size, "mime": file.mime}
    return shown
