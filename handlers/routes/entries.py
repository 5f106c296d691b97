"""A route as a whole."""

from __future__ import annotations

from handlers.answers import Answer
from handlers.features import Feature
from handlers.routes import links, remark_screens, screens
from services.context import Context
from services.errors import NotAllowed
from services.roles import METHODISTS
from services.routes import reading, remarks
from services.routes.views import Sight
from services.self_education import queries as themes

feature = Feature("routes")


@feature.button(links.MyRoute, command="route")
async def my_route(ctx: Context, link: links.MyRoute) -> Answer:
    return screens.my_route(await reading.my_page(ctx), link.page)


@feature.button(links.ShowRoute)
async def show_route(ctx: Context, link: links.ShowRoute) -> Answer:
    return screens.route(await reading.route_of(ctx, link.route_id), link.page)


@feature.button(links.RouteReasons)
async def route_reasons(ctx: Context, link: links.RouteReasons) -> Answer:
    return screens.reasons(await reading.route_of(ctx, link.route_id))


@feature.button(links.RouteMore)
async def route_more(ctx: Context, link: links.RouteMore) -> Answer:
    view = await reading.route_of(ctx, link.route_id)
    if view.sight is Sight.LEADER:
        raise NotAllowed
    keeps = ctx.me.has(*METHODISTS) and view.sight in (Sight.OWNER, Sight.METHODIST) and bool(view.steps)
    theme = await themes.theme_of(ctx, view.owner.id) if view.sight is Sight.METHODIST else None
    return screens.more(view, may_keep_template=keeps, theme=theme)


@feature.button(links.ShowComment)
async def show_comment(ctx: Context, link: links.ShowComment) -> Answer:
    return remark_screens.comment(await remarks.said(ctx, link.comment_id))
