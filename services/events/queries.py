"""What screens and notices read about events, and the rights to read it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import load_only

from services.access import covers, in_scope, paths_above
from services.context import Actor, Context
from services.errors import NotAllowed, NotFound
from services.events import audiences, rules
from services.events.models import Event, Registration
from services.events.rules import LEFT, PUBLISHED, REGISTERED, WAITING, Draft
from services.paging import Page
from services.people.models import OrgUnit, Person
from services.people.queries import my_audiences
from services.people.rules import Audience
from services.roles import LEADERS, STAFF
from services.routes.models import LIVE_ROUTE, Route, RouteStep, is_open

PAGE = 6
# The list about a topic has more buttons below it.
TOPIC_PAGE = 5
NEAREST = 3
NAMES_PAGE = 25


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in a list; `mine` is the reader's registration, `registered` or `waiting`, if any."""

    id: int
    title: str
    starts_at: datetime
    mine: str | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page (from 0) of events ahead.

    `topic` is the title of the competency they were asked for by, if any. `is_found` is False where no event
    is about it: then these are the nearest events about other topics.
    """

    events: Page[EventLine]
    may_announce: bool
    topic: str = ""
    is_found: bool = True


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event as its reader may see it. Only people with a place see the link of an online event.

    `free` is None where places are unlimited. `state` is `open`, `closed` (to registration), `started` or
    `cancelled`. `line` is the reader's place in the waiting line, from 1.
    """

    id: int
    format: str
    title: str
    announce: str
    starts_at: datetime
    place: str | None
    online: bool
    capacity: int | None
    free: int | None
    state: str
    mine: str | None
    line: int | None
    may_register: bool
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as its recipients would see it, and the number of recipients."""

    card: EventCard
    recipients: int


@dataclass(frozen=True, slots=True)
class EventGuests:
    """The registered people: name, unit, whether in line; people in line come after people with a place."""

    event_id: int
    title: str
    names: Page[tuple[str, str, bool]]
    registered: int
    waiting: int


async def audience_sizes(ctx: Context) -> dict[Audience, int]:
    """The number of people whom an announcement would reach, by audience. Raises NotAllowed."""
    async with ctx.transaction() as db:
        path = (await audiences.announcing_unit(ctx)).path
        counts = [
            select(func.count())
            .select_from(audiences.recipients(ctx, [audience], path).subquery())
            .scalar_subquery()
            for audience in Audience
        ]
        row = (await db.execute(select(*counts))).one()
    return dict(zip(Audience, row, strict=True))


async def preview(ctx: Context, draft: Draft) -> Preview:
    """How a complete draft would look to its recipients. Raises NotAllowed, NotFound."""
    async with ctx.transaction() as db:
        path = (await audiences.unit_for(ctx, draft)).path
        meant = await audiences.invited(ctx, draft, path)
        count = await db.scalar(select(func.count()).select_from(meant.subquery()))
    online = rules.is_online(draft.place)
    card = EventCard(
        id=0,
        format=ctx.content.event_formats[draft.format].title,
        title=draft.title,
        announce=draft.announce,
        starts_at=(draft.starts_at or ctx.now).astimezone(ctx.zone),
        place=None if online else draft.place,
        online=online,
        capacity=draft.capacity,
        free=draft.capacity,
        state="open",
        mine=None,
        line=None,
        may_register=True,
        may_manage=False,
    )
    return Preview(card, count or 0)


async def on_topic(ctx: Context, competency: str, page: int) -> EventPage:
    """A page of the events ahead about a competency that concern the acting person. Raises NotFound.

    Where there are none, one page of the nearest events about other topics that concern them.
    """
    known = ctx.content.competencies.get(competency)
    if known is None:
        raise NotFound
    found = await upcoming(ctx, page, topic=competency)
    if found.events.items:
        return replace(found, topic=known.title)
    others = await upcoming(ctx, 0)
    nearest = Page.of(others.events.items[:NEAREST], 0, NEAREST)
    return replace(others, events=nearest, topic=known.title, is_found=False)


async def upcoming(ctx: Context, page: int, *, topic: str = "") -> EventPage:
    """A page of the events ahead that concern the acting person, soonest first; of one topic, if it is named.

    These are events for their audience and unit, events they registered for (until the end) or announced, and
    for methodists, admins and leaders the events of their scope.
    """
    actor, now = ctx.me, ctx.now
    mine = Registration.status.in_((REGISTERED, WAITING))
    async with ctx.transaction() as db:
        belongs = await my_audiences(ctx)
        rows = (
            await db.execute(
                select(Event, OrgUnit.path, Registration.status)
                .join(OrgUnit, OrgUnit.id == Event.unit_id)
                .outerjoin(
                    Registration,
                    (Registration.event_id == Event.id) & (Registration.person_id == actor.person_id) & mine,
                )
                .where(
                    Event.status == PUBLISHED,
                    or_(Event.starts_at > now, and_(Event.ends_at > now, mine)),
                    or_(
                        OrgUnit.path.in_(paths_above(actor.unit_path)),
                        Event.author_id == actor.person_id,
                        mine,
                        in_scope(actor, (*STAFF, *LEADERS)),
                    ),
                )
                .order_by(Event.starts_at, Event.id)
                # In a region there are a thousand: what a line does not need is not read.
                .options(
                    load_only(
                        Event.title, Event.starts_at, Event.audience, Event.competencies, Event.author_id
                    )
                )
            )
        ).all()
    seen = [
        EventLine(event.id, event.title, event.starts_at.astimezone(ctx.zone), status)
        for event, path, status in rows
        if (not topic or topic in event.competencies)
        and (status or _is_for(actor, event, path, belongs) or _oversees(actor, event, path))
    ]
    return EventPage(Page.of(seen, page, TOPIC_PAGE if topic else PAGE), may_announce=actor.has(*STAFF))


async def card(ctx: Context, event_id: int) -> EventCard:
    """An event the acting person may see. Raises NotFound."""
    async with ctx.transaction():
        event, path = await load(ctx, event_id)
        return await card_of(ctx, event, path)


async def card_of(ctx: Context, event: Event, unit_path: str) -> EventCard:
    """The card of a loaded event, inside the caller's transaction. Raises NotFound for strangers."""
    mine = await ctx.db.scalar(
        select(Registration).where(
            Registration.event_id == event.id,
            Registration.person_id == ctx.me.person_id,
            Registration.status != LEFT,
        )
    )
    may_manage = manages(ctx.me, event, unit_path)
    may_register = _is_for(ctx.me, event, unit_path, await my_audiences(ctx))
    known = mine or may_register or _oversees(ctx.me, event, unit_path)
    if not known and await my_step(ctx, event.id) is None:
        raise NotFound
    status = mine.status if mine else None
    line = None
    if mine is not None and status == WAITING:
        before = (Registration.registered_at < mine.registered_at) | (
            (Registration.registered_at == mine.registered_at) & (Registration.id < mine.id)
        )
        line = 1 + await count(ctx, event.id, WAITING, before)
    free = None
    if event.capacity is not None:
        free = max(0, event.capacity - await count(ctx, event.id, REGISTERED))
    form = ctx.content.event_formats.get(event.format)
    knows_link = may_manage or status == REGISTERED
    return EventCard(
        id=event.id,
        format=form.title if form else "",
        title=event.title,
        announce=event.announce,
        starts_at=event.starts_at.astimezone(ctx.zone),
        place=event.place if knows_link or not event.online else None,
        online=event.online,
        capacity=event.capacity,
        free=free,
        state=state_of(event, ctx.now),
        mine=status,
        line=line,
        may_register=may_register,
        may_manage=may_manage,
    )


