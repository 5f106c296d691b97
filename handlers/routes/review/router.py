"""Decisions, one after another: after each the next one comes up by itself.

A finger that taps twice decides once: the second press says that it was done, or meets nothing final.
"""

from __future__ import annotations

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers.names import initials
from handlers.routes import screens
from handlers.routes.agreement.links import ApproveRoute, ApproveUnread
from handlers.routes.changes import screens as change_screens
from handlers.routes.changes.links import AgreeToChange, AgreeToDay, RefuseChange
from handlers.routes.changes.request import day_of
from handlers.routes.review import screens as review_screens
from handlers.routes.review.links import Review
from handlers.routes.steps.links import AcceptStep
from handlers.screen import Screen, answer, show, under
from handlers.words import Text, Words, said_by
from services.context import Context
from services.routes import reading
from services.routes.agreement import actions as agreement
from services.routes.agreement.queries import SentAnew
from services.routes.changes import actions as changes
from services.routes.changes import queries as change_queries
from services.routes.changes.actions import TooLate
from services.routes.changes.queries import ChangeCard
from services.routes.review import queries as review
from services.routes.review.queries import CHANGE, ROUTE, STEP
from services.routes.steps import actions as step_actions
from services.texts import shorten

router = Router(name="routes-review")

# Of a step that was accepted, in the line about it.
TITLE_SHOWN = 60


async def at(ctx: Context, place: int = 0) -> Screen:
    """What is to be decided after so many others."""
    return review_screens.queue(await review.item(ctx, place))


async def _next(query: CallbackQuery, ctx: Context, place: int, done: Text, toast: Text) -> None:
    """What comes after a decision, under a line about it."""
    screen = review_screens.queue(await review.item(ctx, place), rows_below(query))
    await show(query, ctx, under([done], screen), toast)


def rows_below(query: CallbackQuery) -> int | None:
    """How many rows stand below the pressed button; None where its message is out of reach."""
    keyboard = query.message.reply_markup if isinstance(query.message, Message) else None
    if not isinstance(keyboard, InlineKeyboardMarkup):
        return None
    rows = enumerate(reversed(keyboard.inline_keyboard))
    return next((below for below, row in rows if any(one.callback_data == query.data for one in row)), None)


async def sent_anew(ctx: Context, route_id: int, changed: SentAnew) -> Screen:
    """A route that was changed since it was shown, to be read before it is decided about."""
    return under([said_by(changed)], screens.route(await reading.route_of(ctx, route_id)))


@router.message(Command("review"))
async def review_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, await at(ctx))


@router.callback_query(Review.filter())
async def review_shown(query: CallbackQuery, callback_data: Review, ctx: Context) -> None:
    await show(query, ctx, await at(ctx, max(0, callback_data.skip)))


@router.callback_query(ApproveRoute.filter())
async def approve_route(query: CallbackQuery, callback_data: ApproveRoute, ctx: Context) -> None:
    await _approve(query, ctx, callback_data.route_id, callback_data.sent_id)


@router.callback_query(ApproveUnread.filter())
async def approve_unread(query: CallbackQuery, callback_data: ApproveUnread, ctx: Context) -> None:
    await _approve(query, ctx, callback_data.route_id)


async def _approve(query: CallbackQuery, ctx: Context, route_id: int, sent_id: int = 0) -> None:
    place = await review.place_of(ctx, ROUTE, route_id)
    try:
        approved = await agreement.approve(ctx, route_id, sent_id)
    except SentAnew as changed:
        await show(query, ctx, await sent_anew(ctx, route_id, changed), toast=said_by(changed))
        return
    if approved.is_repeated:
        await answer(query, ctx, Words("route-approved-before-toast"))
        return
    toast = Words("route-approved-redated-toast" if approved.is_redated else "route-approved-toast")
    await _next(query, ctx, place, Words("route-approved-line", name=initials(approved.owner)), toast)


@router.callback_query(AcceptStep.filter())
async def accept_step(query: CallbackQuery, callback_data: AcceptStep, ctx: Context) -> None:
    place = await review.place_of(ctx, STEP, callback_data.step_id)
    if not await step_actions.accept_step(ctx, callback_data.step_id):
        await answer(query, ctx, Words("step-accepted-before-toast"))
        return
    card = await reading.step_card(ctx, callback_data.step_id)
    done = Words("step-accepted-line", name=initials(card.owner), title=shorten(card.step.title, TITLE_SHOWN))
    await _next(query, ctx, place, done, Words("step-accepted-toast"))


@router.callback_query(AgreeToChange.filter())
async def agree_to_change(query: CallbackQuery, callback_data: AgreeToChange, ctx: Context) -> None:
    await _agree(query, ctx, callback_data.change_id)


@router.callback_query(AgreeToDay.filter())
async def agree_to_day(query: CallbackQuery, callback_data: AgreeToDay, ctx: Context) -> None:
    await _agree(query, ctx, callback_data.change_id, day_of(callback_data.day))


async def _agree(query: CallbackQuery, ctx: Context, change_id: int, instead: date | None = None) -> None:
    place = await review.place_of(ctx, CHANGE, change_id)
    try:
        card = await changes.agree(ctx, change_id, instead)
    except TooLate as late:  # the request stays, with another day to agree to
        card = await change_queries.change_to_decide(ctx, change_id)
        await show(query, ctx, change_screens.change(card), toast=said_by(late))
        return
    await _after_change(query, ctx, card, place, agreed=True)


async def _after_change(
    query: CallbackQuery, ctx: Context, card: ChangeCard, place: int, *, agreed: bool
) -> None:
    if card.is_repeated:
        await answer(query, ctx, Words("change-decided-before-toast"))
        return
    kind = "agreed" if agreed else "refused"
    done = Words(f"change-{kind}-line", name=initials(card.card.owner))
    await _next(query, ctx, place, done, Words(f"change-{kind}-toast"))


@router.callback_query(RefuseChange.filter(~F.words))
async def refuse_change(query: CallbackQuery, callback_data: RefuseChange, ctx: Context) -> None:
    place = await review.place_of(ctx, CHANGE, callback_data.change_id)
    card = await changes.refuse(ctx, callback_data.change_id)
    await _after_change(query, ctx, card, place, agreed=False)
