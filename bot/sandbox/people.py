"""Actions of a simulated person in Telegram: each changes the chat and queues an update for the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bot.sandbox import telegram_view
from bot.sandbox.detection import with_found_entities
from bot.sandbox.errors import SandboxError
from bot.sandbox.formatting import length_utf16
from bot.sandbox.media import FileKind, tiny_png
from bot.sandbox.messages import MAX_CAPTION, MAX_TEXT, Contact, Message

if TYPE_CHECKING:
    from bot.sandbox.telegram import Chat, Press, Sandbox


def say(sandbox: Sandbox, chat: Chat, text: str, reply_to: int | None = None) -> Message:
    """Send a text."""
    text = text.strip()
    if not text:
        raise SandboxError("Пустое сообщение отправить нельзя")
    if length_utf16(text) > MAX_TEXT:
        raise SandboxError(f"Сообщение длиннее {MAX_TEXT} знаков")
    entities = tuple(with_found_entities(text, []))
    return _send(sandbox, chat, text=text, entities=entities, reply_to=_known(chat, reply_to))


def share_contact(sandbox: Sandbox, chat: Chat, contact: Contact | None = None) -> Message:
    """Share a contact, by default the person's own."""
    return _send(sandbox, chat, contact=contact or own_contact(chat))


def own_contact(chat: Chat) -> Contact:
    """The person's own contact, with the digits of the phone number only, as phones send it."""
    person = chat.person
    if not person.phone:
        raise SandboxError(f"У человека нет телефона: {person.first_name} {person.last_name}")
    digits = "".join(character for character in person.phone if character.isdigit())
    return Contact(digits, person.first_name, person.last_name, person.id)


def send_file(
    sandbox: Sandbox,
    chat: Chat,
    kind: FileKind,
    *,
    data: bytes | None = None,
    name: str = "photo.png",
    mime: str | None = None,
    caption: str = "",
    reply_to: int | None = None,
) -> Message:
    """Send a photo, document, voice message or sticker; without `data` a tiny picture."""
    data = tiny_png() if data is None else data
    if not data:
        raise SandboxError("Пустой файл отправить нельзя")
    if length_utf16(caption) > MAX_CAPTION:
        raise SandboxError(f"Подпись длиннее {MAX_CAPTION} знаков")
    media = sandbox.store_photo(data, name) if kind == "photo" else sandbox.store_file(data, kind, name, mime)
    entities = tuple(with_found_entities(caption, []))
    reply = _known(chat, reply_to)
    return _send(sandbox, chat, media=media, caption=caption, entities=entities, reply_to=reply)


def edit(sandbox: Sandbox, chat: Chat, message_id: int, text: str) -> Message:
    """Edit one of the person's messages: its text, or the caption of its file."""
    _require_unblocked(chat)
    message = chat.messages.get(message_id)
    if message is None or message.from_bot:
        raise SandboxError("Изменить можно только своё сообщение")
    text = text.strip()
    if not text and not message.media:
        raise SandboxError("Пустое сообщение отправить нельзя")
    chat.acted_at = chat.revision
    words: dict[str, Any] = {"caption" if message.media else "text": text}
    words["entities"] = tuple(with_found_entities(text, []))
    changed = sandbox.change_message(chat, message, **words)
    sandbox.updates.add("edited_message", telegram_view.message(sandbox, changed))
    return changed


def press(sandbox: Sandbox, chat: Chat, message_id: int, data: str, *, forged: bool = False) -> Press:
    """Press an inline button; `forged` allows data never shown on the message, as a hostile client could."""
    from bot.sandbox.telegram import Press

    _require_unblocked(chat)
    if not forged and data not in chat.callback_data.get(message_id, ()):
        raise SandboxError("На этом сообщении нет такой кнопки")
    pressed = Press(str(uuid4().int >> 65), chat.id, message_id, sandbox.clock.now())
    sandbox.presses[pressed.query_id] = pressed
    chat.started = True
    chat.acted_at = chat.revision
    sandbox.updates.add("callback_query", telegram_view.callback_query(sandbox, pressed, data))
    return pressed


def block(sandbox: Sandbox, chat: Chat, *, blocked: bool) -> None:
    """Block or unblock the bot."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    chat.acted_at = chat.revision
    sandbox.updates.add("my_chat_member", telegram_view.blocking(sandbox, chat.person, blocked=blocked))


def _send(sandbox: Sandbox, chat: Chat, **content: Any) -> Message:
    _require_unblocked(chat)
    chat.started = True
    chat.acted_at = chat.revision
    message = sandbox.add_message(chat, from_bot=False, **content)
    sandbox.set_unread(chat, 0)
    if chat.reply_keyboard and chat.reply_keyboard["one_time"]:
        sandbox.set_reply_keyboard(chat, None)
    sandbox.updates.add("message", telegram_view.message(sandbox, message))
    return message


def _require_unblocked(chat: Chat) -> None:
    if chat.blocked:
        raise SandboxError("Бот заблокирован, сначала разблокируйте его")


def _known(chat: Chat, message_id: int | None) -> int | None:
    if message_id is not None and message_id not in chat.messages:
        raise SandboxError("Сообщения, на которое вы отвечаете, уже нет")
    return message_id
