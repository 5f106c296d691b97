"""The one place where an exception becomes a message."""

from __future__ import annotations

import logging
import secrets

from aiogram.types import CallbackQuery, Update

from bot.telegram.router import Router
from handlers.menu.buttons import HOME
from handlers.menu.links import Desk
from handlers.routes.links import MyRoute
from handlers.screen import Button, Screen
from handlers.words import Words, said_by
from services.context import Context
from services.errors import DomainError, NotFound, WrongState
from services.roles import METHODISTS

log = logging.getLogger(__name__)

# The beginnings of the keys of errors about a route.
ABOUT_ROUTES = tuple(f"error-{thing}-" for thing in ("route", "step", "change"))


def tell(error: Exception, update: Update, ctx: Context, router: Router) -> None:
    """Tell the person what happened, in their language. Never raises."""
    try:
        _tell(error, update, ctx, router)
    except Exception:
        log.exception("an error was not told")


def _tell(error: Exception, update: Update, ctx: Context, router: Router) -> None:
    event = update.callback_query or update.message or update.edited_message
    if isinstance(error, DomainError):
        words = said_by(error)
    else:
        # Only letters that do not sound alike, since people read the code out over the phone.
        code = "".join(secrets.choice("ABEKMHPCTX2345789") for _ in range(5))
        log.error("unexpected error %s", code, exc_info=error)
        words = Words("error-after-saving" if ctx.has_saved else "error-unexpected", code=code)
    if event is None:
        return
    ctx.has_saved = False  # the apology is no receipt
    screen = Screen([words], _ways_on(ctx, words))
    if not isinstance(event, CallbackQuery):
        router.show(event, ctx, screen)
    elif isinstance(error, NotFound | WrongState) and event.message is not None:
        router.show(event, ctx, screen, toast=words)
    else:
        router.toast(event, ctx, words, alert=True)


def _ways_on(ctx: Context, words: Words) -> list[list[Button]]:
    """The button home; for an error about a route also one to one's route, or to a methodist's desk."""
    if ctx.actor is None or not words.key.startswith(ABOUT_ROUTES):
        return [[HOME]]
    if ctx.actor.has(*METHODISTS):
        return [[Button(Words("route-to-desk"), Desk()), HOME]]
    return [[Button(Words("step-to-route"), MyRoute()), HOME]]
