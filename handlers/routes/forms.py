"""What people are asked for about a route: the proof of a step, words with which something is returned."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.routes import screens, step_screens
from handlers.routes.links import ReturnRoute, ReturnStep, ShowRoute, ShowStep, StepDone
from handlers.screen import show
from services.context import Context
from services.errors import WrongState
from services.routes import agreement, doing, queries
from services.routes.doing import Proof
from services.routes.history import Remark
from services.routes.rules import kind_of_text

router = Router(name="routes-forms")

# Where a chat's form data holds our form; other features keep theirs beside.
FORM = "route"


class RouteForms(StatesGroup):
    """The proof of a step; what to change in a returned route; what is missing in a returned step."""

    evidence = State()
    route_words = State()
    step_words = State()


@router.callback_query(StepDone.filter())
async def step_done(query: CallbackQuery, callback_data: StepDone, ctx: Context, state: FSMContext) -> None:
    card = await queries.step_card(ctx, callback_data.step_id)
    if not card.can_submit:
        raise WrongState("error-step-decided")
    await state.update_data({FORM: {"step_id": card.step.id}})
    await state.set_state(RouteForms.evidence)
    await show(query, ctx, step_screens.ask_proof(card))


@router.message(RouteForms.evidence, F.text | F.photo | F.document | F.voice | F.video)
async def evidence(message: Message, ctx: Context, state: FSMContext) -> None:
    step_id = (await _form(state))["step_id"]
    card = await doing.submit(ctx, step_id, _proof(message))
    await state.set_state(None)
    await show(message, ctx, step_screens.submitted(card))


@router.message(RouteForms.evidence)
async def evidence_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    await show(message, ctx, step_screens.proof_expected((await _form(state))["step_id"]))


@router.message(StateFilter(None), F.media_group_id, F.photo | F.document | F.video)
async def rest_of_album(message: Message, ctx: Context) -> None:
    """Files sent together come one by one; the first was answered, the others join it silently."""
    if not await doing.add_to_album(ctx, _proof(message)):
        raise SkipHandler


@router.callback_query(ReturnRoute.filter())
async def return_route(
    query: CallbackQuery, callback_data: ReturnRoute, ctx: Context, state: FSMContext
) -> None:
    route = await queries.route_of(ctx, callback_data.route_id)
    if route.status != "on_review":
        raise WrongState("error-route-decided")
    await state.update_data({FORM: {"route_id": route.id}})
    await state.set_state(RouteForms.route_words)
    await show(query, ctx, screens.ask_return_words(route))


@router.message(RouteForms.route_words, F.text)
async def route_words(message: Message, ctx: Context, state: FSMContext) -> None:
    route = await agreement.return_route(ctx, (await _form(state))["route_id"], Remark(message.text or ""))
    await state.set_state(None)
    await show(message, ctx, screens.returned(route))


@router.message(RouteForms.route_words)
async def route_words_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    back = ShowRoute(route_id=(await _form(state))["route_id"])
    await show(message, ctx, screens.words_expected(back))


@router.callback_query(ReturnStep.filter())
async def return_step(
    query: CallbackQuery, callback_data: ReturnStep, ctx: Context, state: FSMContext
) -> None:
    card = await queries.step_card(ctx, callback_data.step_id)
    if not card.can_decide:
        raise WrongState("error-step-decided")
    await state.update_data({FORM: {"step_id": card.step.id}})
    await state.set_state(RouteForms.step_words)
    await show(query, ctx, step_screens.ask_return_words(card))


@router.message(RouteForms.step_words, F.text)
async def step_words(message: Message, ctx: Context, state: FSMContext) -> None:
    card = await doing.return_step(ctx, (await _form(state))["step_id"], Remark(message.text or ""))
    await state.set_state(None)
    await show(message, ctx, step_screens.returned(card))


@router.message(RouteForms.step_words)
async def step_words_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    back = ShowStep(step_id=(await _form(state))["step_id"])
    await show(message, ctx, screens.words_expected(back))


async def _form(state: FSMContext) -> dict[str, int]:
    return (await state.get_data()).get(FORM) or {}


def _proof(message: Message) -> Proof:
    """A message as proof: its file with the caption, or its text."""
    kind, file_id, name = "text", None, None
    if message.photo:
        kind, file_id = "photo", message.photo[-1].file_id
    elif message.document:
        kind, file_id, name = "document", message.document.file_id, message.document.file_name
    elif message.voice:
        kind, file_id = "voice", message.voice.file_id
    elif message.video:
        kind, file_id, name = "video", message.video.file_id, message.video.file_name
    text = message.caption or message.text or ""
    return Proof(
        kind=kind if file_id else kind_of_text(text),
        source=f"{message.chat.id}:{message.message_id}",
        text=text,
        file_id=file_id,
        file_name=name,
        album=message.media_group_id,
    )
