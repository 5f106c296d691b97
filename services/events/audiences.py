"""The people who are told of a new event."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from services.access import has_joined, paths_above, require_role
from services.context import Context
from services.errors import NotAllowed
from services.events import rules
from services.events.rules import Draft
from services.group_results import targets
from services.group_results.rules import LEAST
from services.people.models import OrgUnit, Person, RoleGrant
from services.people.rules import ROLES_OF, Audience
from services.roles import STAFF


def audience_condition(audiences: list[str], young_bounds: tuple[date, date]) -> ColumnElement[bool]:
    """An SQL condition on Person, equal to `people.rules.audiences`: they belong to one of the audiences."""
    if Audience.EVERYONE in audiences:
        return true()
    roles = sorted({role.value for code in audiences for role in ROLES_OF.get(Audience(code), ())})
    conditions: list[ColumnElement[bool]] = []
    if roles:
        granted = select(RoleGrant.person_id).where(RoleGrant.role.in_(roles))
        conditions.append(Person.id.in_(granted))
    if Audience.YOUNG_SPECIALIST in audiences:
        born_after, teaching_after = young_bounds
        conditions.append((Person.birth_date > born_after) & (Person.teaching_since > teaching_after))
    return or_(False, *conditions)


def recipients(ctx: Context, audiences: list[str], unit_path: str) -> Select[Any]:
    """Ids of the people of an audience in a unit's subtree who have joined, without the acting person."""
    return (
        select(Person.id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(
            has_joined(),
            OrgUnit.path.startswith(unit_path, autoescape=True),
            Person.archived_at.is_(None),
            Person.id != ctx.me.person_id,
            audience_condition(audiences, rules.young_bounds(ctx.today)),
        )
    )


async def announcing_unit(ctx: Context) -> OrgUnit:
    """The acting methodist's or admin's highest unit: their events are for its people. Raises NotAllowed."""
    actor = require_role(ctx, *STAFF)
    highest = min(
        (grant for grant in actor.grants if grant.role in STAFF), key=lambda grant: len(grant.unit_path)
    )
    path = highest.unit_path
    if path == "/":  # an admin named by the operator covers all units
        path = paths_above(actor.unit_path)[0]
    unit = await ctx.db.scalar(select(OrgUnit).where(OrgUnit.path == path))
    if unit is None:
        raise NotAllowed
    return unit


async def unit_for(ctx: Context, draft: Draft) -> OrgUnit:
    """The unit of a draft's target, else the author's highest unit. Raises NotAllowed, NotFound."""
    own = await announcing_unit(ctx)
    return own if draft.target is None else await targets.unit_of(ctx, draft.target) or own


async def invited(ctx: Context, draft: Draft, unit_path: str) -> Select[Any]:
    """Ids of the people who have joined and for whom a draft is: its audience, or its target's teachers."""
    everyone = recipients(ctx, [draft.audience], unit_path)
    if draft.target is None:
        return everyone
    return everyone.where(await targets.is_in(ctx, draft.target, unit_path))


async def written_to(ctx: Context, draft: Draft, unit_path: str) -> Select[Any]:
    """Ids of the people who would get a draft's announcement; nobody is told how they were chosen.

    Of a target's teachers only those for whom the topic is a deficit, where they are so many that nobody is
    singled out; else all of them.
    """
    meant = await invited(ctx, draft, unit_path)
    if draft.target is None:
        return meant
    in_need = meant.where(Person.id.in_(await targets.in_deficit(ctx, draft.topic, unit_path)))
    count = await ctx.db.scalar(select(func.count()).select_from(in_need.subquery()))
    return in_need if (count or 0) >= LEAST else meant
