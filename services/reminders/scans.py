"""Jobs that run once a day wherever people may be disturbed: in each time zone, by each school calendar.

Running one twice is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select

from services.calendar import is_quiet
from services.content.calendars import USUAL_CALENDAR
from services.context import Context
from services.db import upsert
from services.people.models import OrgUnit
from services.reminders.models import ScanRecord


@dataclass(frozen=True, slots=True)
class ZoneDay:
    """A day on which a job has still to run for the units of a zone that work by one school calendar.

    `record` names the job, the zone and, where it is not the usual one, the calendar.
    """

    record: str
    name: str
    calendar: str
    zone: ZoneInfo
    today: date

    def is_here(self) -> ColumnElement[bool]:
        """An SQL condition: the unit (join OrgUnit) is one of these."""
        return (OrgUnit.timezone == self.name) & (OrgUnit.calendar == self.calendar)


async def due(ctx: Context, job: str = "") -> list[ZoneDay]:
    """Where it is time for today's run of a job; the morning scan has no name."""
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
        if (one.record, one.today) not in done and not is_quiet(
            ctx.now, zone, ctx.content.calendar(calendar)
        ):
            found.append(one)
    return found


async def take(ctx: Context, one: ZoneDay) -> bool:
    """Record the run inside the caller's transaction; False where another replica has just done it."""
    inserted = await ctx.db.scalar(
        upsert(ctx.db, ScanRecord)
        .values(zone=one.record, day=one.today, done_at=ctx.now)
        .on_conflict_do_nothing()
        .returning(ScanRecord.day)
    )
    return inserted is not None


async def carry_over(ctx: Context, timezone: str, old: str, new: str) -> None:
    """Before units of a zone change their calendar: its mornings go on from those of the one they leave.

    Where others work by the new one there already, theirs have been going on anyway.
    """
    others = exists().where(OrgUnit.timezone == timezone, OrgUnit.calendar == new)
    last = await ctx.db.scalar(
        select(func.max(ScanRecord.day)).where(ScanRecord.zone == _record("", timezone, old), ~others)
    )
    if last is not None:
        await ctx.db.execute(
            upsert(ctx.db, ScanRecord)
            .values(zone=_record("", timezone, new), day=last, done_at=ctx.now)
            .on_conflict_do_nothing()
        )


def _record(job: str, timezone: str, calendar: str) -> str:
    return " ".join(filter(None, (job, timezone, calendar if calendar != USUAL_CALENDAR else "")))
