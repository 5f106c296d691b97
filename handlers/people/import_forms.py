"""Updates about loading a staff list: ask for the file, show what it would change, load it."""

from __future__ import annotations

import asyncio

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.people import import_screens as screens
from handlers.people.links import ApplyImport
from handlers.screen import show
from handlers.spreadsheets import download, send_all_errors
from handlers.words import translator
from services.context import Context
from services.errors import Invalid
from services.people import imports
from services.spreadsheets import writing

router = Router(name="people-import")


class ImportForms(StatesGroup):
    """The staff list as a file."""

    file = State()


@router.message(Command("import"))
async def import_command(message: Message, ctx: Context, state: FSMContext) -> None:
    imports.require_importer(ctx)
    template = await asyncio.to_thread(writing.write, [screens.template_table(translator(ctx.locale))])
    await state.set_state(ImportForms.file)
    await show(message, ctx, screens.ask_file(template, translator(ctx.locale)))


@router.message(ImportForms.file, F.document)
async def file_sent(message: Message, ctx: Context, bot: Bot) -> None:
    imports.require_importer(ctx)
    document = message.document
    if document is None:
        raise Invalid
    preview = await imports.check(ctx, await download(bot, document), document.file_name or "")
    # The form stays open: a mended file is simply sent again.
    await send_all_errors(message, ctx, preview.errors)
    await show(message, ctx, screens.preview(preview))


@router.message(ImportForms.file)
async def file_expected(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.file_expected())


@router.callback_query(ApplyImport.filter(F.apply))
async def apply_import(query: CallbackQuery, callback_data: ApplyImport, ctx: Context, bot: Bot) -> None:
    me = await bot.me()  # asked before anything is written: without it the links would be lost
    result = await imports.apply(ctx, callback_data.import_id)
    words = translator(ctx.locale)
    titles = {code: role.title for code, role in ctx.content.roles.roles.items()}
    table = screens.links_table(result, titles, me.username or "", words)
    data = await asyncio.to_thread(writing.write, [table])
    await show(query, ctx, screens.loaded(result, data, words))


@router.callback_query(ApplyImport.filter(~F.apply))
async def discard_import(query: CallbackQuery, callback_data: ApplyImport, ctx: Context) -> None:
    await imports.discard(ctx, callback_data.import_id)
    await show(query, ctx, screens.discarded())
