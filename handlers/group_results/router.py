"""Updates about the picture of a group: parse, call one use case, show one screen."""

from __future__ import annotations

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.group_results import files, screens
from handlers.group_results.links import (
    GroupMap,
    GroupPeople,
    GroupResults,
    GroupRow,
    GroupRowInFull,
    GroupTopic,
    GroupTopics,
    GroupUnits,
    MapPicture,
    MapSheet,
)
from handlers.pictures import drawn
from handlers.screen import File, show, show_below
from handlers.words import translator
from services.context import Context
from services.errors import NotFound
from services.group_results import maps, queries
from services.group_results.maps import HeatTable
from services.pictures.painter import Painter
from services.spreadsheets import writing

router = Router(name="group-results")


@router.callback_query(GroupResults.filter())
async def group_results(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, screens.overview(await queries.overview(ctx)))


@router.callback_query(GroupUnits.filter())
async def group_units(query: CallbackQuery, callback_data: GroupUnits, ctx: Context) -> None:
    page = await queries.by_unit(ctx, callback_data.page)
    if page.is_one:
        only = await queries.teachers(ctx, page.units[0].unit_id, 0, missing=False)
        await show(query, ctx, screens.teachers(only))
    else:
        await show(query, ctx, screens.units(page))


@router.callback_query(GroupPeople.filter())
async def group_people(query: CallbackQuery, callback_data: GroupPeople, ctx: Context) -> None:
    page = await queries.teachers(
        ctx, callback_data.unit_id, callback_data.page, missing=callback_data.missing
    )
    await show(query, ctx, screens.teachers(page))


@router.callback_query(GroupMap.filter())
async def group_map(query: CallbackQuery, callback_data: GroupMap, ctx: Context) -> None:
    table = await maps.heat_table(ctx, callback_data.axis)
    await show(query, ctx, screens.heat_map(table, ctx.content, callback_data.page))


@router.callback_query(GroupRow.filter())
async def group_row(query: CallbackQuery, callback_data: GroupRow, ctx: Context) -> None:
    table = await maps.heat_table(ctx, callback_data.axis)
    await show(query, ctx, screens.row(table, callback_data.row, ctx.content))


@router.callback_query(GroupRowInFull.filter())
async def group_row_in_full(query: CallbackQuery, callback_data: GroupRowInFull, ctx: Context) -> None:
    table = await maps.heat_table(ctx, callback_data.axis)
    await show(query, ctx, screens.row_in_full(table, callback_data.row, ctx.content, callback_data.page))


@router.callback_query(GroupTopics.filter())
async def group_topics(query: CallbackQuery, callback_data: GroupTopics, ctx: Context) -> None:
    table, group = await maps.heat_table(ctx, callback_data.axis), callback_data.group
    if group:
        _require_shown(table, group)
        await show(query, ctx, screens.topics_of(table, group, ctx.content))
    else:
        await show(query, ctx, screens.topics(table, ctx.content))


@router.callback_query(GroupTopic.filter())
async def group_topic(query: CallbackQuery, callback_data: GroupTopic, ctx: Context) -> None:
    table = await maps.heat_table(ctx, callback_data.axis)
    if callback_data.competency not in table.competencies:
        raise NotFound
    await show(query, ctx, screens.topic(table, callback_data.competency, ctx.content, callback_data.page))


@router.callback_query(MapPicture.filter())
async def map_picture(
    query: CallbackQuery, callback_data: MapPicture, ctx: Context, painter: Painter
) -> None:
    table, group = await maps.heat_table(ctx, callback_data.axis), callback_data.group
    _require_shown(table, group)
    chart = files.heat_picture(table, group, ctx.content, translator(ctx.locale))
    picture = await drawn(query, ctx, painter, chart, screens.not_drawn(table, group))
    if picture is None:
        return
    file = File("photo", data=picture, name=f"{chart.title}.png")
    await show_below(query, ctx, screens.picture(table, group, file))


@router.callback_query(MapSheet.filter())
async def map_sheet(query: CallbackQuery, callback_data: MapSheet, ctx: Context) -> None:
    table, words = await maps.heat_table(ctx, callback_data.axis), translator(ctx.locale)
    data = await asyncio.to_thread(writing.write, files.heat_sheets(table, ctx.content, words))
    file = File("document", data=data, name=f"{files.title_of(table, words)}.xlsx")
    await show_below(query, ctx, screens.sheet(table, file))


def _require_shown(table: HeatTable, group: str) -> None:
    """Raises NotFound where the map has nothing to show, or nothing of the group."""
    if not table.groups or (group and group not in table.groups):
        raise NotFound
