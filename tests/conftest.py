"""The town of Dubravino: the app's own wiring over a fresh database, with the demo people as personas."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from hypothesis import settings
from sqlalchemy import Executable, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

import bot.app
from bot import migrate
from bot.app import App
from bot.config import Settings
from bot.sandbox.messages import SandboxPerson
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from bot.sandbox.user import SandboxUser
from handlers.links import Link
from services import demo
from services.clock import MovableClock
from services.content.folder import Content
from services.context import Chat, Context, Policy
from services.db import Database
from services.letters import Letter
from services.outside import TELEGRAM, ChatId
from services.people.queries import identify
from services.workers import files
from tests.builders import MOSCOW, Builders
from tests.shown import Visit

# Timings belong in the bench: a busy machine must not fail a property.
settings.register_profile("gorizont", deadline=None)
settings.load_profile("gorizont")

# A Monday within a quarter, in working hours.
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=MOSCOW)
TOKEN = "424242:sandbox-token-of-the-tests-0123456789"
CONTENT = Content()
# Beside other tests a nice worker would hardly get its turn.
files.LIMITS = replace(files.LIMITS, niceness=0)
NO_POSTGRES = (
    "needs PostgreSQL: set TEST_POSTGRES_URL=postgresql+asyncpg://user:password@localhost/any_database "
    "(.ci/run installs and starts one)"
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where PostgreSQL would tell nothing new, SQLite alone tells it.

    Stories told through phones: use cases, and journeys end to end, run on both. A story told for many people
    or values: its statements are the same for the first of them.
    """
    left_out: list[pytest.Item] = []
    told: set[tuple[str, str]] = set()
    for item in items:
        if item.get_closest_marker("postgres") is None:
            continue
        story = (item.location[0], getattr(item, "originalname", item.name))
        if story in told or "phones" in getattr(item, "fixturenames", ()):
            left_out.append(item)
        told.add(story)
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def skip_or_fail(why: str) -> None:
    """Skip on a developer's machine; on the build machine nothing may be skipped."""
    if os.environ.get("FORBID_SKIPS"):
        pytest.fail(why)
    pytest.skip(why)


@dataclass
class Town(Builders):
    """Everything a story needs: contexts of personas, what they see, what was committed, builders."""

    database: Database
    clock: MovableClock
    content: Content
    people: dict[str, demo.DemoPerson]
    admin_ids: frozenset[ChatId] = frozenset()

    @property
    def nobody(self) -> Context:
        """The context of a job, or of a stranger."""
        policy = Policy(zone=MOSCOW, admin_ids=self.admin_ids)
        return Context(self.database, self.clock, self.content, policy)

    async def acting(self, code: str) -> Context:
        """The context of a persona, as an update would carry it."""
        ctx = self.nobody
        ctx.chat = Chat(self.people[code].chat_id)
        visitor = await identify(ctx, ctx.chat.id)
        ctx.actor, ctx.kept = visitor.actor, visitor.kept
        assert ctx.actor is not None, f"{code} has not joined"
        return ctx

    def visit(self, code: str) -> Visit:
        """A persona in the bot without a phone, who presses buttons by their labels."""
        return Visit(self, code)

    async def presses(self, code: str, link: Link) -> str:
        """What a persona sees after a press of a button, without a phone. Raises DomainError.

        A question in it stays open, as in a chat.
        """
        return await self.visit(code).follows(link)

    async def sends(self, code: str, letter: Letter | str) -> str:
        """What a persona sees after a message, without a phone. Raises DomainError.

        `letter` may be its text alone.
        """
        visit = self.visit(code)
        return await (visit.says(letter) if isinstance(letter, str) else visit.sends(letter))

    def chat_of(self, code: str) -> ChatId:
        """Where a persona is written to, as the operator names an administrator."""
        return TELEGRAM, self.people[code].chat_id

    def id_of(self, code: str) -> int:
        return self.people[code].person_id

    async def rows(self, statement: Executable) -> Sequence[Any]:
        """What is committed, seen by another session."""
        async with self.database.transaction() as session:
            return (await session.execute(statement)).all()

    async def one(self, statement: Executable) -> Any:
        """The only value committed."""
        (row,) = await self.rows(statement)
        return row[0]

    async def reload(self) -> None:
        """Learn who has joined meanwhile."""
        self.people = {person.code: person for person in await demo.everyone(self.nobody)}


@dataclass
class Phones:
    """The town with its bot running against a sandbox, in this process, over HTTP."""

    town: Town
    sandbox: Sandbox
    settings: Settings

    def start(self) -> None:
        """Start the bot."""
        self.app = App(self.settings, self.town.clock, CONTENT)
        self._running = asyncio.create_task(self.app.run(handle_signals=False))

    async def stop(self) -> None:
        """Stop the bot and wait for its end."""
        await self.app.stop()
        await self._running

    def of(self, code: str) -> SandboxUser:
        """A persona's phone."""
        return self.sandbox.user(self.town.people[code].chat_id)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def plant_at(url: str, *, history: bool) -> None:
    """A migrated database with the demo people in it."""
    database = Database(url)
    await migrate.upgrade(database)
    ctx = Context(database, MovableClock(MONDAY), CONTENT, Policy(zone=MOSCOW))
    await demo.plant(ctx, history=history)
    await database.close()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("templates")
    asyncio.run(_drop_planted())


