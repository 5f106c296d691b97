"""What an update is about: its chat, its sender, its album. Pure."""

from __future__ import annotations

from aiogram.enums import ChatType
from aiogram.types import Chat, Message, Update, User

from bot.telegram.letters import is_letter


def is_wanted(update: Update) -> bool:
    """Whether the update is of a private chat and of a kind that is handled; service messages are not."""
    event = update.message or update.edited_message
    if event is not None:
        return event.chat.type == ChatType.PRIVATE and is_letter(update)
    if update.callback_query is not None:
        message = update.callback_query.message  # none under a message sent inline
        return message is not None and message.chat.type == ChatType.PRIVATE
    return update.my_chat_member is not None and update.my_chat_member.chat.type == ChatType.PRIVATE


def chat_of(update: Update) -> Chat | User:
    """The private chat of an update; its number is that of the person."""
    event = update.message or update.edited_message or update.my_chat_member
    if event is not None:
        return event.chat
    if update.callback_query is None:
        raise ValueError("an update without a chat")
    message = update.callback_query.message
    return message.chat if isinstance(message, Message) else update.callback_query.from_user


def names_of(update: Update) -> tuple[str, str]:
    """The first and last name of who sent the update, as the messenger knows them."""
    event = update.message or update.edited_message or update.callback_query or update.my_chat_member
    user = event.from_user if event else None
    return (user.first_name, user.last_name or "") if user else ("", "")


def album_of(update: Update) -> str | None:
    """The album that the message of the update is a part of."""
    return update.message.media_group_id if update.message else None
