"""Answers to people: said in each chat's order, repeated until said, before anything of the outbox."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SetMyCommands

from bot.delivery.line import Line, Told, describe, is_gone, is_passing
from bot.delivery.pace import CHAT_BURST
from bot.delivery.receipts import Receipts
from bot.telegram.display import Method, NewMessage, instead_of
from handlers.words import Translator
from services.outside import ChatId

log = logging.getLogger(__name__)

# Requests under way at once, so that some that hang leave connections for others.
REQUESTS = 60
# A chat keeps so many answers that wait; the oldest are dropped.
WAITING_LIMIT = 40
# An answer is repeated for so many seconds, after pauses that double.
REPEATED_SECONDS = 3600.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


@dataclass(eq=False, slots=True)
class Answer:
    """One call that a chat waits for. `told` gets its result, for those who ask for it: they also decide
    what to do if the message cannot be said in this form.
    """

    words: Translator
    method: Method
    told: asyncio.Future[Told] | None = None
    begun: float = field(default_factory=monotonic)
    failures: int = 0


@dataclass(slots=True)
class Tally:
    """How many calls since the start were said, tried again, given up, or met a chat that is gone."""

    said: int = 0
    repeated: int = 0
    failed: int = 0
    unreachable: int = 0


class Answers:
    """The answers that wait to be said, chat by chat."""

    def __init__(self, lines: Mapping[str, Line]) -> None:
        self._lines = lines
        self._waiting: dict[ChatId, deque[Answer]] = {}
        self._serving: dict[ChatId, asyncio.Task[None]] = {}
        self._held: set[ChatId] = set()
        self._receipts = Receipts()
        self._requests = asyncio.Semaphore(REQUESTS)
        self.tally = Tally()

    @property
    def waiting(self) -> int:
        """How many answers wait for their turn or for their next try."""
        return sum(map(len, self._waiting.values()))

    def give(self, chat: ChatId, words: Translator, methods: Sequence[Method], *, letter: str = "") -> None:
        """Say this in a chat as soon as Telegram lets it, after what the chat waits for already.

        `letter` is the text of the letter that is answered.
        """
        if letter:
            self._receipts.give(chat, letter, methods)
        for method in methods:
            self._add(chat, Answer(words, method))

    def is_sent_again(self, chat: ChatId, words: Translator, letter: str, *, is_asked: bool) -> bool:
        """Whether a letter is the one before, sent again since its answer failed to come; it is answered.

        If that answer has come meanwhile and the chat is being asked for something, the same text may be the
        answer to that.
        """
        unsaid = self._receipts.unsaid(chat, letter)
        if unsaid is None or (unsaid.is_said and is_asked):
            return False
        if unsaid.is_said:
            self.give(chat, words, unsaid.methods)
        return True

    async def ask(self, chat: ChatId, words: Translator, message: NewMessage) -> Told:
        """Say this in a chat and wait until it is said. Raises what the Bot API raises for good."""
        told: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._add(chat, Answer(words, message, told))
        return await told

    async def said(self, chat: ChatId) -> None:
        """Return when the chat waits for no answer."""
        while (serving := self._serving.get(chat)) is not None:
            await asyncio.wait({serving})

    async def settle(self) -> None:
        """Return when no chat waits for an answer."""
        while self._serving:
            await asyncio.wait(self._serving.values())

    def close(self) -> None:
        """Give up what is not said yet."""
        for task in self._serving.values():
            task.cancel()

    def _add(self, chat: ChatId, answer: Answer) -> None:
        queue = self._waiting.get(chat)
        if queue is None:
            self._waiting[chat] = deque([answer])
            self._serving[chat] = asyncio.create_task(self._serve(chat), name="answers")
            return
        for one in list(queue):
            if one.told is None and _is_stale(one.method, answer.method, is_held=chat in self._held):
                queue.remove(one)
        queue.append(answer)
        if len(queue) > WAITING_LIMIT:
            self.tally.failed += 1
            _give_up(queue.popleft())

    async def _serve(self, chat: ChatId) -> None:
        queue = self._waiting[chat]
        try:
            while queue:
                wait = self._wait(chat, queue[0])
                if wait <= 0:
                    answer = queue.popleft()
                    wait = await self._try(chat, answer)
                    if wait <= 0:
                        continue
                    is_stale = any(_is_stale(answer.method, one.method, is_held=True) for one in queue)
                    if answer.told is not None or not is_stale:
                        queue.appendleft(answer)
                self._held.add(chat)
                await self._call_toasts(chat, queue)
                await asyncio.sleep(wait)  # meanwhile a newer answer may take the place of this one
        finally:
            self._held.discard(chat)
            self._receipts.close(chat)
            del self._waiting[chat], self._serving[chat]
            for answer in queue:
                _give_up(answer)

    def _wait(self, chat: ChatId, answer: Answer) -> float:
        """How many seconds the chat must wait before this answer; only new messages are paced."""
        channel, chat_id = chat
        pace = self._lines[channel].pace
        if isinstance(answer.method, NewMessage):
            return pace.reserve_chat(chat_id, burst=CHAT_BURST)
        return pace.held_chat(chat_id)

    async def _try(self, chat: ChatId, answer: Answer) -> float:
        """Say an answer, or drop it; returns the seconds after which it must be repeated."""
        channel, chat_id = chat
        line = self._lines[channel]
        is_paced = isinstance(answer.method, NewMessage)
        if is_paced and (held := await line.pace.wait(is_answer=True)):
            return held
        try:
            async with self._requests:
                told = await _called(line, answer)
        except TelegramRetryAfter as busy:
            if isinstance(answer.method, AnswerCallbackQuery):
                return 0
            self.tally.repeated += 1
            self._receipts.failed(chat, answer.method)
            line.pace.refused(chat_id, busy.retry_after)
            return float(busy.retry_after)
        except Exception as error:
            return self._fate(chat, answer, error)
        finally:
            if is_paced:
                line.pace.arrived()
        if is_paced:  # Telegram counts new messages only
            line.pace.accepted()
        self.tally.said += 1
        self._receipts.said(chat, answer.method)
        if told is not None and answer.told is not None and not answer.told.done():
            answer.told.set_result(told)
        return 0

    def _fate(self, chat: ChatId, answer: Answer, error: Exception) -> float:
        """What follows a failed call: a pause before the next try, or none."""
        method = answer.method
        if isinstance(method, AnswerCallbackQuery | SetMyCommands):
            return 0  # the screen says it all; an old press cannot be answered
        if is_gone(error):
            self.tally.unreachable += 1 + len(self._waiting[chat])
            for one in self._waiting[chat]:
                _give_up(one, error)
            self._waiting[chat].clear()
            _give_up(answer, error)
            return 0
        if isinstance(method, EditMessageText) and isinstance(error, TelegramBadRequest):
            if "not modified" not in error.message:  # else a double tap: the message shows it already
                self._waiting[chat].appendleft(Answer(answer.words, instead_of(method), answer.told))
            return 0
        answer.failures += 1
        self._receipts.failed(chat, answer.method)
        if is_passing(error) and monotonic() - answer.begun < REPEATED_SECONDS:
            self.tally.repeated += 1
            return min(FIRST_PAUSE * 2.0 ** (answer.failures - 1), LONGEST_PAUSE)
        self.tally.failed += 1
        if answer.told is None:
            log.error("an answer was not said: %s", describe(error))
        _give_up(answer, error)
        return 0

    async def _call_toasts(self, chat: ChatId, queue: deque[Answer]) -> None:
        """Stop the spinners of pressed buttons while the chat waits."""
        for answer in [one for one in queue if isinstance(one.method, AnswerCallbackQuery)]:
            queue.remove(answer)
            await self._try(chat, answer)


async def _called(line: Line, answer: Answer) -> Told | None:
    method = answer.method
    if not isinstance(method, NewMessage):
        await line.call(method)
        return None
    if answer.told is not None:
        return Told(await line.call(method))
    return await line.say(answer.words, method)


def _is_stale(older: Method, newer: Method, *, is_held: bool) -> bool:
    """Whether a newer answer to the chat makes an older one needless.

    It does if it changes the same message, or says the same in a chat that had to wait.
    """
    if isinstance(older, EditMessageText) and isinstance(newer, EditMessageText):
        return older.message_id == newer.message_id
    return is_held and isinstance(older, NewMessage) and older == newer


def _give_up(answer: Answer, error: Exception | None = None) -> None:
    if answer.told is not None and not answer.told.done():
        if error is None:
            answer.told.cancel()
        else:
            answer.told.set_exception(error)
