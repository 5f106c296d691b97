"""What documents are made of, and what screens show about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, func, or_, select

from services.access import covers, in_scope, paths_above, require_cover, require_role
from services.context import Context
from services.documents import rules
from services.documents.models import DocumentTemplate
from services.documents.papers import RoutePaper, papers
from services.errors import NotAllowed, NotFound
from services.group_results.rules import in_order
from services.paging import page_of
from services.people.models import Account, OrgUnit, Person
from services.people.queries import identify
from services.roles import METHODISTS
from services.routes import queries as routes
from services.routes.models import (
    OPEN_STEP,
    WORKING_ROUTE,
    Route,
    RouteStep,
    StepEvent,
)
from services.routes.views import Sight

# The document of a route; other kinds may follow.
ROUTE_KIND = "route"
UNITS_PAGE = 5


@dataclass(frozen=True, slots=True)
class DocumentsOfRoute:
    """What can be had of a route: the calendar file is its owner's alone, while the route works."""

    route_id: int
    owner: str
    is_mine: bool
    status: str
    has_calendar: bool


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """An open step for a calendar; `moves` is how often its date was changed."""

    step_id: int
    title: str
    evidence: str
    result: str
    due: date
    moves: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit to choose."""

    unit_id: int
    title: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """A page (from 0) of units: those inside `inside`, or those the acting person is responsible for."""

    inside: UnitLine | None
    units: tuple[UnitLine, ...]
    page: int
    pages: int

    @property
    def is_one(self) -> bool:
        """Whether there is one unit alone, so that there is nothing to choose from."""
        return self.pages == 1 and len(self.units) == 1


@dataclass(frozen=True, slots=True)
class TemplateInForce:
    """The template by which a unit's documents are made: `unit_id` None is the standard one.

    `is_own` tells whether it was put at this very unit; `author` may be gone.
    """

    unit_id: int | None = None
    unit: str = ""
    file_name: str = ""
    author: str = ""
    replaced_on: date | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit for its methodist: how many routes an archive would hold, and by which template.

    `parent_id` is None at the top of what they are responsible for; `is_only` tells that there is one top.
    """

    unit_id: int
    title: str
    routes: int
    has_units: bool
    is_only: bool
    parent_id: int | None
    template: TemplateInForce


async def of_route(ctx: Context, route_id: int) -> DocumentsOfRoute:
    """What the acting person can have of a route. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        view = await routes.route_of(ctx, route_id)
    if view.sight not in (Sight.OWNER, Sight.METHODIST):
        raise NotAllowed
    is_mine = view.sight is Sight.OWNER
    return DocumentsOfRoute(
        route_id, view.owner.full_name, is_mine, view.status, is_mine and view.status in WORKING_ROUTE
    )


async def paper(ctx: Context, route_id: int) -> tuple[RoutePaper, bytes | None]:
    """A route as its document tells it, and the template that counts, None for the standard one.

    For its owner, and for their methodists once it was sent. Raises NotFound, NotAllowed.
    """
    async with ctx.transaction():
        await of_route(ctx, route_id)
        (found,) = await papers(ctx, [route_id])
        template = await _nearest(ctx, found.unit_path)
        return found, template.content if template else None


async def calendar(ctx: Context, route_id: int) -> list[CalendarStep]:
    """The open steps of the acting person's own working route, soonest first. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        if not (await of_route(ctx, route_id)).has_calendar:
            raise NotAllowed
        moves = (
            select(func.count(StepEvent.id))
            .where(StepEvent.step_id == RouteStep.id, StepEvent.field == "due")
            .scalar_subquery()
        )
        rows = await db.execute(
            select(RouteStep.id, RouteStep.title, RouteStep.form, RouteStep.result, RouteStep.due, moves)
            .where(RouteStep.route_id == route_id, RouteStep.status.in_(OPEN_STEP))
            .order_by(RouteStep.due, RouteStep.position)
        )
        forms = ctx.content.catalog.forms_by_code
        return [
            CalendarStep(id_, title, forms[form].evidence, result, due, moved)
            for id_, title, form, result, due, moved in rows
        ]


# Units


async def my_units(ctx: Context, page: int) -> UnitsPage:
    """The units the acting methodist is responsible for, the farthest-reaching alone. Raises NotAllowed."""
    actor = require_role(ctx, *METHODISTS)
    paths = {grant.unit_path for grant in actor.grants if grant.role in METHODISTS}
    roots = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    async with ctx.transaction() as db:
        rows = await db.execute(select(OrgUnit.id, OrgUnit.short_title).where(OrgUnit.path.in_(roots)))
        return _page(None, [UnitLine(*row) for row in rows], page)


async def units_inside(ctx: Context, unit_id: int, page: int) -> UnitsPage:
    """The units right below one. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        unit = await load_unit(ctx, unit_id)
        rows = await db.execute(
            select(OrgUnit.id, OrgUnit.short_title).where(
                OrgUnit.parent_id == unit_id, in_scope(ctx.me, METHODISTS)
            )
        )
        return _page(UnitLine(unit.id, unit.short_title), [UnitLine(*row) for row in rows], page)


def _page(inside: UnitLine | None, units: list[UnitLine], page: int) -> UnitsPage:
    units.sort(key=lambda unit: (in_order(unit.title), unit.unit_id))
    page, pages = page_of(len(units), page, UNITS_PAGE)
    return UnitsPage(inside, tuple(units[page * UNITS_PAGE : (page + 1) * UNITS_PAGE]), page, pages)


async def load_unit(ctx: Context, unit_id: int) -> OrgUnit:
    """A unit of the acting methodist, inside the caller's transaction. Raises NotFound, NotAllowed."""
    unit = await ctx.db.get(OrgUnit, unit_id)
    if unit is None:
        raise NotFound
    require_cover(ctx, METHODISTS, unit.path)
    return unit


