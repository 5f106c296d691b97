"""Sending the outbox: claim, render, pace, send, record."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from aiogram.exceptions import TelegramRetryAfter

from bot.delivery.line import Line, Told, describe, is_gone, is_passing
from bot.delivery.pace import Pace
from bot.delivery.render import render, tell_of_file
from bot.telegram.display import NewMessage, messages
from handlers.words import Translator, translator
from services import mailings, outbox
from services.context import Context
from services.db import UNAVAILABLE
from services.outbox import LEASE, Claimed, Outcome

log = logging.getLogger(__name__)

BATCH = 60
CONCURRENCY = 20
IDLE_SECONDS = 0.3
# The pause where the database does not answer or finds no room.
DATABASE_PAUSE = 1.0
# Outcomes are recorded this often: a crash repeats only the messages sent since.
RECORD_SECONDS = 0.1
# How long a stop waits for messages that are being sent.
STOP_SECONDS = 3.0
# Pauses in seconds between the tries of a later part of a delivery, within the lease.
REST_PAUSES, LONGEST_REST_PAUSE = (1, 2, 4, 8), 20
LONGEST_WAIT = timedelta(minutes=10)
# With waits that double up to ten minutes, this is about a day without Telegram.
MOST_ATTEMPTS = 150


class Sender:
    """Sends the deliveries of the outbox by the lines of the served channels.

    A crash loses nothing: claimed deliveries are claimed again. `outcomes` counts what became of deliveries
    since the start, by the state that followed.
    """

    def __init__(self, lines: Mapping[str, Line], template: Context) -> None:
        self._lines = lines
        self._template = template
        # A batch is so small that at any pace it is sent well within its lease.
        rates = (one.pace.rate for one in lines.values() if one.pace.rate)
        self._batch = max(1, min([BATCH, *(int(rate * LEASE.total_seconds() / 3) for rate in rates)]))
        self._stopping = False
        self.outcomes: Counter[str] = Counter()

    async def run(self) -> None:
        """Send until cancelled; messages that are being sent then still arrive and are recorded."""
        while True:
            batch = asyncio.create_task(self.send_batch(), name="batch")
            try:
                sent = await asyncio.shield(batch)
            except asyncio.CancelledError:
                self._stopping = True
                await asyncio.wait({batch}, timeout=STOP_SECONDS)
                batch.cancel()
                await asyncio.wait({batch})
                raise
            except UNAVAILABLE as error:
                log.error("a batch failed: %s", type(error).__name__)
                await asyncio.sleep(DATABASE_PAUSE)
                sent = 0
            except Exception:
                log.exception("a batch failed")
                sent = 0
            if not sent:
                await asyncio.sleep(IDLE_SECONDS)

    async def send_batch(self) -> int:
        """Spread a mailing further, claim and send one batch; returns 0 where one can only wait."""
        ctx = replace(self._template)
        is_spreading = await self._spread(ctx)
        claimed = await outbox.claim(ctx, self._batch, self._lines)
        now, later = self._one_a_chat(claimed)
        slots = asyncio.Semaphore(CONCURRENCY)
        sending = {asyncio.create_task(self._deliver(delivery, slots)) for delivery in now}
        try:
            return await self._write_down(ctx, sending, later) + is_spreading
        finally:
            for task in sending:
                task.cancel()

    async def _spread(self, ctx: Context) -> bool:
        """Whether a mailing was spread further. One that cannot be holds up no other delivery."""
        try:
            return await mailings.spread(ctx)
        except Exception:
            log.exception("a mailing was not spread")
            return False

    async def _write_down(
        self, ctx: Context, sending: Collection[asyncio.Task[Outcome]], later: Sequence[Outcome]
    ) -> int:
        """Record outcomes as they come; returns how many are not waiting."""
        settled = 0
        outcomes = list(later)
        while sending:
            done, sending = await asyncio.wait(sending, timeout=RECORD_SECONDS)
            outcomes += [task.result() for task in done]
            await self._record(ctx, outcomes)
            settled += sum(outcome.wait_until is None for outcome in outcomes)
            outcomes = []
        await self._record(ctx, outcomes)
        return settled

    async def _record(self, ctx: Context, outcomes: Sequence[Outcome]) -> None:
        await outbox.record(ctx, outcomes, self._lines)
        self.outcomes.update(outcome.state for outcome in outcomes)

    def _one_a_chat(self, claimed: Sequence[Claimed]) -> tuple[list[Claimed], list[Outcome]]:
        """Split deliveries into those to send now and those to put back: a chat takes one a second."""
        now: list[Claimed] = []
        later: list[Outcome] = []
        for delivery in claimed:
            wait = 0.0
            if delivery.chat is not None:
                channel, chat_id = delivery.chat
                wait = self._lines[channel].pace.reserve_chat(chat_id)
            if wait <= 0:
                now.append(delivery)
            else:
                later.append(self._put_back(delivery, wait))
        return now, later

    async def _deliver(self, delivery: Claimed, slots: asyncio.Semaphore) -> Outcome:
        if delivery.expires_at is not None and delivery.expires_at <= self._template.now:
            return Outcome(delivery, "expired", tried=False)
        if delivery.chat is None:
            return Outcome(delivery, "unreachable", tried=False)
        channel, chat_id = delivery.chat
        async with slots:
            try:
                return await self._send(delivery, channel, chat_id)
            except Exception as error:
                return self._fate(delivery, self._lines[channel].pace, error)

    async def _send(self, delivery: Claimed, channel: str, chat_id: int) -> Outcome:
        if self._stopping:
            return self._put_back(delivery, 0)
        line = self._lines[channel]
        ctx = replace(self._template, channel=channel, actor=delivery.recipient)
        screen = await render(ctx, delivery.kind, delivery.arguments)
        if screen is None:  # no longer true
            return Outcome(delivery, "expired", tried=False)
        words = translator(delivery.recipient.locale)
        sent: list[Told] = []
        for message in messages(words, chat_id, screen):
            while held := await line.pace.wait():
                if not sent:
                    return self._put_back(delivery, held)
                await asyncio.sleep(held)  # put back, the first part would come twice
            try:
                if self._stopping and not sent:
                    return self._put_back(delivery, 0)
                say = _say_rest if sent else Line.say
                sent.append(await say(line, words, message))
            finally:
                line.pace.arrived()
        line.pace.accepted()
        try:
            for told in sent:
                if told.lost:
                    await tell_of_file(ctx, delivery.kind, delivery.arguments, told.lost)
        except Exception as error:  # the delivery itself has arrived
            log.error("nobody was told of a lost file: %s", type(error).__name__)
        # The last one holds the words and the buttons: people reply to it.
        return Outcome(delivery, "sent", message_id=sent[-1].message.message_id)

    def _put_back(self, delivery: Claimed, seconds: float) -> Outcome:
        """Put a delivery back untried for so many seconds: while waiting here its lease would run out."""
        until = self._template.now + timedelta(seconds=seconds)
        return Outcome(delivery, "queued", wait_until=until, tried=False)

    def _fate(self, delivery: Claimed, pace: Pace, error: Exception) -> Outcome:
        """The outcome of a failed sending.

        The delivery waits (429, 5xx, network), or the person is unreachable (blocked, no such chat), or it is
        failed (any other error is a bug).
        """
        now = self._template.now
        if isinstance(error, TelegramRetryAfter):
            if delivery.chat is not None:
                pace.refused(delivery.chat[1], error.retry_after)
            return Outcome(
                delivery, "queued", wait_until=now + timedelta(seconds=error.retry_after), error="429"
            )
        if is_gone(error):
            return Outcome(delivery, "unreachable", error=describe(error))
        passing = is_passing(error) or isinstance(error, UNAVAILABLE)
        if passing and delivery.attempts + 1 < MOST_ATTEMPTS:
            wait = min(timedelta(seconds=2 ** min(delivery.attempts, 10)), LONGEST_WAIT)
            return Outcome(delivery, "queued", wait_until=now + wait, error=describe(error))
        log.error("delivery %s of kind %s failed", delivery.id, delivery.kind, exc_info=error)
        return Outcome(delivery, "failed", error=describe(error))


async def _say_rest(line: Line, words: Translator, message: NewMessage) -> Told:
    """Send a later part of a delivery, a few times: put back, the first part would come twice."""
    for pause in REST_PAUSES:
        try:
            return await line.say(words, message)
        except TelegramRetryAfter as busy:
            await asyncio.sleep(min(busy.retry_after, LONGEST_REST_PAUSE))
        except Exception as error:
            if not is_passing(error):
                raise
            await asyncio.sleep(pause)
    return await line.say(words, message)
