"""What people are asked for about a step: its proof, a few words about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.menu.buttons import HOME
from handlers.routes.steps import screens as step_screens
from handlers.routes.steps.links import AttachFile, Reflect, StepDone
from handlers.screen import Screen, show
from handlers.self_education.papers import FILE_LIMIT
from handlers.words import Text, Words, said_by
from services.context import Context
from services.errors import Invalid, NotFound, WrongState
from services.routes import reading
from services.routes.rules import kind_of_text
from services.routes.steps import actions as step_actions
from services.routes.steps import queries as step_queries
from services.routes.steps.actions import Proof
from services.routes.steps.queries import taking_proof
from services.routes.views import StepCard

router = Router(name="routes-steps-forms")

# Where a chat's form data holds our form; other features keep theirs beside.
FORM = "route"
# Files sent unasked, until their sender says to which steps they belong: the latest so many.
LOOSE = "loose_files"
MOST_LOOSE = 10


class RouteForms(StatesGroup):
    """The proof of a step, a few words about it."""

    evidence = State()
    reflection = State()


@router.callback_query(StepDone.filter())
async def step_done(query: CallbackQuery, callback_data: StepDone, ctx: Context, state: FSMContext) -> None:
    card = await reading.step_card(ctx, callback_data.step_id)
    if not card.can_submit:
        raise WrongState("error-step-decided")
    await state.update_data({FORM: {"step_id": card.step.id, "adds": not card.step.is_open}})
    await state.set_state(RouteForms.evidence)
    await show(query, ctx, step_screens.ask_proof(card))


@router.message(
    StateFilter(None, RouteForms.evidence, RouteForms.reflection),
    F.media_group_id,
    F.photo | F.document | F.video,
)
async def rest_of_album(message: Message, ctx: Context) -> None:
    """Files sent together come one by one; the first was answered, the others join it silently.

    Only what the portfolio will not hold is told of.
    """
    proof = proof_of(message)
    if proof is None or not await step_actions.add_to_album(ctx, proof):
        raise SkipHandler
    if _is_big(message):
        await show(message, ctx, Screen([step_screens.too_big()], [[HOME]]))


@router.message(RouteForms.evidence)
async def evidence(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state)
    proof = proof_of(message)
    if proof is None:
        await _refuse_proof(message, ctx, form["step_id"])
        return
    try:
        card, mentors = await step_actions.submit(ctx, form["step_id"], proof)
    except Invalid as error:  # too long a text
        card = await reading.step_card(ctx, form["step_id"])
        await show(message, ctx, step_screens.ask_proof(card, said_by(error)))
        return
    sent = [step_screens.saved(mentors), *_notes(is_big=_is_big(message))]
    await _saved(message, ctx, state, card, sent, adds=bool(form.get("adds")))


async def keep_loose(message: Message, state: FSMContext, proof: Proof) -> bool:
    """Keep a file that was sent unasked; False where it is one more of an album that was asked about."""
    kept = (await state.get_data()).get(LOOSE) or []
    file = {"message_id": message.message_id, "proof": asdict(proof), "is_big": _is_big(message)}
    await state.update_data({LOOSE: [*kept, file][-MOST_LOOSE:]})
    return proof.album is None or proof.album not in {one["proof"]["album"] for one in kept}


@router.callback_query(AttachFile.filter())
async def attach_file(
    query: CallbackQuery, callback_data: AttachFile, ctx: Context, state: FSMContext
) -> None:
    """A file sent unasked, with what came in its album, is proof of a step; once chosen, of no other."""
    kept = (await state.get_data()).get(LOOSE) or []
    file = next((one for one in kept if one["message_id"] == callback_data.message_id), None)
    if file is None:
        raise NotFound("error-loose-file-gone")
    step_id = file.get("step_id", callback_data.step_id)
    card = await reading.step_card(ctx, step_id)
    adds = file.get("adds", not card.step.is_open)
    album = file["proof"]["album"]
    mentors: tuple[str, ...] = ()
    for one in [one for one in kept if one is file or (album and one["proof"]["album"] == album)]:
        try:
            card, mentors = await step_actions.submit(ctx, step_id, Proof(**one["proof"]))
        except WrongState as error:
            if "step_id" in file:
                raise
            # It was closed meanwhile: the file is still at hand for another.
            steps = await taking_proof(ctx)
            await show(query, ctx, step_screens.loose_file(steps, file["message_id"], said_by(error)))
            return
        one |= {"step_id": step_id, "adds": adds}
    await state.update_data({LOOSE: kept})
    sent = [step_screens.saved(mentors), *_notes(is_big=file["is_big"])]
    await _saved(query, ctx, state, card, sent, adds=adds)


@router.callback_query(Reflect.filter())
async def reflect(query: CallbackQuery, callback_data: Reflect, ctx: Context, state: FSMContext) -> None:
    card = await reading.step_card(ctx, callback_data.step_id)
    if not card.can_reflect:
        await show(query, ctx, step_screens.step_card(card))
        return
    await _ask(query, ctx, state, card, callback_data.place, [Words("step-questions-more")])


@router.message(RouteForms.reflection, F.text)
async def reflection(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state)
    if form.get("taken") == message.message_id:  # delivered again: it was the proof, or the answer before
        return
    step_id, place = form["step_id"], form["place"]
    try:
        card = await step_actions.reflect(ctx, step_id, form["question"], message.text or "")
    except Invalid as error:
        await _ask(message, ctx, state, await reading.step_card(ctx, step_id), place, [said_by(error)])
        return
    await _ask(message, ctx, state, card, place + 1, [Words("step-questions-more")])


@router.message(RouteForms.reflection)
async def more_proof(message: Message, ctx: Context, state: FSMContext) -> None:
    """A file that came while a question was open is one more proof; the question is asked again below it."""
    form = await _form(state)
    proof = proof_of(message)
    if proof is None:
        card = await reading.step_card(ctx, form["step_id"])
        await _ask(message, ctx, state, card, form["place"], [Words("step-question-expected")])
        return
    card, _ = await step_actions.submit(ctx, form["step_id"], proof)
    header = [step_screens.added(card), *_notes(is_big=_is_big(message))]
    await _ask(message, ctx, state, card, form["place"], header)


async def _saved(
    event: Message | CallbackQuery,
    ctx: Context,
    state: FSMContext,
    card: StepCard,
    sent: Sequence[Text],
    *,
    adds: bool,
) -> None:
    """What was `sent` is saved: ask the questions, of which what joins a step under review asks none."""
    written = {one.code for one in card.reflections}
    questions = ctx.content.catalog.reflection
    place = next((place for place, one in enumerate(questions) if one.code not in written), len(questions))
    if adds or place == len(questions):
        await state.set_state(None)
        await show(event, ctx, step_screens.submitted(card, sent[0], sent[1:]))
        return
    left = step_screens.questions_left(sent[0], len(questions) - place)
    await _ask(event, ctx, state, card, place, [left, *sent[1:]])


async def _ask(
    event: Message | CallbackQuery,
    ctx: Context,
    state: FSMContext,
    card: StepCard,
    place: int,
    header: Sequence[Text],
) -> None:
    """Ask the question at `place` about a step that was done; past the last one, say that all is saved."""
    questions = ctx.content.catalog.reflection
    if not 0 <= place < len(questions):
        await state.set_state(None)
        sent = step_screens.saved(await step_queries.mentors_asked(ctx, card.step.id))
        await show(event, ctx, step_screens.submitted(card, sent))
        return
    question = questions[place]
    form = {"step_id": card.step.id, "place": place, "question": question.code}
    taken = {"taken": event.message_id} if isinstance(event, Message) else {}
    await state.update_data({FORM: form | taken})
    await state.set_state(RouteForms.reflection)
    before = next((one.text for one in card.reflections if one.code == question.code), None)
    await show(event, ctx, step_screens.ask_reflection(card.step.id, questions, place, before, header))


def _is_big(message: Message) -> bool:
    """Whether a file is too big for a bot to fetch, and so for the portfolio."""
    file = message.document or message.video or message.voice
    return file is not None and (file.file_size or 0) > FILE_LIMIT


def _notes(*, is_big: bool) -> list[Text]:
    return [step_screens.too_big()] if is_big else []


async def _refuse_proof(message: Message, ctx: Context, step_id: int) -> None:
    is_sound = bool(message.audio or message.video_note)
    await show(message, ctx, step_screens.proof_expected(step_id, is_sound=is_sound))


async def _form(state: FSMContext) -> dict[str, Any]:
    return (await state.get_data()).get(FORM) or {}


def proof_of(message: Message) -> Proof | None:
    """A message as proof: its file with the caption, or its text; None where it cannot be kept as one."""
    kind, file_id, name = "text", None, None
    if message.photo:
        kind, file_id = "photo", message.photo[-1].file_id
    # An animation comes with a document that is not one.
    elif message.document and message.animation is None:
        kind, file_id, name = "document", message.document.file_id, message.document.file_name
    elif message.voice:
        kind, file_id = "voice", message.voice.file_id
    elif message.video:
        kind, file_id, name = "video", message.video.file_id, message.video.file_name
    elif not message.text:
        return None
    text = message.caption or message.text or ""
    return Proof(
        kind=kind if file_id else kind_of_text(text),
        source=f"{message.chat.id}:{message.message_id}",
        text=text,
        file_id=file_id,
        file_name=name,
        album=message.media_group_id,
    )
