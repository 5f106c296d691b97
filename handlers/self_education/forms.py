"""What people are asked for about self education: a theme, words about a stage, the day of attestation."""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.screen import show
from handlers.self_education import attestation_screens, theme_screens
from handlers.self_education.links import AskAttestation, BeginTheme, EditNote, RenameTheme, StageReady
from handlers.words import Text, Words, said_by
from services.context import Context
from services.dates import future_day
from services.errors import Invalid, NotFound, WrongState
from services.self_education import actions, attestation, queries
from services.self_education.rules import latest_attestation

router = Router(name="self-education-forms")

# Where a chat's form data holds our form; other features keep theirs beside.
FORM = "self_education"


class SelfEducationForms(StatesGroup):
    """A theme; its new title; words about a stage, just done or before; the day of attestation."""

    title = State()
    new_title = State()
    words = State()
    new_words = State()
    day = State()


@router.callback_query(BeginTheme.filter())
async def begin_theme(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    mine = await queries.my_themes(ctx)
    if mine.theme is not None:  # an old button: the theme under way is shown instead
        await show(query, ctx, theme_screens.my_theme(mine))
        return
    await state.set_state(SelfEducationForms.title)
    await show(query, ctx, theme_screens.ask_title(await queries.suggestions(ctx)))


@router.message(SelfEducationForms.title, F.text)
async def title_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    try:
        await actions.begin(ctx, message.text or "")
    except Invalid as error:
        await _ask_title(message, ctx, said_by(error))
        return
    await state.set_state(None)
    await show(message, ctx, theme_screens.my_theme(await queries.my_themes(ctx)))


@router.message(SelfEducationForms.title)
async def title_expected(message: Message, ctx: Context) -> None:
    await _ask_title(message, ctx, Words("theme-title-expected"))


async def _ask_title(message: Message, ctx: Context, wrong: Text) -> None:
    await show(message, ctx, theme_screens.ask_title(await queries.suggestions(ctx), wrong))


@router.callback_query(RenameTheme.filter())
async def rename_theme(
    query: CallbackQuery, callback_data: RenameTheme, ctx: Context, state: FSMContext
) -> None:
    theme = await queries.my_theme(ctx, callback_data.theme_id)
    if theme.ended_on is not None:
        raise WrongState
    await state.update_data({FORM: {"theme_id": theme.id}})
    await state.set_state(SelfEducationForms.new_title)
    await show(query, ctx, theme_screens.ask_new_title(theme))


@router.message(SelfEducationForms.new_title, F.text)
async def new_title_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    theme_id = (await _form(state))["theme_id"]
    try:
        await actions.rename(ctx, theme_id, message.text or "")
    except Invalid as error:
        await _ask_new_title(message, ctx, theme_id, said_by(error))
        return
    await state.set_state(None)
    await show(message, ctx, theme_screens.my_theme(await queries.my_themes(ctx)))


@router.message(SelfEducationForms.new_title)
async def new_title_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    await _ask_new_title(message, ctx, (await _form(state))["theme_id"], Words("theme-title-expected"))


async def _ask_new_title(message: Message, ctx: Context, theme_id: int, wrong: Text) -> None:
    await show(message, ctx, theme_screens.ask_new_title(await queries.my_theme(ctx, theme_id), wrong))


@router.callback_query(StageReady.filter())
async def stage_ready(
    query: CallbackQuery, callback_data: StageReady, ctx: Context, state: FSMContext
) -> None:
    theme = await queries.my_theme(ctx, callback_data.theme_id)
    stage = theme.stage(callback_data.stage)
    if not stage.is_current:
        raise WrongState
    await state.update_data({FORM: {"theme_id": theme.id, "stage": stage.stage.code}})
    await state.set_state(SelfEducationForms.words)
    await show(query, ctx, theme_screens.ask_words(theme, stage))


@router.callback_query(EditNote.filter())
async def edit_note(query: CallbackQuery, callback_data: EditNote, ctx: Context, state: FSMContext) -> None:
    theme = await queries.my_theme(ctx, callback_data.theme_id)
    stage = theme.stage(callback_data.stage)
    if not stage.is_done:
        raise NotFound
    await state.update_data({FORM: {"theme_id": theme.id, "stage": stage.stage.code}})
    await state.set_state(SelfEducationForms.new_words)
    await show(query, ctx, theme_screens.ask_new_words(theme, stage))


@router.message(StateFilter(SelfEducationForms.words, SelfEducationForms.new_words), F.text)
async def words_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    form, is_anew = await _form(state), await _is_anew(state)
    try:
        theme = await actions.finish_stage(ctx, form["theme_id"], form["stage"], message.text or "")
    except Invalid as error:
        await _ask_words(message, ctx, state, said_by(error))
        return
    await state.set_state(None)
    if is_anew:
        await show(message, ctx, theme_screens.notes(theme))
    elif theme.is_finished:
        await show(message, ctx, theme_screens.finished(theme))
    else:
        await show(message, ctx, theme_screens.my_theme(await queries.my_themes(ctx)))


@router.message(StateFilter(SelfEducationForms.words, SelfEducationForms.new_words))
async def words_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    await _ask_words(message, ctx, state, Words("theme-words-expected"))


async def _ask_words(message: Message, ctx: Context, state: FSMContext, wrong: Text) -> None:
    form = await _form(state)
    theme = await queries.my_theme(ctx, form["theme_id"])
    ask = theme_screens.ask_new_words if await _is_anew(state) else theme_screens.ask_words
    await show(message, ctx, ask(theme, theme.stage(form["stage"]), wrong))


async def _is_anew(state: FSMContext) -> bool:
    """Whether the words are to replace those about a stage that was done before."""
    return await state.get_state() == SelfEducationForms.new_words.state


@router.callback_query(AskAttestation.filter())
async def ask_attestation(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    await state.set_state(SelfEducationForms.day)
    await show(query, ctx, attestation_screens.ask_day())


@router.message(SelfEducationForms.day, F.text)
async def day_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    latest = latest_attestation(ctx.today)
    try:
        # The library that reads dates takes its time to load.
        day = await asyncio.to_thread(future_day, message.text or "", ctx.today, latest=latest)
    except Invalid as error:
        await show(message, ctx, attestation_screens.ask_day(said_by(error)))
        return
    view = await attestation.set_day(ctx, day)
    await state.set_state(None)
    await show(message, ctx, attestation_screens.attestation(view))


@router.message(SelfEducationForms.day)
async def day_expected(message: Message, ctx: Context) -> None:
    await show(message, ctx, attestation_screens.ask_day())


async def _form(state: FSMContext) -> dict[str, Any]:
    return (await state.get_data()).get(FORM) or {}
