"""Giving a template to a segment: everyone gets an approved route at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, insert, literal, select

from services import audit, outbox
from services.access import nearest_methodist, require_role
from services.context import Context
from services.db import Base, upsert
from services.errors import WrongState
from services.people.models import OrgUnit, Person
from services.roles import METHODISTS
from services.route_templates import assignments, segments
from services.route_templates.assignments import AssignmentCard
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.route_templates.rules import TemplateStep, dated, may_start
from services.route_templates.segments import Order
from services.routes.history import snapshot
from services.routes.models import ON_TEMPLATE, Route, RouteStep, RouteVersion


async def give(ctx: Context, order: Order, key: str) -> AssignmentCard:
    """Give everyone of a segment who has none an approved route from a template; they hear of it.

    `key` is that of the preview it was confirmed under; the same confirmation again shows the same one.
    Raises NotFound, NotAllowed, Invalid for a wrong audience, WrongState where the preview is out of date or
    nobody is left to get a route.
    """
    require_role(ctx, *METHODISTS)
    source = f"{ctx.me.person_id}:{key}"
    async with ctx.transaction() as db:
        known = await _by_source(ctx, source)
        if known is None:
            template, unit = await segments.checked(ctx, order)
            if key != await segments.latest_key(ctx) or not may_start(order.starts, ctx.today):
                raise WrongState("error-template-preview-old")
            fresh = await db.scalar(
                upsert(db, TemplateAssignment)
                .values(
                    template_id=template.id,
                    author_id=ctx.me.person_id,
                    unit_id=unit.id,
                    audience=order.audience,
                    starts=order.starts,
                    created_at=ctx.now,
                    source=source,
                )
                .on_conflict_do_nothing(index_elements=["source"])
                .returning(TemplateAssignment.id)
            )
            if fresh is not None:
                given = await _make_routes(ctx, fresh, template, unit.path, order)
                if not given:
                    raise WrongState("error-template-nobody")
                audit.note(ctx, "template_given", assignment_id=fresh, people=given)
            known = await _by_source(ctx, source)
        if known is None or order != Order(known.template_id, known.unit_id, known.audience, known.starts):
            raise WrongState("error-template-preview-old")
        return await assignments.card(ctx, known)


async def _by_source(ctx: Context, source: str) -> TemplateAssignment | None:
    return await ctx.db.scalar(select(TemplateAssignment).where(TemplateAssignment.source == source))


async def _make_routes(
    ctx: Context, assignment_id: int, template: RouteTemplate, unit_path: str, order: Order
) -> int:
    """Routes with their steps and first version, in a few statements whatever their number; how many."""
    steps = [TemplateStep.of_data(one) for one in template.steps]
    people = segments.getting(ctx, unit_path, order.audience)
    given = 0
    for code in await segments.calendars_of(ctx, people):
        plan = dated(steps, order.starts, ctx.content.catalog, ctx.content.calendar(code))
        # In one order, or two such at once could wait for each other.
        chosen = people.where(OrgUnit.calendar == code).order_by(Person.id)
        given += await _insert_routes(ctx, assignment_id, chosen, order.starts, plan)
        await _insert_steps(ctx, assignment_id, code, plan)
    everyone: Select[Any] = select(Route.person_id).where(Route.assignment_id == assignment_id)
    await outbox.post_to_all(
        ctx, everyone, "route_given", key=f"route_given:{assignment_id}", assignment_id=assignment_id
    )
    return given


async def _insert_routes(
    ctx: Context, assignment_id: int, people: Select[Any], starts: date, plan: Sequence[RouteStep]
) -> int:
    """Whoever got a live route this very moment keeps that one alone."""
    me, now = ctx.me.person_id, ctx.now
    row: dict[str, Any] = {
        "assignment_id": assignment_id,
        "basis": ON_TEMPLATE,
        "starts": starts,
        "ends": max(step.due for step in plan),
        "status": "approved",
        "version": 1,
        "approved_by_id": me,
        "approved_at": now,
        "created_at": now,
    }
    made = await ctx.db.scalars(
        upsert(ctx.db, Route)
        .from_select(
            ["person_id", *row, "methodist_id"],
            # Whoever is nearest accompanies it, as any other route: the giver may answer for a whole region.
            people.add_columns(*_literals(Route, row), nearest_methodist()),
        )
        .on_conflict_do_nothing()
        .returning(Route.id)
    )
    return len(made.all())


async def _insert_steps(ctx: Context, assignment_id: int, calendar: str, plan: Sequence[RouteStep]) -> None:
    """Steps and the approved first version of an assignment's routes by one school calendar."""
    routes = (
        select(Route.id)
        .join(Person, Person.id == Route.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(Route.assignment_id == assignment_id, OrgUnit.calendar == calendar)
    )
    names = [column.name for column in RouteStep.__table__.columns if column.name not in ("id", "route_id")]
    for step in plan:
        row = {name: getattr(step, name) for name in names}
        await ctx.db.execute(
            insert(RouteStep).from_select(["route_id", *row], routes.add_columns(*_literals(RouteStep, row)))
        )
    version: dict[str, Any] = {
        "version": 1,
        "steps": snapshot(plan),
        "sent_at": ctx.now,
        "decision": "approved",
        "decided_by_id": ctx.me.person_id,
        "decided_at": ctx.now,
    }
    await ctx.db.execute(
        insert(RouteVersion).from_select(
            ["route_id", *version], routes.add_columns(*_literals(RouteVersion, version))
        )
    )


def _literals(table: type[Base], row: dict[str, Any]) -> list[ColumnElement[Any]]:
    return [literal(value, table.__table__.c[name].type) for name, value in row.items()]
