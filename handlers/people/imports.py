"""Loading a staff list: the file is asked for, its preview is decided about."""

from __future__ import annotations

import asyncio

from handlers.answers import Answer
from handlers.features import Feature
from handlers.people import import_screens as screens
from handlers.people import links
from handlers.people.questions import StaffList
from handlers.words import translator
from services.context import Context
from services.people import imports
from services.spreadsheets import writing

feature = Feature("people-imports")


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
        return screens.discarded()
    link_of = await ctx.messenger.invite_links()  # before anything is written: else the links would be lost
    result = await imports.apply(ctx, upload_id)
    words = translator(ctx.locale)
    titles = {code: role.title for code, role in ctx.content.roles.roles.items()}
    table = screens.links_table(result, titles, link_of, words)
    return screens.loaded(result, await asyncio.to_thread(writing.write, [table]), words)
