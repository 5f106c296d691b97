"""The owner of a route, and the date and the school calendar at the owner's organisation."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from services.content.calendars import SchoolCalendar
from services.context import Context
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView
from services.routes.models import Route


async def owner_of(ctx: Context, route: Route) -> tuple[PersonView, ZoneInfo]:
    """The owner of a route and the time zone of the owner's organisation, in which the dates are meant."""
    person, unit, timezone = (
        await ctx.db.execute(
            select(Person, OrgUnit.short_title, OrgUnit.timezone)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(Person.id == route.person_id)
        )
    ).one()
    return PersonView.of(person, unit), ZoneInfo(timezone)


def today_of(ctx: Context, zone: ZoneInfo) -> date:
    """The calendar date now in a time zone."""
    return ctx.now.astimezone(zone).date()


async def day_and_calendar(ctx: Context, person_id: int) -> tuple[date, SchoolCalendar]:
    """The calendar date now and the school calendar at a person's organisation.

    Inside the caller's transaction.
    """
    timezone, code = (
        await ctx.db.execute(
            select(OrgUnit.timezone, OrgUnit.calendar)
            .join(Person, Person.unit_id == OrgUnit.id)
            .where(Person.id == person_id)
        )
    ).one()
    return today_of(ctx, ZoneInfo(timezone)), ctx.content.calendar(code)
