"""The schema: every migration goes up, down and up again, and what comes out is what the models say."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from bot.migrate import alembic_config
from services.db import Database
from services.schema import Base


async def _migrate(database: Database, *steps: str) -> None:
    config = alembic_config()

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        for step in steps:
            (command.downgrade if step == "base" else command.upgrade)(config, step)

    async with database.engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()


async def test_models_are_what_migrations_make(database_url: str) -> None:
    database = Database(database_url)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_every_migration_goes_down_and_up_again(database_url: str) -> None:
    database = Database(database_url)
    async with database.engine.connect() as connection:
        before = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    await _migrate(database, "base")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]
    await _migrate(database, "head")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: set(inspect(sync).get_table_names())) == before
    await database.close()
