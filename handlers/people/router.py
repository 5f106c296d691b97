"""Updates about people: my data, the people in scope, invites."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiogram.utils.deep_linking import create_start_link

from handlers.people import screens
from handlers.people.export import export_file
from handlers.people.forms import PeopleForms
from handlers.people.links import (
    CorrectMyData,
    DeleteMyData,
    ExportMyData,
    InvitePerson,
    InviteUnit,
    InviteUnits,
    MyData,
    People,
    PersonCard,
)
from handlers.screen import show
from handlers.words import Words, translator
from services.context import Context
from services.people import actions, queries
from services.people.my_data.withdrawal import withdraw
from services.routes.reading import live_route_id, past_route_id
from services.skill_views import queries as skill_views

router = Router(name="people")


@router.message(Command("mydata"))
async def my_data_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.my_data(await queries.my_profile(ctx)))


@router.callback_query(MyData.filter())
async def my_data_shown(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, screens.my_data(await queries.my_profile(ctx)))


@router.callback_query(CorrectMyData.filter())
async def correct_my_data(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    await state.set_state(PeopleForms.correction)
    await show(query, ctx, screens.ask_correction())


@router.callback_query(ExportMyData.filter())
async def export_my_data(query: CallbackQuery, ctx: Context) -> None:
    data = await export_file(ctx)
    name = translator(ctx.locale).plain(Words("mydata-file-name"))
    await show(query, ctx, screens.export(data, name))


@router.callback_query(DeleteMyData.filter())
async def delete_my_data(query: CallbackQuery, callback_data: DeleteMyData, ctx: Context) -> None:
    if not callback_data.sure:
        await show(query, ctx, screens.warn_deletion())
        return
    await withdraw(ctx)
    await show(query, ctx, screens.deleted())


@router.message(Command("people"))
async def people_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.staff(await queries.staff(ctx, 0)))


@router.callback_query(People.filter())
async def people(query: CallbackQuery, callback_data: People, ctx: Context) -> None:
    await show(query, ctx, screens.staff(await queries.staff(ctx, callback_data.page)))


@router.callback_query(PersonCard.filter())
async def person_card(query: CallbackQuery, callback_data: PersonCard, ctx: Context) -> None:
    person, roles, joined = await queries.member_card(ctx, callback_data.person_id)
    routes = (await live_route_id(ctx, person.id), await past_route_id(ctx, person.id))
    may_visit = await skill_views.may_visit(ctx, person.id)
    await show(
        query, ctx, screens.person_card(person, roles, joined=joined, routes=routes, may_visit=may_visit)
    )


@router.callback_query(InvitePerson.filter())
async def invite_person(query: CallbackQuery, callback_data: InvitePerson, ctx: Context, bot: Bot) -> None:
    person, _, _ = await queries.member_card(ctx, callback_data.person_id)
    code = await actions.invite_person(ctx, callback_data.person_id)
    link = await create_start_link(bot, code)
    await show(query, ctx, screens.invite_link(link, name=person.full_name))


@router.message(Command("invite"))
async def invite_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.invite_units(await queries.my_units(ctx, 0)))


@router.callback_query(InviteUnits.filter())
async def invite_units(query: CallbackQuery, callback_data: InviteUnits, ctx: Context) -> None:
    await show(query, ctx, screens.invite_units(await queries.my_units(ctx, callback_data.page)))


@router.callback_query(InviteUnit.filter())
async def invite_unit(query: CallbackQuery, callback_data: InviteUnit, ctx: Context, bot: Bot) -> None:
    code, title = await actions.invite_unit(ctx, callback_data.unit_id)
    await show(query, ctx, screens.unit_invite_link(await create_start_link(bot, code), title))
