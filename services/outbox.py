"""Messages to people other than the acting one: written with the fact, sent later by the sender.

A delivery is data (a kind and arguments), rendered when it is sent, in the recipient's language. Its fate:
`queued` -> `sending` (leased) -> `sent`; or back to `queued` after a wait; or `unreachable` (blocked: kept
until the person writes), `expired` (no longer worth saying), `failed` (a bug, see `error`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    bindparam,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.calendar import next_allowed
from services.context import Actor, Context
from services.db import Base, BigKey, upsert
from services.people.models import Account, OrgUnit, Person
from services.people.queries import ACTOR_COLUMNS, actor_of, grants_of

LEASE = timedelta(seconds=90)
# Words that waited for a blocked chat longer than this are no longer news.
KEPT_FOR_UNREACHABLE = timedelta(days=14)

URGENT, NORMAL = 0, 5
IN_QUEUE = text("state IN ('queued', 'sending')")


class Delivery(Base):
    """One message to one person."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_person_id_message_id", "person_id", "message_id"),
        # The sender asks for this many times a minute; sent rows must not slow it down.
        Index(
            "ix_deliveries_queue",
            "priority",
            "id",
            sqlite_where=IN_QUEUE,
            postgresql_where=IN_QUEUE,
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
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery the sender holds a lease on. `chat_id` is None where the person cannot be reached.

    The recipient comes with the grants they hold at the claim, so that a notice is rendered by their rights.
    """

    id: int
    kind: str
    arguments: dict[str, Any]
    attempts: int
    expires_at: datetime | None
    chat_id: int | None
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

    `urgent` is for a living person's words and for what starts within two hours: it rings at once; anything
    else waits for the recipient's next allowed hour, or for `latest` where that comes first. A `dedup_key`
    posted before is not posted again, unless it was not true when its turn came and was never said.
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
        "not_before": _not_before(ctx, timezone, calendar, urgent=urgent, latest=latest),
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


async def post_to_all(
    ctx: Context,
    people: Select[tuple[int]],
    kind: str,
    *,
    key: str,
    urgent: bool = False,
    latest: datetime | None = None,
    expires_at: datetime | None = None,
    **arguments: Any,
) -> int:
    """Queue one message to everyone `people` selects (person ids, once each).

    It takes one statement for each time zone and school calendar. `key` names the occasion: a person hears of
    one occasion once. Returns how many were queued.
    """
    chosen = people.subquery()
    places = await ctx.db.execute(
        select(OrgUnit.timezone, OrgUnit.calendar)
        .join(Person, Person.unit_id == OrgUnit.id)
        .where(Person.id.in_(select(chosen.c[0])))
        .distinct()
    )
    queued = 0
    for timezone, calendar in places.all():
        not_before = _not_before(ctx, timezone, calendar, urgent=urgent, latest=latest)
        source = (
            select(
                Person.id,
                literal(kind),
                literal(arguments, Delivery.arguments.type),
                literal(URGENT if urgent else NORMAL),
                literal(not_before, Delivery.not_before.type),
                literal(expires_at, Delivery.expires_at.type),
                literal(f"{key}:") + Person.id.cast(String),
                literal("queued"),
                literal(0),
                literal(ctx.now, Delivery.created_at.type),
            )
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(
                OrgUnit.timezone == timezone,
                OrgUnit.calendar == calendar,
                Person.id.in_(select(chosen.c[0])),
            )
        )
        columns = [
            "person_id", "kind", "arguments", "priority", "not_before",
            "expires_at", "dedup_key", "state", "attempts", "created_at",
        ]  # fmt: skip
        result = await ctx.db.execute(
            upsert(ctx.db, Delivery).from_select(columns, source).on_conflict_do_nothing()
        )
        queued += result.rowcount  # type: ignore[attr-defined]
    return queued


def _not_before(
    ctx: Context, timezone: str, calendar: str, *, urgent: bool, latest: datetime | None
) -> datetime:
    if urgent:
        return ctx.now
    allowed = next_allowed(ctx.now, ZoneInfo(timezone), ctx.content.calendar(calendar))
    return allowed if latest is None else max(ctx.now, min(allowed, latest))


async def claim(ctx: Context, limit: int) -> list[Claimed]:
    """Lease up to `limit` due deliveries, urgent and old ones first.

    The conditional update makes two senders harmless; a lease that ran out (its sender died) is taken again.
    """
    now = ctx.now
    due = (Delivery.state == "queued") & (Delivery.not_before <= now)
    abandoned = (Delivery.state == "sending") & (Delivery.lease_until < now)
    async with ctx.transaction() as db:
        candidates = (
            select(Delivery.id)
            # Said again in the very words of the partial index (no parameters), or it would not be used.
            .where(IN_QUEUE, due | abandoned)
            .order_by(Delivery.priority, Delivery.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            # Apart, and run once: inside the IN, PostgreSQL ran it for every row and so forgot the limit.
            .cte("candidates")
        )
        ids = (
            await db.scalars(
                update(Delivery)
                .where(Delivery.id.in_(select(candidates.c.id)), due | abandoned)
                .values(state="sending", lease_until=now + LEASE)
                .returning(Delivery.id)
                .execution_options(synchronize_session=False)
            )
        ).all()
        if not ids:
            return []
        found = await db.execute(
            select(Delivery, Account.chat_id, *ACTOR_COLUMNS)
            .join(Person, Person.id == Delivery.person_id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .outerjoin(
                Account,
                (Account.person_id == Person.id) & (Account.channel == ctx.channel) & Account.reachable,
            )
            .where(Delivery.id.in_(ids))
            .order_by(Delivery.priority, Delivery.id)
        )
        rows = found.all()
        grants = await grants_of(ctx, {row.person_id for row in rows})
        return [
            Claimed(
                row.Delivery.id,
                row.Delivery.kind,
                row.Delivery.arguments,
                row.Delivery.attempts,
                row.Delivery.expires_at,
                row.chat_id,
                actor_of(ctx, row, grants.get(row.person_id, ()), (ctx.channel, row.chat_id)),
            )
            for row in rows
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claimed delivery. `wait_until` puts it back into the queue until then."""

    delivery: Claimed
    state: str
    message_id: int | None = None
    wait_until: datetime | None = None
    error: str | None = None
    tried: bool = True


async def record(ctx: Context, outcomes: Sequence[Outcome]) -> None:
    """Write down what became of claimed deliveries; a blocked chat becomes unreachable."""
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
                    message_id=bindparam("b_message"),
                ),
                [{"b_id": o.delivery.id, "b_at": now, "b_message": o.message_id} for o in sent],
            )
        for outcome in outcomes:
            if outcome.state == "sent":
                continue
            values: dict[str, Any] = {"state": outcome.state, "lease_until": None, "error": outcome.error}
            if outcome.tried:
                values["attempts"] = outcome.delivery.attempts + 1
            if outcome.wait_until is not None:
                values["not_before"] = outcome.wait_until
            # Past its lease another sender may have sent it: then it stays sent.
            await db.execute(
                update(Delivery)
                .where(Delivery.id == outcome.delivery.id, Delivery.state == "sending")
                .values(values)
            )
        blocked = [o.delivery.recipient.person_id for o in outcomes if o.state == "unreachable" and o.tried]
        if blocked:
            await db.execute(
                update(Account)
                .where(Account.person_id.in_(blocked), Account.channel == ctx.channel)
                .values(reachable=False)
            )


async def wake(ctx: Context, person_id: int) -> None:
    """A person is reachable again: what waited for them and is still news goes back into the queue."""
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
    """A person blocked the bot: nothing is sent to them until they write."""
    async with ctx.transaction() as db:
        await db.execute(
            update(Account)
            .where(Account.person_id == person_id, Account.channel == ctx.channel)
            .values(reachable=False)
        )
