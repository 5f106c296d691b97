"""Updates about putting a step off and asking to change it: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.routes.changes import screens as change_screens
from handlers.routes.changes.links import AskChange, MoveStep, ShowChange, SnoozeStep, WithdrawChange
from handlers.routes.changes.request import day_of, reason_of, reasons_for
from handlers.screen import show
from handlers.words import Words
from services.context import Context
from services.errors import NotFound
from services.routes.changes import actions as changes
from services.routes.changes import queries as change_queries
from services.routes.changes import rules as change_rules
from services.routes.changes.actions import Wish
from services.routes.models import MOVE, REMOVE

router = Router(name="routes-changes")


@router.callback_query(MoveStep.filter())
async def move_step(query: CallbackQuery, callback_data: MoveStep, ctx: Context) -> None:
    card = await change_queries.mine_to_change(ctx, callback_data.step_id)
    await show(query, ctx, change_screens.put_off(card))


@router.callback_query(SnoozeStep.filter())
async def snooze_step(query: CallbackQuery, callback_data: SnoozeStep, ctx: Context) -> None:
    card = await changes.snooze(ctx, callback_data.step_id, callback_data.days)
    await show(query, ctx, change_screens.snoozed(card))


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
