"""For methodists: the routes they accompany, and whose owner may need help."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.routes.overview import screens as overview_screens
from handlers.routes.overview.links import NeedingHelp, RouteInList, RoutesListed, RoutesOverview
from handlers.screen import show
from services.context import Context
from services.routes import reading
from services.routes.overview import attention
from services.routes.overview import queries as overview

router = Router(name="routes-overview")


@router.callback_query(RoutesOverview.filter())
async def routes_overview(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, overview_screens.overview(await overview.overview(ctx)))


@router.callback_query(RoutesListed.filter())
async def routes_listed(query: CallbackQuery, callback_data: RoutesListed, ctx: Context) -> None:
    page = await overview.listed(ctx, callback_data.state, callback_data.page)
    await show(query, ctx, overview_screens.listed(page))


@router.callback_query(RouteInList.filter())
async def route_in_list(query: CallbackQuery, callback_data: RouteInList, ctx: Context) -> None:
    view = await reading.route_of(ctx, callback_data.route_id)
    await show(query, ctx, overview_screens.in_list(view, callback_data.state, callback_data.page))


@router.callback_query(NeedingHelp.filter())
async def needing_help(query: CallbackQuery, callback_data: NeedingHelp, ctx: Context) -> None:
    await show(query, ctx, overview_screens.stuck(await attention.needing_help(ctx, callback_data.page)))
