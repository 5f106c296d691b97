"""Home as it stands now: whatever leads here shows the same."""

from __future__ import annotations

from handlers.menu import desk, screens
from handlers.screen import Screen
from services.context import Context


async def home_screen(ctx: Context) -> Screen:
    """The main menu, with how much waits on the desk."""
    return screens.home(ctx.me, desk.total(await desk.waiting(ctx)))
