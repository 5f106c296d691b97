"""The table of jobs. Each job only scans for things that are due; a second run changes nothing."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers.reminders.notices import scan_morning
from services import backups, inbox, outbox
from services.context import Context
from services.db import UNAVAILABLE
from services.reminders import actions as reminders
from services.routes.overview.actions import scan_methodists
from services.skill_views import trainings
from services.spreadsheets import uploads

log = logging.getLogger(__name__)

SCAN_SECONDS = 60


async def _forget_letters(ctx: Context) -> int:
    async with ctx.transaction() as db:
        return await inbox.forget_old(db, ctx.now)


JOBS: tuple[Callable[[Context], Awaitable[int]], ...] = (
    scan_methodists,
    scan_morning,
    reminders.scan_events_soon,
    trainings.scan_after_training,
    uploads.forget_undecided,
    _forget_letters,
    outbox.forget_messages,
    backups.make_nightly,
)


class Scheduler:
    """Runs the jobs every minute of the monotonic clock, so that a wall clock set back stops none of them.

    `failed` counts the failures since the start, by the job's name.
    """

    def __init__(self, template: Context) -> None:
        self._template = template
        self._scanning = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self.failed: Counter[str] = Counter()

    async def scan(self) -> None:
        """Run every job once; a failed job does not stop the others."""
        async with self._scanning:
            for job in JOBS:
                try:
                    await job(replace(self._template))
                except Exception as error:
                    self.failed[job.__name__] += 1
                    # Why a database is away or full, a stack does not tell; it would come every minute.
                    stack = None if isinstance(error, (*UNAVAILABLE, sqlite3.Error)) else error
                    log.error("job %s failed: %s", job.__name__, type(error).__name__, exc_info=stack)

    def start(self) -> None:
        """Start scanning, in the running loop."""
        self._task = asyncio.create_task(self._run(), name="scheduler")

    async def stop(self) -> None:
        """Stop after the scan under way has finished."""
        await asyncio.sleep(0)  # let a scan that has just begun take the lock first
        async with self._scanning:
            if self._task is not None:
                self._task.cancel()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(SCAN_SECONDS)  # the loop's clock is monotonic
            await self.scan()
