"""Assignments: a template given to a segment. What its author and the people who got a route see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select

from services.access import covers, in_scope, require_role
from services.context import Context
from services.errors import NotFound
from services.paging import Page, read_page
from services.people.models import OrgUnit, Person
from services.people.queries import person_names
from services.roles import METHODISTS
from services.route_templates import queries
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.route_templates.rules import UNDO_WITHIN
from services.route_templates.touching import is_touched
from services.routes.models import LIVE_ROUTE, Route, RouteStep

PAGE = 6
SHOWN_NAMES = 10


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """An assignment in a list: its unit, its day, and how many routes it has."""

    id: int
    unit: str
    day: date
    given: int
    is_undone: bool


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """A page of the assignments of a template, the newest first."""

    template_id: int
    title: str
    lines: Page[AssignmentLine]


@dataclass(frozen=True, slots=True)
class AssignmentCard:
    """A template given to a segment: it has `given` routes, of which `begun` were touched by somebody.

    `begun_names` are the first owners of touched routes. `undo_until` is a local moment; None once it has
    passed, and for an author who is no longer a methodist over the unit.
    """

    id: int
    template_id: int
    title: str
    unit: str
    audience: str
    starts: date
    given: int
    begun: int
    begun_names: tuple[str, ...]
    undo_until: datetime | None
    is_undone: bool


@dataclass(frozen=True, slots=True)
class GivenRoute:
    """A route from a template, as its owner sees it."""

    title: str
    author: str | None
    steps: int
    starts: date
    ends: date
    first_step: str
    first_due: date


async def assignment(ctx: Context, assignment_id: int) -> AssignmentCard:
    """An assignment, for its author and methodists over its unit. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        return await assignment_card(ctx, await load_assignment(ctx, assignment_id))


async def assignments(ctx: Context, template_id: int, page: int) -> AssignmentPage:
    """A page of the assignments of a template that the acting methodist may see. Raises NotFound."""
    async with ctx.transaction() as db:
        template, _ = await queries.load(ctx, template_id)
        given = (
            select(func.count(Route.id)).where(Route.assignment_id == TemplateAssignment.id).scalar_subquery()
        )
        in_sight = (
            select(TemplateAssignment, OrgUnit.short_title, given.label("given"))
            .join(OrgUnit, OrgUnit.id == TemplateAssignment.unit_id)
            .where(TemplateAssignment.template_id == template_id, queries.oversees(ctx.me))
            .order_by(TemplateAssignment.id.desc())
        )

        def line(row: Any) -> AssignmentLine:
            one, unit, number = row
            day = one.created_at.astimezone(ctx.zone).date()
            return AssignmentLine(one.id, unit, day, number, one.undone_at is not None)

        found = await read_page(db, in_sight, page, PAGE)
        return AssignmentPage(template_id, template.title, found.map(line))


async def my_given_route(ctx: Context, assignment_id: int) -> GivenRoute | None:
    """The acting person's live route from an assignment; None if it was taken back, finished or closed."""
    async with ctx.transaction() as db:
        row = (
            await db.execute(
                select(Route, RouteTemplate.title, TemplateAssignment.author_id)
                .join(TemplateAssignment, TemplateAssignment.id == Route.assignment_id)
                .join(RouteTemplate, RouteTemplate.id == TemplateAssignment.template_id)
                .where(
                    Route.assignment_id == assignment_id,
                    Route.person_id == ctx.me.person_id,
                    Route.status.in_(LIVE_ROUTE),
                )
            )
        ).one_or_none()
        if row is None:
            return None
        route, title, author_id = row
        steps = (
            await db.scalars(
                select(RouteStep)
                .where(RouteStep.route_id == route.id, RouteStep.status != "cancelled")
                .order_by(RouteStep.due, RouteStep.position)
            )
        ).all()
        if not steps:
            return None
        names = await person_names(ctx, {author_id} if author_id else set())
        return GivenRoute(
            title=title,
            author=names.get(author_id or 0),
            steps=len(steps),
            starts=route.starts,
            ends=route.ends,
            first_step=steps[0].title,
            first_due=steps[0].due,
        )


async def taken_back_from_me(ctx: Context, assignment_id: int) -> str | None:
    """The title of the template whose route was taken back from the acting person; None if it was not."""
    kept = exists().where(Route.assignment_id == assignment_id, Route.person_id == ctx.me.person_id)
    async with ctx.transaction() as db:
        return await db.scalar(
            select(RouteTemplate.title)
            .join(TemplateAssignment, TemplateAssignment.template_id == RouteTemplate.id)
            .where(TemplateAssignment.id == assignment_id, TemplateAssignment.undone_at.is_not(None), ~kept)
        )


async def load_assignment(ctx: Context, assignment_id: int, *, lock: bool = False) -> TemplateAssignment:
    """An assignment that the acting methodist may see; `lock` locks its row. Raises NotFound."""
    actor = require_role(ctx, *METHODISTS)
    statement = (
        select(TemplateAssignment)
        .join(OrgUnit, OrgUnit.id == TemplateAssignment.unit_id)
        .where(TemplateAssignment.id == assignment_id, queries.oversees(actor))
        .execution_options(populate_existing=True)
    )
    found = await ctx.db.scalar(statement.with_for_update(of=TemplateAssignment) if lock else statement)
    if found is None:
        raise NotFound
    return found


async def assignment_card(ctx: Context, found: TemplateAssignment) -> AssignmentCard:
    """The card of a loaded assignment, inside the caller's transaction."""
    db = ctx.db
    template = await db.get_one(RouteTemplate, found.template_id)
    unit = await db.get_one(OrgUnit, found.unit_id)
    is_undone = found.undone_at is not None
    # Undoing leaves only routes that were touched, or locked by another transaction at that moment.
    begun = Route.assignment_id == found.id
    if not is_undone:
        begun &= is_touched(len(template.steps))
    given = await db.scalar(select(func.count(Route.id)).where(Route.assignment_id == found.id))
    count = await db.scalar(select(func.count(Route.id)).where(begun))
    names: tuple[str, ...] = ()
    if count:
        people = await db.scalars(
            select(Person)
            .join(Route, Route.person_id == Person.id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(begun, in_scope(ctx.me, METHODISTS))
            .order_by(Person.last_name, Person.first_name, Person.id)
            .limit(SHOWN_NAMES)
        )
        names = tuple(person.full_name for person in people)
    until = found.created_at + UNDO_WITHIN
    may_undo = covers(ctx.me, METHODISTS, unit.path) and not is_undone and ctx.now <= until
    return AssignmentCard(
        id=found.id,
        template_id=template.id,
        title=template.title,
        unit=unit.short_title,
        audience=found.audience,
        starts=found.starts,
        given=given or 0,
        begun=count or 0,
        begun_names=names,
        undo_until=until.astimezone(ctx.zone) if may_undo else None,
        is_undone=is_undone,
    )