async def unit_page(ctx: Context, unit_id: int) -> UnitPage:
    """A unit as its methodist sees it. Raises NotFound, NotAllowed."""
    mine = await my_units(ctx, 0)
    async with ctx.transaction() as db:
        unit = await load_unit(ctx, unit_id)
        count = await db.scalar(
            select(func.count(Route.id))
            .join(Person, Person.id == Route.person_id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(in_archive(ctx, unit.path))
        )
        child = await db.scalar(select(OrgUnit.id).where(OrgUnit.parent_id == unit_id).limit(1))
        return UnitPage(
            unit_id=unit.id,
            title=unit.short_title,
            routes=count or 0,
            has_units=child is not None,
            is_only=mine.is_one and mine.units[0].unit_id == unit_id,
            parent_id=unit.parent_id
            if covers(ctx.me, METHODISTS, unit.path.removesuffix(f"{unit_id}/"))
            else None,
            template=await _in_force(ctx, unit),
        )


def in_archive(ctx: Context, path: str) -> ColumnElement[bool]:
    """A condition on Route, its owner Person and their OrgUnit: it belongs into the archive of the subtree.

    That is what waits for approval or works, and what was done in this school year; a draft is its owner's.
    """
    begun = rules.school_year_start(ctx.today)
    done_this_year = and_(
        Route.status == "done",
        or_(
            Route.finished_at >= datetime.combine(begun, time(), ctx.zone),
            # Routes of the first releases do not tell when they were done.
            Route.finished_at.is_(None) & (Route.ends >= begun),
        ),
    )
    return and_(
        OrgUnit.path.startswith(path, autoescape=True),
        Person.archived_at.is_(None),
        or_(Route.status.in_(("on_review", *WORKING_ROUTE)), done_this_year),
    )


async def still_in_archive(ctx: Context, unit_id: int, route_ids: Sequence[int]) -> list[int]:
    """Which of the routes belong into the archive of a unit by now, in this order.

    The acting person is loaded anew: an archive takes minutes, and a role may be taken from them meanwhile.
    Inside the caller's transaction. Raises NotFound, NotAllowed.
    """
    chat_id = await ctx.db.scalar(
        select(Account.chat_id).where(Account.person_id == ctx.me.person_id, Account.channel == ctx.channel)
    )
    ctx.actor = (await identify(ctx, chat_id)).actor if chat_id is not None else None
    unit = await load_unit(ctx, unit_id)
    found = await ctx.db.scalars(
        select(Route.id)
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(Route.id.in_(route_ids), in_archive(ctx, unit.path))
    )
    left = set(found)
    return [route_id for route_id in route_ids if route_id in left]


async def templates_for(ctx: Context, path: str) -> dict[str, bytes]:
    """Contents of the templates that count in the subtree of a unit, by the path of their unit."""
    rows = await ctx.db.execute(
        select(OrgUnit.path, DocumentTemplate.content)
        .join(OrgUnit, OrgUnit.id == DocumentTemplate.unit_id)
        .where(
            DocumentTemplate.kind == ROUTE_KIND,
            or_(OrgUnit.path.in_(paths_above(path)), OrgUnit.path.startswith(path, autoescape=True)),
        )
    )
    return {row.path: row.content for row in rows}


async def template_of(ctx: Context, unit_id: int) -> tuple[UnitPage, bytes | None]:
    """A unit, and its template where that is not the standard one. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        unit = await load_unit(ctx, unit_id)
        found = await _nearest(ctx, unit.path)
        return await unit_page(ctx, unit_id), found.content if found else None


async def _nearest(ctx: Context, path: str) -> DocumentTemplate | None:
    return await ctx.db.scalar(
        select(DocumentTemplate)
        .join(OrgUnit, OrgUnit.id == DocumentTemplate.unit_id)
        .where(DocumentTemplate.kind == ROUTE_KIND, OrgUnit.path.in_(paths_above(path)))
        .order_by(func.length(OrgUnit.path).desc())
        .limit(1)
    )


async def _in_force(ctx: Context, unit: OrgUnit) -> TemplateInForce:
    row = (
        await ctx.db.execute(
            select(
                OrgUnit.id,
                OrgUnit.short_title,
                DocumentTemplate.file_name,
                DocumentTemplate.replaced_at,
                Person.last_name,
                Person.first_name,
                Person.middle_name,
            )
            .join(OrgUnit, OrgUnit.id == DocumentTemplate.unit_id)
            .outerjoin(Person, Person.id == DocumentTemplate.author_id)
            .where(DocumentTemplate.kind == ROUTE_KIND, OrgUnit.path.in_(paths_above(unit.path)))
            .order_by(func.length(OrgUnit.path).desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return TemplateInForce()
    unit_id, title, file_name, replaced_at, last, first, middle = row
    return TemplateInForce(
        unit_id,
        title,
        file_name,
        rules.short_name(last, first, middle) if last else "",
        replaced_at.astimezone(ctx.zone).date(),
        is_own=unit_id == unit.id,
    )
