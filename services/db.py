"""The database: one engine, short transactions, the same code on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.types import JSON, TypeDecorator

log = logging.getLogger(__name__)

# Errors of a database that does not answer: trying again later may help.
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeoutError, OSError)
# Errors of a database that refuses what it was given: trying again does not help.
REFUSED = (DataError, IntegrityError)
# Classes of PostgreSQL («Error Codes») that asyncpg raises without a name known to SQLAlchemy: connection
# exception, insufficient resources, operator intervention; data exception.
_UNNAMED: dict[str, type[DBAPIError]] = {
    **dict.fromkeys(("08", "53", "57"), OperationalError),
    "22": DataError,
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. A naive value is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows by itself only where the key is a plain INTEGER.
BigKey = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
        list[str]: JSON,
        list[int]: JSON,
    }

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # SQLite gives a deleted row's number to the next row: an old button would open somebody else's row.
        table = cls.__table__
        if isinstance(table, Table):
            table.dialect_kwargs["sqlite_autoincrement"] = True


_WRITTEN = "written"


class _Session(Session):
    """A session that notes in its `info` whether it has written anything."""


@event.listens_for(_Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info[_WRITTEN] = True


@event.listens_for(_Session, "after_flush")
def _note_flush(session: Session, _: object) -> None:
    session.info[_WRITTEN] = True


def has_written(session: AsyncSession) -> bool:
    """Whether the session's transaction changes anything."""
    waits = session.new or session.dirty or session.deleted
    return bool(waits) or _WRITTEN in session.info


class Database:
    """An engine and its sessions. Close it with `close()`."""

    def __init__(self, url: str) -> None:
        self.engine = _make_engine(url)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, sync_session_class=_Session)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None for one in memory, and for PostgreSQL."""
        url = self.engine.url
        if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
            return None
        return Path(url.database)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end, or rolls back on an error.

        Keep it short and await nothing but the database inside: SQLite has one connection.
        """
        async with self._sessions() as session, session.begin():
            yield session

    async def forget_deleted(self) -> None:
        """Empty SQLite's write-ahead log, which may still hold deleted words, after the transaction.

        Waits for nobody: where a copy is being made, the night's job does it later.
        """
        if self.engine.dialect.name == "sqlite":
            async with self.engine.connect() as connection:
                for pragma in ("busy_timeout=0", "wal_checkpoint(TRUNCATE)", f"busy_timeout={_BUSY}"):
                    await connection.exec_driver_sql(f"PRAGMA {pragma}")

    async def checkpoint_apart(self) -> None:
        """Move SQLite's write-ahead log into the file from a thread of its own, until cancelled.

        Else a commit now and then would do so in the loop's thread, and wait for the disk with everybody.
        """
        file = self.file
        if file is None:
            return
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
        while True:
            await asyncio.sleep(_CHECKPOINT_SECONDS)
            try:
                await asyncio.to_thread(_checkpoint, file)
            except sqlite3.Error as error:  # a full disk; the log keeps what was committed
                log.warning("no checkpoint: %s", type(error).__name__)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def upsert(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that takes ON CONFLICT, in the dialect of the session's database."""
    dialect = session.get_bind().dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


_CHECKPOINT_SECONDS = 2.0
# How long another program may hold the file, in milliseconds.
_BUSY = 5000
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    f"busy_timeout={_BUSY}",
    "secure_delete=ON",  # what people deleted is overwritten in the file
)


def _make_engine(url: str) -> AsyncEngine:
    # Parameters hold people's words; a failing statement must not carry them into the log.
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_async_engine(url, hide_parameters=True, pool_size=10, max_overflow=10)
        event.listen(engine.sync_engine, "handle_error", _name_error)
        return engine

    database = make_url(url).database or ":memory:"
    if database != ":memory:":
        make_private(Path(database))

    async def connect() -> _Connection:
        connection = sqlite3.connect(database)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return _Connection(connection)

    # Concurrent writers get "database is locked" in spite of busy_timeout, so SQLite has one connection.
    # Transactions are short enough to queue for it.
    return create_async_engine(
        url,
        async_creator=connect,
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        pool_reset_on_return=None,
    )


def _checkpoint(file: Path) -> None:
    """Move as much as can be moved without waiting for anybody. Raises sqlite3.Error."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _name_error(context: ExceptionContext) -> DBAPIError | None:
    """Name what asyncpg leaves without a name."""
    error = context.original_exception
    kind = _UNNAMED.get((getattr(error, "sqlstate", None) or "")[:2])
    return kind(context.statement, None, error, hide_parameters=True) if kind else None


def make_private(file: Path) -> None:
    """Let only the owner read a file with personal data; make it, and its folder, if they are missing.

    SQLite gives the files beside a database its rights («Temporary Files Used By SQLite»). Raises OSError.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    if file.stat().st_mode & 0o077:
        with suppress(PermissionError):  # somebody else's file, which its owner lets the bot use
            file.chmod(0o600)


class _Connection:
    """A connection with aiosqlite's interface that works in the event loop's own thread.

    aiosqlite hands every call to a thread, and the way there and back costs ten times the statement: it
    halved the presses a second. A thread would save no waiting: everybody waits for this one connection.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection: sqlite3.Connection | None = connection
        self._open = connection
        self.isolation_level = connection.isolation_level

    def cursor(self) -> _Cursor:
        return _Cursor(self._open.cursor())

    async def commit(self) -> None:
        self._open.commit()

    async def rollback(self) -> None:
        self._open.rollback()

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        self._open.create_function(*arguments, **options)

    async def close(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the connection where nothing can be awaited."""
        self._connection = None
        self._open.close()


class _Cursor:
    """A cursor of a `_Connection`; SQLAlchemy fetches all rows right after it executes a statement."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)  # description, rowcount, lastrowid

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        self._cursor.execute(sql, tuple(parameters))

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        self._cursor.executemany(sql, parameters)  # type: ignore[arg-type]

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()
