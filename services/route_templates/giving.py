"""Giving a template to a segment: everyone gets an approved route at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, column, exists, insert, literal, select, values

from services import audit, mailings
from services.access import nearest_methodists, require_role
from services.context import Context
from services.db import Base, upsert
from services.errors import WrongState
from services.people.models import OrgUnit, Person
from services.roles import METHODISTS
from services.route_templates import assignments, segments
from services.route_templates.assignments import AssignmentCard
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.route_templates.rules import TemplateStep, dated, is_too_many, may_start
from services.route_templates.segments import Order
from services.routes.agreement.versions import snapshot
from services.routes.models import ON_TEMPLATE, Route, RouteStep, RouteVersion

# Ids of a unit, of the methodist nearest to its people, and of the methodist nearest to that methodist.
_Place = tuple[int, int | None, int | None]


async def give(ctx: Context, order: Order, key: str) -> AssignmentCard:
    """Give an approved route from a template to everyone of a segment without a route; they hear of it.

    `key` is that of the confirmed preview; a second confirmation shows the assignment made by the first.
    Raises NotFound, NotAllowed, Invalid for a wrong audience, WrongState if the preview is out of date,
    nobody would get a route, or too many people would (`rules.MOST_AT_ONCE`).
    """
    require_role(ctx, *METHODISTS)
    source = f"{ctx.me.person_id}:{key}"
    async with ctx.transaction() as db:
        known = await _by_source(ctx, source)
        if known is None:
            template, unit = await segments.checked(ctx, order)
            people = await segments.who_gets(ctx, unit.path, order.audience, lock=True)
            if is_too_many(len(people)):
                raise WrongState("error-template-too-many")
            if key != await segments.key_of(ctx, order, people) or not may_start(order.starts, ctx.today):
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
        return await assignments.assignment_card(ctx, known)


async def _by_source(ctx: Context, source: str) -> TemplateAssignment | None:
    return await ctx.db.scalar(select(TemplateAssignment).where(TemplateAssignment.source == source))


async def _make_routes(
    ctx: Context, assignment_id: int, template: RouteTemplate, unit_path: str, order: Order
) -> int:
    """Insert routes with their steps and first version in a few statements; returns how many routes."""
    steps = [TemplateStep.of_data(one) for one in template.steps]
    people = segments.getting(ctx, unit_path, order.audience)
    given = 0
    for code, places in (await _places(ctx, unit_path, people)).items():
        plan = dated(steps, order.starts, ctx.content.catalog, ctx.content.calendar(code))
        given += await _insert_routes(ctx, assignment_id, people, places, order.starts, plan)
        await _insert_steps(ctx, assignment_id, plan)
    everyone: Select[Any] = select(Route.person_id).where(Route.assignment_id == assignment_id)
    await mailings.post_to_all(
        ctx, everyone, "route_given", key=f"route_given:{assignment_id}", assignment_id=assignment_id
    )
    return given


async def _places(ctx: Context, unit_path: str, people: Select[Any]) -> dict[str, list[_Place]]:
    """The units where the people work, by school calendar, with the methodists for routes there.

    Read once, so that a calendar changed meanwhile has no effect on half of the routes.
    """
    rows = await ctx.db.execute(
        select(OrgUnit.id, OrgUnit.path, OrgUnit.calendar)
        .join(Person, Person.unit_id == OrgUnit.id)
        .where(Person.id.in_(people))
        .distinct()
    )
    units = rows.all()
    nearest = await nearest_methodists(ctx, unit_path, [path for _, path, _ in units])
    places: dict[str, list[_Place]] = defaultdict(list)
    for unit_id, path, calendar in units:
        first, second, *_ = [*nearest[path], None, None]
        places[calendar].append((unit_id, first, second))
    # Always in one order: two calls at once must not wait for each other.
    return dict(sorted(places.items()))


async def _insert_routes(
    ctx: Context,
    assignment_id: int,
    people: Select[Any],
    places: Sequence[_Place],
    starts: date,
    plan: Sequence[RouteStep],
) -> int:
    """Insert approved routes; returns how many. A person who has just got a live route gets none here."""
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
    place = (
        values(column("unit_id", Integer), column("nearest_id", Integer), column("next_id", Integer))
        .data(list(places))
        .cte("place")
    )
    # The nearest methodist accompanies the route, since the giver may be responsible for a whole region.
    methodist = case((place.c.nearest_id == Person.id, place.c.next_id), else_=place.c.nearest_id)
    made = await ctx.db.scalars(
        upsert(ctx.db, Route)
        .from_select(
            ["person_id", *row, "methodist_id"],
            people.add_columns(*_literals(Route, row), methodist)
            .join(place, place.c.unit_id == Person.unit_id)
            .order_by(Person.id),
        )
        .on_conflict_do_nothing()
        .returning(Route.id)
    )
    return len(made.all())


async def _insert_steps(ctx: Context, assignment_id: int, plan: Sequence[RouteStep]) -> None:
    """Insert steps and the approved first version for routes of an assignment that have no version yet."""
    versions = exists().where(RouteVersion.route_id == Route.id)
    routes = select(Route.id).where(Route.assignment_id == assignment_id, ~versions)
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
