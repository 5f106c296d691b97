"""`make soak`: everything in one run, at most five minutes; exit code 1 where a goal was missed."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

from tests.bench import town
from tests.bench.figures import Figure, show
from tests.bench.processes import BenchError
from tests.soak import killed, outage, poisoned, sending, strangers
from tests.soak.station import POSTGRES, postgres


async def main(wanted: list[str]) -> int:
    """Measure and print; `wanted` names the parts, none means all."""
    begun = time.monotonic()
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="gorizont-soak-") as name:
        folder = Path(name)
        parts = {
            "poison": ("Испорченные обновления", poisoned.measure),
            "outage": ("После простоя", outage.measure),
            "strangers": ("Пятеро незнакомцев, их чаты отвечают 429", strangers.measure),
            "killed": ("kill -9, пока люди пишут, SQLite", _killed_on_sqlite),
            "killed_pg": ("kill -9, пока люди пишут, PostgreSQL", _killed_on_postgres),
            "sending": ("kill -9 посреди рассылки", sending.measure),
        }
        for part, (title, measure) in parts.items():
            if wanted and part not in wanted:
                continue
            missed += await _shown(title, measure(folder))
    print(f"\nЗа {time.monotonic() - begun:.0f} с.", end=" ")
    print(f"Не достигнуто: {'; '.join(missed)}" if missed else "Всё достигнуто.")
    return 1 if missed else 0


async def _shown(title: str, measured: Awaitable[list[Figure]]) -> list[str]:
    """Print one part; the titles of what was missed."""
    try:
        figures = await measured
    except BenchError as error:
        print(f"\n{title}\n  ✗ {error}", flush=True)
        return [title]
    show(title, figures)
    return [f"{title}: {one.title}" for one in figures if not one.is_reached]


async def _killed_on_sqlite(folder: Path) -> list[Figure]:
    return await killed.measure(folder, town.url_of(folder / "killed.db"), "sqlite")


async def _killed_on_postgres(folder: Path) -> list[Figure]:
    if not POSTGRES:
        raise BenchError("нет PostgreSQL: задайте TEST_POSTGRES_URL")
    async with postgres("killed") as url:
        return await killed.measure(folder, url, "postgres")


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
