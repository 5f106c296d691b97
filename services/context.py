"""What an update, a job or a test carries into a use case."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import inbox
from services.clock import Clock
from services.content.calendars import USUAL_CALENDAR, SchoolCalendar
from services.content.folder import Content
from services.db import Database, has_written
from services.errors import NotAllowed
from services.kept import Kept
from services.messenger import Messenger, NoMessenger
from services.outside import TELEGRAM, ChatId
from services.pictures.painter import Painter
from services.recent import Recent
from services.roles import Role
from services.workers.files import FileReader

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a unit; it covers the unit's subtree."""

    role: Role
    unit_id: int
    unit_path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person, as loaded at the start of an update. The bot calls the person by `address`."""

    person_id: int
    full_name: str
    address: str
    unit_id: int
    unit_path: str
    zone: ZoneInfo
    locale: str
    grants: tuple[Grant, ...] = ()
    calendar: str = USUAL_CALENDAR

    def has(self, *roles: Role) -> bool:
        """Whether one of the roles was granted to the actor, in any unit."""
        return any(grant.role in roles for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Policy:
    """The domain's rules that an operator may set."""

    zone: ZoneInfo
    locale: str = "ru"
    # The people of these chats are administrators, besides those who were granted the role.
    admin_ids: frozenset[ChatId] = frozenset()
    # The telephone shown among the help contacts; empty where the region has none.
    regional_helpline: str = ""
    # What messages were about is forgotten after this time.
    forget_after: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Chat:
    """The private chat an update came from; the names are the messenger's own.

    `rows_below` is how many rows of buttons stood below the pressed button; None where that is unknown.
    """

    id: int = 0
    first_name: str = ""
    last_name: str = ""
    rows_below: int | None = None


@dataclass(slots=True)
class Context:
    """The database, the clock, the content and the acting person of one unit of work.

    `kept` is what the chat is being asked; `replace` gives a copy a `kept` of its own. `entry` is the letter
    under way in the inbox: the first transaction that writes anything empties it. `has_saved` tells whether
    anything was committed. What waits long in a chat's turn waits inside `aside`: others have its place
    meanwhile.
    Do not share a context between tasks: it holds the session of the transaction under way.
    """

    database: Database
    clock: Clock
    content: Content
    policy: Policy
    channel: str = TELEGRAM
    actor: Actor | None = None
    chat: Chat = field(default_factory=Chat)
    messenger: Messenger = field(default_factory=NoMessenger)
    painter: Painter = field(default_factory=Painter)
    recent: Recent = field(default_factory=Recent)
    files: FileReader = field(default_factory=FileReader)
    aside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    kept: Kept = field(init=False, default_factory=Kept)
    entry: int | None = field(init=False, default=None)
    has_saved: bool = field(init=False, default=False)
    _session: AsyncSession | None = field(default=None, repr=False)

    @property
    def now(self) -> datetime:
        """The present moment, UTC."""
        return self.clock.now()

    @property
    def me(self) -> Actor:
        """The acting person. Raises NotAllowed where the chat's person has not joined."""
        if self.actor is None:
            raise NotAllowed("error-join-first")
        return self.actor

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the acting person's dates and times are read and shown."""
        return self.actor.zone if self.actor else self.policy.zone

    @property
    def today(self) -> date:
        """The calendar date where the acting person works."""
        return self.now.astimezone(self.zone).date()

    @property
    def calendar(self) -> SchoolCalendar:
        """The school calendar by which the acting person works."""
        return self.content.calendar(self.actor.calendar if self.actor else USUAL_CALENDAR)

    @property
    def locale(self) -> str:
        """The language in which the acting person is answered."""
        return self.actor.locale if self.actor else self.policy.locale

    @property
    def db(self) -> AsyncSession:
        """The session of the transaction under way. Raises RuntimeError where there is none."""
        if self._session is None:
            raise RuntimeError("no transaction under way")
        return self._session

    async def recently(self, name: str, find: Callable[[], Awaitable[tuple[T, int]]]) -> T:
        """What `find` returns for the acting person's rights, with the number of people it tells of.

        Of a large scope it may be some minutes old (see `Recent`). Raises what `find` raises.
        """
        if self.is_in_transaction:  # nothing but the database may be awaited
            return (await find())[0]
        rights = tuple(sorted((grant.role, grant.unit_path) for grant in self.me.grants))
        return await self.recent.of((name, rights, self.me.zone.key), self.now, find)

    @property
    def is_in_transaction(self) -> bool:
        """Whether a transaction is under way."""
        return self._session is not None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Begin a transaction, or join the one under way; the outermost commits."""
        if self._session is not None:
            yield self._session
            return
        writes, entry = False, self.entry
        async with self.database.transaction() as session:
            self._session = session
            try:
                yield session
                writes = has_written(session)
                if writes and entry is not None:
                    await inbox.claim(session, entry)
            finally:
                self._session = None
        if writes:
            self.entry, self.has_saved = None, True
