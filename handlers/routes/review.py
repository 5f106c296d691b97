"""Decisions, one after another: after each the next one comes up by itself."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.routes import review_screens, screens
from handlers.routes.agreement_links import AgreeToChange, ApproveRoute, ApproveUnread, RefuseChange, Review
from handlers.routes.step_links import AcceptStep
from handlers.screen import Screen, show, under
from handlers.words import Words, said_by
from services.context import Context
from services.routes import agreement, changes, doing, queries, review
from services.routes.agreement import SentAnew
from services.routes.review import CHANGE, ROUTE, STEP

router = Router(name="review")


async def at(ctx: Context, place: int = 0) -> Screen:
    """What is to be decided after so many others."""
    return review_screens.queue(await review.item(ctx, place))


async def sent_anew(ctx: Context, route_id: int, changed: SentAnew) -> Screen:
    """A route that was changed since it was shown, to be read before it is decided about."""
    return under([said_by(changed)], screens.route(await queries.route_of(ctx, route_id)))


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
    toast = Words("route-approved-redated-toast" if approved.is_redated else "route-approved-toast")
    await show(query, ctx, await at(ctx, place), toast)


@router.callback_query(AcceptStep.filter())
async def accept_step(query: CallbackQuery, callback_data: AcceptStep, ctx: Context) -> None:
    place = await review.place_of(ctx, STEP, callback_data.step_id)
    is_new = await doing.accept_step(ctx, callback_data.step_id)
    toast = Words("step-accepted-toast" if is_new else "step-accepted-before-toast")
    await show(query, ctx, await at(ctx, place), toast=toast)


@router.callback_query(AgreeToChange.filter())
async def agree_to_change(query: CallbackQuery, callback_data: AgreeToChange, ctx: Context) -> None:
    place = await review.place_of(ctx, CHANGE, callback_data.change_id)
    await changes.agree(ctx, callback_data.change_id)
    await show(query, ctx, await at(ctx, place), toast=Words("change-agreed-toast"))


@router.callback_query(RefuseChange.filter(~F.words))
async def refuse_change(query: CallbackQuery, callback_data: RefuseChange, ctx: Context) -> None:
    place = await review.place_of(ctx, CHANGE, callback_data.change_id)
    await changes.refuse(ctx, callback_data.change_id)
    await show(query, ctx, await at(ctx, place), toast=Words("change-refused-toast"))
