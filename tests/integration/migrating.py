"""Migrating back and forth, dying in the middle, and what must be true of a migrated database."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from alembic import command
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, event, text

from bot.migrate import alembic_config, upgrade
from services.db import Database
from services.schema import Base

# How a process ends that dies on purpose.
KILLED = 9


async def migrate(database: Database, *steps: str) -> None:
    """Migrate to each of these revisions in turn, backwards where it is an earlier one; `base` is none."""
    config = alembic_config()

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        for step in steps:
            is_back = step == "base" or step < (_revision(connection) or "")
            (command.downgrade if is_back else command.upgrade)(config, step)

    async with database.engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def assert_as_described(database: Database) -> None:
    """Check that the tables are what the models describe."""
    config = alembic_config()

    def check(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.check(config)

    async with database.engine.connect() as connection:
        await connection.run_sync(check)  # raises where autogenerate would write anything
        if connection.dialect.name == "sqlite":  # what migrations/env.py leaves out
            made = {
                (table.name, key.column, key.other, key.on_delete)
                for table in Base.metadata.sorted_tables
                for key in await connection.execute(
                    text(
                        'SELECT "from" AS "column", "table" AS other, on_delete'
                        " FROM pragma_foreign_key_list(:name)"
                    ),
                    {"name": table.name},
                )
            }
            assert made == {
                (table.name, key.parent.name, key.column.table.name, key.ondelete or "NO ACTION")
                for table in Base.metadata.sorted_tables
                for key in table.foreign_keys
            }


async def upgraded(url: str, last: int | None = None) -> int:
    """Migrate; at the statement of this number the process dies. Returns the number of statements."""
    database = Database(url)
    made = 0

    def count(*_: Any) -> None:
        nonlocal made
        made += 1
        if made == last:
            os._exit(KILLED)

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    await upgrade(database)
    await database.close()
    return made


def killed_at(url: str, statement: int | None) -> int:
    """How a process ends that dies at a statement of the migration: KILLED; 0 if it is done, 1 if not."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            asyncio.run(upgraded(url, statement))
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
