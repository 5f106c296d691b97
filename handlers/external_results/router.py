"""Updates about diagnostics taken elsewhere: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.external_results import screens
from handlers.external_results.links import (
    ConfirmExternal,
    DeleteExternal,
    ExternalFile,
    ExternalResults,
    ShowExternal,
)
from handlers.external_results.onward import next_to_decide
from handlers.screen import show
from handlers.words import Words
from services.context import Context
from services.errors import NotFound
from services.external_results import actions, queries

router = Router(name="external-results")


@router.callback_query(ExternalResults.filter())
async def external_results(query: CallbackQuery, callback_data: ExternalResults, ctx: Context) -> None:
    await show(query, ctx, screens.results(await queries.my_results(ctx, callback_data.page)))


@router.callback_query(ShowExternal.filter())
async def show_external(query: CallbackQuery, callback_data: ShowExternal, ctx: Context) -> None:
    await show(query, ctx, screens.card(await queries.result(ctx, callback_data.result_id)))


@router.callback_query(ExternalFile.filter())
async def external_file(query: CallbackQuery, callback_data: ExternalFile, ctx: Context) -> None:
    card = await queries.result(ctx, callback_data.result_id)
    if card.file_id is None:
        raise NotFound
    await show(query, ctx, screens.file(card))


@router.callback_query(DeleteExternal.filter())
async def delete_external(query: CallbackQuery, callback_data: DeleteExternal, ctx: Context) -> None:
    if callback_data.sure:
        await actions.remove(ctx, callback_data.result_id)
        screen = screens.results(await queries.my_results(ctx, 0))
        await show(query, ctx, screen, toast=Words("external-removed-toast"))
        return
    card = await queries.result(ctx, callback_data.result_id)
    if not card.is_mine:
        raise NotFound
    await show(query, ctx, screens.sure_to_remove(card))


@router.callback_query(ConfirmExternal.filter())
async def confirm_external(query: CallbackQuery, callback_data: ConfirmExternal, ctx: Context) -> None:
    """Confirm, then go straight to the next one that waits, or to the desk."""
    await actions.confirm(ctx, callback_data.result_id)
    await show(query, ctx, await next_to_decide(ctx), toast=Words("external-confirmed-toast"))
