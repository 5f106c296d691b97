"""Updates about questions and answers: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.conversations import screens
from handlers.conversations.forms import FORM, Writing, begin_question, keep_text, kept_text
from handlers.conversations.links import (
    Ask,
    AskAbout,
    AskPerson,
    AskPersonAbout,
    CloseConversation,
    Reply,
    SendText,
    ShowAskedStep,
    ShowConversation,
    ShowMessage,
)
from handlers.routes.steps import screens as step_screens
from handlers.screen import Screen, show, show_below
from services.content.competencies import Competency
from services.context import Context
from services.conversations import actions, queries, rules
from services.errors import NotFound
from services.routes import reading

router = Router(name="conversations")


@router.message(Command("ask"))
async def ask_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, await _whom(ctx))


@router.callback_query(Ask.filter())
async def ask(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, await _whom(ctx))


@router.callback_query(AskPerson.filter())
async def ask_person(query: CallbackQuery, callback_data: AskPerson, ctx: Context, state: FSMContext) -> None:
    addressee = await queries.addressee(ctx, callback_data.person_id)
    await begin_question(query, ctx, state, addressee)


@router.callback_query(AskAbout.filter())
async def ask_about(query: CallbackQuery, callback_data: AskAbout, ctx: Context) -> None:
    competency = _competency(ctx, callback_data.competency)
    await show(query, ctx, screens.whom_to_ask_about(competency, await queries.addressees(ctx)))


@router.callback_query(AskPersonAbout.filter())
async def ask_person_about(
    query: CallbackQuery, callback_data: AskPersonAbout, ctx: Context, state: FSMContext
) -> None:
    addressee = await queries.addressee(ctx, callback_data.person_id)
    await begin_question(query, ctx, state, addressee, _competency(ctx, callback_data.competency))


@router.callback_query(SendText.filter())
async def send_text(query: CallbackQuery, callback_data: SendText, ctx: Context, state: FSMContext) -> None:
    chat_id = query.message.chat.id if query.message else query.from_user.id
    source = f"{chat_id}:{callback_data.message_id}"
    kept = await kept_text(state)
    if kept is not None and kept.source == source:
        receipt = await actions.ask(ctx, callback_data.person_id, kept)
        await keep_text(state, None)
        await show(query, ctx, screens.passed_on(receipt))
        return
    sent = await queries.conversation_behind(ctx, chat_id, callback_data.message_id)
    if sent is not None:  # a second tap
        await show(query, ctx, screens.conversation(await queries.conversation(ctx, sent)))
        return
    # Something else was typed since, and the text is no longer kept: it has to be sent again.
    await begin_question(query, ctx, state, await queries.addressee(ctx, callback_data.person_id))


@router.callback_query(Reply.filter())
async def reply(query: CallbackQuery, callback_data: Reply, ctx: Context, state: FSMContext) -> None:
    view = await queries.conversation(ctx, callback_data.conversation_id)
    await state.update_data({FORM: {"conversation_id": view.id}})
    await state.set_state(Writing.reply)
    await show_below(query, ctx, screens.write_reply(view))


@router.callback_query(ShowConversation.filter())
async def show_conversation(query: CallbackQuery, callback_data: ShowConversation, ctx: Context) -> None:
    view = await queries.conversation(ctx, callback_data.conversation_id)
    await show(query, ctx, screens.conversation(view))


@router.callback_query(ShowMessage.filter())
async def show_message(query: CallbackQuery, callback_data: ShowMessage, ctx: Context) -> None:
    view = await queries.message(ctx, callback_data.message_id)
    for part in range(len(rules.parts(view.text, under_file=view.file_id is not None))):
        await show_below(query, ctx, screens.whole_message(view, part))


@router.callback_query(CloseConversation.filter())
async def close_conversation(query: CallbackQuery, callback_data: CloseConversation, ctx: Context) -> None:
    await actions.close(ctx, callback_data.conversation_id)
    await show_below(query, ctx, screens.closed())


@router.callback_query(ShowAskedStep.filter())
async def show_asked_step(query: CallbackQuery, callback_data: ShowAskedStep, ctx: Context) -> None:
    card = await reading.step_card(ctx, callback_data.step_id)
    await show_below(query, ctx, step_screens.step_card(card))


def _competency(ctx: Context, code: str) -> Competency:
    found = ctx.content.competencies.get(code)
    if found is None:
        raise NotFound
    return found


async def _whom(ctx: Context) -> Screen:
    return screens.whom_to_ask(await queries.my_questions(ctx), await queries.addressees(ctx))
