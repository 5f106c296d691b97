"""Messages to people other than the acting one: written with the fact, sent later by the sender.

A delivery is data (a kind and arguments), rendered when it is sent, in the recipient's language. Its state
goes from `queued` to `sending` (leased) and `sent`; or back to `queued` after a wait; or to `unreachable`
(blocked: kept until the person writes), `expired` (not true or too late) or `failed` (a bug, see `error`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    Text,
    bindparam,
    case,
    exists,
    false,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from services.calendar import next_allowed
from services.context import Actor, Context
from services.db import Base, BigKey, upsert
from services.outside import ChatId
from services.people.models import Account, OrgUnit, Person
from services.people.queries import ACTOR_COLUMNS, actor_of, grants_of

LEASE = timedelta(seconds=90)
# A message that waited for a blocked chat longer than this is too old to be sent.
KEPT_FOR_UNREACHABLE = timedelta(days=14)

URGENT, NORMAL = 0, 5
IN_QUEUE = text("state IN ('queued', 'sending')")
TO_FORGET = text("NOT is_forgotten")
# So many deliveries are forgotten in a minute.
FORGOTTEN_AT_ONCE = 400


class Delivery(Base):
    """One message to one person."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_person_id_channel_message_id", "person_id", "channel", "message_id"),
        # The sender reads this index many times a minute; sent rows must not slow it down.
        Index(
            "ix_deliveries_queue",
            "priority",
            "id",
            sqlite_where=IN_QUEUE,
            postgresql_where=IN_QUEUE,
        ),
        Index(
            "ix_deliveries_to_forget",
            "created_at",
            sqlite_where=TO_FORGET,
            postgresql_where=TO_FORGET,
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(50))
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    priority: Mapped[int]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    dedup_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    # The channel of the account it is sent to, chosen at each claim. `message_id` belongs to this channel.
    channel: Mapped[str | None] = mapped_column(String(16))
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(Text)
    # What it was about is no longer kept: only that it was sent, and when.
    is_forgotten: Mapped[bool] = mapped_column(default=False, server_default=false())


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery the sender holds a lease on. `chat` is None where the person cannot be reached.

    The recipient has the grants held at the time of the claim, so that a notice is rendered by their rights.
    """

    id: int
    kind: str
    arguments: dict[str, Any]
    attempts: int
    expires_at: datetime | None
    chat: ChatId | None
    recipient: Actor


async def post(
    ctx: Context,
    to: int,
    kind: str,
    *,
    urgent: bool = False,
    latest: datetime | None = None,
    dedup_key: str | None = None,
    expires_at: datetime | None = None,
    **arguments: Any,
) -> None:
    """Queue a message to a person, inside the caller's transaction.

    `urgent` is for a living person's words and for what starts within two hours: it rings at once. Any other
    message waits for the recipient's next allowed hour, or for `latest` where that comes first. A `dedup_key`
    posted before is not posted again, unless that delivery expired unsent.
    """
    place = await ctx.db.execute(
        select(OrgUnit.timezone, OrgUnit.calendar)
        .join(Person, Person.unit_id == OrgUnit.id)
        .where(Person.id == to)
    )
    timezone, calendar = place.one()
    row = {
        "person_id": to,
        "kind": kind,
        "arguments": arguments,
        "priority": URGENT if urgent else NORMAL,
        "not_before": not_before(ctx, timezone, calendar, urgent=urgent, latest=latest),
        "expires_at": expires_at,
        "dedup_key": dedup_key,
        "state": "queued",
        "attempts": 0,
        "created_at": ctx.now,
    }
    posting = upsert(ctx.db, Delivery).values(row)
    await ctx.db.execute(
        posting.on_conflict_do_update(
            index_elements=["dedup_key"],
            set_={name: posting.excluded[name] for name in row} | {"lease_until": None},
            where=Delivery.state == "expired",
        )
    )


def not_before(
    ctx: Context, timezone: str, calendar: str, *, urgent: bool, latest: datetime | None
) -> datetime:
    """The moment (UTC) from which a message may be sent to people of this time zone and school calendar."""
    if urgent:
        return ctx.now
    allowed = next_allowed(ctx.now, ZoneInfo(timezone), ctx.content.calendar(calendar))
    return allowed if latest is None else max(ctx.now, min(allowed, latest))


async def claim(ctx: Context, limit: int, channels: Collection[str]) -> list[Claimed]:
    """Lease up to `limit` due deliveries, urgent and old ones first.

    Each goes to one account of its person: the oldest reachable one in the `channels` the sender serves.
    The conditional update lets two senders work at once. A delivery whose lease ran out is claimed again: its
    sender died.
    """
    now = ctx.now
    due = (Delivery.state == "queued") & (Delivery.not_before <= now)
    abandoned = (Delivery.state == "sending") & (Delivery.lease_until < now)
    async with ctx.transaction() as db:
        candidates = (
            select(Delivery.id)
            # The partial index is used only where its condition is repeated word for word, without
            # parameters.
            .where(IN_QUEUE, due | abandoned)
            .order_by(Delivery.priority, Delivery.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            # A CTE runs once: inside the IN, PostgreSQL ran it for every row and so ignored the limit.
            .cte("candidates")
        )
        ids = (
            await db.scalars(
                update(Delivery)
                .where(Delivery.id.in_(select(candidates.c.id)), due | abandoned)
                .values(state="sending", lease_until=now + LEASE, channel=_channel_to_use(channels))
                .returning(Delivery.id)
                .execution_options(synchronize_session=False)
            )
        ).all()
        if not ids:
            return []
        found = await db.execute(
            select(Delivery, Account.channel, Account.chat_id, *ACTOR_COLUMNS)
            .join(Person, Person.id == Delivery.person_id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .outerjoin(Account, (Account.person_id == Person.id) & (Account.channel == Delivery.channel))
            .where(Delivery.id.in_(ids))
            .order_by(Delivery.priority, Delivery.id)
        )
        rows = found.all()
        grants = await grants_of(ctx, {row.person_id for row in rows})
        claimed = []
        for row in rows:
            delivery, chat = row.Delivery, (row.channel, row.chat_id) if row.channel else None
            recipient = actor_of(ctx, row, grants.get(row.person_id, ()), chat)
            claimed.append(
                Claimed(
                    delivery.id,
                    delivery.kind,
                    delivery.arguments,
                    delivery.attempts,
                    delivery.expires_at,
                    chat,
                    recipient,
                )
            )
        return claimed


def _reachable(channels: Collection[str]) -> ColumnElement[bool]:
    """A condition on Account: the delivery's person has it in one of the channels, and it is reachable."""
    return (
        (Account.person_id == Delivery.person_id) & Account.reachable & Account.channel.in_(sorted(channels))
    )


