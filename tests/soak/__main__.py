"""`make soak`: everything on both databases, in some minutes; exit code 1 where a goal was missed."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import town
from tests.bench.figures import Figure, show
from tests.bench.processes import BenchError
from tests.soak import full_disk, halted, killed, outage, poisoned, sending, strangers
from tests.soak.station import POSTGRES, postgres

Measure = Callable[[Path, str], Awaitable[list[Figure]]]

PARTS: dict[str, tuple[str, Measure]] = {
    "poison": ("Испорченные обновления", poisoned.measure),
    "outage": ("После простоя", outage.measure),
    "outage_killed": ("После простоя, и тут же kill -9", outage.measure_killed),
    "strangers": ("Пятеро незнакомцев, их чаты отвечают 429", strangers.measure),
    "killed": ("kill -9, пока люди пишут", killed.measure),
    "sending": ("kill -9 посреди рассылки", sending.measure),
    "halted": ("kill -9 на каждой команде обновления базы", halted.measure),
    "full": ("Диск полон", full_disk.measure),
}
# These count and take no times: both databases are tried at once.
AT_ONCE = ("outage_killed", "killed", "sending", "halted")
# A full disk is the file's.
ON_SQLITE = ("full",)


async def main(wanted: list[str]) -> int:
    """Measure and print; `wanted` names the parts, none means all."""
    begun = time.monotonic()
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="gorizont-soak-") as name:
        for part, (title, measure) in PARTS.items():
            if wanted and part not in wanted:
                continue
            both = (
                _tried(f"{title}, {database}", measure, Path(name) / f"{part}-{database}")
                for database in ("SQLite", "PostgreSQL")[: 1 if part in ON_SQLITE else 2]
            )
            tried = await asyncio.gather(*both) if part in AT_ONCE else [await one for one in both]
            missed += [one for found in tried for one in found]
    print(f"\nЗа {time.monotonic() - begun:.0f} с.", end=" ")
    print(f"Не достигнуто: {'; '.join(missed)}" if missed else "Всё достигнуто.")
    return 1 if missed else 0


async def _tried(title: str, measure: Measure, folder: Path) -> list[str]:
    """Measure one part on one database and print it; the titles of what was missed."""
    try:
        figures = await _measured(measure, folder)
    except BenchError as error:
        print(f"\n{title}\n  ✗ {error}", flush=True)
        return [title]
    show(title, figures)
    return [f"{title}: {one.title}" for one in figures if not one.is_reached]


async def _measured(measure: Measure, folder: Path) -> list[Figure]:
    if "SQLite" in folder.name:
        return await measure(folder, town.url_of(folder.with_suffix(".db")))
    if not POSTGRES:
        raise BenchError("нет PostgreSQL: задайте TEST_POSTGRES_URL")
    async with postgres(folder.name.partition("-")[0]) as url:
        return await measure(folder, url)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
