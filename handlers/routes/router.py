"""Updates about a route as a whole: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.routes import remark_screens, screens
from handlers.routes.links import MyRoute, RouteMore, RouteReasons, ShowComment, ShowRoute
from handlers.screen import show
from services.context import Context
from services.errors import NotAllowed
from services.roles import METHODISTS
from services.routes import reading, remarks
from services.routes.views import Sight
from services.self_education import queries as themes

router = Router(name="routes")


@router.message(Command("route"))
async def route_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.my_route(await reading.my_page(ctx)))


@router.callback_query(MyRoute.filter())
async def my_route(query: CallbackQuery, callback_data: MyRoute, ctx: Context) -> None:
    await show(query, ctx, screens.my_route(await reading.my_page(ctx), callback_data.page))


@router.callback_query(ShowRoute.filter())
async def show_route(query: CallbackQuery, callback_data: ShowRoute, ctx: Context) -> None:
    route = await reading.route_of(ctx, callback_data.route_id)
    await show(query, ctx, screens.route(route, callback_data.page))


@router.callback_query(RouteReasons.filter())
async def route_reasons(query: CallbackQuery, callback_data: RouteReasons, ctx: Context) -> None:
    await show(query, ctx, screens.reasons(await reading.route_of(ctx, callback_data.route_id)))


@router.callback_query(RouteMore.filter())
async def route_more(query: CallbackQuery, callback_data: RouteMore, ctx: Context) -> None:
    view = await reading.route_of(ctx, callback_data.route_id)
    if view.sight is Sight.LEADER:
        raise NotAllowed
    keeps = ctx.me.has(*METHODISTS) and view.sight in (Sight.OWNER, Sight.METHODIST) and bool(view.steps)
    theme = await themes.theme_of(ctx, view.owner.id) if view.sight is Sight.METHODIST else None
    await show(query, ctx, screens.more(view, may_keep_template=keeps, theme=theme))


@router.callback_query(ShowComment.filter())
async def show_comment(query: CallbackQuery, callback_data: ShowComment, ctx: Context) -> None:
    await show(query, ctx, remark_screens.comment(await remarks.said(ctx, callback_data.comment_id)))
