"""Reading route templates, and who may use them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from services.access import covers, in_scope, paths_above, require_role
from services.context import Actor, Context
from services.errors import NotAllowed, NotFound
from services.paging import Page, read_page
from services.people.models import OrgUnit
from services.people.queries import person_names
from services.roles import METHODISTS
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.route_templates.rules import TemplateStep, is_in_own_words
from services.routes.models import RouteStep
from services.routes.reading import route_of
from services.routes.views import Sight

PAGE = 6


@dataclass(frozen=True, slots=True)
class KeepableStep:
    """A route's step that a template could keep. With `in_own_words` it may hold something personal."""

    id: int
    number: int
    title: str
    in_own_words: bool


@dataclass(frozen=True, slots=True)
class Material:
    """The steps of a route that a template could keep. `events` counts the events, which it cannot keep."""

    route_id: int
    steps: tuple[KeepableStep, ...]
    events: int


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template in a list."""

    id: int
    title: str
    steps: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a template as shown; `days` is its usual length in calendar days."""

    number: int
    title: str
    days: int


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """A template as shown. `given` counts its assignments that the acting person may see."""

    id: int
    title: str
    unit: str
    author: str | None
    steps: tuple[StepLine, ...]
    topics: tuple[str, ...]
    is_put_away: bool
    may_change: bool
    given: int


async def material(ctx: Context, route_id: int) -> Material:
    """The steps of a route that the acting methodist could keep. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        steps, _ = await keepable(ctx, route_id)
        catalog = ctx.content.catalog
        events = [step for step in steps if step.event_id is not None]
        return Material(
            route_id,
            tuple(
                KeepableStep(step.id, number, step.title, is_in_own_words(step, catalog))
                for number, step in enumerate((one for one in steps if one.event_id is None), start=1)
            ),
            len(events),
        )


async def keepable(ctx: Context, route_id: int) -> tuple[list[RouteStep], int]:
    """The steps of a route that were not cancelled, and the id of its owner; in the caller's transaction.

    For a methodist over the owner, and for the owner, if a methodist. Raises NotFound, NotAllowed.
    """
    require_role(ctx, *METHODISTS)
    route = await route_of(ctx, route_id)
    if route.sight not in (Sight.METHODIST, Sight.OWNER):
        raise NotAllowed
    steps = await ctx.db.scalars(
        select(RouteStep)
        .where(RouteStep.route_id == route_id, RouteStep.status != "cancelled")
        .order_by(RouteStep.position)
    )
    return list(steps), route.owner.id


async def templates(ctx: Context, page: int) -> Page[TemplateLine]:
    """A page of the templates that the acting methodist may use, by title. Raises NotAllowed."""
    actor = require_role(ctx, *METHODISTS)
    usable = (
        select(RouteTemplate.id, RouteTemplate.title, RouteTemplate.steps)
        .join(OrgUnit, OrgUnit.id == RouteTemplate.unit_id)
        .where(RouteTemplate.archived_at.is_(None), _is_usable(actor))
        .order_by(RouteTemplate.title, RouteTemplate.id)
    )
    async with ctx.transaction() as db:
        found = await read_page(db, usable, page, PAGE)
    return found.map(lambda row: TemplateLine(row.id, row.title, len(row.steps)))


async def template(ctx: Context, template_id: int) -> TemplateCard:
    """A template that the acting methodist may use. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        found, unit = await load(ctx, template_id)
        return await card(ctx, found, unit)


async def load(ctx: Context, template_id: int, *, lock: bool = False) -> tuple[RouteTemplate, OrgUnit]:
    """A template that the acting methodist may use, and its unit; `lock` locks the template's row.

    Inside the caller's transaction. Raises NotFound, NotAllowed.
    """
    actor = require_role(ctx, *METHODISTS)
    statement = (
        select(RouteTemplate, OrgUnit)
        .join(OrgUnit, OrgUnit.id == RouteTemplate.unit_id)
        .where(RouteTemplate.id == template_id, _is_usable(actor))
        .execution_options(populate_existing=True)
    )
    row = (
        await ctx.db.execute(statement.with_for_update(of=RouteTemplate) if lock else statement)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def card(ctx: Context, found: RouteTemplate, unit: OrgUnit) -> TemplateCard:
    """The card of a loaded template, inside the caller's transaction."""
    actor = ctx.me
    names = await person_names(ctx, {found.author_id} if found.author_id else set())
    given = await ctx.db.scalar(
        select(func.count(TemplateAssignment.id))
        .join(OrgUnit, OrgUnit.id == TemplateAssignment.unit_id)
        .where(TemplateAssignment.template_id == found.id, oversees(actor))
    )
    steps = [TemplateStep.of_data(one) for one in found.steps]
    return TemplateCard(
        id=found.id,
        title=found.title,
        unit=unit.short_title,
        author=names.get(found.author_id or 0),
        steps=tuple(StepLine(number, step.title, step.days) for number, step in enumerate(steps, start=1)),
        topics=tuple(dict.fromkeys(ctx.content.competencies[step.competency].title for step in steps)),
        is_put_away=found.archived_at is not None,
        may_change=may_change(actor, found, unit.path),
        given=given or 0,
    )


def may_change(actor: Actor, found: RouteTemplate, unit_path: str) -> bool:
    """Whether a methodist who may use a template may also rename and archive it."""
    return found.author_id == actor.person_id or covers(actor, METHODISTS, unit_path)


def oversees(actor: Actor) -> ColumnElement[bool]:
    """An SQL condition on TemplateAssignment and OrgUnit: it is the actor's own, or in the actor's scope."""
    return or_(TemplateAssignment.author_id == actor.person_id, in_scope(actor, METHODISTS))


def _is_usable(actor: Actor) -> ColumnElement[bool]:
    """An SQL condition on OrgUnit: the template's unit is, or is above or below, a unit of the actor."""
    above = {
        path for grant in actor.grants if grant.role in METHODISTS for path in paths_above(grant.unit_path)
    }
    return or_(OrgUnit.path.in_(sorted(above)), in_scope(actor, METHODISTS))
