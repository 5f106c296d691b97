"""Updates about routes: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.routes import screens
from handlers.routes.drafting_links import AddToRoute, DraftReasons, DraftRoute, DropDraft, Redraft
from handlers.routes.links import MyRoute, RouteMore, RouteReasons, ShowRoute
from handlers.screen import answer, show
from handlers.words import Words, said_by
from services.context import Context
from services.errors import NotAllowed, WrongState
from services.roles import METHODISTS
from services.routes import reading
from services.routes.drafting import actions as drafting
from services.routes.drafting import topics
from services.routes.views import Sight
from services.self_education import queries as themes

router = Router(name="routes")


@router.message(Command("route"))
async def route_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.my_route(await reading.my_page(ctx)))


@router.callback_query(MyRoute.filter())
async def my_route(query: CallbackQuery, callback_data: MyRoute, ctx: Context) -> None:
    await show(query, ctx, screens.my_route(await reading.my_page(ctx), callback_data.page))


@router.callback_query(DraftRoute.filter())
async def draft_route(query: CallbackQuery, callback_data: DraftRoute, ctx: Context) -> None:
    route = await drafting.draft(ctx, callback_data.assessment_id)
    toast = None if route.status == "draft" else Words("route-exists-toast")
    await show(query, ctx, screens.drafted(route, callback_data.assessment_id), toast)


@router.callback_query(Redraft.filter())
async def redraft(query: CallbackQuery, callback_data: Redraft, ctx: Context) -> None:
    assessment_id = callback_data.assessment_id
    route = await drafting.draft(ctx, assessment_id, instead_of=callback_data.draft_id)
    is_wanted = route.status == "draft" and route.assessment_id == assessment_id
    await show(query, ctx, screens.route(route), None if is_wanted else Words("route-exists-toast"))


@router.callback_query(AddToRoute.filter())
async def add_to_route(query: CallbackQuery, callback_data: AddToRoute, ctx: Context) -> None:
    try:
        route = await topics.add_competency(ctx, callback_data.competency, callback_data.assessment_id)
    except WrongState as error:  # the topic's screen stays, with its other ways to begin
        await answer(query, ctx, said_by(error), alert=True)
        return
    # What was added stands on the last page.
    await show(query, ctx, screens.route(route, len(route.steps)), toast=Words("route-added-toast"))


@router.callback_query(ShowRoute.filter())
async def show_route(query: CallbackQuery, callback_data: ShowRoute, ctx: Context) -> None:
    route = await reading.route_of(ctx, callback_data.route_id)
    await show(query, ctx, screens.route(route, callback_data.page))


@router.callback_query(RouteReasons.filter())
async def route_reasons(query: CallbackQuery, callback_data: RouteReasons, ctx: Context) -> None:
    await show(query, ctx, screens.reasons(await reading.route_of(ctx, callback_data.route_id)))


@router.callback_query(DraftReasons.filter())
async def draft_reasons(query: CallbackQuery, callback_data: DraftReasons, ctx: Context) -> None:
    view = await reading.route_of(ctx, callback_data.route_id)
    await show(query, ctx, screens.reasons(view, from_draft=True))


@router.callback_query(RouteMore.filter())
async def route_more(query: CallbackQuery, callback_data: RouteMore, ctx: Context) -> None:
    view = await reading.route_of(ctx, callback_data.route_id)
    if view.sight is Sight.LEADER:
        raise NotAllowed
    keeps = ctx.me.has(*METHODISTS) and view.sight in (Sight.OWNER, Sight.METHODIST) and bool(view.steps)
    theme = await themes.theme_of(ctx, view.owner.id) if view.sight is Sight.METHODIST else None
    await show(query, ctx, screens.more(view, may_keep_template=keeps, theme=theme))


@router.callback_query(DropDraft.filter())
async def drop_draft(query: CallbackQuery, callback_data: DropDraft, ctx: Context) -> None:
    if not callback_data.sure:
        await show(query, ctx, screens.drop_warning(await reading.route_of(ctx, callback_data.route_id)))
        return
    await drafting.drop_draft(ctx, callback_data.route_id)
    screen = screens.my_route(await reading.my_page(ctx))
    await show(query, ctx, screen, toast=Words("route-dropped-toast"))
