"""Updates about documents: parse, call one use case, show one screen."""

from __future__ import annotations

import asyncio

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from handlers.documents import screens
from handlers.documents.exports import Exports, Kind, archives
from handlers.documents.links import (
    DownloadTemplate,
    RemoveTemplate,
    RouteCalendar,
    RouteDocuments,
    RouteInWord,
    UnitArchive,
    UnitDocuments,
    UnitPapers,
    UnitsInside,
    UnitTemplate,
)
from handlers.documents.wording import deadlines, wording
from handlers.screen import answer, show, show_below
from handlers.words import Words, translator
from services.context import Context
from services.documents import actions, calendar_file, making, queries, units

router = Router(name="documents")


@router.callback_query(RouteDocuments.filter())
async def route_documents(query: CallbackQuery, callback_data: RouteDocuments, ctx: Context) -> None:
    await show(query, ctx, screens.of_route(await queries.of_route(ctx, callback_data.route_id)))


@router.callback_query(RouteInWord.filter())
async def route_in_word(query: CallbackQuery, callback_data: RouteInWord, ctx: Context) -> None:
    words = translator(ctx.locale)
    paper, data = await making.document(ctx, callback_data.route_id, wording(words))
    await show_below(query, ctx, screens.paper(paper, data, words))


@router.callback_query(RouteCalendar.filter())
async def route_calendar(query: CallbackQuery, callback_data: RouteCalendar, ctx: Context) -> None:
    route_id, words = callback_data.route_id, translator(ctx.locale)
    steps = await queries.calendar(ctx, route_id)
    if not steps.ahead:
        await show(query, ctx, screens.nothing_ahead(route_id, steps))
        return
    title = words.plain(Words("document-calendar-title"))
    data = await asyncio.to_thread(calendar_file.write, title, deadlines(steps.ahead, words), ctx.now)
    await show_below(query, ctx, screens.calendar(route_id, steps, data, words))


@router.callback_query(UnitDocuments.filter())
async def unit_documents(query: CallbackQuery, callback_data: UnitDocuments, ctx: Context) -> None:
    found = await units.mine(ctx, callback_data.page)
    if found.only is None:
        await show(query, ctx, screens.units(found))
    else:
        await show(query, ctx, screens.unit(await units.view(ctx, found.only)))


@router.callback_query(UnitsInside.filter())
async def units_inside(query: CallbackQuery, callback_data: UnitsInside, ctx: Context) -> None:
    found = await units.inside(ctx, callback_data.unit_id, callback_data.page)
    await show(query, ctx, screens.units(found))


@router.callback_query(UnitPapers.filter())
async def unit_papers(query: CallbackQuery, callback_data: UnitPapers, ctx: Context) -> None:
    await show(query, ctx, screens.unit(await units.view(ctx, callback_data.unit_id)))


@router.callback_query(UnitArchive.filter())
async def unit_archive(
    query: CallbackQuery, callback_data: UnitArchive, ctx: Context, bot: Bot, exports: Exports
) -> None:
    unit = await units.view(ctx, callback_data.unit_id)
    if exports.is_under_way(ctx.me.person_id, Kind.ROUTES):
        await answer(query, ctx, Words("document-archive-busy"), alert=True)
        return
    route_ids = await making.routes_of(ctx, unit.unit_id)
    if not route_ids:
        await show(query, ctx, screens.nothing_to_pack(unit))
        return
    failed = screens.archive_failed(unit)
    exports.begin(query, ctx, bot, Kind.ROUTES, lambda own: archives(own, unit, route_ids), failed)
    await show(query, ctx, screens.packing(unit, len(route_ids)))


@router.callback_query(UnitTemplate.filter())
async def unit_template(query: CallbackQuery, callback_data: UnitTemplate, ctx: Context) -> None:
    await show(query, ctx, screens.template(await units.view(ctx, callback_data.unit_id)))


@router.callback_query(DownloadTemplate.filter())
async def download_template(query: CallbackQuery, callback_data: DownloadTemplate, ctx: Context) -> None:
    unit, data = await making.current_template(ctx, callback_data.unit_id)
    await show_below(query, ctx, screens.template_file(unit, data, translator(ctx.locale)))


@router.callback_query(RemoveTemplate.filter(F.sure))
async def remove_template(query: CallbackQuery, callback_data: RemoveTemplate, ctx: Context) -> None:
    unit = await actions.remove_template(ctx, callback_data.unit_id)
    await show(query, ctx, screens.template(unit), toast=Words("document-template-removed"))


@router.callback_query(RemoveTemplate.filter(~F.sure))
async def ask_to_remove(query: CallbackQuery, callback_data: RemoveTemplate, ctx: Context) -> None:
    await show(query, ctx, screens.sure_to_remove(await units.view(ctx, callback_data.unit_id)))
