"""The school calendars of units: looking at a calendar, choosing one."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.people import calendar_screens as screens
from handlers.people import links
from handlers.screen import Screen
from handlers.words import Words
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.people import calendars, queries
from services.people.calendars import UnitCalendar
from services.roles import METHODISTS

feature = Feature("people-calendars")


@feature.button(links.SchoolCalendarOf)
async def school_calendar(ctx: Context, link: links.SchoolCalendarOf) -> Answer:
    return _calendar(ctx, await calendars.calendar_of(ctx, link.unit_id or None))


def _calendar(ctx: Context, one: UnitCalendar) -> Screen:
    return screens.calendar(one, ctx.today, from_routes=ctx.me.has(*METHODISTS))


@feature.button(links.CalendarUnits)
async def calendar_units(ctx: Context, link: links.CalendarUnits) -> Answer:
    page = await queries.my_units(ctx, link.page)
    if page.total == 1:  # there is no choice
        return _calendar(ctx, await calendars.calendar_of(ctx, page.items[0].id))
    return screens.units(page, from_routes=ctx.me.has(*METHODISTS))


@feature.button(links.CalendarChoices)
async def calendar_choices(ctx: Context, link: links.CalendarChoices) -> Answer:
    one = await calendars.calendar_of(ctx, link.unit_id)
    if not one.may_choose:
        raise NotAllowed
    return screens.choices(one, tuple(ctx.content.calendars.values()), link.page)


@feature.button(links.ChooseCalendar)
async def choose_calendar(ctx: Context, link: links.ChooseCalendar) -> Answer:
    if link.sure:
        one = await calendars.choose(ctx, link.unit_id, link.code)
        return Reply(_calendar(ctx, one), toast=Words("calendar-chosen-toast"))
    one = await calendars.calendar_of(ctx, link.unit_id)
    chosen = ctx.content.calendars.get(link.code)
    if not one.may_choose:
        raise NotAllowed
    if chosen is None:
        raise NotFound
    return screens.confirm(one, chosen)
