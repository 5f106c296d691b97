"""Methods for answers to presses, chat actions, reactions, pins, files and chats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.sandbox import telegram_view
from bot.sandbox.errors import bad_request
from bot.sandbox.formatting import length_utf16
from bot.sandbox.methods.common import known_chat, message_in, open_chat
from bot.sandbox.parameters import Parameters
from bot.sandbox.telegram import Sandbox

Json = dict[str, Any]

MAX_TOAST = 200
ANSWERABLE_FOR = timedelta(minutes=15)
MAX_DOWNLOAD_BYTES = 20 * 2**20

_ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
        *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
    }
)
# Reactions of an ordinary account (Bot API, "ReactionTypeEmoji"): single and joined characters.
_REACTIONS = frozenset(
    "❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐"
    "🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
) | {"❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀"}


def answer_callback_query(sandbox: Sandbox, parameters: Parameters) -> bool:
    press = sandbox.presses.get(parameters.text("callback_query_id"))
    if press is None or sandbox.clock.now() - press.at > ANSWERABLE_FOR:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = parameters.text("text")
    if length_utf16(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if press.answered.is_set():
        return True  # Telegram accepts a second answer and shows nothing
    press.text = text or None
    press.alert = parameters.flag("show_alert")
    chat = sandbox.chat(press.chat_id)
    if press.text:
        chat.toasts.append(press.text)
        sandbox.publish({"type": "toast", "chat": chat.id, "text": press.text, "alert": press.alert})
    sandbox.publish({"type": "answered", "chat": chat.id, "message_id": press.message_id})
    press.answered.set()
    chat.bell.ring()
    return True


def send_chat_action(sandbox: Sandbox, parameters: Parameters) -> bool:
    chat = open_chat(sandbox, parameters)
    if parameters.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    sandbox.publish({"type": "typing", "chat": chat.id})
    return True


def set_message_reaction(sandbox: Sandbox, parameters: Parameters) -> bool:
    chat = open_chat(sandbox, parameters)
    message = message_in(chat, parameters, "react")
    reactions = parameters.structure("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one.get("type") != "emoji" or one.get("emoji") not in _REACTIONS for one in reactions):
        raise bad_request("REACTION_INVALID")
    sandbox.reactions[chat.id, message.message_id] = reactions
    return True


def pin_chat_message(sandbox: Sandbox, parameters: Parameters) -> bool:
    chat = open_chat(sandbox, parameters)
    message = message_in(chat, parameters, "pin")
    if message.message_id not in chat.pinned:
        chat.pinned.append(message.message_id)
    return True


def unpin_chat_message(sandbox: Sandbox, parameters: Parameters) -> bool:
    chat = open_chat(sandbox, parameters)
    wanted = parameters.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    return True


def get_file(sandbox: Sandbox, parameters: Parameters) -> Json:
    try:
        file = sandbox.file(parameters.text("file_id"))
    except KeyError:
        raise bad_request("invalid file_id") from None
    if file.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return telegram_view.file(file)


def get_chat(sandbox: Sandbox, parameters: Parameters) -> Json:
    """ChatFullInfo. A person who never wrote to the bot is not found, as in Telegram."""
    chat = known_chat(sandbox, parameters)
    if not chat.started:
        raise bad_request("chat not found")
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **telegram_view.private_chat(chat.person),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "getFile": get_file,
    "getChat": get_chat,
}
