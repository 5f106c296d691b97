"""People: my data, the people in my scope, invites."""

from __future__ import annotations

from handlers.answers import Answer
from handlers.features import Feature
from handlers.people import links, screens
from handlers.people.export import export_file
from handlers.people.questions import Correction
from handlers.words import Words, translator
from services.context import Context
from services.people import actions, queries
from services.people.my_data.withdrawal import withdraw
from services.routes.reading import live_route_id, past_route_id
from services.skill_views import queries as skill_views

feature = Feature("people")


@feature.button(links.MyData, command="mydata")
async def my_data(ctx: Context, link: links.MyData) -> Answer:
    return screens.my_data(await queries.my_profile(ctx))


@feature.button(links.CorrectMyData)
async def correct_my_data(ctx: Context, link: links.CorrectMyData) -> Answer:
    return Correction()


@feature.button(links.ExportMyData)
async def export_my_data(ctx: Context, link: links.ExportMyData) -> Answer:
    name = translator(ctx.locale).plain(Words("mydata-file-name"))
    return screens.export(await export_file(ctx), name)


@feature.button(links.DeleteMyData)
async def delete_my_data(ctx: Context, link: links.DeleteMyData) -> Answer:
    if not link.sure:
        return screens.warn_deletion()
    await withdraw(ctx)
    return screens.deleted()


@feature.command("people")
async def people_command(ctx: Context, typed: str) -> Answer:
    return screens.staff(await queries.staff(ctx, 0))


@feature.button(links.People)
async def people(ctx: Context, link: links.People) -> Answer:
    return screens.staff(await queries.staff(ctx, link.page))


@feature.button(links.PersonCard)
async def person_card(ctx: Context, link: links.PersonCard) -> Answer:
    person, roles, joined = await queries.member_card(ctx, link.person_id)
    routes = (await live_route_id(ctx, person.id), await past_route_id(ctx, person.id))
    may_visit = await skill_views.may_visit(ctx, person.id)
    return screens.person_card(person, roles, joined=joined, routes=routes, may_visit=may_visit)


@feature.button(links.InvitePerson)
async def invite_person(ctx: Context, link: links.InvitePerson) -> Answer:
    link_of = await ctx.messenger.invite_links()
    person, _, _ = await queries.member_card(ctx, link.person_id)
    code = await actions.invite_person(ctx, link.person_id)
    return screens.invite_link(link_of(code), name=person.full_name)


@feature.command("invite")
async def invite_command(ctx: Context, typed: str) -> Answer:
    return screens.invite_units(await queries.my_units(ctx, 0))


@feature.button(links.InviteUnits)
async def invite_units(ctx: Context, link: links.InviteUnits) -> Answer:
    return screens.invite_units(await queries.my_units(ctx, link.page))


@feature.button(links.InviteUnit)
async def invite_unit(ctx: Context, link: links.InviteUnit) -> Answer:
    link_of = await ctx.messenger.invite_links()
    code, title = await actions.invite_unit(ctx, link.unit_id)
    return screens.unit_invite_link(link_of(code), title)
