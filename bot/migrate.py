"""Bringing a database up to date, whole or not at all.

Both databases change their tables within a transaction: a migration that is interrupted has changed nothing
and starts again by itself. A file of SQLite is copied before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from services.backups import copy_file
from services.db import Database

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

PROJECT = Path(__file__).parent.parent
# What SQLite says of a table or column that a migration interrupted by a former release had made.
_HALF_DONE = ("already exists", "duplicate column", "no such table", "no such column")


class HalfMigratedError(Exception):
    """A former release, which changed the file statement by statement, was interrupted in it."""


class NewerDatabaseError(Exception):
    """A newer release has migrated the database: this one does not know it."""


def alembic_config() -> Config:
    """Alembic's configuration from `pyproject.toml`, independent of the working directory."""
    from alembic.config import Config

    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    return config


async def upgrade(database: Database) -> Path | None:
    """Migrate to the newest revision; does nothing if the database has it.

    Returns the copy made of an SQLite file before. Raises HalfMigratedError, NewerDatabaseError, OSError, and
    what the database raises; then nothing has changed, and no copy is left.
    """
    found = await revision_of(database)
    if found == newest_revision():
        return None
    if found is not None and found > newest_revision():
        raise NewerDatabaseError
    file, copy = database.file, None
    if file is not None and found is not None:
        copy = file.with_name(f"{file.stem}-before-{newest_revision()}-from-{found}{file.suffix}")
        await asyncio.to_thread(copy_file, file, copy)
    from alembic import command

    config = alembic_config()

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    try:
        await _migrate(database, run)
    except Exception:
        if copy is not None:  # it would hold the room that the next start needs
            copy.unlink(missing_ok=True)
        raise
    return copy


async def _migrate(database: Database, run: Callable[[Connection], None]) -> None:
    is_sqlite = database.file is not None
    async with database.engine.connect() as connection:
        if is_sqlite:  # the driver itself begins none before it changes tables
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            await connection.run_sync(run)
        except OperationalError as error:
            if is_sqlite and any(sign in str(error.orig) for sign in _HALF_DONE):
                raise HalfMigratedError(str(error.orig)) from error
            raise
        await connection.commit()


async def is_newest(database: Database) -> bool:
    """Whether the database has the newest revision."""
    return await revision_of(database) == newest_revision()


async def revision_of(database: Database) -> str | None:
    """The revision of a database; None for an empty one. Does not import Alembic, which is slow."""
    async with database.engine.connect() as connection:
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return None
        found: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def newest_revision() -> str:
    """The revision of the newest migration: files are named `<revision>_<what>.py`, numbered upwards."""
    return max(path.name for path in (PROJECT / "migrations" / "versions").glob("[0-9]*.py")).partition("_")[
        0
    ]
