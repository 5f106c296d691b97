"""A database that cannot be used: each fault has a sentence of its own, its cause is in the log."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot import database_faults as faults
from bot import migrate
from bot.__main__ import CannotStartError
from bot.config import Settings
from services.db import Database


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The file that DATABASE_URL names, and no `.env` of the developer's."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "data" / "gorizont.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    yield file


async def told() -> str:
    """What the operator reads when the database is migrated in vain."""
    with pytest.raises(CannotStartError) as refused:
        await command_line.migrate()
    assert refused.value.code == 1
    return str(refused.value)


def test_folder_that_is_a_file_is_named(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.write_text("не папка")
    assert asyncio.run(told()) == faults.NO_FOLDER
    assert "the database cannot be used" in caplog.text


def test_file_that_is_no_database_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\x00\x01" * 4096)
    assert asyncio.run(told()) == faults.DAMAGED


async def test_file_held_by_another_program_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.db._PRAGMAS", ("journal_mode=WAL", "busy_timeout=10"))
    await Database(f"sqlite+aiosqlite:///{file}").close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        assert await told() == faults.BUSY


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), faults.NO_ROOM),
        (sqlite3.OperationalError("database or disk is full"), faults.NO_ROOM),
        (PermissionError(errno.EACCES, "Permission denied"), faults.NO_RIGHT),
        (OSError(errno.EROFS, "Read-only file system"), faults.NO_RIGHT),
        (sqlite3.OperationalError("attempt to write a readonly database"), faults.NO_RIGHT),
        (sqlite3.DatabaseError("database disk image is malformed"), faults.DAMAGED),
        (migrate.HalfMigratedError("table inbox already exists"), faults.HALF_MIGRATED),
        (migrate.NewerDatabaseError(), faults.NEWER),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), faults.NO_ANSWER),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_each_fault_has_its_sentence(
    file: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    async def fails(_: Database) -> None:
        raise error

    monkeypatch.setattr(migrate, "upgrade", fails)
    assert await told() == sentence


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_settings_in_another_encoding_are_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    Path(".env").write_text("# Токен школы\nBOT_TOKEN=1:a\n", encoding=encoding)
    monkeypatch.setattr("sys.argv", ["bot", "migrate"])
    assert command_line.main() == 2
    assert capsys.readouterr().err.strip() == command_line.BAD_ENV
