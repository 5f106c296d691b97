"""A request to move or to remove a step, in one's own words: why, and until when."""

from __future__ import annotations

import asyncio

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.routes.changes import request
from handlers.routes.changes import screens as change_screens
from handlers.routes.changes.links import TypeChange
from handlers.routes.changes.screens import OWN
from handlers.screen import show
from handlers.words import said_by
from services.calendar import is_quiet_day
from services.context import Context
from services.dates import future_day
from services.errors import Invalid, NotFound
from services.routes.changes import actions as changes
from services.routes.changes import queries as change_queries
from services.routes.changes import rules as change_rules
from services.routes.changes.actions import Wish
from services.routes.changes.rules import WHY_LIMIT
from services.routes.days import latest_day
from services.routes.models import MOVE, REMOVE
from services.routes.rules import working_day
from services.texts import checked

router = Router(name="routes-changes-forms")


class ChangeForms(StatesGroup):
    """Why a step is to be moved or removed, and until when. Stored under the name the states had first."""

    why = State(group_name="AgreementForms")
    day = State(group_name="AgreementForms")


@router.callback_query(TypeChange.filter())
async def type_change(
    query: CallbackQuery, callback_data: TypeChange, ctx: Context, state: FSMContext
) -> None:
    kind, why = callback_data.kind, callback_data.why
    if kind not in (MOVE, REMOVE):
        raise NotFound
    card = await change_queries.mine_to_change(ctx, callback_data.step_id)
    if not why or kind == REMOVE:
        await request.keep(state, step_id=card.step.id, kind=kind, why="")
        await state.set_state(ChangeForms.why)
        await show(query, ctx, change_screens.type_why(card, kind))
        return
    if await request.reason_of(ctx, state, card.step.id, why) is None:
        await show(query, ctx, change_screens.ask_why(card, kind, request.reasons_for(ctx, kind)))
        return
    typed = {} if why == OWN else {"why": ""}  # words typed about another step are no reason for this one
    await request.keep(state, step_id=card.step.id, kind=kind, code=why, **typed)
    await state.set_state(ChangeForms.day)
    await show(query, ctx, change_screens.type_day(card, why))


@router.message(ChangeForms.why)
async def why_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    step_id, kind, _ = await _request(state)
    card = await change_queries.mine_to_change(ctx, step_id)
    try:
        why = checked(message.text or "", WHY_LIMIT)
    except Invalid as error:
        await show(message, ctx, change_screens.type_why(card, kind, said_by(error)))
        return
    if kind == REMOVE:
        asked = await changes.ask(ctx, step_id, Wish(REMOVE, why))
        await state.set_state(None)
        await show(message, ctx, change_screens.change(asked))
        return
    await request.keep(state, step_id=step_id, why=why)
    await state.set_state(None)
    days = change_rules.near_days(card.step.due, ctx.today, ctx.calendar)
    await show(message, ctx, change_screens.ask_day(card, OWN, days))


@router.message(ChangeForms.day)
async def day_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    step_id, _, code = await _request(state)
    card = await change_queries.mine_to_change(ctx, step_id)
    why = await request.reason_of(ctx, state, step_id, code)
    try:
        # The library that reads dates takes its time to load.
        day = await asyncio.to_thread(future_day, message.text or "", ctx.today, latest=latest_day(ctx.today))
        change_rules.check_new_day(day, card.step.due, ctx.today)
        if is_quiet_day(day, ctx.calendar):
            working = working_day(day, ctx.calendar)
            await show(message, ctx, change_screens.quiet(card, code, day, working))
            return
        asked = await changes.ask(ctx, step_id, Wish(MOVE, why or "", day))
    except Invalid as error:
        await show(message, ctx, change_screens.type_day(card, code, said_by(error)))
        return
    await state.set_state(None)
    await show(message, ctx, change_screens.change(asked, code))


async def _request(state: FSMContext) -> tuple[int, str, str]:
    """Which step, what is asked, and the code of the reason."""
    told = await request.told_so_far(state)
    return int(str(told.get("step_id") or 0)), str(told.get("kind") or MOVE), str(told.get("code") or "")
