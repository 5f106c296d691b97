"""Methods that edit or delete messages of a chat (Bot API, "Updating messages")."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.markup import read_markup
from bot.sandbox.messages import Message
from bot.sandbox.methods.common import (
    caption,
    known_chat,
    media_file,
    message_in,
    open_chat,
    own_message,
    required_text,
)
from bot.sandbox.parameters import Parameters
from bot.sandbox.telegram import Chat, Sandbox

Json = dict[str, Any]

DELETABLE_FOR = timedelta(hours=48)
MAX_DELETED_AT_ONCE = 100
_MEDIA_KINDS = ("photo", "video", "document")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)


def edit_message_text(sandbox: Sandbox, parameters: Parameters) -> Json:
    chat = open_chat(sandbox, parameters)
    text, entities = required_text(parameters)
    message = own_message(chat, parameters)
    if not message.text:
        raise bad_request("there is no text in the message to edit")
    return _change(sandbox, chat, message, parameters, text=text, entities=entities)


def edit_message_caption(sandbox: Sandbox, parameters: Parameters) -> Json:
    chat = open_chat(sandbox, parameters)
    words, entities = caption(parameters)
    message = own_message(chat, parameters)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _change(sandbox, chat, message, parameters, caption=words, entities=entities)


def edit_message_media(sandbox: Sandbox, parameters: Parameters) -> Json:
    chat = open_chat(sandbox, parameters)
    item = parameters.structure("media")
    if not isinstance(item, dict) or item.get("type") not in _MEDIA_KINDS:
        raise bad_request("wrong type of the InputMedia")
    words, entities = caption(Parameters(item))
    message = own_message(chat, parameters)
    media = media_file(sandbox, parameters, item["type"], str(item.get("media", "")))
    return _change(sandbox, chat, message, parameters, text="", caption=words, entities=entities, media=media)


def edit_message_reply_markup(sandbox: Sandbox, parameters: Parameters) -> Json:
    chat = open_chat(sandbox, parameters)
    return _change(sandbox, chat, own_message(chat, parameters), parameters, silent=True)


def delete_message(sandbox: Sandbox, parameters: Parameters) -> bool:
    chat = known_chat(sandbox, parameters)
    message = message_in(chat, parameters, "delete")
    if not _is_deletable(sandbox, message):
        raise bad_request("message can't be deleted for everyone")
    sandbox.remove_message(chat, message.message_id)
    return True


def delete_messages(sandbox: Sandbox, parameters: Parameters) -> bool:
    """Delete messages; those that are gone or too old are skipped (Bot API, "deleteMessages")."""
    chat = known_chat(sandbox, parameters)
    wanted = parameters.structure("message_ids")
    if not isinstance(wanted, list) or not wanted:
        raise bad_request("message identifiers are not specified")
    if len(wanted) > MAX_DELETED_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    for message_id in map(int, wanted):
        message = chat.messages.get(message_id)
        if message is not None and _is_deletable(sandbox, message):
            sandbox.remove_message(chat, message_id)
    return True


def _is_deletable(sandbox: Sandbox, message: Message) -> bool:
    return sandbox.clock.now() - message.date < DELETABLE_FOR


def _change(
    sandbox: Sandbox,
    chat: Chat,
    message: Message,
    parameters: Parameters,
    *,
    silent: bool = False,
    **content: Any,
) -> Json:
    """Edit a message; without reply_markup its buttons are removed, as in Telegram.

    Raises ApiError 400 if nothing would change.
    """
    markup = read_markup(parameters)
    if markup.locks:
        raise bad_request("inline keyboard expected")
    content["buttons"] = markup.buttons
    if all(getattr(message, name) == value for name, value in content.items()):
        raise bad_request(_NOT_MODIFIED)
    return sandbox.as_telegram(sandbox.change_message(chat, message, silent=silent, **content))


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
