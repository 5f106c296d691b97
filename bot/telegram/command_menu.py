"""The command menus in Telegram: the default one, and that of staff."""

from __future__ import annotations

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from handlers.menu.commands import EVERYONE, FOR_STAFF
from handlers.words import Words, translator
from services.context import Actor
from services.roles import STAFF


def _menu(names: tuple[str, ...], locale: str) -> list[BotCommand]:
    words = translator(locale)
    return [BotCommand(command=name, description=words.plain(Words(f"command-{name}"))) for name in names]


async def set_default_menu(bot: Bot, locale: str) -> None:
    """Set the menu of people without a personal one."""
    await bot.set_my_commands(_menu(EVERYONE, locale), BotCommandScopeAllPrivateChats())


async def set_personal_menu(bot: Bot, chat_id: int, actor: Actor) -> None:
    """Set the menu of a person of the staff, with the staff commands first; does nothing for others."""
    if actor.has(*STAFF):
        await bot.set_my_commands(
            _menu((*FOR_STAFF, *EVERYONE), actor.locale), BotCommandScopeChat(chat_id=chat_id)
        )
