"""Jobs that run once a day in every time zone, when people there may be disturbed; twice is harmless."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from services.calendar import is_quiet
from services.context import Context
from services.db import upsert
from services.people.models import OrgUnit
from services.reminders.models import ScanRecord


@dataclass(frozen=True, slots=True)
class ZoneDay:
    """A day in a time zone on which a job has still to run; `record` names the job and the zone."""

    record: str
    name: str
    zone: ZoneInfo
    today: date


async def due(ctx: Context, job: str = "") -> list[ZoneDay]:
    """The zones where it is time for today's run of a job; the morning scan has no name."""
    async with ctx.transaction() as db:
        zones = (await db.scalars(select(OrgUnit.timezone).distinct())).all()
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
    for name in zones:
        zone = ZoneInfo(name)
        one = ZoneDay(f"{job} {name}".strip(), name, zone, ctx.now.astimezone(zone).date())
        if (one.record, one.today) not in done and not is_quiet(ctx.now, zone, ctx.content.calendar):
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
