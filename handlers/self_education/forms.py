"""What people are asked for about self education: a theme, words about a stage, the day of attestation."""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.screen import show
from handlers.self_education import attestation_screens, theme_screens
from handlers.self_education.links import AskAttestation, BeginTheme, EditNote, RenameTheme, StageReady
from handlers.words import said_by
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
    await actions.begin(ctx, message.text or "")
    await state.set_state(None)
    await show(message, ctx, theme_screens.my_theme(await queries.my_themes(ctx)))


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
    await actions.rename(ctx, (await _form(state))["theme_id"], message.text or "")
    await state.set_state(None)
    await show(message, ctx, theme_screens.my_theme(await queries.my_themes(ctx)))


@router.message(SelfEducationForms.title)
@router.message(SelfEducationForms.new_title)
async def title_expected(message: Message, ctx: Context) -> None:
    await show(message, ctx, theme_screens.title_expected())


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


@router.message(SelfEducationForms.words, F.text)
async def words_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state)
    theme = await actions.finish_stage(ctx, form["theme_id"], form["stage"], message.text or "")
    await state.set_state(None)
    if theme.is_finished:
        await show(message, ctx, theme_screens.finished(theme))
        return
    await show(message, ctx, theme_screens.my_theme(await queries.my_themes(ctx)))


@router.callback_query(EditNote.filter())
async def edit_note(query: CallbackQuery, callback_data: EditNote, ctx: Context, state: FSMContext) -> None:
    theme = await queries.my_theme(ctx, callback_data.theme_id)
    stage = theme.stage(callback_data.stage)
    if not stage.is_done:
        raise NotFound
    await state.update_data({FORM: {"theme_id": theme.id, "stage": stage.stage.code}})
    await state.set_state(SelfEducationForms.new_words)
    await show(query, ctx, theme_screens.ask_new_words(theme, stage))


@router.message(SelfEducationForms.new_words, F.text)
async def new_words_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state)
    theme = await actions.finish_stage(ctx, form["theme_id"], form["stage"], message.text or "")
    await state.set_state(None)
    await show(message, ctx, theme_screens.notes(theme))


@router.message(SelfEducationForms.words)
@router.message(SelfEducationForms.new_words)
async def words_expected(message: Message, ctx: Context) -> None:
    await show(message, ctx, theme_screens.words_expected())


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
