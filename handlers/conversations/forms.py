"""Questions and answers as they are typed, sent as files or as replies to the bot's messages."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.conversations import screens
from handlers.screen import Button, show
from services.content.competencies import Competency
from services.context import Context
from services.conversations import actions, queries
from services.conversations.actions import Receipt
from services.conversations.queries import Subject
from services.conversations.rules import PRACTICE, Letter
from services.errors import Invalid
from services.routes.views import StepView

router = Router(name="conversations-forms")

# Where a chat's form data holds our form, and a text typed outside any; other features keep theirs beside.
FORM = "conversation"
KEPT = "kept_text"


class Writing(StatesGroup):
    """What is being typed: a question to `person_id`, or more words for `conversation_id`."""

    question = State()
    reply = State()


class SameAlbum(Filter):
    """A photo of an album whose first one was passed on, or refused, a moment ago."""

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        if message.media_group_id is None:
            return False
        form = await _form(state)
        if form.get("refused_album") == message.media_group_id:
            return {"conversation_id": None}
        if form.get("album") != message.media_group_id:
            return False
        return {"conversation_id": form["conversation_id"]}


class AnswersConversation(Filter):
    """A reply (swipe) to a message of a conversation; any other reply is not ours."""

    async def __call__(self, message: Message, ctx: Context) -> bool | dict[str, Any]:
        swiped = message.reply_to_message
        if swiped is None or ctx.actor is None or (message.text or "").startswith("/"):
            return False
        found = await queries.conversation_behind(ctx, message.chat.id, swiped.message_id)
        return {"conversation_id": found} if found is not None else False


async def begin_question(
    query: CallbackQuery,
    ctx: Context,
    state: FSMContext,
    addressee: queries.Addressee,
    competency: Competency | None = None,
) -> None:
    """Ask for the words of a question, perhaps one about a competency."""
    topic = competency.code if competency else None
    about = Subject(topic=competency.title if competency else None)
    await _begin(query, ctx, state, addressee, about, topic=topic)


async def begin_about_step(
    query: CallbackQuery, ctx: Context, state: FSMContext, addressee: queries.Addressee, step: StepView
) -> None:
    """Ask for the words of a question about a step of the acting person's route."""
    about = Subject(step_id=step.id, step_title=step.title)
    await _begin(query, ctx, state, addressee, about, step_id=step.id)


async def begin_practice(
    query: CallbackQuery,
    ctx: Context,
    state: FSMContext,
    addressee: queries.Addressee,
    step: StepView,
    back: Button,
) -> None:
    """Ask for a few words about what works now, after a route whose last step done was this one."""
    about = Subject(topic=step.competency.title, is_practice=True)
    await _begin(query, ctx, state, addressee, about, back, topic=PRACTICE, step_id=step.id)


async def _begin(
    query: CallbackQuery,
    ctx: Context,
    state: FSMContext,
    addressee: queries.Addressee,
    about: Subject,
    back: Button | None = None,
    **told: int | str | None,
) -> None:
    hint = ctx.content.mentoring.request_flow.privacy_hint
    await state.update_data({FORM: {"person_id": addressee.person.id, **told}})
    await state.set_state(Writing.question)
    await show(query, ctx, screens.write_question(addressee, hint, about, back))


async def keep_text(state: FSMContext, letter: Letter | None) -> None:
    """Remember a text typed outside any form until its writer decides, or forget it."""
    await state.update_data({KEPT: letter and {"source": letter.source, "text": letter.text}})


async def kept_text(state: FSMContext) -> Letter | None:
    """The text typed outside any form, if it still waits."""
    kept = (await state.get_data()).get(KEPT)
    return Letter(kept["source"], kept["text"]) if kept else None


async def begin_with_text(query: CallbackQuery, ctx: Context, kept: Letter) -> None:
    """Ask to whom to send a kept text."""
    addressees = await queries.addressees(ctx)
    message_id = int(kept.source.partition(":")[2])
    await show(query, ctx, screens.whom_to_send(kept.text, message_id, addressees))


@router.message(SameAlbum())
async def next_of_album(message: Message, ctx: Context, conversation_id: int | None) -> None:
    letter = letter_of(message)
    if conversation_id is not None and letter is not None:
        await actions.reply(ctx, conversation_id, letter)


@router.message(AnswersConversation())
async def swiped(
    message: Message, ctx: Context, state: FSMContext, raw_state: str | None, conversation_id: int
) -> None:
    letter = letter_of(message)
    if letter is None:
        await show(message, ctx, screens.expected())
        return
    receipt = await actions.reply(ctx, conversation_id, letter)
    # A form about something else stays open; the form of these very words has got what it asked for.
    asked = (
        raw_state == Writing.reply.state and (await _form(state)).get("conversation_id") == conversation_id
    )
    if asked or (raw_state is None and message.media_group_id is not None):
        await _finish(message, state, receipt)
    await show(message, ctx, screens.passed_on(receipt))


@router.message(Writing.question)
async def question_written(message: Message, ctx: Context, state: FSMContext) -> None:
    letter = letter_of(message)
    if letter is None:
        await show(message, ctx, screens.expected())
        return
    try:
        form = await _form(state)
        receipt = await actions.ask(ctx, form["person_id"], letter, form.get("topic"), form.get("step_id"))
    except Invalid:
        await _refuse_album(message, state)
        raise
    await _finish(message, state, receipt)
    await show(message, ctx, screens.passed_on(receipt))


@router.message(Writing.reply)
async def reply_written(message: Message, ctx: Context, state: FSMContext) -> None:
    letter = letter_of(message)
    if letter is None:
        await show(message, ctx, screens.expected())
        return
    try:
        receipt = await actions.reply(ctx, (await _form(state))["conversation_id"], letter)
    except Invalid:
        await _refuse_album(message, state)
        raise
    await _finish(message, state, receipt)
    await show(message, ctx, screens.passed_on(receipt))


@router.edited_message()
async def corrected(message: Message, ctx: Context) -> None:
    letter = letter_of(message)
    if ctx.actor is not None and letter is not None:
        await actions.edit(ctx, letter)


def letter_of(message: Message) -> Letter | None:
    """What can be passed on of a message: a text, a photo, a file, a voice message, a video."""
    source = f"{message.chat.id}:{message.message_id}"
    if message.text:
        return Letter(source, message.text)
    files = {
        "photo": message.photo[-1] if message.photo else None,
        # An animation comes with a document that is not one.
        "document": message.document if message.animation is None else None,
        "voice": message.voice,
        "video": message.video,
    }
    for kind, file in files.items():
        if file is not None:
            return Letter(source, message.caption or "", kind, file.file_id)
    return None


async def _finish(message: Message, state: FSMContext, receipt: Receipt) -> None:
    """The form is done; the other photos of an album may be on their way."""
    await state.set_state(None)
    if message.media_group_id is not None:
        album = {"album": message.media_group_id, "conversation_id": receipt.conversation_id}
        await state.update_data({FORM: album})


async def _refuse_album(message: Message, state: FSMContext) -> None:
    """The first of an album was refused: the others must not go alone as the question."""
    if message.media_group_id is not None:
        await state.update_data({FORM: {**await _form(state), "refused_album": message.media_group_id}})


async def _form(state: FSMContext) -> dict[str, Any]:
    return (await state.get_data()).get(FORM) or {}
