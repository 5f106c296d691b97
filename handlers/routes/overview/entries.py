"""For methodists: the routes they accompany, and whose owner may need help."""

from __future__ import annotations

from handlers.answers import Answer
from handlers.features import Feature
from handlers.routes.overview import links, screens
from services.context import Context
from services.routes import reading
from services.routes.overview import attention, queries

feature = Feature("routes_overview")


@feature.button(links.RoutesOverview)
async def routes_overview(ctx: Context, link: links.RoutesOverview) -> Answer:
    return screens.overview(await queries.overview(ctx))


@feature.button(links.RoutesListed)
async def routes_listed(ctx: Context, link: links.RoutesListed) -> Answer:
    return screens.listed(link.state, await queries.listed(ctx, link.state, link.page))


@feature.button(links.RouteInList)
async def route_in_list(ctx: Context, link: links.RouteInList) -> Answer:
    return screens.in_list(await reading.route_of(ctx, link.route_id), link.state, link.page)


@feature.button(links.NeedingHelp)
async def needing_help(ctx: Context, link: links.NeedingHelp) -> Answer:
    return screens.stuck(await attention.needing_help(ctx, link.page))
