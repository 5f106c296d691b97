"""Buttons of group results: who has taken a diagnostic; the map as screens, picture and spreadsheet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from handlers.answers import Answer, Reply, Sent
from handlers.features import Feature
from handlers.group_results import files, links, screens
from handlers.pictures import drawn_later
from handlers.screen import File, Screen
from handlers.words import translator
from services.context import Context
from services.errors import NotFound
from services.group_results import maps, queries
from services.group_results.maps import HeatTable
from services.spreadsheets import writing

feature = Feature("group_results")
feature.shows(links.GroupResults, queries.overview, screens.overview)
feature.shows(links.GroupPeople, queries.teachers, screens.teachers)


@feature.button(links.GroupUnits)
async def group_units(ctx: Context, link: links.GroupUnits) -> Answer:
    page = await queries.by_unit(ctx, link.page)
    if page.is_one:
        only = page.units.items[0].unit_id
        return screens.teachers(await queries.teachers(ctx, only, 0, missing=False))
    return screens.units(page)


@feature.button(links.GroupMap)
async def group_map(ctx: Context, link: links.GroupMap) -> Answer:
    return screens.heat_map(await maps.heat_table(ctx, link.axis), ctx.content, link.page)


@feature.button(links.GroupRow)
async def group_row(ctx: Context, link: links.GroupRow) -> Answer:
    return screens.row(await maps.heat_table(ctx, link.axis), link.row, ctx.content)


@feature.button(links.GroupRowInFull)
async def group_row_in_full(ctx: Context, link: links.GroupRowInFull) -> Answer:
    return screens.row_in_full(await maps.heat_table(ctx, link.axis), link.row, ctx.content, link.page)


@feature.button(links.GroupTopics)
async def group_topics(ctx: Context, link: links.GroupTopics) -> Answer:
    table = await maps.heat_table(ctx, link.axis)
    if not link.group:
        return screens.topics(table, ctx.content)
    _require_shown(table, link.group)
    return screens.topics_of(table, link.group, ctx.content)


@feature.button(links.GroupTopic)
async def group_topic(ctx: Context, link: links.GroupTopic) -> Answer:
    table = await maps.heat_table(ctx, link.axis)
    if link.competency not in table.competencies:
        raise NotFound
    return screens.topic(table, link.competency, ctx.content, link.page)


@feature.button(links.MapPicture)
async def map_picture(ctx: Context, link: links.MapPicture) -> Answer:
    table = await maps.heat_table(ctx, link.axis)
    _require_shown(table, link.group)
    return drawn_later(
        ctx, lambda own: _picture(own, table, link.group), screens.not_drawn(table, link.group)
    )


async def _picture(ctx: Context, table: HeatTable, group: str) -> AsyncGenerator[Screen, Sent]:
    chart = files.heat_picture(table, group, ctx.content, translator(ctx.locale))
    file = File("photo", data=await ctx.painter.draw(chart), name=f"{chart.title}.png")
    yield screens.picture(table, group, file)


@feature.button(links.MapSheet)
async def map_sheet(ctx: Context, link: links.MapSheet) -> Answer:
    table, words = await maps.heat_table(ctx, link.axis), translator(ctx.locale)
    data = await asyncio.to_thread(writing.write, files.heat_sheets(table, ctx.content, words))
    file = File("document", data=data, name=f"{files.title_of(table, words)}.xlsx")
    return Reply(screens.sheet(table, file), below=True)


def _require_shown(table: HeatTable, group: str) -> None:
    """Raises NotFound if the map shows nothing, or nothing of the group."""
    if not table.groups or (group and group not in table.groups):
        raise NotFound