async def guests(ctx: Context, event_id: int, page: int) -> EventGuests:
    """The registered people, for the author, methodists and admins in scope. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        event, path = await load(ctx, event_id)
        if not manages(ctx.me, event, path):
            raise NotAllowed
        rows = (
            await db.execute(
                select(Person, OrgUnit.short_title, Registration.status)
                .join(Registration, Registration.person_id == Person.id)
                .join(OrgUnit, OrgUnit.id == Person.unit_id)
                .where(Registration.event_id == event_id, Registration.status != LEFT)
                .order_by(Registration.status, Person.last_name, Person.first_name, Person.id)
            )
        ).all()
    names = [(person.full_name, unit, status == WAITING) for person, unit, status in rows]
    waiting = sum(is_waiting for _, _, is_waiting in names)
    shown = Page.of(names, page, NAMES_PAGE)
    return EventGuests(event_id, event.title, shown, len(names) - waiting, waiting)


async def registered_between(ctx: Context, since: datetime, until: datetime) -> list[EventLine]:
    """Published events, from `since` to before `until` (aware), at which the acting person has a place."""
    async with ctx.transaction() as db:
        events = await db.scalars(
            select(Event)
            .join(Registration, Registration.event_id == Event.id)
            .where(
                Registration.person_id == ctx.me.person_id,
                Registration.status == REGISTERED,
                Event.status == PUBLISHED,
                Event.starts_at >= since,
                Event.starts_at < until,
            )
            .order_by(Event.starts_at, Event.id)
        )
        return [
            EventLine(event.id, event.title, event.starts_at.astimezone(ctx.zone), REGISTERED)
            for event in events
        ]


async def my_step(ctx: Context, event_id: int) -> int | None:
    """The id of the open step made of an event in the acting person's live route, if there is one."""
    async with ctx.transaction() as db:
        steps = with_step(event_id).with_only_columns(RouteStep.id)
        return await db.scalar(steps.where(Route.person_id == ctx.me.person_id).limit(1))


