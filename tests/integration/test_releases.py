"""The database of every earlier release, as its own code left it, is upgraded and loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect

from bot.migrate import PROJECT, newest_revision, upgrade
from services.db import Database
from tests.integration.migrating import assert_as_described, migrate
from tests.integration.releases import REVISIONS, dump_of, put_back

# The rows of a table by its primary key.
Rows = dict[tuple[Any, ...], dict[str, Any]]
# What migrations moved or dropped on purpose: lists of staff became uploads, all results were of one source.
MOVED_TABLES = {"alembic_version", "staff_imports"}
DROPPED_COLUMNS = {("assessments", "source")}
# Since 0006 an id that a messenger gave begins with its channel.
WITH_CHANNEL = {("conversation_messages", "source"), ("conversation_messages", "file_id")}


def _rows(connection: Connection) -> dict[str, Rows]:
    schema, found = inspect(connection), {}
    for table in schema.get_table_names():
        key = schema.get_pk_constraint(table)["constrained_columns"]
        rows = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()  # noqa: S608
        found[table] = {tuple(row[column] for column in key): dict(row) for row in rows}
    return found


async def rows_of(database: Database) -> dict[str, Rows]:
    """Every row of every table."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_rows)


def assert_nothing_lost(before: dict[str, Rows], after: dict[str, Rows]) -> None:
    """Check that every row of before is there, with every value."""
    for table in before.keys() - MOVED_TABLES:
        for key, row in before[table].items():
            now = after[table][key]
            for column, value in row.items():
                if (table, column) in DROPPED_COLUMNS:
                    continue
                is_known = value is not None and (table, column) in WITH_CHANNEL
                as_is_now = (value, f"telegram:{value}") if is_known else (value,)
                assert now[column] in as_is_now, (table, key, column)
        if table != "uploads":
            assert len(after[table]) == len(before[table]), table
    lists = [(one["author_id"], one["content"]) for one in before.get("staff_imports", {}).values()]
    uploads = [(one["author_id"], one["content"]) for one in after["uploads"].values()]
    assert [one for one in uploads if one in lists] == lists


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
        async with database.engine.begin() as connection:
            await connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            await connection.exec_driver_sql("CREATE SCHEMA public")
        await migrate(database, revision)
        async with database.engine.begin() as connection:
            for statement in insertions(revision):
                await connection.exec_driver_sql(statement)
        before = await rows_of(database)
        assert len(before["people"]) == 32
        await upgrade(database)
        assert_nothing_lost(before, await rows_of(database))
        await assert_as_described(database)
    await database.close()


def insertions(revision: str) -> list[str]:
    """The rows of a release as statements that PostgreSQL takes."""
    found = ["SET LOCAL TIME ZONE 'UTC'", "SET LOCAL session_replication_role = replica"]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(dump_of(revision))
        connection.row_factory = sqlite3.Row
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        tables = [name for (name,) in connection.execute(names) if name != "alembic_version"]
        for table in tables:
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            if not rows:
                continue
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
            found.append(f"INSERT INTO {table} ({', '.join(rows[0].keys())}) VALUES {values}")  # noqa: S608
            if "id" in rows[0].keys():  # noqa: SIM118 (a row holds values)
                found.append(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
                )
    return found


def _literal(value: object) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"
