"""The inbox: what people wrote, kept from the moment it is confirmed to the messenger until it is handled.

The messenger forgets an update once it is confirmed, so a crash would lose it. An entry is emptied in the
transaction that does what it asks for, and so is handled once. Empty entries are remembered as long as
the messenger may deliver their updates again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, UniqueConstraint, Update, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigKey, upsert

# The messenger keeps an update for a day (Bot API, «Getting updates»).
REMEMBERED = timedelta(days=2)
# What ended the process so often is set apart. It is kept so long, for those who look for the fault.
FATAL_TIMES = 3
SET_APART_KEPT = timedelta(days=7)
_WAITS = text("content IS NOT NULL")


class InboxEntry(Base):
    """An update that carries a person's words. `content` is the messenger's JSON, NULL once it is handled.

    `recipient` is the number of the bot to which it was sent: another bot counts its updates anew.
    `attempts` says how often the handling was begun again after a crash.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "recipient", "update_id"),
        Index("ix_inbox_waiting", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_inbox_received_at", "received_at"),
        Index("ix_inbox_channel_chat_id", "channel", "chat_id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    recipient: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int] = mapped_column(BigInteger)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Received:
    """An update as it came: its number, its chat, and the messenger's JSON."""

    update_id: int
    chat_id: int
    content: dict[str, Any]


async def accept(
    db: AsyncSession, channel: str, recipient: int, received: Sequence[Received], now: datetime
) -> dict[int, int]:
    """Keep updates in one statement; returns the ids of the new entries by update id."""
    rows = [
        {
            "channel": channel,
            "recipient": recipient,
            "update_id": one.update_id,
            "chat_id": one.chat_id,
            "content": one.content,
            "received_at": now,
        }
        for one in received
    ]
    statement = upsert(db, InboxEntry).on_conflict_do_nothing()
    kept = await db.execute(statement.returning(InboxEntry.id, InboxEntry.update_id), rows)
    return {update_id: entry_id for entry_id, update_id in kept}


async def unhandled(
    db: AsyncSession, channel: str, recipient: int, received: Sequence[Received]
) -> dict[int, int]:
    """The ids of the entries of these updates that are not handled, by update id."""
    numbers = [one.update_id for one in received]
    found = await db.execute(
        select(InboxEntry.update_id, InboxEntry.id).where(
            InboxEntry.channel == channel,
            InboxEntry.recipient == recipient,
            InboxEntry.update_id.in_(numbers),
            InboxEntry.content.is_not(None),
        )
    )
    return {row.update_id: row.id for row in found}


class RepeatedError(Exception):
    """A letter is handled, or gone with its sender's consent: this handling of it must not be kept."""


async def finish(db: AsyncSession, entry_id: int) -> None:
    """Empty an entry that is handled, if it is not empty yet."""
    await db.execute(_emptied(entry_id))


async def claim(db: AsyncSession, entry_id: int) -> None:
    """Empty an entry in the transaction of its deed. Raises RepeatedError if that was done before."""
    if not (await db.execute(_emptied(entry_id))).rowcount:  # type: ignore[attr-defined]
        raise RepeatedError


def _emptied(entry_id: int) -> Update:
    mine = (InboxEntry.id == entry_id) & InboxEntry.content.is_not(None)
    return update(InboxEntry).where(mine).values(content=None)


async def waiting(db: AsyncSession, channel: str, recipient: int) -> list[InboxEntry]:
    """The entries that a process left unhandled, in the order in which they came."""
    left = (
        select(InboxEntry)
        .where(
            InboxEntry.content.is_not(None),
            InboxEntry.attempts < FATAL_TIMES,
            InboxEntry.channel == channel,
            InboxEntry.recipient == recipient,
        )
        .order_by(InboxEntry.id)
    )
    return list(await db.scalars(left))


async def begin_again(db: AsyncSession, entry_id: int) -> None:
    """Note that the handling of an entry begins again after a crash."""
    again = update(InboxEntry).where(InboxEntry.id == entry_id)
    await db.execute(again.values(attempts=InboxEntry.attempts + 1))


async def note_handled(db: AsyncSession, entry_id: int) -> None:
    """Note that an entry did not end the process, though the process may end before its answer is said."""
    await db.execute(update(InboxEntry).where(InboxEntry.id == entry_id).values(attempts=0))


async def forget_old(db: AsyncSession, now: datetime) -> int:
    """Delete handled entries that the messenger cannot deliver again, and all that are older still.

    Those were set apart, or sent to a bot that serves nobody any more.
    """
    handled = InboxEntry.content.is_(None) & (InboxEntry.received_at < now - REMEMBERED)
    old = InboxEntry.received_at < now - SET_APART_KEPT
    forgotten = await db.execute(delete(InboxEntry).where(handled | old))
    return int(forgotten.rowcount)  # type: ignore[attr-defined]
