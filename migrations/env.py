"""Alembic's entry: runs migrations over the app's own engine, or over a connection given to it.

A migration that `alembic revision --autogenerate` writes for an added column or table needs no editing. It holds
no false differences and no batches: a batch recreates an SQLite table and deletes the rows that refer to it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from alembic import context
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import AddColumnOp
from alembic.script import write_hooks
from sqlalchemy import Connection, inspect

from services.db import Database
from services.schema import Base


def run(connection: Connection) -> None:
    """Run the migrations over an open connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        include_object=_comparable(connection),
    )
    with context.begin_transaction():
        context.run_migrations()


def _comparable(connection: Connection) -> Callable[..., bool]:
    """The filter of what autogenerate compares: everything but foreign keys that it would judge wrongly.

    Where ADD COLUMN brought a foreign key to SQLite, SQLAlchemy reads it without its name and its ON DELETE (a test
    reads them itself). The foreign key of a new column is added with the column: see `_add_column`.
    """

    @cache
    def stored() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        schema = inspect(connection)
        columns = schema.get_multi_columns().items()
        references = schema.get_multi_foreign_keys().items()
        return (
            {(table, one["name"]) for (_, table), found in columns for one in found},
            {
                (table, *one["constrained_columns"])
                for (_, table), found in references
                for one in found
                if one["name"] is None
            },
        )

    def is_compared(found: Any, name: str | None, kind: str, is_reflected: bool, other: Any) -> bool:
        if kind != "foreign_key_constraint":
            return True
        columns, unnamed = stored()
        keys = {(found.table.name, column) for column in found.column_keys}
        return keys <= columns and keys.isdisjoint(unnamed)

    return is_compared


_add_plain_column = renderers.dispatch(AddColumnOp)


@renderers.dispatch_for(AddColumnOp, replace=True)
def _add_column(written: AutogenContext, added: AddColumnOp) -> str:
    """Write a column with a foreign key in SQL that both databases understand.

    Alembic would add the foreign key in a statement of its own, which SQLite does not have.
    """
    column = added.column
    if not column.foreign_keys:
        return _add_plain_column(written, added)
    (key,) = column.foreign_keys
    kind = column.type.compile(written.dialect) + ("" if column.nullable else " NOT NULL")
    other = f"{key.column.table.name} ({key.column.name})"
    on_delete = f" ON DELETE {key.ondelete}" if key.ondelete else ""
    return (
        f'op.execute("ALTER TABLE {added.table_name} ADD COLUMN {column.name} {kind}"'
        f'" CONSTRAINT {key.constraint.name} REFERENCES {other}{on_delete}")'
    )


@write_hooks.register("ruff")
def _tidy(path: str, options: dict[str, Any]) -> None:
    """Format a new migration with Ruff, where it is installed."""
    if importlib.util.find_spec("ruff"):
        for command in (("check", "--fix"), ("format",)):
            subprocess.run([sys.executable, "-m", "ruff", *command, "--quiet", path], check=True)


async def run_by_address() -> None:
    """Run the migrations over the database named in the settings."""
    from bot.config import Settings

    database = Database(Settings().database_url)
    async with database.engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await database.close()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_by_address())
