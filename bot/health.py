"""Whether people are being answered: a file for those who watch, and systemd's watchdog.

A bot that gets no updates or whose loop is held stops saying that it is well.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

from sqlalchemy import case, func, select

from bot.intake.intake import Intake
from services.context import Context
from services.db import UNAVAILABLE
from services.inbox import FATAL_TIMES, InboxEntry
from services.outbox import IN_QUEUE, Delivery

log = logging.getLogger(__name__)

TICK_SECONDS = 10.0
# The last successful poll may be so old: a poll takes twenty seconds, a pause after a failure thirty.
DEAF_SECONDS = 120.0
# The loop may be held so long.
HELD_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Report:
    """The state of the bot at a moment; ages and delays are in seconds, None where there is nothing.

    Awake, the bot hears the messenger and its loop turns: else a new start may help. Well, it also keeps the
    letters that it hears. Of the outbox, `queued` are due and `sending` are on their way (the oldest is due
    for `oldest_queued`), and `later` wait for their hour.
    """

    at: str
    is_well: bool
    is_awake: bool
    last_poll: float | None
    updates: int
    skipped: int
    loop_delay: float
    letters_waiting: int
    oldest_letter: float | None
    queued: int
    oldest_queued: float | None
    sending: int
    later: int


class Health:
    """Looks at the bot every ten seconds, writes the report to a file and tells systemd."""

    def __init__(self, template: Context, intake: Intake, file: Path) -> None:
        self._template = template
        self._intake = intake
        self._file = file
        self._begun = monotonic()
        self.loop_delay = 0.0  # at the last look

    async def run(self) -> None:
        """Report until cancelled."""
        notify("READY=1")
        while True:
            begun = monotonic()
            await asyncio.sleep(TICK_SECONDS)
            try:
                self.loop_delay = monotonic() - begun - TICK_SECONDS
                report = await self.examine()
            except UNAVAILABLE as error:
                log.warning("the health is not known: %s", type(error).__name__)
                continue
            try:
                await asyncio.to_thread(_write, self._file, report)
            except OSError as error:  # of a full disk the watchdog need not hear
                log.warning("the health is not written: %s", type(error).__name__)
            if report.is_awake:
                notify("WATCHDOG=1")

    def since_poll(self) -> float:
        """How many seconds ago the messenger answered a poll, or the bot began to poll."""
        polled = self._intake.fetcher.polled_at
        return monotonic() - (polled if polled is not None else self._begun)

    async def examine(self) -> Report:
        """The report of this moment. Raises what the database raises."""
        ctx = self._template
        waits = InboxEntry.content.is_not(None) & (InboxEntry.attempts < FATAL_TIMES)
        async with ctx.database.transaction() as db:
            letters, oldest = (
                await db.execute(
                    select(func.count(), func.min(InboxEntry.received_at))
                    .select_from(InboxEntry)
                    .where(waits)
                )
            ).one()
            is_sending, is_due = Delivery.state == "sending", Delivery.not_before <= ctx.now
            waiting, due, sending, first = (
                await db.execute(
                    select(
                        func.count(),
                        func.count(case((~is_sending & is_due, 1))),
                        func.count(case((is_sending, 1))),
                        func.min(case((is_due, Delivery.not_before))),
                    )
                    .select_from(Delivery)
                    .where(IN_QUEUE)
                )
            ).one()
        since_poll = self.since_poll()
        is_awake = since_poll < DEAF_SECONDS and self.loop_delay < HELD_SECONDS
        return Report(
            at=ctx.now.isoformat(timespec="seconds"),
            is_well=is_awake and self._intake.keeps_letters,
            is_awake=is_awake,
            last_poll=None if self._intake.fetcher.polled_at is None else round(since_poll, 1),
            updates=self._intake.taken,
            skipped=self._intake.fetcher.skipped,
            loop_delay=round(self.loop_delay, 3),
            letters_waiting=letters,
            oldest_letter=_age(oldest, ctx.now),
            queued=due,
            oldest_queued=_age(first, ctx.now),
            sending=sending,
            later=waiting - due - sending,
        )


def notify(message: str) -> None:
    """Tell systemd, where it listens (sd_notify(3)). Never raises."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(message.encode(), address.replace("@", "\0", 1) if address[0] == "@" else address)
    except OSError as error:
        log.warning("systemd is not told: %s", error)


def _age(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else round((now - moment).total_seconds(), 1)


def _write(file: Path, report: Report) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(json.dumps(asdict(report), indent=1) + "\n")
    fresh.replace(file)
