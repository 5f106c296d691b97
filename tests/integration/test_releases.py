"""The database of every earlier release, as its own code left it, is upgraded and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.migrate import PROJECT, newest_revision, upgrade
from services.db import Database
from tests.integration.migrating import assert_as_described
from tests.integration.releases import (
    REVISIONS,
    assert_nothing_lost,
    put_back,
    put_back_on_postgres,
    rows_of,
)


def test_each_revision_that_was_ever_the_newest_is_kept() -> None:
    """0004 came together with 0005, and 0006 with 0007. A new revision needs the one before it kept."""
    migrations = PROJECT / "migrations" / "versions"
    versions = {file.name.partition("_")[0] for file in migrations.glob("[0-9]*.py")}
    assert versions - set(REVISIONS) == {"0004", "0006", newest_revision()}


@pytest.mark.parametrize("revision", REVISIONS)
async def test_database_of_a_release_is_upgraded_and_loses_nothing(revision: str, tmp_path: Path) -> None:
    database = Database(put_back(revision, tmp_path / "gorizont.db"))
    before = await rows_of(database)
    assert len(before["people"]) == 32 and len(before["answers"]) > 800 and len(before["scores"]) > 400
    await upgrade(database)
    assert_nothing_lost(before, await rows_of(database))
    await assert_as_described(database)
    async with database.engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all() == []
        assert (await connection.exec_driver_sql("PRAGMA integrity_check")).all() == [("ok",)]
    await database.close()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_rows_of_every_release_are_upgraded_on_postgres(database_url: str) -> None:
    database = Database(database_url)
    for revision in REVISIONS:
        await put_back_on_postgres(revision, database)
        before = await rows_of(database)
        assert len(before["people"]) == 32
        await upgrade(database)
        assert_nothing_lost(before, await rows_of(database))
        await assert_as_described(database)
    await database.close()
