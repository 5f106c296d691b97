"""Updates about events: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.events import form_screens, forms, screens
from handlers.events.links import (
    CancelEvent,
    EventPeople,
    Events,
    EventsOnTopic,
    NewEvent,
    Register,
    ShowEvent,
    Unregister,
)
from handlers.screen import show
from handlers.words import Words
from services.context import Context
from services.errors import NotAllowed
from services.events import actions, queries
from services.events.rules import WAITING

router = Router(name="events")


@router.message(Command("events"))
async def events_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.events(await queries.upcoming(ctx, 0)))


@router.message(Command("newevent"))
async def new_event_command(message: Message, ctx: Context, state: FSMContext) -> None:
    actions.begin(ctx)  # refuses whoever may not announce
    draft = await forms.kept_draft(state)
    if draft is not None and draft.is_worth_keeping:
        screen = form_screens.kept(draft, NewEvent(afresh=True), ctx.content.competencies)
        await show(message, ctx, screen)
    else:
        await forms.start(message, ctx, state)


@router.callback_query(Events.filter())
async def events(query: CallbackQuery, callback_data: Events, ctx: Context) -> None:
    await show(query, ctx, screens.events(await queries.upcoming(ctx, callback_data.page)))


@router.callback_query(EventsOnTopic.filter())
async def events_on_topic(query: CallbackQuery, callback_data: EventsOnTopic, ctx: Context) -> None:
    page = await queries.on_topic(ctx, callback_data.competency, callback_data.page)
    await show(query, ctx, screens.events_on_topic(page, callback_data.competency))


@router.callback_query(ShowEvent.filter())
async def show_event(query: CallbackQuery, callback_data: ShowEvent, ctx: Context) -> None:
    card = await queries.card(ctx, callback_data.event_id)
    await show(query, ctx, screens.event(card, ctx.today.year))


@router.callback_query(Register.filter())
async def register(query: CallbackQuery, callback_data: Register, ctx: Context) -> None:
    card = await actions.register(ctx, callback_data.event_id)
    toast = Words("event-toast-waiting" if card.mine == WAITING else "event-toast-registered")
    await show(query, ctx, screens.event(card, ctx.today.year), toast=toast)


@router.callback_query(Unregister.filter())
async def unregister(query: CallbackQuery, callback_data: Unregister, ctx: Context) -> None:
    card = await actions.unregister(ctx, callback_data.event_id)
    left = Words("event-toast-left")
    if card is None:
        await show(query, ctx, screens.events(await queries.upcoming(ctx, 0)), toast=left)
    else:
        await show(query, ctx, screens.event(card, ctx.today.year), toast=left)


@router.callback_query(EventPeople.filter())
async def event_people(query: CallbackQuery, callback_data: EventPeople, ctx: Context) -> None:
    view = await queries.guests(ctx, callback_data.event_id, callback_data.page)
    await show(query, ctx, screens.guests(view))


@router.callback_query(CancelEvent.filter())
async def cancel_event(query: CallbackQuery, callback_data: CancelEvent, ctx: Context) -> None:
    if callback_data.sure:
        card = await actions.cancel(ctx, callback_data.event_id)
        await show(query, ctx, screens.event(card, ctx.today.year), toast=Words("event-toast-cancelled"))
        return
    card = await queries.card(ctx, callback_data.event_id)
    if not card.may_manage:
        raise NotAllowed
    await show(query, ctx, screens.sure_to_cancel(card))
