"""Bringing a database up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from services.db import Database

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

PROJECT = Path(__file__).parent.parent


def alembic_config() -> Config:
    """Alembic's configuration from `pyproject.toml`, independent of the working directory."""
    from alembic.config import Config

    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    return config


async def upgrade(database: Database) -> None:
    """Migrate to the newest revision; does nothing if the database has it."""
    if await is_newest(database):
        return
    from alembic import command

    config = alembic_config()

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    async with database.engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()


async def is_newest(database: Database) -> bool:
    """Whether the database has the newest revision. Does not import Alembic, which takes half a second."""
    async with database.engine.connect() as connection:
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return False
        found: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found == newest_revision()


def newest_revision() -> str:
    """The revision of the newest migration: files are named `<revision>_<what>.py`, numbered upwards."""
    return max(path.name for path in (PROJECT / "migrations" / "versions").glob("[0-9]*.py")).partition("_")[
        0
    ]
