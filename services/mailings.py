"""One message to many people. A large mailing is spread into deliveries bit by bit, so that nobody waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from services.context import Context
from services.db import Base, upsert
from services.outbox import NORMAL, URGENT, Delivery, not_before
from services.people.models import OrgUnit, Person

# SQLite queues so many messages in some 20 ms.
AT_ONCE = 400
_COLUMNS = (
    "person_id", "kind", "arguments", "priority", "not_before",
    "expires_at", "dedup_key", "state", "attempts", "created_at",
)  # fmt: skip


class Mailing(Base):
    """A message to many people that is being spread. Deleted when each of them has a delivery.

    `people` are their ids, of whom the first `told` have one; `key` names the occasion.
    """

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(50))
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    key: Mapped[str] = mapped_column(String(100))
    urgent: Mapped[bool]
    latest: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    people: Mapped[list[int]]
    told: Mapped[int] = mapped_column(default=0)


async def post_to_all(
    ctx: Context,
    people: Select[tuple[int]] | Sequence[int],
    kind: str,
    *,
    key: str,
    urgent: bool = False,
    latest: datetime | None = None,
    expires_at: datetime | None = None,
    **arguments: Any,
) -> int:
    """Queue one message to each of the people (ids, or a SELECT of ids), inside the caller's transaction.

    `key` names the occasion: a person is told of an occasion once. Returns how many messages were queued; of
    a large mailing, how many people it is for.
    """
    chosen: Iterable[int] = await ctx.db.scalars(people) if isinstance(people, Select) else people
    ids = list(dict.fromkeys(chosen))
    mailing = Mailing(
        kind=kind,
        arguments=arguments,
        key=key,
        urgent=urgent,
        latest=latest,
        expires_at=expires_at,
        people=ids,
        told=0,
    )
    if len(ids) <= AT_ONCE:
        return await _queue(ctx, mailing, ids)
    ctx.db.add(mailing)
    return len(ids)


async def spread(ctx: Context) -> bool:
    """Queue the next messages of the oldest mailing; returns whether there was one."""
    async with ctx.transaction() as db:
        mailing = await db.scalar(
            select(Mailing).order_by(Mailing.id).limit(1).with_for_update(skip_locked=True)
        )
        if mailing is None:
            return False
        until = mailing.told + AT_ONCE
        await _queue(ctx, mailing, mailing.people[mailing.told : until])
        if until >= len(mailing.people):
            await db.delete(mailing)
        else:
            mailing.told = until
        return True


async def _queue(ctx: Context, mailing: Mailing, ids: Sequence[int]) -> int:
    """Queue the message to these people: one statement for each time zone and school calendar."""
    if not ids:
        return 0
    places = await ctx.db.execute(
        select(OrgUnit.timezone, OrgUnit.calendar)
        .join(Person, Person.unit_id == OrgUnit.id)
        .where(Person.id.in_(ids))
        .distinct()
    )
    queued = 0
    for timezone, calendar in places.all():
        moment = not_before(ctx, timezone, calendar, urgent=mailing.urgent, latest=mailing.latest)
        source = (
            select(
                Person.id,
                literal(mailing.kind),
                literal(mailing.arguments, Delivery.arguments.type),
                literal(URGENT if mailing.urgent else NORMAL),
                literal(moment, Delivery.not_before.type),
                literal(mailing.expires_at, Delivery.expires_at.type),
                literal(f"{mailing.key}:") + Person.id.cast(String),
                literal("queued"),
                literal(0),
                literal(ctx.now, Delivery.created_at.type),
            )
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(OrgUnit.timezone == timezone, OrgUnit.calendar == calendar, Person.id.in_(ids))
        )
        posting = upsert(ctx.db, Delivery).from_select(list(_COLUMNS), source).on_conflict_do_nothing()
        queued += (await ctx.db.execute(posting)).rowcount  # type: ignore[attr-defined]
    return queued
