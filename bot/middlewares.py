"""Makes one Context for each update, and handles the updates of a chat one after another."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.enums import ChatType
from aiogram.types import TelegramObject, Update, User

from bot.telegram.display import answer, show
from handlers.screen import Screen
from handlers.words import Words
from services import outbox
from services.context import Chat, Context
from services.people import queries as people
from services.people.kept import save

# A chat with so many waiting updates is asked to slow down: nobody can tap so fast.
WAITING_LIMIT = 30
REMEMBERED_UPDATES = 2000
# A channel and a chat or update id, which is unique only within the channel.
Place = tuple[str, int]


class Queues:
    """Lets each chat's updates in one at a time, in order; forgets chats without waiting updates."""

    def __init__(self) -> None:
        self._locks: dict[Place, asyncio.Lock] = {}
        self._waiting: dict[Place, int] = {}
        self._refused: set[Place] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    async def settle(self) -> None:
        """Return when no update is under way."""
        await asyncio.sleep(0)  # let updates that have just come enter their queues
        await self._idle.wait()

    def is_full(self, place: Place) -> bool:
        return self._waiting.get(place, 0) >= WAITING_LIMIT

    def is_first_refused(self, place: Place) -> bool:
        """Whether this is the chat's first refused update since its queue was empty."""
        first = place not in self._refused
        self._refused.add(place)
        return first

    @asynccontextmanager
    async def turn(self, place: Place) -> AsyncIterator[None]:
        lock = self._locks.setdefault(place, asyncio.Lock())
        self._waiting[place] = self._waiting.get(place, 0) + 1
        self._idle.clear()
        try:
            async with lock:
                yield
        finally:
            self._waiting[place] -= 1
            if not self._waiting[place]:
                del self._waiting[place], self._locks[place]
                self._refused.discard(place)
            if not self._waiting:
                self._idle.set()


class ContextMiddleware(BaseMiddleware):
    """Gives handlers `ctx`: the acting person and the chat's open question, in the chat's turn.

    One statement reads the person, the grants and the open question. `channels` holds a template of the
    context for each bot object, with its channel and its messenger.
    """

    def __init__(self, channels: Mapping[Bot, Context]) -> None:
        self._channels = channels
        self._queues = Queues()
        self._seen: OrderedDict[Place, None] = OrderedDict()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        chat = data.get("event_chat")
        if not isinstance(event, Update) or chat is None or chat.type != ChatType.PRIVATE:
            return None
        ctx = replace(self._channels[data["bot"]])
        place = (ctx.channel, chat.id)
        if self._is_repeated((ctx.channel, event.update_id)):
            return None
        if self._queues.is_full(place):
            await self._refuse(event, ctx, place)
            return None
        async with self._queues.turn(place):
            data["ctx"] = ctx
            ctx.chat = Chat(chat.id, *_names(data.get("event_from_user")))
            visitor = await people.identify(ctx, chat.id)
            ctx.actor, ctx.kept = visitor.actor, visitor.kept
            if visitor.actor and not visitor.reachable and not event.my_chat_member:
                async with ctx.transaction():
                    await outbox.wake(ctx, visitor.actor.person_id)
            try:
                return await handler(event, data)
            finally:
                await save(ctx)

    async def settle(self) -> None:
        """Return when every update received has been answered."""
        await self._queues.settle()

    async def _refuse(self, event: Update, ctx: Context, place: Place) -> None:
        """Answer a refused update: every press, and the first refused message of a chat."""
        if event.callback_query:
            await answer(event.callback_query, ctx, Words("toast-slow-down"))
        elif event.message and self._queues.is_first_refused(place):
            await show(event.message, ctx, Screen([Words("too-much-at-once")]))

    def _is_repeated(self, update: Place) -> bool:
        """Whether the update was seen before: Telegram repeats it if its confirmation was lost."""
        if update in self._seen:
            return True
        self._seen[update] = None
        if len(self._seen) > REMEMBERED_UPDATES:
            self._seen.popitem(last=False)
        return False


def _names(user: User | None) -> tuple[str, str]:
    return (user.first_name, user.last_name or "") if user else ("", "")
