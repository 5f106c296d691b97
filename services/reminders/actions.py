"""The scans: who should hear this morning, which events are about to start. Repeating one is harmless."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union

from services import outbox
from services.context import Context
from services.events.models import Event, Registration
from services.events.rules import PUBLISHED, REGISTERED, SOON
from services.people.models import OrgUnit, Person
from services.reminders import rules, scans
from services.reminders.scans import ZoneDay
from services.routes.closing import queries as closing
from services.routes.models import WORKING_ROUTE, Route, RouteStep, is_open
from services.routes.overview import actions as overview_actions
from services.routes.overview import attention
from services.routes.usage import queries as usage_queries
from services.self_education import queries as self_education


async def scan_morning(ctx: Context) -> int:
    """Queue today's digests in every zone where it is time and they are not queued yet; returns how many."""
    return sum([await _scan_zone(ctx, one) for one in await scans.due(ctx)])


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
            queued += await outbox.post_to_all(
                ctx,
                guests,
                "event_soon",
                key=f"event_soon:{event_id}",
                urgent=True,
                expires_at=starts_at,
                event_id=event_id,
            )
    return queued


async def _scan_zone(ctx: Context, one: ZoneDay) -> int:
    async with ctx.transaction():
        if not await scans.take(ctx, one):
            return 0
        parts, kept = await scans.since_last(ctx, one)
        if any(rules.begins_week(one.today, last) for _, last in parts):
            await overview_actions.hand_over(ctx)  # before anyone is chosen to be told
        queued = [await _tell(ctx, part, last) for part, last in parts]
        await scans.join(ctx, kept)
        return sum(queued)


async def _tell(ctx: Context, one: ZoneDay, last_scan: date | None) -> int:
    calendar = ctx.content.calendar(one.calendar)
    chosen = union(*_to_be_told(ctx, one, last_scan)).subquery()
    everyone: Select[Any] = select(chosen.c[0])
    return await outbox.post_to_all(
        ctx,
        everyone,
        "digest",
        key=f"digest:{one.today.isoformat()}",
        expires_at=datetime.combine(one.today, calendar.quiet_hours.first, one.zone),
        day=one.today.isoformat(),
        since=last_scan.isoformat() if last_scan else None,
    )


def _to_be_told(ctx: Context, one: ZoneDay, last_scan: date | None) -> list[Select[Any]]:
    """People, by id, who have something to hear this morning; the digest then says what."""
    scanned = rules.scanned_days(one.today, last_scan)
    # The days one by one: an OR of ranges makes SQLite read every open step.
    found = [
        _with_steps(one, RouteStep.due.in_(rules.due_days(one.today, last_scan)) & _not_put_off(one.today)),
        _with_steps(one, RouteStep.remind_on.in_(scanned)),
        _with_events(ctx, one),
        _here(one, usage_queries.learners(ctx, scanned, one.zone)),
        _here(one, self_education.before_attestation(ctx, scanned)),
        _here(one, closing.before_repeat(ctx, scanned, one.zone)),
    ]
    if rules.begun_term(scanned, ctx.content.calendar(one.calendar)):
        found.append(_here(one, self_education.with_theme()))
    if rules.begins_week(one.today, last_scan):
        found += [_here(one, people) for people in attention.those_responsible(one.today)]
    return found


def _here(one: ZoneDay, people: Select[Any]) -> Select[Any]:
    """Those of the people selected (by id) whom this day's scan speaks to."""
    return (
        select(Person.id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(Person.id.in_(people), Person.archived_at.is_(None), one.is_here())
    )


def _not_put_off(today: date) -> ColumnElement[bool]:
    return RouteStep.remind_on.is_(None) | (RouteStep.remind_on <= today)


def _with_steps(one: ZoneDay, wanted: ColumnElement[bool]) -> Select[Any]:
    """People with an open step of that kind on a route under way."""
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


def _with_events(ctx: Context, one: ZoneDay) -> Select[Any]:
    """People with a place at an event that starts later today or tomorrow."""
    until = datetime.combine(one.today + timedelta(days=2), datetime.min.time(), one.zone)
    return (
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
    )
