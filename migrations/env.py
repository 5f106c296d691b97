"""Alembic's entry: runs migrations over the app's own engine, or over a connection it was handed."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection

from services.db import Database
from services.schema import Base


def run(connection: Connection) -> None:
    """Run over an open connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_by_address() -> None:
    """Open the database of the settings."""
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
