"""Keeping a route as a template, renaming and archiving a template."""

from __future__ import annotations

from sqlalchemy import select

from services import audit
from services.context import Actor, Context, Grant
from services.errors import NotAllowed, WrongState
from services.people.models import OrgUnit, Person
from services.roles import METHODISTS
from services.route_templates import queries
from services.route_templates.models import RouteTemplate
from services.route_templates.queries import TemplateCard
from services.route_templates.rules import TITLE_LIMIT, Choice, TemplateStep, is_in_own_words
from services.routes.owners import day_and_calendar
from services.texts import checked


async def save(ctx: Context, route_id: int, choice: Choice, title: str) -> TemplateCard:
    """Keep the chosen steps of a route as a template of the author's highest unit.

    The template holds nothing about the route's owner, and steps in somebody's own words only if the author
    took them in. Equal steps under one name are kept once.
    Raises NotFound, NotAllowed, Invalid for a name missing or too long, WrongState if no step is left.
    """
    name = " ".join(checked(title, TITLE_LIMIT).split())
    async with ctx.transaction() as db:
        steps, owner_id = await queries.keepable(ctx, route_id)
        # The route is dated by its owner's calendar.
        _, calendar = await day_and_calendar(ctx, owner_id)
        kept = [
            TemplateStep.of(step, calendar).to_data()
            for step in steps
            if step.event_id is None and choice.keeps(step.id, is_in_own_words(step, ctx.content.catalog))
        ]
        if not kept:
            raise WrongState("error-template-empty")
        # Locked so that two messages sent by one person at once are handled one after another.
        await db.execute(select(Person.id).where(Person.id == ctx.me.person_id).with_for_update())
        unit = await db.get_one(OrgUnit, _highest(ctx.me).unit_id)
        same = await db.scalars(
            select(RouteTemplate).where(
                RouteTemplate.author_id == ctx.me.person_id,
                RouteTemplate.unit_id == unit.id,
                RouteTemplate.title == name,
                RouteTemplate.archived_at.is_(None),
            )
        )
        found = next((one for one in same if one.steps == kept), None)
        if found is None:
            found = RouteTemplate(
                unit_id=unit.id,
                author_id=ctx.me.person_id,
                title=name,
                steps=kept,
                created_at=ctx.now,
            )
            db.add(found)
            await db.flush()
            audit.note(ctx, "template_saved", template_id=found.id, steps=len(kept))
        return await queries.card(ctx, found, unit)


async def rename(ctx: Context, template_id: int, title: str) -> TemplateCard:
    """Rename a template. Raises NotFound, NotAllowed, Invalid for a name missing or too long."""
    name = " ".join(checked(title, TITLE_LIMIT).split())
    async with ctx.transaction() as db:
        found, unit = await _lock(ctx, template_id)
        found.title = name
        await db.flush()
        return await queries.card(ctx, found, unit)


async def put_away(ctx: Context, template_id: int, *, away: bool) -> TemplateCard:
    """Archive a template, so that it is no longer given to people, or restore it.

    A second call changes nothing. Routes made from the template stay. Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        found, unit = await _lock(ctx, template_id)
        if away != (found.archived_at is not None):
            found.archived_at = ctx.now if away else None
            audit.note(ctx, "template_put_away" if away else "template_returned", template_id=found.id)
            await db.flush()
        return await queries.card(ctx, found, unit)


async def _lock(ctx: Context, template_id: int) -> tuple[RouteTemplate, OrgUnit]:
    found, unit = await queries.load(ctx, template_id, lock=True)
    if not queries.may_change(ctx.me, found, unit.path):
        raise NotAllowed
    return found, unit


def _highest(actor: Actor) -> Grant:
    granted = [grant for grant in actor.grants if grant.role in METHODISTS]
    return min(granted, key=lambda grant: (len(grant.unit_path), grant.unit_path))
