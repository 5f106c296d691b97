"""The command menus in Telegram: the default one, and that of staff."""

from __future__ import annotations

from aiogram import Bot
from aiogram.methods import SetMyCommands
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


def personal_menu(chat_id: int, actor: Actor) -> SetMyCommands | None:
    """The menu of a person of the staff, with the staff commands first; None for others."""
    if not actor.has(*STAFF):
        return None
    menu = _menu((*FOR_STAFF, *EVERYONE), actor.locale)
    return SetMyCommands(commands=menu, scope=BotCommandScopeChat(chat_id=chat_id))
