"""Updates about agreeing on a route: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.routes import screens
from handlers.routes.agreement import screens as agreement_screens
from handlers.routes.agreement.links import (
    ChooseMethodist,
    RecallRoute,
    RouteVersions,
    SendToReview,
    ShowVersion,
)
from handlers.screen import show
from handlers.words import Words
from services.context import Context
from services.routes.agreement import actions as agreement
from services.routes.agreement import queries as agreement_queries
from services.routes.agreement import versions

router = Router(name="routes-agreement")


@router.callback_query(SendToReview.filter())
async def send_to_review(query: CallbackQuery, callback_data: SendToReview, ctx: Context) -> None:
    route_id, methodist_id = callback_data.route_id, callback_data.methodist_id
    if not methodist_id and await agreement_queries.needs_choice(ctx, route_id):
        await _choose(query, ctx, route_id)
        return
    route = await agreement.send_to_review(ctx, route_id, methodist_id)
    await show(query, ctx, screens.route(route), toast=Words("route-sent-toast"))


@router.callback_query(ChooseMethodist.filter())
async def choose_methodist(query: CallbackQuery, callback_data: ChooseMethodist, ctx: Context) -> None:
    await _choose(query, ctx, callback_data.route_id, callback_data.page)


async def _choose(query: CallbackQuery, ctx: Context, route_id: int, page: int = 0) -> None:
    there = await agreement_queries.methodists_for(ctx, route_id)
    await show(query, ctx, agreement_screens.choose_methodist(route_id, there, page))


@router.callback_query(RecallRoute.filter())
async def recall_route(query: CallbackQuery, callback_data: RecallRoute, ctx: Context) -> None:
    route = await agreement.recall(ctx, callback_data.route_id)
    await show(query, ctx, screens.route(route), toast=Words("route-recalled-toast"))


@router.callback_query(RouteVersions.filter())
async def route_versions(query: CallbackQuery, callback_data: RouteVersions, ctx: Context) -> None:
    await show(query, ctx, agreement_screens.versions(*await versions.versions(ctx, callback_data.route_id)))


@router.callback_query(ShowVersion.filter())
async def show_version(query: CallbackQuery, callback_data: ShowVersion, ctx: Context) -> None:
    card = await versions.version_card(ctx, callback_data.route_id, callback_data.version)
    await show(query, ctx, agreement_screens.version(card))
