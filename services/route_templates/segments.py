"""Segments: the audience of a unit's subtree, and which of its people would get a route from a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import aliased

from services.access import has_joined, in_scope, require_cover, require_role
from services.context import Context
from services.errors import Invalid, NotFound, WrongState
from services.events.audiences import audience_condition
from services.events.rules import young_bounds
from services.group_results.rules import in_order
from services.paging import Page, read_page
from services.people.models import Account, OrgUnit, Person
from services.people.queries import UnitChoice
from services.people.rules import Audience
from services.roles import METHODISTS
from services.route_templates import queries
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.route_templates.rules import (
    GIVEN_TO,
    MOST_AT_ONCE,
    Fate,
    TemplateStep,
    dated,
    is_too_many,
    may_start,
    start_days,
)
from services.routes.models import LIVE_ROUTE, Route

UNITS_PAGE = 6
NAMES_PAGE = 15
# A button has room for so many characters beside the longest order.
_KEY_LENGTH = 12

# The id of a person who gets a route, and the code of the school calendar that dates it.
Getting = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Order:
    """A template to be given to a segment from a day on; `audience` is one of `rules.GIVEN_TO`."""

    template_id: int
    unit_id: int
    audience: str
    starts: date


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """A template to be given in a unit, and how many people of each audience would get a route.

    Their routes would begin `today`; `is_only_unit` means that the acting methodist has no other unit.
    """

    template_id: int
    title: str
    unit_id: int
    unit: str
    sizes: dict[Audience, int]
    is_only_unit: bool
    today: date


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of giving a template: how many people have which fate, and the dates of the routes.

    Schools have different calendars: `first_due` and `last_due` are the earliest and the latest of all. With
    `is_too_many` the template cannot be given. A confirmation names the `key`, which changes as soon as other
    people would get a route, or a route by another calendar.
    """

    order: Order
    key: str
    title: str
    unit: str
    steps: int
    fates: dict[Fate, int]
    is_too_many: bool
    first_due: date
    last_due: date
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person of a segment."""

    name: str
    unit: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page of the people of a segment; those who get a route come first."""

    order: Order
    title: str
    unit: str
    members: Page[MemberLine]


async def units(ctx: Context, page: int) -> Page[UnitChoice]:
    """A page of the units in the acting methodist's scope, the widest first. Raises NotAllowed."""
    actor = require_role(ctx, *METHODISTS)
    async with ctx.transaction() as db:
        found = (await db.scalars(select(OrgUnit).where(in_scope(actor, METHODISTS)))).all()
    found = sorted(found, key=lambda unit: (unit.path.count("/"), in_order(unit.short_title), unit.id))
    return Page.of([UnitChoice(unit.id, unit.short_title) for unit in found], page, UNITS_PAGE)


async def audiences(ctx: Context, template_id: int, unit_id: int) -> AudienceChoice:
    """How many people of each audience of a unit would get a route.

    Raises NotFound, NotAllowed, WrongState.
    """
    async with ctx.transaction() as db:
        template, unit = await _giveable(ctx, template_id, unit_id)
        counts = [_counted(getting(ctx, unit.path, audience)).scalar_subquery() for audience in GIVEN_TO]
        row = (await db.execute(select(*counts))).one()
        in_sight = await db.scalar(select(func.count(OrgUnit.id)).where(in_scope(ctx.me, METHODISTS)))
        return AudienceChoice(
            template.id,
            template.title,
            unit.id,
            unit.short_title,
            dict(zip(GIVEN_TO, row, strict=True)),
            in_sight == 1,
            ctx.today,
        )


async def preview(ctx: Context, order: Order) -> Preview:
    """The effect of giving a template; a start that has passed or is too far ahead becomes today.

    Raises NotFound, NotAllowed, WrongState, Invalid for an audience outside `rules.GIVEN_TO`.
    """
    if not may_start(order.starts, ctx.today):
        order = replace(order, starts=ctx.today)
    async with ctx.transaction() as db:
        template, unit = await checked(ctx, order)
        segment = _segment(ctx, unit.path, order.audience).subquery()
        rows = await db.execute(select(segment.c.fate, func.count().label("size")).group_by(segment.c.fate))
        counts: dict[str, int] = {row.fate: row.size for row in rows}
        calendars = await calendars_of(ctx, getting(ctx, unit.path, order.audience))
        key = await key_of(ctx, order, await who_gets(ctx, unit.path, order.audience))
    steps = [TemplateStep.of_data(one) for one in template.steps]
    calendar_codes = calendars or [unit.calendar]
    plans = [
        dated(steps, order.starts, ctx.content.catalog, ctx.content.calendar(one)) for one in calendar_codes
    ]
    return Preview(
        order=order,
        key=key,
        title=template.title,
        unit=unit.short_title,
        steps=len(steps),
        fates={fate: counts.get(fate, 0) for fate in Fate},
        is_too_many=is_too_many(counts.get(Fate.GETS, 0)),
        first_due=min(plan[0].due for plan in plans),
        last_due=max(step.due for plan in plans for step in plan),
        days=start_days(ctx.today, ctx.calendar),
    )


