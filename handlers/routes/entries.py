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

feature.shows(links.MyRoute, reading.my_page, screens.my_route, command="route")
feature.shows(links.ShowRoute, reading.route_of, screens.route)
feature.shows(links.RouteReasons, reading.route_of, screens.reasons)
feature.shows(links.ShowComment, remarks.said, remark_screens.comment)


@feature.button(links.RouteMore)
async def route_more(ctx: Context, link: links.RouteMore) -> Answer:
    view = await reading.route_of(ctx, link.route_id)
    if view.sight is Sight.LEADER:
        raise NotAllowed
    keeps = ctx.me.has(*METHODISTS) and view.sight in (Sight.OWNER, Sight.METHODIST) and bool(view.steps)
    theme = await themes.theme_of(ctx, view.owner.id) if view.sight is Sight.METHODIST else None
    return screens.more(view, may_keep_template=keeps, theme=theme)
