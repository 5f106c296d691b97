"""The outbox's other end: claim, render, pace, send, record."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.delivery.pace import Pace
from bot.delivery.render import render
from handlers.screen import send
from handlers.words import translator
from services import outbox
from services.context import Context
from services.outbox import Claimed, Outcome

log = logging.getLogger(__name__)

BATCH = 60
CONCURRENCY = 20
IDLE_SECONDS = 0.3
LONGEST_WAIT = timedelta(minutes=10)
# With waits doubling up to ten minutes this is about a day of an unreachable Telegram.
MOST_ATTEMPTS = 150


class Sender:
    """Sends what the outbox holds. A crash loses nothing: what was claimed is claimed again."""

    def __init__(self, bot: Bot, template: Context, rate: float) -> None:
        self._bot = bot
        self._template = template
        self._pace = Pace(rate)

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            try:
                sent = await self.send_batch()
            except Exception:
                log.exception("a batch failed")
                sent = 0
            if not sent:
                await asyncio.sleep(IDLE_SECONDS)

    async def send_batch(self) -> int:
        """Claim and send one batch; returns how many deliveries got an outcome other than waiting."""
        ctx = replace(self._template)
        claimed = await outbox.claim(ctx, BATCH)
        now, later = self._one_a_chat(claimed)
        slots = asyncio.Semaphore(CONCURRENCY)
        outcomes = await asyncio.gather(*(self._deliver(delivery, slots) for delivery in now))
        await outbox.record(ctx, [*outcomes, *later])
        return sum(outcome.wait_until is None for outcome in outcomes)

    def _one_a_chat(self, claimed: Sequence[Claimed]) -> tuple[list[Claimed], list[Outcome]]:
        """Telegram takes about one message a second in a chat: what is too soon goes back for a moment."""
        now: list[Claimed] = []
        later: list[Outcome] = []
        for delivery in claimed:
            wait = self._pace.reserve_chat(delivery.chat_id)
            if wait <= 0:
                now.append(delivery)
            else:
                until = self._template.now + timedelta(seconds=wait)
                later.append(Outcome(delivery, "queued", wait_until=until, tried=False))
        return now, later

    async def _deliver(self, delivery: Claimed, slots: asyncio.Semaphore) -> Outcome:
        if delivery.expires_at is not None and delivery.expires_at <= self._template.now:
            return Outcome(delivery, "expired", tried=False)
        if delivery.chat_id is None:
            return Outcome(delivery, "unreachable", tried=False)
        async with slots:
            try:
                screen = await render(replace(self._template, actor=delivery.recipient), delivery)
                if screen is None:  # no longer true, so no longer worth saying
                    return Outcome(delivery, "expired", tried=False)
                await self._pace.wait()
                message = await send(
                    self._bot, delivery.chat_id, translator(delivery.recipient.locale), screen
                )
            except Exception as error:
                return self._fate(delivery, error)
        return Outcome(delivery, "sent", message_id=message.message_id)

    def _fate(self, delivery: Claimed, error: Exception) -> Outcome:
        """Wait (429, 5xx, network), give up (blocked, no such chat), or a bug (anything else)."""
        now = self._template.now
        if isinstance(error, TelegramRetryAfter):
            self._pace.hold(error.retry_after)
            return Outcome(
                delivery, "queued", wait_until=now + timedelta(seconds=error.retry_after), error="429"
            )
        gone = isinstance(error, TelegramBadRequest) and "chat not found" in error.message
        if isinstance(error, TelegramForbiddenError) or gone:
            return Outcome(delivery, "unreachable", error=_describe(error))
        passing = isinstance(error, TelegramServerError | TelegramNetworkError | TelegramNotFound)
        if passing and delivery.attempts + 1 < MOST_ATTEMPTS:
            wait = min(timedelta(seconds=2 ** min(delivery.attempts, 10)), LONGEST_WAIT)
            return Outcome(delivery, "queued", wait_until=now + wait, error=_describe(error))
        log.error("delivery %s of kind %s failed", delivery.id, delivery.kind, exc_info=error)
        return Outcome(delivery, "failed", error=_describe(error))


def _describe(error: Exception) -> str:
    """The channel's words; of anything else only the type, since its text may quote people."""
    return error.message[:300] if isinstance(error, TelegramAPIError) else type(error).__name__
