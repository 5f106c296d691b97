"""The main menu and the desk."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.menu import desk, links, screens
from handlers.menu.buttons import told
from handlers.menu.desk import home_screen
from handlers.words import Words
from services.context import Context

feature = Feature("menu")


@feature.command("start")
async def start(ctx: Context, typed: str) -> Answer:
    """The main menu. Members also come here by the link of an invite.

    Their roles may have changed, so the command menu is drawn again.
    """
    above = [Words("invite-needless")] if typed else ()
    return Reply(await home_screen(ctx), above=above, menu=True)


@feature.button(links.Home, command="menu")
async def home(ctx: Context, link: links.Home) -> Answer:
    return await home_screen(ctx)


@feature.command("help")
async def help_page(ctx: Context, typed: str) -> Answer:
    return screens.help_page(ctx.me)


@feature.command("cancel")
async def cancel(ctx: Context, typed: str) -> Answer:
    return told(Words("cancelled-form" if ctx.kept.was_asked else "cancelled-nothing"))


feature.shows(links.Desk, desk.waiting, desk.screen, command="desk")
