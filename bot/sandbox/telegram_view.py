"""The model's objects in the format of the Bot API (Bot API, "Available types")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.messages import Contact, Message, SandboxPerson

if TYPE_CHECKING:
    from bot.sandbox.media import StoredFile
    from bot.sandbox.telegram import Press, Sandbox

Json = dict[str, Any]

THUMBNAIL_SIDE = 90


def bot_user(sandbox: Sandbox) -> Json:
    """User: the bot."""
    from bot.sandbox.telegram import BOT_ID

    return {
        "id": BOT_ID,
        "is_bot": True,
        "first_name": sandbox.profile.name.get("", sandbox.bot_name),
        "username": sandbox.bot_username,
    }


def user(person: SandboxPerson) -> Json:
    """User: a simulated person."""
    names = {"first_name": person.first_name, "last_name": person.last_name}
    return {"id": person.id, "is_bot": False, **names, "language_code": "ru"}


def private_chat(person: SandboxPerson) -> Json:
    """Chat: the private chat with a person."""
    return {
        "id": person.id,
        "type": "private",
        "first_name": person.first_name,
        "last_name": person.last_name,
    }


def message(sandbox: Sandbox, shown: Message, *, with_reply: bool = True) -> Json:
    """Message; the message it replies to comes without its own reply."""
    chat = sandbox.chat(shown.chat_id)
    result: Json = {
        "message_id": shown.message_id,
        "from": bot_user(sandbox) if shown.from_bot else user(chat.person),
        "chat": private_chat(chat.person),
        "date": int(shown.date.timestamp()),
    }
    if shown.text:
        result["text"] = shown.text
    if shown.caption:
        result["caption"] = shown.caption
    if shown.entities:
        result["entities" if shown.text else "caption_entities"] = list(shown.entities)
    if shown.buttons:
        result["reply_markup"] = {"inline_keyboard": [[one.raw for one in row] for row in shown.buttons]}
    if shown.media:
        result[shown.media.kind] = _media(sandbox, shown.media)
    if shown.contact:
        result["contact"] = _contact(shown.contact)
    if shown.edited_at:
        result["edit_date"] = int(shown.edited_at.timestamp())
    if shown.album:
        result["media_group_id"] = shown.album
    if shown.forward_origin:
        result["forward_origin"] = shown.forward_origin
    replied = chat.messages.get(shown.reply_to) if shown.reply_to and with_reply else None
    if replied:
        result["reply_to_message"] = message(sandbox, replied, with_reply=False)
    return result


def callback_query(sandbox: Sandbox, press: Press, data: str) -> Json:
    """CallbackQuery; a message deleted meanwhile is an InaccessibleMessage."""
    chat = sandbox.chat(press.chat_id)
    pressed = chat.messages.get(press.message_id)
    return {
        "id": press.query_id,
        "from": user(chat.person),
        "message": message(sandbox, pressed)
        if pressed
        else {"chat": private_chat(chat.person), "message_id": press.message_id, "date": 0},
        "chat_instance": str(-press.chat_id * 7919),
        "data": data,
    }


def blocking(sandbox: Sandbox, person: SandboxPerson, *, blocked: bool) -> Json:
    """ChatMemberUpdated: the person blocked or unblocked the bot."""
    kicked = {"user": bot_user(sandbox), "status": "kicked", "until_date": 0}
    member = {"user": bot_user(sandbox), "status": "member"}
    return {
        "chat": private_chat(person),
        "from": user(person),
        "date": int(sandbox.clock.now().timestamp()),
        "old_chat_member": member if blocked else kicked,
        "new_chat_member": kicked if blocked else member,
    }


def file(stored: StoredFile) -> Json:
    """File: a kept file."""
    return {**_identity(stored), "file_path": stored.path}


def _identity(stored: StoredFile) -> Json:
    return {"file_id": stored.file_id, "file_unique_id": stored.file_unique_id, "file_size": stored.size}


def _media(sandbox: Sandbox, stored: StoredFile) -> Any:
    identity = _identity(stored)
    match stored.kind:
        case "photo":
            return _photo_sizes(sandbox, stored)
        case "voice":
            return {**identity, "duration": 3, "mime_type": stored.mime}
        case "video" | "video_note":
            size = {"width": stored.width or 640, "height": stored.height or 360}
            return {
                **identity,
                **size,
                "length": 240,
                "duration": 3,
                "mime_type": stored.mime,
                "file_name": stored.name,
            }
        case "sticker":
            flags = {"type": "regular", "is_animated": False, "is_video": False}
            return {**identity, **flags, "width": 512, "height": 512, "emoji": "👍"}
    sound = {"duration": 3} if stored.kind == "audio" else {}
    return {**identity, **sound, "file_name": stored.name, "mime_type": stored.mime}


def _photo_sizes(sandbox: Sandbox, stored: StoredFile) -> list[Json]:
    sizes = [{**_identity(stored), "width": stored.width, "height": stored.height}]
    if stored.thumbnail_id:
        small = sandbox.file(stored.thumbnail_id)
        scale = min(1.0, THUMBNAIL_SIDE / max(stored.width, stored.height, 1))
        sides = {"width": max(1, int(stored.width * scale)), "height": max(1, int(stored.height * scale))}
        sizes.insert(0, {**_identity(small), **sides, "file_unique_id": f"{small.file_unique_id}s"})
    return sizes


def _contact(contact: Contact) -> Json:
    result: Json = {"phone_number": contact.phone, "first_name": contact.first_name}
    if contact.last_name:
        result["last_name"] = contact.last_name
    if contact.user_id is not None:
        result["user_id"] = contact.user_id
    return result
