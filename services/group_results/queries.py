"""Coverage: how many teachers took a diagnostic of their competencies, and which; never its results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select

from services.access import in_scope, require_cover, require_role
from services.assessments.models import Assessment
from services.context import Context
from services.errors import NotFound
from services.external_results.models import CONFIRMED, ExternalResult
from services.external_results.queries import confirmed_since
from services.group_results.rules import in_order, year_before
from services.paging import Page
from services.parts import parts_of_scope
from services.people.models import OrgUnit, Person, RoleGrant
from services.questionnaires import library
from services.roles import GROUP_READERS, METHODISTS, STAFF, Role

UNITS_PAGE = 5
NAMES_PAGE = 15


@dataclass(frozen=True, slots=True)
class Overview:
    """Coverage of the reader's scope: `finished` of `teachers` took a diagnostic within twelve months."""

    finished: int
    teachers: int
    sees_who: bool
    edits_questionnaires: bool


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """Coverage of a unit."""

    unit_id: int
    title: str
    finished: int
    teachers: int


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """A page of units; `finished` and `teachers` sum up all units."""

    units: Page[UnitCoverage]
    finished: int
    teachers: int

    @property
    def is_one(self) -> bool:
        """Whether there is only one unit, so that there is nothing to choose."""
        return self.units.total == 1


@dataclass(frozen=True, slots=True)
class TeacherLine:
    """A teacher's progress: the day of the last finished diagnostic, and whether one was begun."""

    name: str
    finished: date | None
    is_begun: bool


@dataclass(frozen=True, slots=True)
class TeacherPage:
    """A page of a unit's teachers; `missing` leaves out teachers who have finished.

    `is_only_unit` tells whether the reader has no other unit.
    """

    unit_id: int
    title: str
    names: Page[TeacherLine]
    missing: bool
    is_only_unit: bool


def is_teacher() -> ColumnElement[bool]:
    """An SQL condition on Person: teaches and was not archived."""
    # Not IN: SQLite would list the teachers of the whole region for every part of it.
    teaches = exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.TEACHER)
    return Person.archived_at.is_(None) & teaches


def counts_from(ctx: Context) -> datetime:
    """The moment (aware) since which a finished questionnaire counts."""
    return datetime.combine(year_before(ctx.today), time(), ctx.zone)


async def overview(ctx: Context) -> Overview:
    """Coverage of the acting methodist's or leader's scope. Raises NotAllowed."""
    actor = require_role(ctx, *GROUP_READERS)
    finished, teachers = await ctx.recently("coverage", lambda: _coverage(ctx))
    return Overview(
        finished=finished,
        teachers=teachers,
        sees_who=actor.has(*METHODISTS),
        edits_questionnaires=actor.has(*STAFF),
    )


async def _has_finished(ctx: Context) -> ColumnElement[bool]:
    """An SQL condition on Person. It asks for each person apart, so it costs as much as there are people."""
    finished = exists().where(
        Assessment.person_id == Person.id,
        Assessment.questionnaire.in_(await library.of_competencies(ctx)),
        Assessment.finished_at >= counts_from(ctx),
    )
    return finished | confirmed_since(year_before(ctx.today))


async def _coverage(ctx: Context) -> tuple[tuple[int, int], int]:
    """How many of how many teachers have finished, and the latter once more."""
    rows, teachers = await _coverage_by_unit(ctx, *GROUP_READERS)
    return (sum(finished for _, _, finished, _ in rows), teachers), teachers


async def by_unit(ctx: Context, page: int) -> CoveragePage:
    """A page of coverage by unit, for methodists. Raises NotAllowed."""
    require_role(ctx, *METHODISTS)
    rows = await ctx.recently("coverage by unit", lambda: _coverage_by_unit(ctx, *METHODISTS))
    units = sorted(
        (UnitCoverage(*row) for row in rows), key=lambda unit: (in_order(unit.title), unit.unit_id)
    )
    return CoveragePage(
        units=Page.of(units, page, UNITS_PAGE),
        finished=sum(unit.finished for unit in units),
        teachers=sum(unit.teachers for unit in units),
    )


async def _coverage_by_unit(ctx: Context, *roles: Role) -> tuple[list[Any], int]:
    """Units in the scope of these roles: id, title, how many have finished, of how many teachers."""
    finished = func.sum(case((await _has_finished(ctx), 1), else_=0))
    rows: list[Any] = []
    async for part in parts_of_scope(ctx, *roles):
        async with ctx.transaction() as db:
            rows += await db.execute(
                select(OrgUnit.id, OrgUnit.short_title, finished, func.count())
                .join(Person, Person.unit_id == OrgUnit.id)
                .where(OrgUnit.id.in_(part), is_teacher())
                .group_by(OrgUnit.id, OrgUnit.short_title)
            )
    return rows, sum(teachers for *_, teachers in rows)


async def teachers(ctx: Context, unit_id: int, page: int, *, missing: bool) -> TeacherPage:
    """The teachers of a unit by progress: finished, begun, not begun. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        unit = await db.get(OrgUnit, unit_id)
        if unit is None:
            raise NotFound
        require_cover(ctx, METHODISTS, unit.path)
        codes = await library.of_competencies(ctx)
        finished_at = (
            select(func.max(Assessment.finished_at))
            .where(
                Assessment.person_id == Person.id,
                Assessment.questionnaire.in_(codes),
                Assessment.finished_at >= counts_from(ctx),
            )
            .scalar_subquery()
        )
        taken_on = (
            select(func.max(ExternalResult.taken_on))
            .where(
                ExternalResult.person_id == Person.id,
                ExternalResult.status == CONFIRMED,
                ExternalResult.taken_on >= year_before(ctx.today),
            )
            .scalar_subquery()
        )
        begun = select(Assessment.person_id).where(
            Assessment.questionnaire.in_(codes), Assessment.finished_at.is_(None)
        )
        rows = (
            await db.execute(
                select(Person, finished_at, taken_on, Person.id.in_(begun))
                .where(Person.unit_id == unit_id, is_teacher())
                .order_by(Person.last_name, Person.first_name, Person.id)
            )
        ).all()
        units = await db.scalar(
            select(func.count(Person.unit_id.distinct()))
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(in_scope(ctx.me, METHODISTS), is_teacher())
        )
    found = []
    for person, at, day, is_begun in rows:
        days = [one for one in (at.astimezone(ctx.zone).date() if at else None, day) if one]
        found.append(TeacherLine(person.full_name, max(days, default=None), bool(is_begun)))
    if missing:
        found = [one for one in found if one.finished is None]
    names = Page.of(found, page, NAMES_PAGE)
    return TeacherPage(unit_id, unit.short_title, names, missing, units == 1)
