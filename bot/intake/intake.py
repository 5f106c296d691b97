"""The way in of one channel: fetch, keep, handle each chat in its turn, take up again after a crash."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from sqlalchemy.exc import DBAPIError

from bot.errors import tell
from bot.intake.fetching import Fetcher
from bot.intake.outage import Outage
from bot.intake.recovery import take_up_again
from bot.intake.turns import WAITING_LIMIT, Turns
from bot.intake.updates import album_of, chat_of, is_wanted, names_of
from bot.telegram.letters import is_letter
from bot.telegram.router import Router
from handlers.screen import Screen
from handlers.words import Words
from services import inbox, outbox
from services.context import Chat, Context
from services.db import REFUSED, UNAVAILABLE
from services.errors import DomainError
from services.inbox import Received, RepeatedError
from services.outside import ChatId
from services.people import queries as people
from services.people.kept import save

log = logging.getLogger(__name__)

REMEMBERED_UPDATES = 2000
# Letters are kept, so many of a chat may wait; presses may be pressed again.
LETTERS_LIMIT = 300
DATABASE_PAUSE = 1.0
# People are told that letters cannot be kept after so many tries.
TOLD_AFTER = 3


class Intake:
    """Takes in the updates of one bot. `template` is the context of its channel."""

    def __init__(self, bot: Bot, template: Context, router: Router) -> None:
        self.bot = bot
        self.template = template
        self.router = router
        self.turns = Turns()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._told_to_slow_down: set[ChatId] = set()
        self._unsaid: set[asyncio.Task[None]] = set()
        self.fetcher = Fetcher(bot)
        self.keeps_letters = True  # False in an outage of the database
        # Since the start: updates let in, refusals of use cases and apologies shown to people.
        self.taken = self.refusals = self.apologies = 0

    async def run(self) -> None:
        """Take updates in until cancelled."""
        await take_up_again(self)
        while True:
            batch = await self.fetcher.fetch()
            if batch:
                await self.take_in(batch)
                self.fetcher.confirm(batch)

    async def take_in(self, batch: Sequence[dict[str, Any]]) -> None:
        """Keep the letters among these updates, then let each update wait for its chat's turn.

        An update that cannot be taken in is skipped and counted, and stops no other one.
        """
        read = [(update, raw) for raw in batch if (update := self.fetcher.read(raw)) is not None]
        try:
            await self._take_in(read)
        except Exception:
            for update, raw in read:  # those let in already are known by their numbers
                try:
                    await self._take_in([(update, raw)])
                except Exception as error:
                    self.fetcher.skip(raw, error)

    async def _take_in(self, read: Sequence[tuple[Update, dict[str, Any]]]) -> None:
        wanted = [(update, raw) for update, raw in read if is_wanted(update)]
        entries = await self._keep([(update, raw) for update, raw in wanted if is_letter(update)])
        # An album comes as messages of their own; the number of the last one of each album.
        last = {album_of(update): update.update_id for update, _ in wanted}
        for update, raw in wanted:
            goes_on = album_of(update) is not None and last[album_of(update)] != update.update_id
            try:
                if is_letter(update):
                    entry = entries.pop(update.update_id, None)  # one batch may hold a letter twice
                    if entry is not None:
                        self._let_in(update, entry, album_goes_on=goes_on)
                elif not self._is_repeated(update):
                    self._let_in(update, None)
            except Exception as error:
                self.fetcher.skip(raw, error)

    async def settle(self) -> None:
        """Return when every update taken in is handled."""
        await self.turns.settle()

    async def finish(self) -> None:
        """Return when every letter whose answer is said is finished."""
        while self._unsaid:
            await asyncio.wait(self._unsaid)

    async def close(self) -> None:
        """Handle no more updates, and close the connection."""
        self.turns.close()
        await self.fetcher.close()

    def give_up(self) -> None:
        """Leave the letters whose answers are not said to the next start."""
        for task in self._unsaid:
            task.cancel()

    async def _keep(self, letters: Sequence[tuple[Update, dict[str, Any]]]) -> dict[int, int]:
        """Keep letters in the inbox; returns the entries of those that were not known, by update id.

        Letters are confirmed only when they are kept, so a database that does not answer, or finds no room,
        is waited for, and people are told.
        """
        if not letters:
            return {}
        received = [Received(update.update_id, chat_of(update).id, raw) for update, raw in letters]
        channel, failures, outage = self.template.channel, 0, Outage(self)
        while True:
            try:
                async with self.template.database.transaction() as db:
                    kept = await inbox.accept(db, channel, self.bot.id, received, self.template.now)
                    if failures:  # the first try may have kept them, and only its answer was lost
                        kept |= await inbox.unhandled(db, channel, self.bot.id, received)
                self.keeps_letters = True
                return kept
            except REFUSED:
                raise
            except (*UNAVAILABLE, DBAPIError) as error:
                failures += 1
                log.error("letters are not kept: %s", type(error).__name__)
                if failures >= TOLD_AFTER:
                    self.keeps_letters = False
                    await outage.tell()
                await asyncio.sleep(DATABASE_PAUSE)

    def _let_in(self, update: Update, entry: int | None, *, album_goes_on: bool = False) -> None:
        self.taken += 1
        place = (self.template.channel, chat_of(update).id)
        waiting = self.turns.waiting(place)
        if waiting >= (LETTERS_LIMIT if entry is not None else WAITING_LIMIT):
            self.turns.add(place, lambda: self._refuse(update, entry, place))
            return
        self._told_to_slow_down.discard(place)
        self.turns.add(place, lambda: self.handle(update, entry, album_goes_on=album_goes_on))

    async def handle(self, update: Update, entry: int | None, *, album_goes_on: bool = False) -> None:
        """Handle one update in its chat's turn. Never raises."""
        ctx = self.context(update)
        try:
            await self._identify(ctx, update)
            ctx.entry = entry
            await self.router.handle(update, ctx, album_goes_on=album_goes_on)
            is_done = ctx.entry is None
        except RepeatedError:
            return  # handled before; nothing of this handling is kept
        except Exception as error:
            if isinstance(error, DomainError):
                self.refusals += 1
            else:
                self.apologies += 1
            tell(error, update, ctx, self.router)
            is_done = False
        await self.leave(ctx, None if is_done else entry)

    async def _identify(self, ctx: Context, update: Update) -> None:
        visitor = await people.identify(ctx, ctx.chat.id)
        ctx.actor, ctx.kept = visitor.actor, visitor.kept
        if visitor.actor and not visitor.reachable and not update.my_chat_member:
            async with ctx.transaction():
                await outbox.wake(ctx, visitor.actor.person_id)
        ctx.has_saved = False

    async def leave(self, ctx: Context, entry: int | None) -> None:
        """Save what the chat keeps. A letter that has changed nothing is finished when its answer is said."""
        ctx.entry = None
        try:
            await save(ctx)
        except Exception as error:
            log.error("what a chat keeps is not saved: %s", type(error).__name__)
        if entry is not None:
            task = asyncio.create_task(self._finish((ctx.channel, ctx.chat.id), entry), name="answered")
            self._unsaid.add(task)
            task.add_done_callback(self._unsaid.discard)

    async def _finish(self, place: ChatId, entry: int) -> None:
        await self.router.said(place)
        while True:
            try:
                async with self.template.database.transaction() as db:
                    await inbox.finish(db, entry)
                return
            except UNAVAILABLE as error:  # left full, it would be handled again at the next start
                log.error("entry %s is not finished yet: %s", entry, type(error).__name__)
                await asyncio.sleep(DATABASE_PAUSE)

    async def _refuse(self, update: Update, entry: int | None, place: ChatId) -> None:
        """Answer an update of a chat with too many: every press, and the first letter."""
        ctx = self.context(update)
        if update.callback_query is not None:
            self.router.toast(update.callback_query, ctx, Words("toast-slow-down"))
        elif update.message is not None and place not in self._told_to_slow_down:
            self._told_to_slow_down.add(place)
            self.router.show(update.message, ctx, Screen([Words("too-much-at-once")]))
        await self.leave(ctx, entry)

    def context(self, update: Update) -> Context:
        """The context of an update's chat, before its person is known."""
        ctx = replace(self.template, aside=self.turns.aside)
        ctx.chat = Chat(chat_of(update).id, *names_of(update))
        return ctx

    def _is_repeated(self, update: Update) -> bool:
        """Whether the update was seen before: Telegram repeats it if its confirmation was lost."""
        if update.update_id in self._seen:
            return True
        self._seen[update.update_id] = None
        if len(self._seen) > REMEMBERED_UPDATES:
            self._seen.popitem(last=False)
        return False
