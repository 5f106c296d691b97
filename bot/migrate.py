"""Bringing a database up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from services.db import Database

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

PROJECT = Path(__file__).parent.parent


def alembic_config() -> Config:
    """Alembic as `pyproject.toml` configures it, wherever the program was started from."""
    from alembic.config import Config

    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    return config


async def upgrade(database: Database) -> None:
    """Migrate to the newest revision; does nothing where the database is there already."""
    from alembic import command

    config = alembic_config()

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    async with database.engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
