"""Buttons that decide: after each decision the next item of the queue is shown.

A double tap never decides the next item: the second press says that the decision was made before, or it meets
no final button.
"""

from __future__ import annotations

from datetime import date

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.names import initials
from handlers.routes.agreement.links import ApproveRoute, ApproveUnread, ReturnRoute, ReturnUnread
from handlers.routes.changes import screens as change_screens
from handlers.routes.changes.links import AgreeToChange, AgreeToDay, RefuseChange
from handlers.routes.changes.request import day_of
from handlers.routes.review import screens
from handlers.routes.review.links import Review
from handlers.routes.review.questions import ChangeWords, RouteWords, StepWords
from handlers.routes.review.queue import following, sent_anew
from handlers.routes.steps.links import AcceptStep, ReturnStep
from handlers.words import Words, said_by
from services.context import Context
from services.routes import step_reading
from services.routes.agreement import actions as agreement
from services.routes.agreement.queries import SentAnew, require_undecided
from services.routes.changes import actions as changes
from services.routes.changes.actions import TooLate
from services.routes.changes.queries import ChangeCard, change_to_decide
from services.routes.review.queries import CHANGE, ROUTE, STEP, item, place_of
from services.routes.steps import actions as steps
from services.texts import shorten

feature = Feature("routes_review")
feature.shows(Review, item, screens.queue, command="review")

# The longest title of an accepted step in the line about it, in characters.
TITLE_SHOWN = 60


@feature.button(ApproveRoute)
async def approve_route(ctx: Context, link: ApproveRoute) -> Answer:
    return await _approve(ctx, link.route_id, link.sent_id)


@feature.button(ApproveUnread)
async def approve_unread(ctx: Context, link: ApproveUnread) -> Answer:
    return await _approve(ctx, link.route_id)


async def _approve(ctx: Context, route_id: int, sent_id: int = 0) -> Answer:
    place = await place_of(ctx, ROUTE, route_id)
    try:
        approved = await agreement.approve(ctx, route_id, sent_id)
    except SentAnew as changed:
        return await sent_anew(ctx, route_id, changed)
    if approved.is_repeated:
        return Reply(toast=Words("route-approved-before-toast"))
    toast = Words("route-approved-redated-toast" if approved.is_redated else "route-approved-toast")
    done = Words("route-approved-line", name=initials(approved.owner))
    return Reply(await following(ctx, place, done), toast=toast)


@feature.button(ReturnRoute)
async def return_route(ctx: Context, link: ReturnRoute) -> Answer:
    return await _ask_what_to_change(ctx, link.route_id, link.sent_id)


@feature.button(ReturnUnread)
async def return_unread(ctx: Context, link: ReturnUnread) -> Answer:
    return await _ask_what_to_change(ctx, link.route_id)


async def _ask_what_to_change(ctx: Context, route_id: int, sent_id: int = 0) -> Answer:
    try:
        await require_undecided(ctx, route_id, sent_id)
    except SentAnew as changed:
        return await sent_anew(ctx, route_id, changed)
    return RouteWords(about=route_id, sent_id=sent_id)


@feature.button(AcceptStep)
async def accept_step(ctx: Context, link: AcceptStep) -> Answer:
    place = await place_of(ctx, STEP, link.step_id)
    if not await steps.accept_step(ctx, link.step_id):
        return Reply(toast=Words("step-accepted-before-toast"))
    card = await step_reading.step_card(ctx, link.step_id)
    done = Words("step-accepted-line", name=initials(card.owner), title=shorten(card.step.title, TITLE_SHOWN))
    return Reply(await following(ctx, place, done), toast=Words("step-accepted-toast"))


@feature.button(ReturnStep)
async def return_step(ctx: Context, link: ReturnStep) -> Answer:
    return StepWords(about=link.step_id)


@feature.button(AgreeToChange)
async def agree_to_change(ctx: Context, link: AgreeToChange) -> Answer:
    return await _agree(ctx, link.change_id)


@feature.button(AgreeToDay)
async def agree_to_day(ctx: Context, link: AgreeToDay) -> Answer:
    return await _agree(ctx, link.change_id, day_of(link.day))


async def _agree(ctx: Context, change_id: int, instead: date | None = None) -> Answer:
    place = await place_of(ctx, CHANGE, change_id)
    try:
        card = await changes.agree(ctx, change_id, instead)
    except TooLate as late:  # the request stays open, and another day is offered
        return Reply(change_screens.change(await change_to_decide(ctx, change_id)), toast=said_by(late))
    return await _decided(ctx, card, place, "agreed")


@feature.button(RefuseChange)
async def refuse_change(ctx: Context, link: RefuseChange) -> Answer:
    if link.words:
        return ChangeWords(about=link.change_id)
    place = await place_of(ctx, CHANGE, link.change_id)
    return await _decided(ctx, await changes.refuse(ctx, link.change_id), place, "refused")


async def _decided(ctx: Context, card: ChangeCard, place: int, decision: str) -> Answer:
    if card.is_repeated:
        return Reply(toast=Words("change-decided-before-toast"))
    done = Words(f"change-{decision}-line", name=initials(card.card.owner))
    return Reply(await following(ctx, place, done), toast=Words(f"change-{decision}-toast"))
