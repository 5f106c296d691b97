"""Methods that send a new message to a chat. The sending limits count these methods only."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bot.sandbox.errors import bad_request
from bot.sandbox.markup import read_markup
from bot.sandbox.media import FileKind
from bot.sandbox.messages import Message
from bot.sandbox.methods.common import (
    caption,
    known_chat,
    media_file,
    message_in,
    open_chat,
    reply_target,
    required_text,
)
from bot.sandbox.parameters import Parameters
from bot.sandbox.telegram import Chat, Sandbox
from bot.sandbox.telegram_view import bot_user, user

Json = dict[str, Any]

MAX_ALBUM = 10
_ALBUM_KINDS: tuple[FileKind, ...] = ("photo", "video", "document")


def send_message(sandbox: Sandbox, parameters: Parameters) -> Json:
    chat = open_chat(sandbox, parameters)
    text, entities = required_text(parameters)
    return sandbox.as_telegram(_send(sandbox, chat, parameters, text=text, entities=entities))


def send_photo(sandbox: Sandbox, parameters: Parameters) -> Json:
    return _send_media(sandbox, parameters, "photo")


def send_document(sandbox: Sandbox, parameters: Parameters) -> Json:
    return _send_media(sandbox, parameters, "document")


def send_voice(sandbox: Sandbox, parameters: Parameters) -> Json:
    return _send_media(sandbox, parameters, "voice")


def send_video(sandbox: Sandbox, parameters: Parameters) -> Json:
    return _send_media(sandbox, parameters, "video")


def send_audio(sandbox: Sandbox, parameters: Parameters) -> Json:
    return _send_media(sandbox, parameters, "audio")


def send_video_note(sandbox: Sandbox, parameters: Parameters) -> Json:
    return _send_media(sandbox, parameters, "video_note")


def send_media_group(sandbox: Sandbox, parameters: Parameters) -> list[Json]:
    chat = open_chat(sandbox, parameters)
    items = parameters.structure("media")
    if not isinstance(items, list) or not items:
        raise bad_request("there are no messages to send")
    if len(items) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    kinds = {item.get("type") for item in items}
    if not kinds <= set(_ALBUM_KINDS):
        raise bad_request("wrong type of the InputMedia")
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    contents = [_album_item(sandbox, parameters, item) for item in items]
    reply_to = reply_target(chat, parameters)
    sandbox.limits.take(chat.id, len(items))
    album = str(uuid4().int >> 65)
    sent = [
        sandbox.add_message(chat, from_bot=True, album=album, reply_to=reply_to, **one) for one in contents
    ]
    return [sandbox.as_telegram(message) for message in sent]


def copy_message(sandbox: Sandbox, parameters: Parameters) -> Json:
    chat = open_chat(sandbox, parameters)
    source = _source(sandbox, parameters, "copy")
    words: Json = {"text": source.text, "caption": source.caption, "entities": source.entities}
    if "caption" in parameters.values and source.media:
        words["caption"], words["entities"] = caption(parameters)
    message = _send(sandbox, chat, parameters, media=source.media, contact=source.contact, **words)
    return {"message_id": message.message_id}


def forward_message(sandbox: Sandbox, parameters: Parameters) -> Json:
    chat = open_chat(sandbox, parameters)
    source = _source(sandbox, parameters, "forward")
    author = bot_user(sandbox) if source.from_bot else user(sandbox.chat(source.chat_id).person)
    origin = source.forward_origin or {
        "type": "user",
        "date": int(source.date.timestamp()),
        "sender_user": author,
    }
    sandbox.limits.take(chat.id)
    message = sandbox.add_message(
        chat,
        from_bot=True,
        text=source.text,
        caption=source.caption,
        entities=source.entities,
        media=source.media,
        contact=source.contact,
        forward_origin=origin,
    )
    return sandbox.as_telegram(message)


def _send_media(sandbox: Sandbox, parameters: Parameters, kind: FileKind) -> Json:
    chat = open_chat(sandbox, parameters)
    words, entities = caption(parameters)
    media = media_file(sandbox, parameters, kind, kind)
    if kind in ("voice", "video_note") and chat.voices_forbidden:
        raise bad_request("VOICE_MESSAGES_FORBIDDEN")
    return sandbox.as_telegram(
        _send(sandbox, chat, parameters, media=media, caption=words, entities=entities)
    )


def _album_item(sandbox: Sandbox, parameters: Parameters, item: Json) -> Json:
    words, entities = caption(Parameters(item))
    media = media_file(sandbox, parameters, item["type"], str(item.get("media", "")))
    return {"media": media, "caption": words, "entities": entities}


def _send(sandbox: Sandbox, chat: Chat, parameters: Parameters, **content: Any) -> Message:
    """Add a message with its buttons and show or remove the reply keyboard, within the sending limits."""
    markup = read_markup(parameters)
    reply_to = reply_target(chat, parameters)
    sandbox.limits.take(chat.id)
    message = sandbox.add_message(
        chat, from_bot=True, buttons=markup.buttons, reply_to=reply_to, locked=markup.locks, **content
    )
    if markup.reply_keyboard is not None:
        sandbox.set_reply_keyboard(chat, markup.reply_keyboard)
    elif markup.removes_keyboard:
        sandbox.set_reply_keyboard(chat, None)
    return message


def _source(sandbox: Sandbox, parameters: Parameters, purpose: str) -> Message:
    return message_in(known_chat(sandbox, parameters, "from_chat_id"), parameters, purpose)


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVoice": send_voice,
    "sendVideo": send_video,
    "sendAudio": send_audio,
    "sendVideoNote": send_video_note,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