def with_step(event_id: int) -> Select[Any]:
    """Ids of the people whose live route holds the event as an open step."""
    return (
        select(Route.person_id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .where(RouteStep.event_id == event_id, is_open(), Route.status.in_(LIVE_ROUTE))
    )


async def load(ctx: Context, event_id: int, *, lock: bool = False) -> tuple[Event, str]:
    """An event and the path of its unit; `lock` keeps others from changing the event. Raises NotFound."""
    statement = select(Event).where(Event.id == event_id)
    event = await ctx.db.scalar(statement.with_for_update() if lock else statement)
    if event is None:
        raise NotFound
    path = await ctx.db.scalar(select(OrgUnit.path).where(OrgUnit.id == event.unit_id))
    return event, path or ""


async def count(
    ctx: Context, event_id: int, status: str, condition: ColumnElement[bool] | None = None
) -> int:
    """The number of an event's registrations with a status, inside the caller's transaction."""
    found = await ctx.db.scalar(
        select(func.count(Registration.id)).where(
            Registration.event_id == event_id,
            Registration.status == status,
            true() if condition is None else condition,
        )
    )
    return found or 0


def state_of(event: Event, now: datetime) -> str:
    """`cancelled`, `started`, `closed` to registration, or `open`."""
    if event.status != PUBLISHED:
        return "cancelled"
    if event.starts_at <= now:
        return "started"
    return "closed" if event.registration_closes_at <= now else "open"


def manages(actor: Actor, event: Event, unit_path: str) -> bool:
    """Whether the actor, as author or as methodist or admin in scope, may see the guests and cancel."""
    return event.author_id == actor.person_id or covers(actor, STAFF, unit_path)


def _oversees(actor: Actor, event: Event, unit_path: str) -> bool:
    return manages(actor, event, unit_path) or covers(actor, LEADERS, unit_path)


def _is_for(actor: Actor, event: Event, unit_path: str, belongs: frozenset[Audience]) -> bool:
    return actor.unit_path.startswith(unit_path) and bool(belongs & set(event.audience))
