"""Personal data at rest: files for their owner's eyes, and deleted words that are gone from the file."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.migrate import upgrade
from services.db import Database
from services.people.models import Person
from services.people.my_data.withdrawal import withdraw
from tests.conftest import Town
from tests.integration.stories import ON_SQLITE
from tests.personas import TEACHER

WORDS = "Отчество другое, и вот почему".encode()


def rights(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


async def test_database_is_read_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "gorizont.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    await upgrade(database)
    assert rights(file.parent) == 0o700
    assert {rights(one) for one in file.parent.iterdir()} == {0o600}
    await database.close()


async def test_file_open_to_others_is_closed_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "gorizont.db"
    file.touch(mode=0o644)
    file.chmod(0o644)
    await Database(f"sqlite+aiosqlite:///{file}").close()
    assert rights(file) == 0o600


@ON_SQLITE
async def test_withdrawn_words_are_gone_from_the_files(town: Town) -> None:
    file = Path(str(town.database.engine.url.database))
    async with town.database.transaction() as db:
        mine = Person.id == town.id_of(TEACHER)
        await db.execute(update(Person).where(mine).values(category=WORDS.decode()))
    assert any(WORDS in one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    await withdraw(await town.acting(TEACHER))
    assert not any(WORDS in one.read_bytes() for one in file.parent.glob(f"{file.name}*"))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
async def test_forgetting_asks_nothing_of_postgresql(town: Town) -> None:
    await town.database.forget_deleted()


@ON_SQLITE
async def test_write_ahead_log_is_moved_into_the_file_beside_the_presses(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.db._CHECKPOINT_SECONDS", 0.01)
    file = town.database.file
    assert file is not None
    moving = asyncio.create_task(town.database.checkpoint_apart())
    await asyncio.sleep(0)
    await town.change_person(TEACHER, last_name="Перемещённая")
    async with asyncio.timeout(5):
        while "Перемещённая".encode() not in await asyncio.to_thread(file.read_bytes):
            await asyncio.sleep(0.01)
    moving.cancel()
    async with town.database.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA wal_autocheckpoint")).scalar()
    assert pages == 0, "no commit does it any more"
