"""Copies of an SQLite file: before a migration, and every night. PostgreSQL has tools of its own."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.context import Context
from services.db import make_private

# The hour of the operator's time zone after which the night's copy is made.
HOUR = 3
COPIES = 7
# What people withdrew must be gone from every copy within thirty days (152-FZ, art. 21 part 5).
LONGEST_KEPT = timedelta(days=28)
FOLDER = "backups"
_NIGHTLY = re.compile(r".+-\d{4}-\d\d-\d\d")


def copy_file(file: Path, copy: Path) -> None:
    """Copy an SQLite file, also while it is used, without what was deleted in it.

    Raises OSError or sqlite3.Error, and leaves nothing behind.
    """
    unfinished = copy.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        make_private(unfinished)
        with closing(sqlite3.connect(file)) as source:
            source.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.replace(copy)
    finally:
        unfinished.unlink(missing_ok=True)


async def make_nightly(ctx: Context) -> int:
    """Make the night's copy in the folder `backups` beside the file, and keep the last seven.

    Every older copy, also those made before a migration, goes after four weeks: days without a copy may have
    passed.

    Once a day after three in the operator's time zone. Returns the number of copies made.
    """
    file, now = ctx.database.file, ctx.now.astimezone(ctx.policy.zone)
    if file is None or now.hour < HOUR:
        return 0
    copy = file.parent / FOLDER / f"{file.stem}-{now.date().isoformat()}{file.suffix}"
    made = await asyncio.to_thread(_make, file, copy)
    if made:
        await ctx.database.forget_deleted()
    return made


def nightly_copies(file: Path) -> list[Path]:
    """The nightly copies of an SQLite file, the oldest first."""
    folder = file.parent / FOLDER
    return sorted(one for one in folder.glob(f"*{file.suffix}") if _NIGHTLY.fullmatch(one.stem))


def age_of(copy: Path) -> timedelta:
    """How long ago a copy was made."""
    return datetime.now(UTC) - datetime.fromtimestamp(copy.stat().st_mtime, UTC)


def _make(file: Path, copy: Path) -> int:
    if copy.exists():
        return 0
    copy_file(file, copy)
    nightly = nightly_copies(file)
    before_migrations = list(file.parent.glob(f"{file.stem}-before-*{file.suffix}"))
    too_old = [one for one in (*nightly, *before_migrations) if age_of(one) > LONGEST_KEPT]
    for old in {*nightly[:-COPIES], *too_old}:
        old.unlink()
    return 1
