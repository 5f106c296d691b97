"""The outbox's other end: claim, render, pace, send, record."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.delivery.pace import Pace
from bot.delivery.render import render
from bot.telegram.display import send
from handlers.words import translator
from services import outbox
from services.context import Context
from services.outbox import LEASE, Claimed, Outcome

log = logging.getLogger(__name__)

BATCH = 60
CONCURRENCY = 20
IDLE_SECONDS = 0.3
# Outcomes are written down this often: a crash repeats only what left since.
RECORD_SECONDS = 0.5
# What a stop waits for the messages on their way.
STOP_SECONDS = 3.0
LONGEST_WAIT = timedelta(minutes=10)
# With waits doubling up to ten minutes this is about a day of an unreachable Telegram.
MOST_ATTEMPTS = 150
# Neither the message nor its reader is to blame: Telegram, the network, a token just revoked, the database.
PASSING = (
    TelegramServerError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
    OperationalError,
    InterfaceError,
    PoolTimeoutError,
    OSError,
)


class Line(NamedTuple):
    """What sends in one channel, and how fast it may."""

    bot: Bot
    pace: Pace


class Sender:
    """Sends what the outbox holds by the lines of the channels served.

    A crash loses nothing: what was claimed is claimed again.
    """

    def __init__(self, lines: Mapping[str, Line], template: Context) -> None:
        self._lines = lines
        self._template = template
        # However slow the pace, a batch is done well within its lease.
        rates = (one.pace.rate for one in lines.values() if one.pace.rate)
        self._batch = max(1, min([BATCH, *(int(rate * LEASE.total_seconds() / 3) for rate in rates)]))
        self._stopping = False

    async def run(self) -> None:
        """Send until cancelled; what is on its way then still arrives and is written down."""
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
            except Exception:
                log.exception("a batch failed")
                sent = 0
            if not sent:
                await asyncio.sleep(IDLE_SECONDS)

    async def send_batch(self) -> int:
        """Claim and send one batch; returns how many deliveries got an outcome other than waiting."""
        ctx = replace(self._template)
        claimed = await outbox.claim(ctx, self._batch, self._lines)
        now, later = self._one_a_chat(claimed)
        slots = asyncio.Semaphore(CONCURRENCY)
        sending = {asyncio.create_task(self._deliver(delivery, slots)) for delivery in now}
        try:
            return await self._write_down(ctx, sending, later)
        finally:
            for task in sending:
                task.cancel()

    async def _write_down(
        self, ctx: Context, sending: Collection[asyncio.Task[Outcome]], later: Sequence[Outcome]
    ) -> int:
        """Record outcomes as they come; returns how many are not waiting."""
        settled = 0
        outcomes = list(later)
        while sending:
            done, sending = await asyncio.wait(sending, timeout=RECORD_SECONDS)
            outcomes += [task.result() for task in done]
            await outbox.record(ctx, outcomes, self._lines)
            settled += sum(outcome.wait_until is None for outcome in outcomes)
            outcomes = []
        await outbox.record(ctx, outcomes, self._lines)
        return settled

    def _one_a_chat(self, claimed: Sequence[Claimed]) -> tuple[list[Claimed], list[Outcome]]:
        """A chat takes about one message a second: what is too soon goes back for a moment."""
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
        bot, pace = self._lines[channel]
        ctx = replace(self._template, channel=channel, actor=delivery.recipient)
        screen = await render(ctx, delivery.kind, delivery.arguments)
        if screen is None:  # no longer true, so no longer worth saying
            return Outcome(delivery, "expired", tried=False)
        held = await pace.wait()
        if held:
            return self._put_back(delivery, held)
        try:
            if self._stopping:
                return self._put_back(delivery, 0)
            message = await send(bot, chat_id, translator(delivery.recipient.locale), screen)
        finally:
            pace.arrived()
        return Outcome(delivery, "sent", message_id=message.message_id)

    def _put_back(self, delivery: Claimed, seconds: float) -> Outcome:
        """Not tried: it waits in the queue, not here, where its lease would run out."""
        until = self._template.now + timedelta(seconds=seconds)
        return Outcome(delivery, "queued", wait_until=until, tried=False)

    def _fate(self, delivery: Claimed, pace: Pace, error: Exception) -> Outcome:
        """Wait (429, 5xx, network), give up (blocked, no such chat), or a bug (anything else)."""
        now = self._template.now
        if isinstance(error, TelegramRetryAfter):
            pace.hold(error.retry_after)
            return Outcome(
                delivery, "queued", wait_until=now + timedelta(seconds=error.retry_after), error="429"
            )
        gone = isinstance(error, TelegramBadRequest) and "chat not found" in error.message
        if isinstance(error, TelegramForbiddenError) or gone:
            return Outcome(delivery, "unreachable", error=_describe(error))
        if _is_passing(error) and delivery.attempts + 1 < MOST_ATTEMPTS:
            wait = min(timedelta(seconds=2 ** min(delivery.attempts, 10)), LONGEST_WAIT)
            return Outcome(delivery, "queued", wait_until=now + wait, error=_describe(error))
        log.error("delivery %s of kind %s failed", delivery.id, delivery.kind, exc_info=error)
        return Outcome(delivery, "failed", error=_describe(error))


def _is_passing(error: Exception) -> bool:
    if isinstance(error, ClientDecodeError):  # a gateway's page in place of an answer: nothing was sent
        return not isinstance(error.original, ValidationError)
    return isinstance(error, PASSING) and not isinstance(error, TelegramEntityTooLarge)


def _describe(error: Exception) -> str:
    """The channel's words; of anything else only the type, since its text may quote people."""
    return error.message[:300] if isinstance(error, TelegramAPIError) else type(error).__name__
