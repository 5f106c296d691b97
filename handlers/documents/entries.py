"""Buttons of documents: a route on paper and in a calendar, a unit's routes in archives, their template."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from handlers.answers import Answer, Later, Reply, Sent, Work
from handlers.documents import links, screens
from handlers.documents.questions import Template
from handlers.documents.wording import deadlines, title, wording
from handlers.features import Feature
from handlers.screen import Screen
from handlers.words import Words, translator
from services.context import Context
from services.documents import actions, calendar_file, making, queries, units
from services.documents.units import UnitView

feature = Feature("documents")
feature.shows(links.RouteDocuments, queries.of_route, screens.of_route)
feature.shows(links.UnitsInside, units.inside, screens.units)
feature.shows(links.UnitPapers, units.view, screens.unit)
feature.shows(links.UnitTemplate, units.view, screens.template)
feature.asks(links.SendTemplate, Template)


@feature.button(links.RouteInWord)
async def route_in_word(ctx: Context, link: links.RouteInWord) -> Answer:
    words = translator(ctx.locale)
    paper, data = await making.document(ctx, link.route_id, wording(words))
    return Reply(screens.paper(paper, data, words), below=True)


@feature.button(links.RouteCalendar)
async def route_calendar(ctx: Context, link: links.RouteCalendar) -> Answer:
    words, steps = translator(ctx.locale), await queries.calendar(ctx, link.route_id)
    if not steps.ahead:
        return screens.nothing_ahead(link.route_id, steps)
    name = words.plain(Words("document-calendar-title"))
    data = await asyncio.to_thread(calendar_file.write, name, deadlines(steps.ahead, words), ctx.now)
    return Reply(screens.calendar(link.route_id, steps, data, words), below=True)


@feature.button(links.UnitDocuments)
async def unit_documents(ctx: Context, link: links.UnitDocuments) -> Answer:
    found = await units.mine(ctx, link.page)
    return screens.units(found) if found.only is None else screens.unit(await units.view(ctx, found.only))


@feature.button(links.UnitArchive)
async def unit_archive(ctx: Context, link: links.UnitArchive) -> Answer:
    unit = await units.view(ctx, link.unit_id)
    if not unit.routes:
        return screens.nothing_to_pack(unit)
    making.require_few(unit.routes)
    return Later(
        Work.ARCHIVE,
        make=lambda own: _archives(own, unit),
        meanwhile=Reply(screens.packing(unit, unit.routes)),
        busy=Words("document-archive-busy"),
        failed=screens.archive_failed(unit),
    )


async def _archives(ctx: Context, unit: UnitView) -> AsyncGenerator[Screen, Sent]:
    """The archives of a unit; says so if no route is left to be packed. Raises NotFound, NotAllowed."""
    words, is_empty = translator(ctx.locale), True
    route_ids = await making.routes_of(ctx, unit.unit_id)
    made = making.archives(ctx, unit.unit_id, route_ids, wording(words), lambda paper: title(paper, words))
    async with aclosing(made):
        async for one in made:
            is_empty = False
            yield screens.archive(unit, one, words)
    if is_empty:
        yield screens.nothing_to_pack(unit)


@feature.button(links.DownloadTemplate)
async def download_template(ctx: Context, link: links.DownloadTemplate) -> Answer:
    unit, data = await making.current_template(ctx, link.unit_id)
    return Reply(screens.template_file(unit, data, translator(ctx.locale)), below=True)


@feature.button(links.RemoveTemplate)
async def remove_template(ctx: Context, link: links.RemoveTemplate) -> Answer:
    if not link.sure:
        return screens.sure_to_remove(await units.view(ctx, link.unit_id))
    unit = await actions.remove_template(ctx, link.unit_id)
    return Reply(screens.template(unit), toast=Words("document-template-removed"))
