"""People: one's own data, the people in scope, invites, loading a staff list."""

from __future__ import annotations

import asyncio

from handlers.answers import Answer
from handlers.features import Feature
from handlers.menu.buttons import told
from handlers.people import import_screens, links, screens
from handlers.people.questions import Correction, StaffList
from handlers.screen import BLANK
from handlers.words import Said, Words, translator
from services.context import Context
from services.people import actions, imports, queries
from services.people.my_data import export
from services.people.my_data.withdrawal import withdraw
from services.routes.reading import live_route_id, past_route_id
from services.skill_views import queries as skill_views
from services.spreadsheets import writing

feature = Feature("people")
feature.asks(links.CorrectMyData, Correction)
feature.shows(links.People, queries.staff, screens.staff, command="people")
feature.shows(links.InviteUnits, queries.my_units, screens.invite_units, command="invite")


@feature.button(links.MyData, command="mydata")
async def my_data(ctx: Context, link: links.MyData) -> Answer:
    return screens.my_data(await queries.my_profile(ctx))


@feature.button(links.ExportMyData)
async def export_my_data(ctx: Context, link: links.ExportMyData) -> Answer:
    name = translator(ctx.locale).plain(Words("mydata-file-name"))
    return screens.export(await export_file(ctx), name)


async def export_file(ctx: Context) -> bytes:
    """Everything that the bot knows about the acting person, in their language, as an `.xlsx`."""
    words = translator(ctx.locale)
    return await export.export_my_data(ctx, lambda key, **arguments: words.plain(Words(key, **arguments)))


@feature.button(links.DeleteMyData)
async def delete_my_data(ctx: Context, link: links.DeleteMyData) -> Answer:
    if not link.sure:
        return screens.warn_deletion()
    await withdraw(ctx)
    return screens.deleted()


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
    return told(Words("invite-person", name=person.full_name), BLANK, Said(link_of(code)))


@feature.button(links.InviteUnit)
async def invite_unit(ctx: Context, link: links.InviteUnit) -> Answer:
    link_of = await ctx.messenger.invite_links()
    code, title = await actions.invite_unit(ctx, link.unit_id)
    return told(Words("invite-unit", unit=title), BLANK, Said(link_of(code)))


@feature.command("import")
async def import_command(ctx: Context, typed: str) -> Answer:
    return StaffList()


@feature.button(links.LoadStaffList)
async def load_staff_list(ctx: Context, link: links.LoadStaffList) -> Answer:
    return await _decided(ctx, link.upload_id, apply=link.apply)


@feature.button(links.ApplyImport)
async def load_former_staff_list(ctx: Context, link: links.ApplyImport) -> Answer:
    return await _decided(ctx, imports.former_list(link.import_id), apply=link.apply)


async def _decided(ctx: Context, upload_id: int, *, apply: bool) -> Answer:
    if not apply:
        await imports.discard(ctx, upload_id)
        return told(Words("import-discarded"))
    # The links are made before anything is written: if they cannot be made, nothing is loaded without them.
    link_of = await ctx.messenger.invite_links()
    result = await imports.apply(ctx, upload_id)
    words = translator(ctx.locale)
    titles = {code: role.title for code, role in ctx.content.roles.roles.items()}
    table = import_screens.links_table(result, titles, link_of, words)
    return import_screens.loaded(result, await asyncio.to_thread(writing.write, [table]), words)
