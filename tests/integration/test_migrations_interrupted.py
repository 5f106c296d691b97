"""A migration of an SQLite file that is killed, or finds no room, has changed nothing and starts again."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.migrate import HalfMigratedError, newest_revision, revision_of, upgrade
from services.db import Database
from tests.integration.migrating import KILLED, killed_at, migrate, upgraded

OLDEST = "0001"
# Every so many statements one is the last of its process.
STRIDE = 12
UNIT = (
    "INSERT INTO org_units (id, kind, title, short_title, path, timezone)"
    " VALUES (1, 'school', 'Школа', 'Школа', '/1/', 'Europe/Moscow')"
)


def url_of(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def _prepare(file: Path) -> None:
    """A file of the oldest revision with a row in it."""
    database = Database(url_of(file))
    await migrate(database, OLDEST)
    async with database.transaction() as db:
        await db.execute(text(UNIT))
    await database.close()


def tables_of(file: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("old") / "old.db"
    asyncio.run(_prepare(file))
    return file


@pytest.fixture
def file(old: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(old, tmp_path / "gorizont.db"))


def test_migration_killed_at_any_statement_starts_again(old: Path, file: Path, tmp_path: Path) -> None:
    whole = Path(shutil.copy(old, tmp_path / "whole.db"))
    statements = asyncio.run(upgraded(url_of(whole)))
    before, after = tables_of(old), tables_of(whole)
    assert statements > 100 and before != after
    for statement in range(2, statements + 1, STRIDE):
        assert killed_at(url_of(file), statement) == KILLED
        assert tables_of(file) == before, f"killed at statement {statement}, it changed something"
    asyncio.run(upgraded(url_of(file)))
    assert tables_of(file) == after
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT title FROM org_units").fetchall() == [("Школа",)]


async def test_file_is_copied_before_it_is_migrated(file: Path, old: Path) -> None:
    database = Database(url_of(file))
    backup = await upgrade(database)
    assert backup is not None and tables_of(backup) == tables_of(old)
    assert await upgrade(database) is None, "the newest revision needs no copy"
    await database.close()
    assert sorted(one.name for one in file.parent.glob("*.db")) == [backup.name, file.name]


async def test_new_file_is_made_without_a_copy(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "new" / "gorizont.db"))
    assert await upgrade(database) is None
    assert await revision_of(database) == newest_revision()
    await database.close()
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["gorizont.db"]


async def test_copy_that_finds_no_room_leaves_nothing_behind(
    file: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    database = Database(url_of(file))
    with pytest.raises(OSError, match="No space left"):
        await upgrade(database)
    await database.close()
    assert tables_of(file) == tables_of(old)
    assert [one.name for one in file.parent.iterdir()] == [file.name]


async def test_migration_that_finds_no_room_changes_nothing_and_takes_none(
    file: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy found room, the tables do not: left on the disk, it would take the room of the next start."""
    with closing(sqlite3.connect(file)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    monkeypatch.setattr("services.db._PRAGMAS", ("journal_mode=WAL", f"max_page_count={pages}"))
    database = Database(url_of(file))
    with pytest.raises(OperationalError, match="disk is full"):
        await upgrade(database)
    await database.close()
    assert tables_of(file) == tables_of(old)
    assert [one.name for one in file.parent.iterdir()] == [file.name]


async def test_file_that_a_former_release_left_half_migrated_is_named(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY)")
        connection.commit()
    database = Database(url_of(file))
    with pytest.raises(HalfMigratedError):
        await upgrade(database)
    await database.close()
