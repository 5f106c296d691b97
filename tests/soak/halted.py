"""(f) The migration of an early release's database is killed at every statement."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.migrate import revision_of
from services.db import Database
from tests.bench.figures import Figure
from tests.integration.migrating import KILLED, killed_at, upgraded
from tests.integration.releases import (
    REVISIONS,
    Rows,
    assert_nothing_lost,
    put_back,
    put_back_on_postgres,
    rows_of,
)

# PostgreSQL itself takes a transaction back: a sample is enough.
STRIDE_ON_POSTGRES = 8


async def measure(folder: Path, url: str) -> list[Figure]:
    """Each time the next start must finish the migration by itself and lose nothing."""
    if not url.startswith("sqlite"):
        return await _killed(url, lambda: _laid_on_postgres(url), STRIDE_ON_POSTGRES)
    file, old = folder.with_suffix(".db"), folder.with_suffix(".old")
    put_back(REVISIONS[0], old)

    async def lay() -> None:
        for left in file.parent.glob(f"{file.stem}*.db*"):
            left.unlink()
        shutil.copy(old, file)

    return await _killed(url, lay, 1)


async def _laid_on_postgres(url: str) -> None:
    database = Database(url)
    await put_back_on_postgres(REVISIONS[0], database)
    await database.close()


async def _killed(url: str, lay: Callable[[], Awaitable[None]], stride: int) -> list[Figure]:
    """`lay` makes the old database anew."""
    await lay()
    before = await _rows(url)
    statements = await upgraded(url)
    points = range(1, statements + 1, stride)
    changed = dead = lost = 0
    for statement in points:
        await lay()
        assert await asyncio.to_thread(killed_at, url, statement) == KILLED
        changed += await _revision(url) != REVISIONS[0]
        if await asyncio.to_thread(killed_at, url, None) != 0:
            dead += 1
            continue
        try:
            assert_nothing_lost(before, await _rows(url))
        except (AssertionError, KeyError):
            lost += 1
    return [
        Figure("halted_points", f"kill -9 в обновлении из {statements} команд", len(points)),
        Figure("halted_changed", "база осталась на полпути", changed, "", 0, "most"),
        Figure("halted_dead", "следующий запуск не довёл до конца", dead, "", 0, "most"),
        Figure("halted_lost", "потеряны строки", lost, "", 0, "most"),
    ]


async def _revision(url: str) -> str | None:
    database = Database(url)
    try:
        return await revision_of(database)
    finally:
        await database.close()


async def _rows(url: str) -> dict[str, Rows]:
    database = Database(url)
    try:
        return await rows_of(database)
    finally:
        await database.close()
