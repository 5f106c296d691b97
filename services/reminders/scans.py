"""Jobs that run once a day in each time zone and school calendar, at hours when people may be disturbed.

A second run on one day changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, delete, exists, func, literal, select, true

from services.calendar import is_quiet
from services.content.calendars import USUAL_CALENDAR, SchoolCalendar
from services.context import Context
from services.db import upsert
from services.people.models import OrgUnit, Person
from services.reminders.models import ScanRecord

# Queued digests expire as quiet hours begin, so a run must be at least this long before them.
TIME_TO_TELL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ZoneDay:
    """A day on which a job has still to run for the units of one time zone and one school calendar.

    `record` names the job, the zone and, if it is not the usual one, the calendar. `part` is an SQL condition
    on OrgUnit that narrows the units.
    """

    record: str
    name: str
    calendar: str
    zone: ZoneInfo
    today: date
    part: ColumnElement[bool] = field(default_factory=true, compare=False)

    def is_here(self) -> ColumnElement[bool]:
        """An SQL condition on OrgUnit: the unit is one of these units."""
        return (OrgUnit.timezone == self.name) & (OrgUnit.calendar == self.calendar) & self.part

    def of(self, people: Select[Any]) -> Select[Any]:
        """A SELECT of ids: the given people (by id) who work in these units."""
        return (
            select(Person.id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(Person.id.in_(people), Person.archived_at.is_(None), self.is_here())
        )


async def due(ctx: Context, job: str = "") -> list[ZoneDay]:
    """The zones and calendars where today's run of a job is due; the morning scan has an empty name.

    A run does not begin in the last hour before quiet hours: the next morning catches up.
    """
    async with ctx.transaction() as db:
        places = (await db.execute(select(OrgUnit.timezone, OrgUnit.calendar).distinct())).all()
        done = {
            (record, day)
            for record, day in await db.execute(
                # The zones' calendar days differ by one at most.
                select(ScanRecord.zone, ScanRecord.day).where(
                    ScanRecord.day >= ctx.now.date() - timedelta(days=1)
                )
            )
        }
    found = []
    for name, calendar in places:
        zone = ZoneInfo(name)
        one = ZoneDay(_record(job, name, calendar), name, calendar, zone, ctx.now.astimezone(zone).date())
        if (one.record, one.today) not in done and is_time(ctx.now, zone, ctx.content.calendar(calendar)):
            found.append(one)
    return found


def is_time(moment: datetime, zone: ZoneInfo, calendar: SchoolCalendar) -> bool:
    """Whether a run may begin at `moment` (aware): its messages can be sent before quiet hours begin."""
    return not any(is_quiet(one, zone, calendar) for one in (moment, moment + TIME_TO_TELL))


async def take(ctx: Context, one: ZoneDay) -> bool:
    """Record the run inside the caller's transaction; returns False if another replica has done so."""
    inserted = await ctx.db.scalar(
        upsert(ctx.db, ScanRecord)
        .values(zone=one.record, day=one.today, done_at=ctx.now)
        .on_conflict_do_nothing()
        .returning(ScanRecord.day)
    )
    return inserted is not None


async def since_last(ctx: Context, one: ZoneDay) -> tuple[list[tuple[ZoneDay, date | None]], list[str]]:
    """The units of a run in parts, each with its last scanned day; inside the caller's transaction.

    There is one part, unless some units have changed their calendar since: those continue after their own
    last day. The second value holds the names of these units' records, to be given to `join` after the run.
    """
    last = await _last(ctx, one.record, before=one.today)
    kept = (
        await ctx.db.execute(
            select(ScanRecord.zone, ScanRecord.day)
            .join(OrgUnit, ScanRecord.zone == _of_unit())
            .where(one.is_here())
        )
    ).all()
    if not kept:
        return [(one, last)], []
    others = replace(one, part=~exists().where(ScanRecord.zone == _of_unit()))
    parts = [
        (others, last),
        *(
            (replace(one, part=exists().where(ScanRecord.zone == _of_unit(), ScanRecord.day == day)), day)
            for day in sorted({day for _, day in kept})
            if day < one.today  # else these units had their scan today by the old calendar
        ),
    ]
    return parts, [record for record, _ in kept]


async def carry_over(ctx: Context, moving: ColumnElement[bool]) -> None:
    """Keep the last scanned day of units that are about to change their calendar, until their next scan.

    `moving` is an SQL condition on OrgUnit. The days scanned by the new calendar may be different. A unit
    that changes its calendar twice before its next scan keeps the first record.
    """
    left = await ctx.db.execute(select(OrgUnit.timezone, OrgUnit.calendar).where(moving).distinct())
    for timezone, old in left.all():
        last = await _last(ctx, _record("", timezone, old))
        if last is None:
            continue
        units = select(_of_unit(), literal(last), literal(ctx.now, ScanRecord.done_at.type)).where(
            moving,
            OrgUnit.timezone == timezone,
            OrgUnit.calendar == old,
            ~exists().where(ScanRecord.zone == _of_unit()),
        )
        await ctx.db.execute(
            upsert(ctx.db, ScanRecord).from_select(["zone", "day", "done_at"], units).on_conflict_do_nothing()
        )


async def join(ctx: Context, kept: list[str]) -> None:
    """Delete the records of units that had changed their calendar, after a run.

    A record made during the run by another unit stays for the next run.
    """
    await ctx.db.execute(delete(ScanRecord).where(ScanRecord.zone.in_(kept)))


async def _last(ctx: Context, record: str, before: date = date.max) -> date | None:
    return await ctx.db.scalar(
        select(func.max(ScanRecord.day)).where(ScanRecord.zone == record, ScanRecord.day < before)
    )


def _of_unit() -> ColumnElement[str]:
    """In SQL: the name of an OrgUnit's own record while it changes its calendar."""
    name: ColumnElement[str] = literal("unit ") + OrgUnit.id.cast(String)
    return name


def _record(job: str, timezone: str, calendar: str) -> str:
    return " ".join(filter(None, (job, timezone, calendar if calendar != USUAL_CALENDAR else "")))
