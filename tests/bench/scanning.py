"""(c) One morning scan for reminders over a region's steps."""

from __future__ import annotations

import os
import shutil
import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from handlers.reminders.notices import scan_morning
from services.clock import MovableClock
from services.outbox import Delivery
from tests.bench import town
from tests.bench.figures import Figure

PEOPLE = 20_000
LATER_STEPS = 9
REPEATS = 5
# A Monday within a quarter, in working hours.
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=town.MOSCOW)


async def measure(folder: Path) -> list[Figure]:
    """Scan 200,000 steps of which 20,000 are due; then as many due ones among twice as many others."""
    seconds, missed = await _scan(folder, LATER_STEPS)
    more_seconds, more_missed = await _scan(folder, 2 * LATER_STEPS)
    return [
        Figure("scan_seconds", "обход 200 000 шагов, из них 20 000 к сроку", seconds, "с", 3, "most", 2),
        Figure("scan_more_seconds", "то же, когда остальных шагов вдвое больше", more_seconds, "с", digits=2),
        Figure("scan_ratio", "во сколько раз дольше", more_seconds / seconds, "", 1.2, "most", 2),
        Figure("scan_missed", "пропущенных напоминаний", missed + more_missed, "", 0, "most"),
    ]


async def _scan(folder: Path, later_steps: int) -> tuple[float, int]:
    """The time of the quickest scan, each over a fresh copy (disks have moods), and how many were missed."""
    template, copy = folder / f"scanning-{later_steps}.db", folder / "scanning.db"
    async with town.opened(template, MovableClock(MONDAY)) as ctx:
        await town.settle(ctx, PEOPLE)
        await town.lay_routes(ctx, PEOPLE, today=MONDAY.date(), later_steps=later_steps)
    times: list[float] = []
    missed = 0
    for _ in range(REPEATS):
        _copy(template, copy)
        async with town.opened(copy, MovableClock(MONDAY)) as ctx:
            begun = time.perf_counter()
            await scan_morning(ctx)
            times.append(time.perf_counter() - begun)
            async with ctx.transaction() as db:
                queued = await db.scalar(select(func.count()).select_from(Delivery))
        missed += PEOPLE - (queued or 0)
        copy.unlink()
    template.unlink()
    return min(times), missed


def _copy(template: Path, copy: Path) -> None:
    """Copy to the disk itself: else the scan's first checkpoint would wait for the copy to be written."""
    shutil.copy(template, copy)
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
