"""Updates about agreeing on a route and changing it afterwards: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.routes import agreement_screens, change_screens, screens, step_screens
from handlers.routes.agreement_links import (
    AskChange,
    ChooseMethodist,
    RecallRoute,
    RouteVersions,
    SendToReview,
    ShowChange,
    ShowComment,
    ShowVersion,
    WithdrawChange,
)
from handlers.routes.change_words import day_of, reason_of, reasons_for
from handlers.routes.step_links import MoveStep, SnoozeStep
from handlers.screen import show
from handlers.words import Words
from services.context import Context
from services.errors import NotFound
from services.routes import remarks
from services.routes.agreement import actions as agreement
from services.routes.agreement import queries as agreement_queries
from services.routes.agreement import versions
from services.routes.changes import actions as changes
from services.routes.changes import queries as change_queries
from services.routes.changes import rules as change_rules
from services.routes.changes.actions import Wish
from services.routes.models import MOVE, REMOVE

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


@router.callback_query(ShowComment.filter())
async def show_comment(query: CallbackQuery, callback_data: ShowComment, ctx: Context) -> None:
    await show(query, ctx, agreement_screens.comment(await remarks.said(ctx, callback_data.comment_id)))


@router.callback_query(MoveStep.filter())
async def move_step(query: CallbackQuery, callback_data: MoveStep, ctx: Context) -> None:
    card = await change_queries.mine_to_change(ctx, callback_data.step_id)
    await show(query, ctx, change_screens.put_off(card))


@router.callback_query(SnoozeStep.filter())
async def snooze_step(query: CallbackQuery, callback_data: SnoozeStep, ctx: Context) -> None:
    card = await changes.snooze(ctx, callback_data.step_id, callback_data.days)
    await show(query, ctx, step_screens.snoozed(card))


@router.callback_query(AskChange.filter())
async def ask_change(query: CallbackQuery, callback_data: AskChange, ctx: Context, state: FSMContext) -> None:
    """Why, then until when; and with both told it is asked for."""
    step_id, kind = callback_data.step_id, callback_data.kind
    if kind not in (MOVE, REMOVE):
        raise NotFound
    card = await change_queries.mine_to_change(ctx, step_id)
    if card.step.asked is not None and not card.step.asked.is_late:
        await show(query, ctx, change_screens.put_off(card), toast=Words("change-waits-toast"))
        return
    if not callback_data.why:
        await show(query, ctx, change_screens.ask_why(card, kind, reasons_for(ctx, kind)))
        return
    why = await reason_of(ctx, state, step_id, callback_data.why)
    if why is None:  # what was typed is not there any more
        await show(query, ctx, change_screens.ask_why(card, kind, reasons_for(ctx, kind)))
        return
    if kind == MOVE and not callback_data.day:
        days = change_rules.near_days(card.step.due, ctx.today, ctx.calendar)
        await show(query, ctx, change_screens.ask_day(card, callback_data.why, days))
        return
    due = day_of(callback_data.day) if kind == MOVE else None
    asked = await changes.ask(ctx, step_id, Wish(kind, why, due))
    await show(query, ctx, change_screens.change(asked, callback_data.why))


@router.callback_query(ShowChange.filter())
async def show_change(query: CallbackQuery, callback_data: ShowChange, ctx: Context) -> None:
    await show(
        query, ctx, change_screens.change(await change_queries.change_card(ctx, callback_data.change_id))
    )


@router.callback_query(WithdrawChange.filter())
async def withdraw_change(query: CallbackQuery, callback_data: WithdrawChange, ctx: Context) -> None:
    withdrawn = await changes.withdraw(ctx, callback_data.change_id)
    card = await change_queries.mine_to_change(ctx, withdrawn.card.step.id)
    await show(query, ctx, change_screens.put_off(card), toast=Words("change-withdrawn-toast"))
