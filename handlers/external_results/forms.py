"""What is typed or sent about diagnostics taken elsewhere: three steps to add one, why one is declined."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.external_results import bulk_forms, screens
from handlers.external_results.links import AddExternal, ChooseDay, ChooseSource, DeclineExternal
from handlers.external_results.onward import next_to_decide
from handlers.screen import show, under
from handlers.words import Words, said_by
from services.context import Context
from services.dates import past_day
from services.errors import Invalid, WrongState
from services.external_results import actions, queries, rules
from services.external_results.rules import DOCUMENT, PHOTO, Attachment

router = Router(name="external-results-forms")
router.include_router(bulk_forms.router)

# Where a chat's form data holds our form; other features keep theirs beside.
FORM = "external_result"


class ExternalForms(StatesGroup):
    """The three steps of adding a diagnostic; why one is not confirmed."""

    source = State()
    day = State()
    file = State()
    reason = State()


@router.callback_query(AddExternal.filter())
async def add_external(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    await actions.begin(ctx)
    await state.set_state(ExternalForms.source)
    await show(query, ctx, screens.ask_source())


@router.callback_query(ChooseSource.filter())
async def choose_source(
    query: CallbackQuery, callback_data: ChooseSource, ctx: Context, state: FSMContext
) -> None:
    source = rules.check_source(callback_data.source)
    await _keep(state, source=source)
    await state.set_state(ExternalForms.day)
    await show(query, ctx, screens.ask_day(source, ctx.today))


@router.callback_query(ChooseDay.filter())
async def choose_day(query: CallbackQuery, callback_data: ChooseDay, ctx: Context, state: FSMContext) -> None:
    source = rules.check_source(callback_data.source)
    await _day_told(query, ctx, state, source, rules.day_of(callback_data.day, ctx.today))


@router.message(ExternalForms.source)
async def source_expected(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.ask_source(Words("external-press-button")))


@router.message(ExternalForms.day, F.text)
async def day_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    source = (await _form(state))["source"]
    try:
        # The library that reads dates takes its time to load.
        day = await asyncio.to_thread(past_day, message.text or "", ctx.today)
        rules.check_day(day, ctx.today)
    except Invalid as error:
        await show(message, ctx, screens.ask_day(source, ctx.today, said_by(error)))
        return
    await _day_told(message, ctx, state, source, day)


@router.message(ExternalForms.day)
async def day_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    source = (await _form(state))["source"]
    await show(message, ctx, screens.ask_day(source, ctx.today, Words("external-day-first")))


@router.message(ExternalForms.file)
async def file_sent(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state)
    source, day = form["source"], date.fromisoformat(form["day"])
    try:
        card = await actions.submit(ctx, source, day, _attachment(message))
    except Invalid as error:
        await show(message, ctx, screens.ask_file(source, day, said_by(error)))
        return
    # The rest of an album comes message by message: remembered, so that it is not asked what it is for.
    await _keep(state, album=message.media_group_id)
    await state.set_state(None)
    await show(message, ctx, screens.sent(card, from_album=message.media_group_id is not None))


@router.message(StateFilter(None), F.media_group_id)
async def rest_of_album(message: Message, state: FSMContext) -> None:
    """Of files sent together the first was taken; the answer to it said so."""
    if (await _form(state)).get("album") != message.media_group_id:
        raise SkipHandler


@router.callback_query(DeclineExternal.filter())
async def decline_external(
    query: CallbackQuery, callback_data: DeclineExternal, ctx: Context, state: FSMContext
) -> None:
    card = await queries.result(ctx, callback_data.result_id)
    if not card.can_decide:
        raise WrongState("error-external-decided")
    await _keep(state, result_id=card.id)
    await state.set_state(ExternalForms.reason)
    await show(query, ctx, screens.ask_reason(card))


@router.message(ExternalForms.reason, F.text)
async def reason_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    result_id = (await _form(state))["result_id"]
    try:
        await actions.decline(ctx, result_id, message.text or "")
    except Invalid as error:
        card = await queries.result(ctx, result_id)
        await show(message, ctx, screens.ask_reason(card, said_by(error)))
        return
    await state.set_state(None)
    done = Words("external-declined-done")
    await show(message, ctx, under([done], await next_to_decide(ctx)))


@router.message(ExternalForms.reason)
async def reason_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    card = await queries.result(ctx, (await _form(state))["result_id"])
    await show(message, ctx, screens.ask_reason(card, Words("error-text-empty")))


async def _day_told(
    event: CallbackQuery | Message, ctx: Context, state: FSMContext, source: str, day: date
) -> None:
    """Go on to the file, unless this diagnostic is there already: then the day is asked for again."""
    await _keep(state, source=source, day=day.isoformat())
    try:
        await queries.refuse_known(ctx, source, day)
    except WrongState as error:
        await state.set_state(ExternalForms.day)
        await show(event, ctx, screens.ask_day(source, ctx.today, said_by(error)))
        return
    await state.set_state(ExternalForms.file)
    await show(event, ctx, screens.ask_file(source, day))


def _attachment(message: Message) -> Attachment:
    """What was sent. Raises Invalid for anything but a photo or a document."""
    origin = f"{message.chat.id}:{message.message_id}"
    if message.photo:
        largest = message.photo[-1]
        return Attachment(PHOTO, largest.file_id, origin, size=largest.file_size or 0)
    if message.document is None or message.animation is not None:
        raise Invalid("error-external-file-kind")
    document = message.document
    return Attachment(
        DOCUMENT, document.file_id, origin, document.file_name, document.mime_type, document.file_size or 0
    )


async def _form(state: FSMContext) -> dict[str, Any]:
    return (await state.get_data()).get(FORM) or {}


async def _keep(state: FSMContext, **told: Any) -> None:
    await state.update_data({FORM: await _form(state) | told})
