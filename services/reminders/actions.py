"""The scans: people who get a digest this morning, events about to start. A second run changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain, pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from services import mailings
from services.context import Context
from services.events.models import Event, Registration
from services.events.rules import PUBLISHED, REGISTERED, SOON
from services.people.models import OrgUnit, Person
from services.reminders import scans
from services.reminders.rules import Morning
from services.reminders.scans import ZoneDay
from services.routes.models import WORKING_ROUTE, Route, RouteStep, is_open
from services.routes.overview import actions as overview_actions

# The steps of a zone are read in so many parts: as a week begins, each takes SQLite some 20 ms in a region.
PARTS = 3
# SELECTs of ids of people; and a function that selects the people to be told of one thing in the morning.
People = list[Select[Any]]
Told = Callable[[Context, ZoneDay, Morning], People]


async def scan_morning(ctx: Context, tellers: Sequence[Told]) -> int:
    """Queue today's digests in every zone where it is time and they are not queued yet; returns how many.

    A person gets a digest if at least one of the `tellers` selects them; the text is made when it is sent.
    """
    return sum([await _scan_zone(ctx, one, tellers) for one in await scans.due(ctx)])


async def scan_events_soon(ctx: Context) -> int:
    """Queue reminders of the events that start within two hours; returns how many."""
    queued = 0
    async with ctx.transaction() as db:
        events = (
            await db.execute(
                select(Event.id, Event.starts_at).where(
                    Event.status == PUBLISHED, Event.starts_at > ctx.now, Event.starts_at <= ctx.now + SOON
                )
            )
        ).all()
        for event_id, starts_at in events:
            guests: Select[Any] = select(Registration.person_id).where(
                Registration.event_id == event_id, Registration.status == REGISTERED
            )
            queued += await mailings.post_to_all(
                ctx,
                guests,
                "event_soon",
                key=f"event_soon:{event_id}",
                urgent=True,
                expires_at=starts_at,
                event_id=event_id,
            )
    return queued


async def _scan_zone(ctx: Context, one: ZoneDay, tellers: Sequence[Told]) -> int:
    async with ctx.transaction():
        parts, kept = await scans.since_last(ctx, one)
    mornings = [(part, Morning(one.today, last)) for part, last in parts]
    if any(morning.begins_week for _, morning in mornings):
        await overview_actions.hand_over(ctx)  # first, so that the digests go to the new methodists
    told = [(morning, await _people(ctx, part, morning, tellers)) for part, morning in mornings]
    async with ctx.transaction():
        if not await scans.take(ctx, one):
            return 0
        queued = [await _tell(ctx, one, morning, people) for morning, people in told]
        await scans.join(ctx, kept)
        return sum(queued)


async def _people(ctx: Context, one: ZoneDay, morning: Morning, tellers: Sequence[Told]) -> list[int]:
    """The ids of those who get a digest. One SELECT after another: others get a turn in between."""
    found: set[int] = set()
    for people in chain.from_iterable(told(ctx, one, morning) for told in tellers):
        async with ctx.transaction() as db:
            found.update(await db.scalars(people.distinct()))
        await asyncio.sleep(0)
    return sorted(found)


async def _tell(ctx: Context, one: ZoneDay, morning: Morning, people: Sequence[int]) -> int:
    calendar = ctx.content.calendar(one.calendar)
    return await mailings.post_to_all(
        ctx,
        people,
        "digest",
        key=f"digest:{one.today.isoformat()}",
        expires_at=datetime.combine(one.today, calendar.quiet_hours.first, one.zone),
        day=one.today.isoformat(),
        since=morning.last_scan.isoformat() if morning.last_scan else None,
    )


def with_steps(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    """People with an open step that is due on a rung of the ladder, or was postponed until now."""
    not_put_off = RouteStep.remind_on.is_(None) | (RouteStep.remind_on <= morning.today)
    return [
        # The days one by one: an OR of ranges makes SQLite read every open step.
        *(_with_open_step(one, RouteStep.due.in_(morning.due) & not_put_off & part) for part in _parts()),
        _with_open_step(one, RouteStep.remind_on.in_(morning.scanned)),
    ]


def _parts() -> list[ColumnElement[bool]]:
    """Conditions on RouteStep that split the steps by their routes, within the index of what is due."""
    last = select(func.max(Route.id))
    bounds = [(last.scalar_subquery() * part) // PARTS for part in range(1, PARTS)]
    return [
        RouteStep.route_id <= bounds[0],
        *((RouteStep.route_id > low) & (RouteStep.route_id <= high) for low, high in pairwise(bounds)),
        RouteStep.route_id > bounds[-1],
    ]


def _with_open_step(one: ZoneDay, wanted: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Route.person_id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(
            is_open(),
            wanted,
            Route.status.in_(WORKING_ROUTE),
            Person.archived_at.is_(None),
            one.is_here(),
        )
    )


def with_events(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    """People with a place at an event that starts later today or tomorrow."""
    until = datetime.combine(morning.today + timedelta(days=2), datetime.min.time(), one.zone)
    return [
        select(Registration.person_id)
        .join(Event, Event.id == Registration.event_id)
        .join(Person, Person.id == Registration.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(
            Event.status == PUBLISHED,
            Event.starts_at > ctx.now,
            Event.starts_at < until,
            Registration.status == REGISTERED,
            Person.archived_at.is_(None),
            one.is_here(),
        )
    ]
