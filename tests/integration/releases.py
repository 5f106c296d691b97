"""The databases of earlier releases; tests/data/releases/README.md tells how they were made."""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

from services.db import Database
from tests.integration.migrating import migrate

RELEASES = Path(__file__).parents[1] / "data" / "releases"
REVISIONS = sorted(file.name.partition(".")[0] for file in RELEASES.glob("*.sql.xz"))


# The rows of a table by its primary key.
Rows = dict[tuple[Any, ...], dict[str, Any]]
# What migrations moved or dropped on purpose: lists of staff became uploads, all results were of one source.
MOVED_TABLES = {"alembic_version", "staff_imports"}
DROPPED_COLUMNS = {("assessments", "source")}
# Since 0006 an id that a messenger gave begins with its channel.
WITH_CHANNEL = {("conversation_messages", "source"), ("conversation_messages", "file_id")}


def dump_of(revision: str) -> str:
    """The tables and rows of the release whose newest revision this was, in SQLite's words."""
    return lzma.decompress((RELEASES / f"{revision}.sql.xz").read_bytes()).decode()


def put_back(revision: str, file: Path) -> str:
    """Make a file of that release; returns its address."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump_of(revision))
    return f"sqlite+aiosqlite:///{file}"


async def put_back_on_postgres(revision: str, database: Database) -> None:
    """Make a database of that release, in place of whatever is in it."""
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        await connection.exec_driver_sql("CREATE SCHEMA public")
    await migrate(database, revision)
    async with database.engine.begin() as connection:
        for statement in _insertions(revision):
            await connection.exec_driver_sql(statement)


def _insertions(revision: str) -> list[str]:
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


def assert_nothing_lost(before: dict[str, Rows], after: dict[str, Rows], *, may_grow: bool = False) -> None:
    """Check that every row of before is there, with every value, and unless it `may_grow` nothing else."""
    for table in before.keys() - MOVED_TABLES:
        for key, row in before[table].items():
            now = after[table][key]
            for column, value in row.items():
                if (table, column) in DROPPED_COLUMNS:
                    continue
                is_known = value is not None and (table, column) in WITH_CHANNEL
                as_is_now = (value, f"telegram:{value}") if is_known else (value,)
                assert now[column] in as_is_now, (table, key, column)
        if table != "uploads" and not may_grow:
            assert len(after[table]) == len(before[table]), table
    lists = [(one["author_id"], one["content"]) for one in before.get("staff_imports", {}).values()]
    uploads = [(one["author_id"], one["content"]) for one in after["uploads"].values()]
    assert [one for one in uploads if one in lists] == lists
