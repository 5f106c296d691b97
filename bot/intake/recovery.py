"""After a crash: the letters that it left are taken up again, one by one, in the order in which they came."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from aiogram.types import Update

from bot.intake.updates import chat_of
from handlers.screen import Screen
from handlers.words import Words
from services import inbox
from services.inbox import FATAL_TIMES, InboxEntry

if TYPE_CHECKING:
    from bot.intake.intake import Intake

log = logging.getLogger(__name__)

# The next entry is begun when the one before is handled, or after so many seconds. After each that hangs it
# is half as many, so that many of them do not make the bot deaf.
LONGEST_AGAIN = 10.0


async def take_up_again(intake: Intake) -> None:
    """Handle the letters that a crash left.

    One by one, so that a letter that takes the process with it is known by its attempts.
    """
    template, patience = intake.template, LONGEST_AGAIN
    async with template.database.transaction() as db:
        left = await inbox.waiting(db, template.channel, intake.bot.id)
    for entry in left:
        update = intake.fetcher.read(entry.content or {})
        async with template.database.transaction() as db:
            await inbox.begin_again(db, entry.id)
        if update is None:
            await intake.leave(replace(template), entry.id)
        elif not await _again(intake, entry, update, patience):
            log.warning("entry %s takes long", entry.id)
            patience /= 2


async def _again(intake: Intake, entry: InboxEntry, update: Update, patience: float) -> bool:
    """Handle an entry once more, in its chat's turn; returns whether it took at most so many seconds."""
    done = asyncio.Event()

    async def handle() -> None:
        try:
            if entry.attempts + 1 >= FATAL_TIMES:
                _set_apart(intake, update)
            else:
                await intake.handle(update, entry.id)
                async with intake.template.database.transaction() as db:
                    await inbox.note_handled(db, entry.id)
        finally:
            done.set()

    intake.turns.add((intake.template.channel, chat_of(update).id), handle)
    try:
        await asyncio.wait_for(done.wait(), patience)
    except TimeoutError:
        return False
    return True


def _set_apart(intake: Intake, update: Update) -> None:
    """Tell the sender of a letter that ended the process again and again."""
    log.error("update %s ended the process %s times and is set apart", update.update_id, FATAL_TIMES)
    event = update.message or update.edited_message
    if event is not None:
        intake.router.show(event, intake.context(update), Screen([Words("letter-set-apart")]))
