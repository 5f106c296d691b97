"""The target of an event made from a cell of the map: its teachers, and those who get the announcement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from services.access import in_scope, require_cover, require_role
from services.assessments.models import Score
from services.context import Context
from services.errors import NotFound
from services.group_results.maps import SUBJECTS, with_latest_scores
from services.group_results.queries import is_teacher
from services.group_results.rules import Axis, Target, code_of, first_subject
from services.people.models import OrgUnit, Person
from services.questionnaires import library
from services.roles import METHODISTS


async def target_of(ctx: Context, axis: str, row: str, competency: str) -> Target:
    """The teachers of a row of the acting methodist's map. Raises NotAllowed, NotFound."""
    actor = require_role(ctx, *METHODISTS)
    if competency not in ctx.content.competencies:
        raise NotFound
    async with ctx.transaction() as db:
        if axis == Axis.UNITS:
            unit = await db.get(OrgUnit, int(row)) if row.isdecimal() else None
            if unit is None:
                raise NotFound
            require_cover(ctx, METHODISTS, unit.path)
            return Target(unit_id=unit.id, title=unit.short_title)
        lists = await _subject_lists(ctx, in_scope(actor, METHODISTS))
    subjects = filter(None, map(first_subject, lists))
    found = min((subject for subject in subjects if code_of(subject) == row), default=None)
    if axis != Axis.SUBJECTS or found is None:
        raise NotFound
    return Target(subject=found, title=found)


async def unit_of(ctx: Context, target: Target) -> OrgUnit | None:
    """The unit of a target that has one, inside the caller's transaction. Raises NotAllowed, NotFound."""
    if target.unit_id is None:
        return None
    unit = await ctx.db.get(OrgUnit, target.unit_id)
    if unit is None:
        raise NotFound
    require_cover(ctx, METHODISTS, unit.path)
    return unit


async def is_in(ctx: Context, target: Target, unit_path: str) -> ColumnElement[bool]:
    """An SQL condition on Person: a teacher of the target. A subject's teachers have it as their first."""
    if target.unit_id is not None:
        return (Person.unit_id == target.unit_id) & is_teacher()
    lists = await _subject_lists(ctx, OrgUnit.path.startswith(unit_path, autoescape=True))
    wanted = code_of(target.subject)
    teaching = [stored for stored in lists if code_of(first_subject(stored)) == wanted]
    return SUBJECTS.in_(teaching) & is_teacher()


async def in_deficit(ctx: Context, competency: str, unit_path: str) -> Select[Any]:
    """Ids of a subtree's teachers whose latest level in a competency is a deficit. Never shown to anybody."""
    codes = await library.of_competencies(ctx)
    units = select(OrgUnit.id).where(OrgUnit.path.startswith(unit_path, autoescape=True))
    deficits = [code for code, level in ctx.content.levels.items() if level.deficit]
    return with_latest_scores(ctx, codes, Person.id).where(
        Score.subject == competency, Score.level.in_(deficits), Person.unit_id.in_(units)
    )


async def _subject_lists(ctx: Context, condition: ColumnElement[bool]) -> Sequence[str]:
    lists = await ctx.db.scalars(
        select(SUBJECTS)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(condition, is_teacher())
        .distinct()
        .order_by(SUBJECTS)
    )
    return lists.all()