async def members(ctx: Context, order: Order, page: int) -> MemberPage:
    """A page of the people of a segment with their fates.

    Raises NotFound, NotAllowed, WrongState, Invalid.
    """
    async with ctx.transaction() as db:
        template, unit = await checked(ctx, order)
        segment = _segment(ctx, unit.path, order.audience).subquery()
        people = (
            select(Person, segment.c.unit, segment.c.fate)
            .join(segment, segment.c.id == Person.id)
            .order_by((segment.c.fate != Fate.GETS.value), Person.last_name, Person.first_name, Person.id)
        )
        found = await read_page(db, people, page, NAMES_PAGE)
        lines = found.map(lambda row: MemberLine(row.Person.full_name, row.unit, Fate(row.fate)))
        return MemberPage(order, template.title, unit.short_title, lines)


async def checked(ctx: Context, order: Order) -> tuple[RouteTemplate, OrgUnit]:
    """The template and the unit of an order that the acting methodist may give, in the caller's transaction.

    Raises NotFound, NotAllowed, WrongState if the template is archived, Invalid for a wrong audience.
    """
    if order.audience not in GIVEN_TO:
        raise Invalid
    return await _giveable(ctx, order.template_id, order.unit_id)


def getting(ctx: Context, unit_path: str, audience: str) -> Select[Any]:
    """A SELECT of ids: people of a segment who have joined, have no live route, and are not the giver."""
    return _people(
        ctx, unit_path, audience, Person.id, Person.id != ctx.me.person_id, has_joined(), ~_has_route()
    )


async def who_gets(ctx: Context, unit_path: str, audience: str, *, lock: bool = False) -> list[Getting]:
    """The people of a segment who would get a route, at most one more than `MOST_AT_ONCE`, in one order.

    `lock` locks their accounts until the caller's transaction ends: a person who withdraws consent meanwhile
    waits for it and loses the new route too; a person who is already withdrawing consent gets no route.
    """
    account, others = aliased(Account), aliased(Account)
    # One of a person's accounts is enough: all of them are deleted together.
    first = select(func.min(others.id)).where(others.person_id == Person.id).scalar_subquery()
    people = (
        getting(ctx, unit_path, audience)
        .add_columns(OrgUnit.calendar)
        .join(account, account.id == first)
        .order_by(Person.id)
        .limit(MOST_AT_ONCE + 1)
    )
    if lock:
        people = people.with_for_update(of=account, read=True, key_share=True)
    return [(person_id, calendar) for person_id, calendar in await ctx.db.execute(people)]


async def calendars_of(ctx: Context, people: Select[Any]) -> list[str]:
    """Codes of the school calendars of the people's units, inside the caller's transaction."""
    found = await ctx.db.scalars(
        select(OrgUnit.calendar)
        .join(Person, Person.unit_id == OrgUnit.id)
        .where(Person.id.in_(people))
        .distinct()
        .order_by(OrgUnit.calendar)
    )
    return list(found)


async def key_of(ctx: Context, order: Order, people: Sequence[Getting]) -> str:
    """The key that the acting person's confirmation of an order must name, inside the caller's transaction.

    It depends on the people who get a route, on their calendars, and on the giver's latest assignment.
    """
    latest = await ctx.db.scalar(
        select(func.max(TemplateAssignment.id)).where(TemplateAssignment.author_id == ctx.me.person_id)
    )
    return sha256(f"{latest}:{order}:{people}".encode()).hexdigest()[:_KEY_LENGTH]


async def _giveable(ctx: Context, template_id: int, unit_id: int) -> tuple[RouteTemplate, OrgUnit]:
    template, _ = await queries.load(ctx, template_id)
    unit = await ctx.db.get(OrgUnit, unit_id)
    if unit is None:
        raise NotFound
    require_cover(ctx, METHODISTS, unit.path)
    if template.archived_at is not None:
        raise WrongState("error-template-put-away")
    return template, unit


def _segment(ctx: Context, unit_path: str, audience: str) -> Select[Any]:
    """A SELECT of everyone of a segment: id, short title of the unit, fate."""
    fate = case(
        (Person.id == ctx.me.person_id, Fate.AUTHOR.value),
        (~has_joined(), Fate.NOT_JOINED.value),
        (_has_route(), Fate.HAS_ROUTE.value),
        else_=Fate.GETS.value,
    )
    everyone = _people(ctx, unit_path, audience, Person.id)
    return everyone.add_columns(OrgUnit.short_title.label("unit"), fate.label("fate"))


def _counted(people: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(people.subquery())


def _people(
    ctx: Context, unit_path: str, audience: str, column: Any, *conditions: ColumnElement[bool]
) -> Select[Any]:
    return (
        select(column)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(
            OrgUnit.path.startswith(unit_path, autoescape=True),
            Person.archived_at.is_(None),
            audience_condition([audience], young_bounds(ctx.today)),
            *conditions,
        )
    )


def _has_route() -> ColumnElement[bool]:
    return exists().where(Route.person_id == Person.id, Route.status.in_(LIVE_ROUTE))
