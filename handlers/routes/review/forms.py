"""Words with which something is returned or left as it is, typed or spoken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.links import Link
from handlers.routes.agreement import screens as agreement_screens
from handlers.routes.agreement.links import ReturnRoute, ReturnUnread
from handlers.routes.changes import screens as change_screens
from handlers.routes.changes.links import RefuseChange, ShowChange
from handlers.routes.links import ShowRoute
from handlers.routes.review import screens as review_screens
from handlers.routes.review.router import at, sent_anew
from handlers.routes.steps import screens as step_screens
from handlers.routes.steps.links import ReturnStep, ShowStep
from handlers.screen import show, under
from handlers.words import Words, said_by
from services.context import Context
from services.routes import reading
from services.routes.agreement import actions as agreement
from services.routes.agreement import queries as agreement_queries
from services.routes.agreement.queries import SentAnew
from services.routes.changes import actions as changes
from services.routes.changes import queries as change_queries
from services.routes.remarks import Remark
from services.routes.review import queries as review
from services.routes.review.queries import CHANGE, ROUTE, STEP
from services.routes.steps import actions as step_actions

router = Router(name="routes-review-forms")

# Where a chat's form data holds what the words are about, and which sending of it, where it is a route; other
# features keep theirs beside.
FORM, SENDING = "review", "review_sending"


class AgreementForms(StatesGroup):
    """What to change in a route or a step, why a step stays as it is."""

    route_words = State()
    step_words = State()
    change_words = State()


@router.callback_query(ReturnRoute.filter())
async def return_route(
    query: CallbackQuery, callback_data: ReturnRoute, ctx: Context, state: FSMContext
) -> None:
    await _ask_what_to_change(query, ctx, state, callback_data.route_id, callback_data.sent_id)


@router.callback_query(ReturnUnread.filter())
async def return_unread(
    query: CallbackQuery, callback_data: ReturnUnread, ctx: Context, state: FSMContext
) -> None:
    await _ask_what_to_change(query, ctx, state, callback_data.route_id)


async def _ask_what_to_change(
    query: CallbackQuery, ctx: Context, state: FSMContext, route_id: int, sent_id: int = 0
) -> None:
    try:
        await agreement_queries.require_undecided(ctx, route_id, sent_id)
    except SentAnew as changed:
        await show(query, ctx, await sent_anew(ctx, route_id, changed), toast=said_by(changed))
        return
    await state.update_data({FORM: route_id, SENDING: sent_id})
    await state.set_state(AgreementForms.route_words)
    await show(query, ctx, agreement_screens.ask_return_words(await reading.route_of(ctx, route_id)))


@router.callback_query(ReturnStep.filter())
async def return_step(
    query: CallbackQuery, callback_data: ReturnStep, ctx: Context, state: FSMContext
) -> None:
    card = await review.step_to_decide(ctx, callback_data.step_id)
    await state.update_data({FORM: card.step.id})
    await state.set_state(AgreementForms.step_words)
    await show(query, ctx, step_screens.ask_return_words(card))


@router.callback_query(RefuseChange.filter(F.words))
async def refuse_change(
    query: CallbackQuery, callback_data: RefuseChange, ctx: Context, state: FSMContext
) -> None:
    card = await change_queries.change_to_decide(ctx, callback_data.change_id)
    await state.update_data({FORM: card.change.id})
    await state.set_state(AgreementForms.change_words)
    await show(query, ctx, change_screens.ask_refusal(card))


@dataclass(frozen=True, slots=True)
class About:
    """What words are about, by id; of a route, as it was sent then."""

    id: int
    sent_id: int


async def _return_route(ctx: Context, about: About, remark: Remark) -> Words:
    route = await agreement.return_route(ctx, about.id, about.sent_id, remark)
    return Words("route-return-done", name=route.owner.full_name)


async def _return_step(ctx: Context, about: About, remark: Remark) -> Words:
    card = await step_actions.return_step(ctx, about.id, remark)
    return Words("step-return-done", name=card.owner.full_name)


async def _refuse_change(ctx: Context, about: About, remark: Remark) -> Words:
    card = await changes.refuse(ctx, about.id, remark)
    return Words("change-refused-done", name=card.card.owner.full_name)


@dataclass(frozen=True, slots=True)
class Answer:
    """Words being asked for: about what of the queue, what they do, and where to go without them."""

    kind: str
    give: Callable[[Context, About, Remark], Awaitable[Words]]
    back: Callable[[int], Link]


ANSWERS = {
    AgreementForms.route_words: Answer(ROUTE, _return_route, lambda number: ShowRoute(route_id=number)),
    AgreementForms.step_words: Answer(STEP, _return_step, lambda number: ShowStep(step_id=number)),
    AgreementForms.change_words: Answer(CHANGE, _refuse_change, lambda number: ShowChange(change_id=number)),
}


@router.message(StateFilter(*ANSWERS))
async def words_told(message: Message, ctx: Context, state: FSMContext, raw_state: str) -> None:
    answer = next(answer for form, answer in ANSWERS.items() if form.state == raw_state)
    about = await _about(state)
    if message.text is None and message.voice is None:
        await show(message, ctx, review_screens.words_expected(answer.back(about.id)))
        return
    place = await review.place_of(ctx, answer.kind, about.id)
    try:
        done = await answer.give(ctx, about, remark_of(message))
    except SentAnew as changed:
        await state.set_state(None)
        await show(message, ctx, await sent_anew(ctx, about.id, changed))
        return
    await state.set_state(None)
    await show(message, ctx, under([done], await at(ctx, place)))


def remark_of(message: Message) -> Remark:
    """Words typed, or spoken with or without a caption."""
    if message.voice is not None:
        return Remark(message.caption or "", "voice", message.voice.file_id)
    return Remark(message.text or "")


async def _about(state: FSMContext) -> About:
    kept = await state.get_data()
    return About(int(kept.get(FORM) or 0), int(kept.get(SENDING) or 0))
