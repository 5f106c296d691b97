"""An organisation's school calendar: all its people see it, its methodists choose it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select, update

from services import audit
from services.access import covers, in_scope, require_cover
from services.content.calendars import SchoolCalendar
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.people.models import OrgUnit
from services.reminders import scans
from services.roles import STAFF


@dataclass(frozen=True, slots=True)
class UnitCalendar:
    """The calendar of a unit. `units` counts the units whose calendar a choice for this unit would change.

    `has_others` tells whether the acting person may look at other units.
    """

    unit_id: int
    unit: str
    calendar: SchoolCalendar
    may_choose: bool
    units: int
    has_others: bool


async def calendar_of(ctx: Context, unit_id: int | None = None) -> UnitCalendar:
    """The calendar of the acting person's own unit, or of another unit in their scope.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        unit = await db.get(OrgUnit, unit_id or ctx.me.unit_id, populate_existing=True)
        if unit is None:
            raise NotFound
        may_choose = covers(ctx.me, STAFF, unit.path)
        if unit.id != ctx.me.unit_id and not may_choose:
            raise NotAllowed
        return await _view(ctx, unit, may_choose=may_choose)


async def choose(ctx: Context, unit_id: int, code: str) -> UnitCalendar:
    """Choose the calendar of a unit and of all units below it. A repeated choice changes nothing.

    Quiet days change at once, and so do dates of routes drafted later; dates already agreed on stay.
    Raises NotFound, NotAllowed for anyone but methodists and admins over the unit.
    """
    if code not in ctx.content.calendars:
        raise NotFound
    async with ctx.transaction() as db:
        unit = await db.get(OrgUnit, unit_id)
        if unit is None:
            raise NotFound
        require_cover(ctx, STAFF, unit.path)
        to_change = OrgUnit.path.startswith(unit.path, autoescape=True) & (OrgUnit.calendar != code)
        await scans.carry_over(ctx, to_change)
        changed = await db.scalars(
            update(OrgUnit).where(to_change).values(calendar=code).returning(OrgUnit.id)
        )
        count = len(changed.all())
        if count:
            audit.note(ctx, "calendar_chosen", unit_id=unit.id, calendar=code, units=count)
        await db.refresh(unit)
        return await _view(ctx, unit, may_choose=True)


async def _view(ctx: Context, unit: OrgUnit, *, may_choose: bool) -> UnitCalendar:
    below = await ctx.db.scalar(
        select(func.count(OrgUnit.id)).where(OrgUnit.path.startswith(unit.path, autoescape=True))
    )
    has_others = await ctx.db.scalar(select(exists().where(in_scope(ctx.me), OrgUnit.id != unit.id)))
    return UnitCalendar(
        unit_id=unit.id,
        unit=unit.short_title,
        calendar=ctx.content.calendar(unit.calendar),
        may_choose=may_choose,
        units=below or 0,
        has_others=bool(has_others),
    )