def _channel_to_use(channels: Collection[str]) -> ScalarSelect[str]:
    """The channel of the oldest reachable account of a delivery's person; NULL where there is none."""
    oldest = select(func.min(Account.id)).where(_reachable(channels)).correlate(Delivery).scalar_subquery()
    chosen = aliased(Account)
    return select(chosen.channel).where(chosen.id == oldest).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claimed delivery. `wait_until` puts it back into the queue until that moment (UTC)."""

    delivery: Claimed
    state: str
    message_id: int | None = None
    wait_until: datetime | None = None
    error: str | None = None
    tried: bool = True


async def record(ctx: Context, outcomes: Sequence[Outcome], channels: Collection[str]) -> None:
    """Write down what became of claimed deliveries.

    A blocked chat is marked unreachable. Its delivery goes back into the queue while the person has another
    reachable account in the `channels` the sender serves.
    """
    if not outcomes:
        return
    now = ctx.now
    async with ctx.transaction() as db:
        connection = await db.connection()
        sent = [outcome for outcome in outcomes if outcome.state == "sent"]
        if sent:
            await connection.execute(
                update(Delivery)
                .where(Delivery.id == bindparam("b_id"))
                .values(
                    state="sent",
                    lease_until=None,
                    sent_at=bindparam("b_at"),
                    channel=bindparam("b_channel"),
                    message_id=bindparam("b_message"),
                ),
                [
                    {
                        "b_id": one.delivery.id,
                        "b_at": now,
                        "b_channel": one.delivery.chat[0] if one.delivery.chat else None,
                        "b_message": one.message_id,
                    }
                    for one in sent
                ],
            )
        await _mark_blocked(ctx, [one for one in outcomes if one.state == "unreachable" and one.tried])
        can_be_reached = exists().where(_reachable(channels)).correlate(Delivery)
        for outcome in outcomes:
            if outcome.state == "sent":
                continue
            values: dict[str, Any] = {"state": outcome.state, "lease_until": None, "error": outcome.error}
            if outcome.state == "unreachable":
                values["state"] = case((can_be_reached, "queued"), else_="unreachable")
            if outcome.tried:
                values["attempts"] = outcome.delivery.attempts + 1
            if outcome.wait_until is not None:
                values["not_before"] = outcome.wait_until
            # After the lease another sender may have sent it: then it stays sent.
            await db.execute(
                update(Delivery)
                .where(Delivery.id == outcome.delivery.id, Delivery.state == "sending")
                .values(values)
            )


async def _mark_blocked(ctx: Context, outcomes: Iterable[Outcome]) -> None:
    """Mark the chats of deliveries as blocked until their people write. A new chat is not touched."""
    blocked = {one.delivery.chat for one in outcomes}
    if blocked:
        chats = tuple_(Account.channel, Account.chat_id)
        await ctx.db.execute(update(Account).where(chats.in_(blocked)).values(reachable=False))


async def forget_messages(ctx: Context) -> int:
    """A job: forget what old deliveries were about (`Policy.forget_after`); returns how many.

    Their kind, state and moments stay. What waits is kept, however old.
    """
    async with ctx.transaction() as db:
        old = (
            select(Delivery.id)
            .where(
                TO_FORGET,
                Delivery.created_at < ctx.now - ctx.policy.forget_after,
                Delivery.state.not_in(("queued", "sending")),
            )
            .order_by(Delivery.created_at)
            .limit(FORGOTTEN_AT_ONCE)
        )
        forgotten = await db.execute(
            update(Delivery)
            .where(Delivery.id.in_((await db.scalars(old)).all()))
            .values(arguments={}, error=None, is_forgotten=True)
            .execution_options(synchronize_session=False)
        )
        return int(forgotten.rowcount)  # type: ignore[attr-defined]


async def wake(ctx: Context, person_id: int) -> None:
    """Mark a person's account in the acting channel as reachable again.

    Deliveries that waited for the person and are not too old go back into the queue.
    """
    await ctx.db.execute(
        update(Account)
        .where(Account.person_id == person_id, Account.channel == ctx.channel)
        .values(reachable=True)
    )
    await ctx.db.execute(
        update(Delivery)
        .where(
            Delivery.person_id == person_id,
            Delivery.state == "unreachable",
            Delivery.created_at > ctx.now - KEPT_FOR_UNREACHABLE,
            Delivery.expires_at.is_(None) | (Delivery.expires_at > ctx.now),
        )
        .values(state="queued", not_before=ctx.now)
    )


async def lose_touch(ctx: Context, person_id: int) -> None:
    """Mark that a person blocked the bot in the acting channel: nothing is sent there until they write."""
    async with ctx.transaction() as db:
        await db.execute(
            update(Account)
            .where(Account.person_id == person_id, Account.channel == ctx.channel)
            .values(reachable=False)
        )
