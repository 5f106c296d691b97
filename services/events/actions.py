"""Announcing and cancelling events, taking places and giving them back."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from services import audit, mailings, outbox
from services.access import require_role
from services.context import Context
from services.db import upsert
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.events import audiences, queries, rules
from services.events.models import Event, Registration
from services.events.queries import EventCard
from services.events.rules import CANCELLED, LEFT, PUBLISHED, REGISTERED, SOON, WAITING, Draft
from services.group_results import targets
from services.people.models import Person
from services.people.rules import Audience
from services.roles import STAFF


def begin(ctx: Context) -> Draft:
    """An empty draft. Raises NotAllowed for people who may not announce events."""
    require_role(ctx, *STAFF)
    return Draft(id=secrets.token_hex(4))


async def begin_for(ctx: Context, axis: str, row: str, competency: str) -> Draft:
    """A draft on a topic for the teachers in a row of the group's map. Raises NotAllowed, NotFound."""
    target = await targets.target_of(ctx, axis, row, competency)
    return replace(begin(ctx), audience=Audience.TEACHER.value, topic=competency, target=target)


async def publish(ctx: Context, draft_id: str, draft: Draft | None) -> EventCard:
    """Publish a draft and announce it to its audience. A repeated call, from any preview, changes nothing.

    `draft` is the draft kept now: at a second tap it may be gone, or be another draft.
    Raises NotAllowed, NotFound where the draft's target is gone, WrongState where there is nothing to
    publish, Invalid for what cannot be announced.
    """
    source = f"{ctx.me.person_id}:{draft_id}"
    async with ctx.transaction() as db:
        require_role(ctx, *STAFF)
        published = await db.scalar(select(Event.id).where(Event.source == source))
        if published is not None:
            return await queries.card(ctx, published)
        if draft is None or draft.id != draft_id or draft.missing is not None or draft.starts_at is None:
            raise WrongState("error-event-draft-gone")
        if draft.format not in ctx.content.event_formats or draft.audience not in set(Audience):
            raise Invalid
        if (draft.topic or draft.target) and draft.topic not in ctx.content.competencies:
            raise Invalid
        unit = await audiences.unit_for(ctx, draft)
        starts_at = rules.check_moment(draft.starts_at, ctx.now, ctx.zone)
        event_id = await db.scalar(
            upsert(db, Event)
            .values(
                unit_id=unit.id,
                author_id=ctx.me.person_id,
                format=draft.format,
                title=rules.clean(draft.title, rules.TITLE_LIMIT),
                announce=draft.announce[: rules.ANNOUNCE_LIMIT],
                place=rules.clean(draft.place, rules.PLACE_LIMIT),
                online=rules.is_online(draft.place),
                starts_at=starts_at,
                ends_at=starts_at + rules.LASTS,
                registration_closes_at=starts_at,
                capacity=draft.capacity,
                audience=[draft.audience],
                competencies=[draft.topic] if draft.topic else [],
                target={**draft.target.where, "competency": draft.topic} if draft.target else None,
                status=PUBLISHED,
                created_at=ctx.now,
                source=source,
            )
            .on_conflict_do_nothing(index_elements=["source"])
            .returning(Event.id)
        )
        if event_id is None:  # another replica has just published the draft; the next press shows the event
            raise WrongState
        await mailings.post_to_all(
            ctx,
            await audiences.written_to(ctx, draft, unit.path),
            "event_announced",
            key=f"event_announced:{event_id}",
            latest=starts_at - SOON,
            expires_at=starts_at,
            event_id=event_id,
        )
        audit.note(ctx, "event_published", event_id=event_id)
        return await queries.card(ctx, event_id)


