"""One context an update: who acts, what they are being asked for, in the order they acted."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.enums import ChatType
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import TelegramObject, Update, User

from bot.storage import KeptStorage
from handlers.answers import Question
from handlers.screen import Screen, answer, show
from handlers.words import Words
from services import outbox
from services.context import Chat, Context
from services.people import queries as people
from services.people.kept import save

# More than a finger can do: whoever has this many updates waiting is told to slow down.
WAITING_LIMIT = 30
REMEMBERED_UPDATES = 2000
# Ids are 32-bit: a larger number was never on a button, and would break the query instead of missing.
LARGEST_NUMBER = 2**31 - 1
_NUMBER = re.compile(r"\s*[+-]?([\d_]+)(\.0*)?\s*")


class Queues:
    """Lets each chat's updates in one at a time, in order; forgets chats with nothing waiting."""

    def __init__(self) -> None:
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}
        self._refused: set[int] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    async def settle(self) -> None:
        """Return when no update is under way."""
        await asyncio.sleep(0)  # let those just received take their turn
        await self._idle.wait()

    def is_full(self, chat_id: int) -> bool:
        return self._waiting.get(chat_id, 0) >= WAITING_LIMIT

    def is_first_refused(self, chat_id: int) -> bool:
        """Whether nobody was turned away since the chat's queue was last empty."""
        first = chat_id not in self._refused
        self._refused.add(chat_id)
        return first

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        lock = self._locks.setdefault(chat_id, asyncio.Lock())
        self._waiting[chat_id] = self._waiting.get(chat_id, 0) + 1
        self._idle.clear()
        try:
            async with lock:
                yield
        finally:
            self._waiting[chat_id] -= 1
            if not self._waiting[chat_id]:
                del self._waiting[chat_id], self._locks[chat_id]
                self._refused.discard(chat_id)
            if not self._waiting:
                self._idle.set()


class ContextMiddleware(BaseMiddleware):
    """Gives handlers `ctx`, `state` and `raw_state`.

    It stands in for aiogram's own FSM middleware, which would read the state in a statement of its own: here
    the person, their grants and their form come in one.
    """

    def __init__(self, template: Context) -> None:
        self._template = template
        self._queues = Queues()
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        chat = data.get("event_chat")
        if not isinstance(event, Update) or chat is None or chat.type != ChatType.PRIVATE:
            return None
        if self._is_repeated(event.update_id):
            return None
        ctx = replace(self._template)
        if self._queues.is_full(chat.id):
            await self._refuse(event, ctx, chat.id)
            return None
        if event.callback_query and _is_forged(event.callback_query.data or ""):
            await answer(event.callback_query, ctx, Words("error-not-found"), alert=True)
            return None
        async with self._queues.turn(chat.id):
            data["ctx"] = ctx
            visitor = await people.identify(ctx, chat.id)
            ctx.actor, ctx.kept = visitor.actor, visitor.kept
            ctx.chat = Chat(chat.id, *_names(data.get("event_from_user")))
            if visitor.actor and not visitor.reachable and not event.my_chat_member:
                async with ctx.transaction():
                    await outbox.wake(ctx, visitor.actor.person_id)
            bot: Bot = data["bot"]
            state = FSMContext(KeptStorage(ctx), StorageKey(bot_id=bot.id, chat_id=chat.id, user_id=chat.id))
            form = ctx.kept.asked
            if form and form not in Question.every and (_is_command(event) or event.callback_query):
                # A command or a press leaves the form, or later words would go where nobody expects them;
                # what was typed stays. A form's own buttons open it again.
                await state.set_state(None)
                data["left_form"], form = form, None
            data.update(state=state, raw_state=form)
            try:
                return await handler(event, data)
            finally:
                await save(ctx)

    async def settle(self) -> None:
        """Return when every update received has been answered."""
        await self._queues.settle()

    async def _refuse(self, event: Update, ctx: Context, chat_id: int) -> None:
        """Nothing typed is lost in silence: the first message turned away is answered, as every press is."""
        if event.callback_query:
            await answer(event.callback_query, ctx, Words("toast-slow-down"))
        elif event.message and self._queues.is_first_refused(chat_id):
            await show(event.message, ctx, Screen([Words("too-much-at-once")]))

    def _is_repeated(self, update_id: int) -> bool:
        """Telegram delivers an update again where its confirmation was lost."""
        if update_id in self._seen:
            return True
        self._seen[update_id] = None
        if len(self._seen) > REMEMBERED_UPDATES:
            self._seen.popitem(last=False)
        return False


def _names(user: User | None) -> tuple[str, str]:
    return (user.first_name, user.last_name or "") if user else ("", "")


def _is_command(update: Update) -> bool:
    return bool(update.message and update.message.text and update.message.text.startswith("/"))


def _is_forged(data: str) -> bool:
    """Numbers no id can have, and the character no database takes in a text."""
    numbers = (_NUMBER.fullmatch(part) for part in data.split(":"))
    return "\0" in data or any(int(f"0{one[1].replace('_', '')}") > LARGEST_NUMBER for one in numbers if one)
