"""Units whose routes are printed, and the units' own templates. For methodists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from services.access import covers, in_scope, paths_above, require_cover, require_role
from services.context import Context
from services.documents import rules
from services.documents.models import ROUTE_KIND, DocumentTemplate
from services.errors import NotFound
from services.group_results.rules import in_order
from services.paging import Page
from services.people.models import OrgUnit, Person
from services.people.queries import UnitChoice
from services.roles import METHODISTS
from services.routes.models import WORKING_ROUTE, Route

PAGE = 5


@dataclass(frozen=True, slots=True)
class UnitsToPrint:
    """A page of units: those directly below `inside`, or those the acting person is responsible for.

    `only` is the id of the unit if there is just one, so that there is nothing to choose.
    """

    inside: UnitChoice | None
    page: Page[UnitChoice]
    only: int | None


@dataclass(frozen=True, slots=True)
class TemplateInForce:
    """The template that applies to a unit; without `unit_id` it is the standard one.

    `is_own` means that it is this unit's own template. `author` is empty if that person is gone.
    """

    unit_id: int | None = None
    unit: str = ""
    file_name: str = ""
    author: str = ""
    replaced_on: date | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit for its methodist: the number of routes in an archive, and the template that applies.

    `parent_id` is None at the top of the methodist's scope; `is_only` means that this unit is the only top.
    """

    unit_id: int
    title: str
    routes: int
    has_units: bool
    is_only: bool
    parent_id: int | None
    template: TemplateInForce


async def mine(ctx: Context, page: int) -> UnitsToPrint:
    """The units of the acting methodist's grants, without those below another of them. Raises NotAllowed."""
    actor = require_role(ctx, *METHODISTS)
    paths = {grant.unit_path for grant in actor.grants if grant.role in METHODISTS}
    roots = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    async with ctx.transaction() as db:
        found = (await db.scalars(select(OrgUnit).where(OrgUnit.path.in_(roots)))).all()
        return _page(None, found, page)


async def inside(ctx: Context, unit_id: int, page: int) -> UnitsToPrint:
    """A page of the units directly below a unit. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        unit = await load(ctx, unit_id)
        below = (OrgUnit.parent_id == unit_id) & in_scope(ctx.me, METHODISTS)
        return _page(unit, (await db.scalars(select(OrgUnit).where(below))).all(), page)


def _page(inside: OrgUnit | None, found: Sequence[OrgUnit], page: int) -> UnitsToPrint:
    units = sorted(found, key=lambda unit: (in_order(unit.short_title), unit.id))
    shown = Page.of([_choice(unit) for unit in units], page, PAGE)
    only = units[0].id if len(units) == 1 else None
    return UnitsToPrint(_choice(inside) if inside else None, shown, only)


def _choice(unit: OrgUnit) -> UnitChoice:
    return UnitChoice(unit.id, unit.short_title)


async def load(ctx: Context, unit_id: int) -> OrgUnit:
    """A unit of the acting methodist's scope, in the caller's transaction. Raises NotFound, NotAllowed."""
    unit = await ctx.db.get(OrgUnit, unit_id)
    if unit is None:
        raise NotFound
    require_cover(ctx, METHODISTS, unit.path)
    return unit


async def view(ctx: Context, unit_id: int) -> UnitView:
    """A unit as its methodist sees it. Raises NotFound, NotAllowed."""
    tops = await mine(ctx, 0)
    async with ctx.transaction() as db:
        unit = await load(ctx, unit_id)
        count = await db.scalar(select(func.count()).select_from(in_archive(ctx, unit.path).subquery()))
        child = await db.scalar(select(OrgUnit.id).where(OrgUnit.parent_id == unit_id).limit(1))
        return UnitView(
            unit_id=unit.id,
            title=unit.short_title,
            routes=count or 0,
            has_units=child is not None,
            is_only=tops.only == unit_id,
            parent_id=unit.parent_id
            if covers(ctx.me, METHODISTS, unit.path.removesuffix(f"{unit_id}/"))
            else None,
            template=await _template(ctx, unit),
        )


def in_archive(ctx: Context, path: str) -> Select[int]:
    """A SELECT of ids of the routes, joined with Person and OrgUnit, in the archive of a subtree.

    These are routes on review, under way, or done in this school year; a draft is for its owner only.
    """
    begun = rules.school_year_start(ctx.today)
    done_this_year = and_(
        Route.status == "done",
        or_(
            Route.finished_at >= datetime.combine(begun, time(), ctx.zone),
            # Routes of the first releases have no `finished_at`.
            Route.finished_at.is_(None) & (Route.ends >= begun),
        ),
    )
    return (
        select(Route.id)
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(
            OrgUnit.path.startswith(path, autoescape=True),
            Person.archived_at.is_(None),
            or_(Route.status.in_(("on_review", *WORKING_ROUTE)), done_this_year),
        )
    )


def in_force(path: str, *columns: Any) -> Select[Any]:
    """A SELECT of columns of the template that applies to a unit, of the template's unit and its author."""
    return (
        select(*columns)
        .select_from(DocumentTemplate)
        .join(OrgUnit, OrgUnit.id == DocumentTemplate.unit_id)
        .outerjoin(Person, Person.id == DocumentTemplate.author_id)
        .where(DocumentTemplate.kind == ROUTE_KIND, OrgUnit.path.in_(paths_above(path)))
        .order_by(func.length(OrgUnit.path).desc())
        .limit(1)
    )


async def _template(ctx: Context, unit: OrgUnit) -> TemplateInForce:
    template = in_force(
        unit.path,
        OrgUnit.id,
        OrgUnit.short_title,
        DocumentTemplate.file_name,
        DocumentTemplate.replaced_at,
        Person.last_name,
        Person.first_name,
        Person.middle_name,
    )
    row = (await ctx.db.execute(template)).one_or_none()
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