async def register(ctx: Context, event_id: int) -> EventCard:
    """Take a place, or stand in line where no place is left. A repeated call changes nothing.

    Raises NotFound, NotAllowed for people whom the event is not for, WrongState where it is too late.
    """
    async with ctx.transaction() as db:
        event, path = await queries.load(ctx, event_id, lock=True)  # two people race for the last place
        card = await queries.card_of(ctx, event, path)
        if card.mine is not None:
            return card
        if not card.may_register:
            raise NotAllowed("error-event-not-for-you")
        _require_open(event, ctx)
        status = WAITING if card.free == 0 else REGISTERED
        fresh = {"status": status, "registered_at": ctx.now}
        await db.execute(
            upsert(db, Registration)
            .values(event_id=event_id, person_id=ctx.me.person_id, **fresh)
            .on_conflict_do_update(index_elements=["event_id", "person_id"], set_=fresh)
        )
        return await queries.card_of(ctx, event, path)


async def unregister(ctx: Context, event_id: int) -> EventCard | None:
    """Give the place back, or leave the line. The first person in line gets the place and is told.

    A repeated call changes nothing. Returns None where the acting person may not see the event afterwards.
    Raises NotFound, WrongState where it has started or was cancelled.
    """
    async with ctx.transaction():
        event, path = await queries.load(ctx, event_id, lock=True)
        _require_ahead(event, ctx)
        mine = await _registration(ctx, event_id, Registration.person_id == ctx.me.person_id)
        if mine is not None and mine.status != LEFT:
            had_place = mine.status == REGISTERED
            mine.status = LEFT
            await ctx.db.flush()
            if had_place:
                await _move_line_up(ctx, event)
        try:
            return await queries.card_of(ctx, event, path)
        except NotFound:  # the person moved to another school, or is a young specialist no longer
            return None


async def cancel(ctx: Context, event_id: int) -> EventCard:
    """Cancel an event and tell everybody who registered, stood in line or took it as a step.

    A repeated call changes nothing. Raises NotFound, NotAllowed, WrongState where it has started.
    """
    async with ctx.transaction():
        event, path = await queries.load(ctx, event_id, lock=True)
        if not queries.manages(ctx.me, event, path):
            raise NotAllowed
        if event.status == CANCELLED:
            return await queries.card_of(ctx, event, path)
        _require_ahead(event, ctx)
        event.status = CANCELLED
        guests = select(Registration.person_id).where(
            Registration.event_id == event_id, Registration.status != LEFT
        )
        concerned: Select[Any] = select(Person.id).where(
            Person.id.in_(guests) | Person.id.in_(queries.with_step(event_id)),
            Person.id != ctx.me.person_id,
        )
        await mailings.post_to_all(
            ctx,
            concerned,
            "event_cancelled",
            key=f"event_cancelled:{event_id}",
            latest=event.starts_at - SOON,
            expires_at=event.starts_at,
            event_id=event_id,
        )
        audit.note(ctx, "event_cancelled", event_id=event_id)
        return await queries.card_of(ctx, event, path)


def _require_ahead(event: Event, ctx: Context) -> None:
    state = queries.state_of(event, ctx.now)
    if state in ("cancelled", "started"):
        raise WrongState(f"error-event-{state}")


def _require_open(event: Event, ctx: Context) -> None:
    _require_ahead(event, ctx)
    if queries.state_of(event, ctx.now) == "closed":
        raise WrongState("error-event-closed")


async def _registration(ctx: Context, event_id: int, *conditions: ColumnElement[bool]) -> Registration | None:
    return await ctx.db.scalar(
        select(Registration)
        .where(Registration.event_id == event_id, *conditions)
        .order_by(Registration.registered_at, Registration.id)
        .limit(1)
    )


async def _move_line_up(ctx: Context, event: Event) -> None:
    if event.capacity is None or await queries.count(ctx, event.id, REGISTERED) >= event.capacity:
        return
    first = await _registration(ctx, event.id, Registration.status == WAITING)
    if first is None:
        return
    first.status = REGISTERED
    await outbox.post(
        ctx,
        first.person_id,
        "event_place_freed",
        latest=event.starts_at - SOON,
        # A person who left and stood in line again is told again.
        dedup_key=f"event_place_freed:{event.id}:{first.person_id}:{ctx.now.isoformat()}",
        expires_at=event.starts_at,
        event_id=event.id,
    )
