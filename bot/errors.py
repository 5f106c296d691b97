"""The one place where an exception becomes a message."""

from __future__ import annotations

import logging
import secrets

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.types import CallbackQuery, ErrorEvent, Message

from handlers.menu.screens import way_home
from handlers.screen import Screen, answer, send, show
from handlers.words import Words, translator
from services.context import Context
from services.errors import DomainError, NotFound, WrongState

log = logging.getLogger(__name__)


async def on_error(error: ErrorEvent, bot: Bot, ctx: Context | None = None) -> bool:
    """Tell the person what happened, in their words; nothing leaves the update loop."""
    event = error.update.callback_query or error.update.message or error.update.edited_message
    exception = error.exception
    if isinstance(exception, TelegramForbiddenError):
        return True  # they blocked the bot while it was answering
    if isinstance(exception, DomainError):
        words = Words(exception.key, **exception.arguments)
    else:
        # No letters that sound alike: the code is read out over the phone.
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
    if isinstance(event, Message):
        await send(bot, event.chat.id, translator(ctx.locale), Screen([words], [[way_home()]]))
        return
    stale = isinstance(exception, NotFound | WrongState) and event.message is not None
    if stale:
        await show(event, ctx, Screen([words], [[way_home()]]), toast=words)
    else:
        await answer(event, ctx, words, alert=True)
