"""The one place where an exception becomes a message."""

from __future__ import annotations

import logging
import secrets

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.telegram.display import answer, send, show
from handlers.menu.buttons import HOME
from handlers.menu.links import Desk
from handlers.routes.links import MyRoute
from handlers.screen import Button, Screen
from handlers.words import Words, said_by, translator
from services.context import Context
from services.errors import DomainError, NotFound, WrongState
from services.roles import METHODISTS

log = logging.getLogger(__name__)

# The beginnings of the keys of errors about a route.
ABOUT_ROUTES = tuple(f"error-{thing}-" for thing in ("route", "step", "change"))


async def on_error(
    error: ErrorEvent,
    bot: Bot,
    ctx: Context | None = None,
) -> bool:
    """Tell the person what happened in their language. Every error is handled here."""
    event = error.update.callback_query or error.update.message or error.update.edited_message
    exception = error.exception
    if isinstance(exception, TelegramForbiddenError):
        return True  # they blocked the bot while it was answering
    if isinstance(exception, DomainError):
        words = said_by(exception)
    else:
        # Only letters that do not sound alike, since people read the code out over the phone.
        code = "".join(secrets.choice("ABEKMHPCTX2345789") for _ in range(5))
        log.error("unexpected error %s", code, exc_info=exception)
        words = Words("error-unexpected", code=code)
    if ctx is None or event is None:
        return True
    try:
        await _tell(event, bot, ctx, words, exception)
    except TelegramAPIError as failure:
        log.warning("could not tell of an error: %s", failure)
    return True


async def _tell(
    event: Message | CallbackQuery, bot: Bot, ctx: Context, words: Words, exception: Exception
) -> None:
    screen = Screen([words], _ways_on(ctx, words))
    if isinstance(event, Message):
        await send(bot, event.chat.id, translator(ctx.locale), screen)
        return
    stale = isinstance(exception, NotFound | WrongState) and event.message is not None
    if stale:
        await show(event, ctx, screen, toast=words)
    else:
        await answer(event, ctx, words, alert=True)


def _ways_on(ctx: Context, words: Words) -> list[list[Button]]:
    """The button home; for an error about a route also one to one's route, or to a methodist's desk."""
    if ctx.actor is None or not words.key.startswith(ABOUT_ROUTES):
        return [[HOME]]
    if ctx.actor.has(*METHODISTS):
        return [[Button(Words("route-to-desk"), Desk()), HOME]]
    return [[Button(Words("step-to-route"), MyRoute()), HOME]]
