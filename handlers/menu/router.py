"""The main menu and the desk."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from handlers.menu import commands, desk, screens
from handlers.menu.home import home_screen
from handlers.menu.links import Desk, Home
from handlers.screen import show
from services.context import Context

router = Router(name="menu")


@router.message(CommandStart())
async def start(message: Message, ctx: Context, bot: Bot) -> None:
    """Home, by an invite's link too: people press theirs again to find the bot.

    Roles may have changed since the last time: so does the command menu.
    """
    await show(message, ctx, await home_screen(ctx))
    await commands.set_personal_menu(bot, message.chat.id, ctx.me)


@router.message(Command("menu"))
async def menu(message: Message, ctx: Context) -> None:
    await show(message, ctx, await home_screen(ctx))


@router.callback_query(Home.filter())
async def home(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, await home_screen(ctx))


@router.message(Command("help"))
async def help_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.help_page(ctx.me))


@router.message(Command("cancel"))
async def cancel(message: Message, ctx: Context, left_form: str | None = None) -> None:
    await show(message, ctx, screens.cancelled(was_typing=left_form is not None))


@router.message(Command("desk"))
async def desk_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, desk.screen(await desk.waiting(ctx)))


@router.callback_query(Desk.filter())
async def desk_shown(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, desk.screen(await desk.waiting(ctx)))
