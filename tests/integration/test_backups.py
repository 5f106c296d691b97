"""Copies of the database: one each night, seven are kept, and any of them can be put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from services.backups import COPIES, FOLDER, LONGEST_KEPT, make_nightly
from services.db import Database
from services.people.models import Person
from tests.conftest import MONDAY, Town
from tests.integration.stories import ON_SQLITE
from tests.personas import TEACHER

pytestmark = ON_SQLITE
NIGHT = MONDAY.replace(hour=3, minute=1)


@pytest.fixture
def folder(town: Town) -> Path:
    """The folder of the copies, empty."""
    assert town.database.file is not None
    folder = town.database.file.parent / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def only(folder: Path) -> Path:
    (copy,) = folder.iterdir()
    return copy


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_copy_is_made_once_a_night(town: Town, folder: Path) -> None:
    town.clock.set(NIGHT - timedelta(minutes=2))
    assert await make_nightly(town.nobody) == 0
    town.clock.set(NIGHT)
    assert [await make_nightly(town.nobody) for _ in range(3)] == [1, 0, 0]
    assert names(folder) == ["town-2026-11-23.db"]


async def test_seven_copies_are_kept(town: Town, folder: Path) -> None:
    for night in range(COPIES + 3):
        town.clock.set(NIGHT + timedelta(days=night))
        await make_nightly(town.nobody)
    assert len(names(folder)) == COPIES
    assert names(folder)[-1] == "town-2026-12-02.db"


async def test_copy_holds_what_is_committed_and_is_read_by_its_owner_only(town: Town, folder: Path) -> None:
    town.clock.set(NIGHT)
    await make_nightly(town.nobody)
    copy = only(folder)
    assert (rights(folder), rights(copy)) == (0o700, 0o600)
    with closing(sqlite3.connect(copy)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM people").fetchone()
    assert count == await town.one(select(func.count()).select_from(Person))


async def test_copy_is_put_back_as_readme_says(town: Town, folder: Path, tmp_path: Path) -> None:
    """The bot is stopped, the copy takes the file's place, the files beside it go."""
    town.clock.set(NIGHT)
    await make_nightly(town.nobody)
    copy = only(folder)
    file = tmp_path / "gorizont.db"
    restored = Database(f"sqlite+aiosqlite:///{file}")
    await restored.close()
    mine = Person.id == town.id_of(TEACHER)
    async with town.database.transaction() as db:
        await db.execute(update(Person).where(mine).values(last_name="Испорчено"))
    shutil.copy(copy, file)
    async with restored.transaction() as db:
        assert await db.scalar(select(Person.last_name).where(mine)) == "Туманов"
    await restored.close()


async def test_copy_made_before_a_migration_goes_after_four_weeks(town: Town, folder: Path) -> None:
    assert town.database.file is not None
    fresh, old = (town.database.file.with_name(f"town-before-{name}.db") for name in ("fresh", "old"))
    _made(fresh, 1)
    _made(old, LONGEST_KEPT.days + 1)
    town.clock.set(NIGHT)
    await make_nightly(town.nobody)
    assert names(fresh.parent).count(fresh.name) == 1
    assert old.name not in names(fresh.parent)


async def test_nightly_copy_goes_after_four_weeks_though_few_nights_had_one(town: Town, folder: Path) -> None:
    """What people withdrew is gone from every copy within thirty days, also where the bot was stopped."""
    old = folder / f"{town.database.file.stem if town.database.file else ''}-2026-10-01.db"
    _made(old, LONGEST_KEPT.days + 1)
    town.clock.set(NIGHT)
    await make_nightly(town.nobody)
    assert old.name not in names(folder)
    assert len(names(folder)) == 1, "the new copy is there"


def _made(file: Path, days: int) -> None:
    """A file made so many days ago."""
    file.parent.mkdir(exist_ok=True)
    file.touch()
    moment = datetime.now(UTC).timestamp() - timedelta(days=days).total_seconds()
    os.utime(file, (moment, moment))
