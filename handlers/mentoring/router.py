"""Updates about mentoring: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.mentoring import screens
from handlers.mentoring.links import Mentees, Mentoring, ShowMentee
from handlers.screen import Screen, show
from services.context import Context
from services.errors import NotFound
from services.mentoring import queries
from services.routes.reading import live_route_id
from services.skill_views.queries import has_written, may_visit

router = Router(name="mentoring")


@router.message(Command("mentor"))
async def mentor_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, await _mine(ctx))


@router.callback_query(Mentoring.filter())
async def mentoring(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, await _mine(ctx))


@router.callback_query(Mentees.filter())
async def mentees(query: CallbackQuery, callback_data: Mentees, ctx: Context) -> None:
    view = await queries.my_mentoring(ctx)
    await show(query, ctx, screens.mentees(view.mentees, callback_data.page))


@router.callback_query(ShowMentee.filter())
async def mentee(query: CallbackQuery, callback_data: ShowMentee, ctx: Context) -> None:
    view = await queries.my_mentoring(ctx)
    found = next((one for one in view.mentees if one.mentee.id == callback_data.person_id), None)
    if found is None:
        raise NotFound
    route_id = await live_route_id(ctx, found.mentee.id)
    may = await may_visit(ctx, found.mentee.id)
    await show(query, ctx, screens.mentee_card(found, route_id=route_id, may_visit=may))


async def _mine(ctx: Context) -> Screen:
    view = await queries.my_mentoring(ctx)
    return screens.my_mentoring(view, has_written=await has_written(ctx))