@asynccontextmanager
async def _sqlite(templates: Path, *, history: bool) -> AsyncIterator[str]:
    template = templates / f"history_{history}.db"
    if not template.exists():
        await plant_at(f"sqlite+aiosqlite:///{template}", history=history)
    yield f"sqlite+aiosqlite:///{_copied(template, templates / 'town.db')}"


def _copied(template: Path, copy: Path) -> Path:
    for left in copy.parent.glob(f"{copy.name}*"):  # of a test that failed, or of a process that was killed
        left.unlink()
    return Path(shutil.copy(template, copy))


_planted_on_postgres: set[str] = set()


@asynccontextmanager
async def _postgres(*, history: bool) -> AsyncIterator[str]:
    address = os.environ.get("TEST_POSTGRES_URL")
    if not address:
        skip_or_fail(NO_POSTGRES)
        return
    root = create_async_engine(address, isolation_level="AUTOCOMMIT")
    suffix = os.getpid()
    template, name = f"gorizont_template_{suffix}_{int(history)}", f"gorizont_test_{suffix}"
    async with root.connect() as connection:
        if template not in _planted_on_postgres:
            await connection.execute(text(f"DROP DATABASE IF EXISTS {template}"))
            await connection.execute(text(f"CREATE DATABASE {template}"))
            await plant_at(_named(address, template), history=history)
            _planted_on_postgres.add(template)
        await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        # Where there is a choice: four times as quick as the usual way for a database so small.
        copying = " STRATEGY FILE_COPY" if connection.dialect.server_version_info >= (15,) else ""
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}{copying}"))
    try:
        yield _named(address, name)
    finally:
        async with root.connect() as connection:
            await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        await root.dispose()


async def _drop_planted() -> None:
    if not _planted_on_postgres:
        return
    root = create_async_engine(os.environ["TEST_POSTGRES_URL"], isolation_level="AUTOCOMMIT")
    async with root.connect() as connection:
        for template in _planted_on_postgres:
            await connection.execute(text(f"DROP DATABASE IF EXISTS {template} WITH (FORCE)"))
    await root.dispose()


def _named(address: str, database: str) -> str:
    return make_url(address).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest, templates: Path) -> AsyncIterator[str]:
    """A town's database on SQLite and on PostgreSQL; mark a test `history` for what people did before."""
    history = request.node.get_closest_marker("history") is not None
    opened = _sqlite(templates, history=history) if request.param == "sqlite" else _postgres(history=history)
    async with opened as url:
        yield url


@cache
def opened(url: str, by: str) -> Database:
    """The database that one side of every test uses: each engine compiles all its statements anew.

    Closed, it opens again by itself.
    """
    return Database(url)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
async def town(database_url: str, clock: MovableClock) -> AsyncIterator[Town]:
    database = opened(database_url, "town")
    CONTENT.published.clear()  # what another town's methodists published is not known here
    town = Town(database, clock, CONTENT, {})
    await town.reload()
    yield town
    await database.close()


def sandbox_for(town: Town) -> Sandbox:
    """A sandbox with the demo people's phones; those who joined have started the bot before."""
    people = [
        SandboxPerson(one.chat_id, one.first_name, one.last_name, one.phone, one.title)
        for one in town.people.values()
    ]
    sandbox = Sandbox(town.clock, TOKEN, people)
    for one in town.people.values():
        if one.joined:
            sandbox.start_chat(one.chat_id)
    return sandbox


async def _close_at_once(session: AiohttpSession) -> None:
    """Close a session without aiogram's quarter of a second for encrypted connections: here are none."""
    if session._session is not None:
        await session._session.close()


@pytest.fixture
async def phones(town: Town, database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Phones]:
    """The bot polls a sandbox in this process; people act through their phones."""
    monkeypatch.setattr(AiohttpSession, "close", _close_at_once)
    monkeypatch.setattr(bot.app, "Database", lambda url: opened(url, "app"))
    sandbox = sandbox_for(town)
    async with SandboxServer(sandbox) as server:
        settings = Settings(
            _env_file=None,
            bot_token=TOKEN,
            bot_api_url=server.url,
            database_url=database_url,
            admin_ids=",".join(f"{channel}:{chat_id}" for channel, chat_id in town.admin_ids),
        )
        phones = Phones(town, sandbox, settings)
        phones.start()
        try:
            yield phones
        finally:
            await phones.stop()


__all__ = ["MONDAY", "MOSCOW", "Phones", "Town"]
