"""Updates about entering many diagnostics: ask for the table, show what it would add, enter it."""

from __future__ import annotations

import asyncio

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.external_results import bulk_screens as screens
from handlers.external_results.links import ApplyExternal, ExternalImport
from handlers.screen import show
from handlers.spreadsheets import download, send_all_errors
from handlers.words import said_by, translator
from services.context import Context
from services.errors import Invalid
from services.external_results import imports
from services.spreadsheets import writing

router = Router(name="external-results-bulk")


class ExternalBulkForms(StatesGroup):
    """The diagnostics as a file."""

    file = State()


@router.callback_query(ExternalImport.filter())
async def external_import(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    imports.require_importer(ctx)
    words = translator(ctx.locale)
    template = await asyncio.to_thread(writing.write, [screens.template_table(ctx.today, words)])
    await state.set_state(ExternalBulkForms.file)
    await show(query, ctx, screens.ask_file(template, words))


@router.message(ExternalBulkForms.file, F.document)
async def table_sent(message: Message, ctx: Context, bot: Bot) -> None:
    imports.require_importer(ctx)
    document = message.document
    if document is None:
        raise Invalid
    try:
        preview = await imports.check(ctx, await download(bot, document), document.file_name or "")
    except Invalid as error:
        await show(message, ctx, screens.file_expected(said_by(error)))
        return
    # The form stays open: a mended file is simply sent again.
    await send_all_errors(message, ctx, preview.errors)
    await show(message, ctx, screens.preview(preview))


@router.message(ExternalBulkForms.file)
async def table_expected(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.file_expected())


@router.callback_query(ApplyExternal.filter(F.apply))
async def apply_external(query: CallbackQuery, callback_data: ApplyExternal, ctx: Context) -> None:
    result = await imports.apply(ctx, callback_data.upload_id)
    await show(query, ctx, screens.entered(result))


@router.callback_query(ApplyExternal.filter(~F.apply))
async def discard_external(query: CallbackQuery, callback_data: ApplyExternal, ctx: Context) -> None:
    await imports.discard(ctx, callback_data.upload_id)
    await show(query, ctx, screens.dropped())
