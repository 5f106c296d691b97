"""Updates about school calendars: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.people import calendar_screens
from handlers.people.links import CalendarChoices, CalendarUnits, ChooseCalendar, SchoolCalendarOf
from handlers.screen import Screen, show
from handlers.words import Words
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.people import calendars, queries
from services.people.calendars import UnitCalendar
from services.roles import METHODISTS

router = Router(name="people-calendars")


@router.callback_query(SchoolCalendarOf.filter())
async def school_calendar(query: CallbackQuery, callback_data: SchoolCalendarOf, ctx: Context) -> None:
    await show(query, ctx, _calendar(ctx, await calendars.calendar_of(ctx, callback_data.unit_id or None)))


def _calendar(ctx: Context, one: UnitCalendar) -> Screen:
    return calendar_screens.calendar(one, ctx.today, from_routes=ctx.me.has(*METHODISTS))


@router.callback_query(CalendarUnits.filter())
async def calendar_units(query: CallbackQuery, callback_data: CalendarUnits, ctx: Context) -> None:
    page = await queries.my_units(ctx, callback_data.page)
    if page.total == 1:  # nothing to choose from
        await show(query, ctx, _calendar(ctx, await calendars.calendar_of(ctx, page.items[0].id)))
        return
    await show(query, ctx, calendar_screens.units(page, from_routes=ctx.me.has(*METHODISTS)))


@router.callback_query(CalendarChoices.filter())
async def calendar_choices(query: CallbackQuery, callback_data: CalendarChoices, ctx: Context) -> None:
    one = await calendars.calendar_of(ctx, callback_data.unit_id)
    if not one.may_choose:
        raise NotAllowed
    every = tuple(ctx.content.calendars.values())
    await show(query, ctx, calendar_screens.choices(one, every, callback_data.page))


@router.callback_query(ChooseCalendar.filter(~F.sure))
async def confirm_calendar(query: CallbackQuery, callback_data: ChooseCalendar, ctx: Context) -> None:
    one = await calendars.calendar_of(ctx, callback_data.unit_id)
    chosen = ctx.content.calendars.get(callback_data.code)
    if not one.may_choose:
        raise NotAllowed
    if chosen is None:
        raise NotFound
    await show(query, ctx, calendar_screens.confirm(one, chosen))


@router.callback_query(ChooseCalendar.filter(F.sure))
async def choose_calendar(query: CallbackQuery, callback_data: ChooseCalendar, ctx: Context) -> None:
    one = await calendars.choose(ctx, callback_data.unit_id, callback_data.code)
    await show(query, ctx, _calendar(ctx, one), toast=Words("calendar-chosen-toast"))
