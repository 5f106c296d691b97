"""The form of a new event: what it asks for, what is pressed and typed in it; its data hold the draft."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.events import form_screens as screens
from handlers.events.links import (
    AskEventPart,
    AskTopic,
    ChooseAudience,
    ChooseFormat,
    ChooseSeats,
    ChooseTopic,
    ChooseWhen,
    EditEvent,
    GoOnWithEvent,
    NewEvent,
    NewEventFor,
    NoAnnounce,
    PublishEvent,
)
from handlers.screen import Screen, show, under
from handlers.words import Text, Words, said_by
from services.context import Context
from services.errors import Invalid, WrongState
from services.events import actions, queries, rules
from services.events.rules import Draft, Part
from services.people.rules import Audience
from services.texts import checked

router = Router(name="events-forms")

# Under this key, so that another form's data and the draft do not disturb each other.
DRAFT = "new_event"


class NewEventForm(StatesGroup):
    """What the author of an event is being asked; the names are those of `rules.Part`."""

    format = State()
    title = State()
    when = State()
    place = State()
    audience = State()
    announce = State()
    capacity = State()
    topic = State()
    ready = State()


async def kept_draft(state: FSMContext) -> Draft | None:
    """The draft begun before, if any."""
    data = (await state.get_data()).get(DRAFT)
    return Draft.of_data(data) if data else None


async def start(event: Message | CallbackQuery, ctx: Context, state: FSMContext) -> None:
    """Begin a new draft. Raises NotAllowed."""
    await _go_on(event, ctx, state, actions.begin(ctx))


@router.callback_query(NewEvent.filter())
async def new_event(query: CallbackQuery, callback_data: NewEvent, ctx: Context, state: FSMContext) -> None:
    draft = await kept_draft(state)
    if draft is None or callback_data.afresh or not draft.is_worth_keeping:
        draft = actions.begin(ctx)
    elif not draft.is_begun:
        # Nothing but whose teachers it is for: neither lost nor taken up without a word.
        await show(query, ctx, screens.kept(draft, NewEvent(afresh=True), ctx.content.competencies))
        return
    await _go_on(query, ctx, state, draft)


@router.callback_query(GoOnWithEvent.filter())
async def go_on_with_event(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    await _go_on(query, ctx, state, await _draft(state))


@router.callback_query(NewEventFor.filter())
async def new_event_for(
    query: CallbackQuery, callback_data: NewEventFor, ctx: Context, state: FSMContext
) -> None:
    """From a cell of the group's map. The same draft goes on; another one is not thrown away."""
    fresh = await actions.begin_for(ctx, callback_data.axis, callback_data.row, callback_data.competency)
    draft = await kept_draft(state)
    if draft is None or callback_data.afresh:
        draft = fresh
    elif (draft.target, draft.topic) != (fresh.target, fresh.topic):
        if draft.is_begun:
            afresh = callback_data.model_copy(update={"afresh": True})
            await show(query, ctx, screens.kept(draft, afresh, ctx.content.competencies))
            return
        draft = fresh
    await _go_on(query, ctx, state, draft)


@router.callback_query(AskEventPart.filter())
async def ask_part(
    query: CallbackQuery, callback_data: AskEventPart, ctx: Context, state: FSMContext
) -> None:
    if callback_data.part not in set(Part):
        raise Invalid
    await _ask(query, ctx, state, await _draft(state), Part(callback_data.part))


@router.callback_query(EditEvent.filter())
async def edit_event(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    await _draft(state)
    await show(query, ctx, screens.choose_part())


@router.callback_query(ChooseFormat.filter())
async def choose_format(
    query: CallbackQuery, callback_data: ChooseFormat, ctx: Context, state: FSMContext
) -> None:
    if callback_data.format not in ctx.content.event_formats:
        raise Invalid
    draft = await _draft(state)
    await _go_on(query, ctx, state, replace(draft, format=callback_data.format))


@router.callback_query(ChooseWhen.filter())
async def choose_when(
    query: CallbackQuery, callback_data: ChooseWhen, ctx: Context, state: FSMContext
) -> None:
    draft = await _draft(state)
    try:
        moment = rules.moment_at(callback_data.at, ctx.now, ctx.zone)
    except Invalid as error:  # the suggestion was made days ago: make new ones
        await _ask(query, ctx, state, draft, Part.WHEN, said_by(error))
        return
    await _go_on(query, ctx, state, replace(draft, starts_at=moment))


@router.callback_query(ChooseAudience.filter())
async def choose_audience(
    query: CallbackQuery, callback_data: ChooseAudience, ctx: Context, state: FSMContext
) -> None:
    if callback_data.audience not in set(Audience):
        raise Invalid
    draft = replace(await _draft(state), audience=callback_data.audience, target=None)
    await _go_on(query, ctx, state, draft)


@router.callback_query(ChooseSeats.filter())
async def choose_seats(
    query: CallbackQuery, callback_data: ChooseSeats, ctx: Context, state: FSMContext
) -> None:
    capacity = rules.seats(str(callback_data.seats)) if callback_data.seats else None
    await _go_on(query, ctx, state, replace(await _draft(state), capacity=capacity))


@router.callback_query(AskTopic.filter())
async def ask_topic(query: CallbackQuery, callback_data: AskTopic, ctx: Context, state: FSMContext) -> None:
    await _draft(state)
    group = ctx.content.groups.get(callback_data.group)
    if group is None:
        raise Invalid
    await state.set_state(NewEventForm.topic)
    await show(query, ctx, screens.choose_topic(group))


@router.callback_query(ChooseTopic.filter())
async def choose_topic(
    query: CallbackQuery, callback_data: ChooseTopic, ctx: Context, state: FSMContext
) -> None:
    draft, topic = await _draft(state), callback_data.competency
    if topic not in ctx.content.competencies and (topic or draft.target):
        raise Invalid
    await _go_on(query, ctx, state, replace(draft, topic=topic))


@router.callback_query(NoAnnounce.filter())
async def no_announce(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    await _go_on(query, ctx, state, replace(await _draft(state), announce=""))


@router.callback_query(PublishEvent.filter())
async def publish(query: CallbackQuery, callback_data: PublishEvent, ctx: Context, state: FSMContext) -> None:
    draft = await kept_draft(state)
    try:
        card = await actions.publish(ctx, callback_data.draft_id, draft)
    except Invalid as error:
        if draft is None:
            raise
        # The draft waited so long that its moment has passed.
        await _ask(query, ctx, state, draft, Part.WHEN, said_by(error))
        return
    if draft is not None and draft.id == callback_data.draft_id:
        data = await state.get_data()
        data.pop(DRAFT, None)
        await state.set_data(data)
    toast = Words("event-published-toast")
    await show(query, ctx, screens.published(card, ctx.today.year), toast=toast)


@router.message(NewEventForm.title, F.text)
async def title_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    await _typed(message, ctx, state, Part.TITLE)


@router.message(NewEventForm.when, F.text)
async def when_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    await _typed(message, ctx, state, Part.WHEN)


@router.message(NewEventForm.place, F.text)
async def place_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    await _typed(message, ctx, state, Part.PLACE)


@router.message(NewEventForm.announce, F.text)
async def announce_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    await _typed(message, ctx, state, Part.ANNOUNCE)


@router.message(NewEventForm.capacity, F.text)
async def capacity_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    await _typed(message, ctx, state, Part.CAPACITY)


@router.message(NewEventForm.ready)
async def not_expected_when_ready(message: Message, ctx: Context, state: FSMContext) -> None:
    await _go_on(message, ctx, state, await _draft(state), Words("event-press-button"))


@router.message(StateFilter(NewEventForm))
async def not_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    """A file where words are expected, words where a button is."""
    part = Part(str(await state.get_state()).rpartition(":")[2])
    by_button = part in (Part.FORMAT, Part.AUDIENCE, Part.TOPIC)
    wrong = Words("event-press-button" if by_button else "event-text-please")
    await _ask(message, ctx, state, await _draft(state), part, wrong)


async def _typed(message: Message, ctx: Context, state: FSMContext, part: Part) -> None:
    draft, text = await _draft(state), message.text or ""
    try:
        if part is Part.TITLE:
            draft = replace(draft, title=rules.clean(text, rules.TITLE_LIMIT))
        elif part is Part.WHEN:
            # The library that reads dates takes its time to load.
            moment = await asyncio.to_thread(rules.parse_moment, text, ctx.now, ctx.zone)
            draft = replace(draft, starts_at=moment)
        elif part is Part.PLACE:
            draft = replace(draft, place=rules.clean(text, rules.PLACE_LIMIT))
        elif part is Part.ANNOUNCE:
            draft = replace(draft, announce=checked(text, rules.ANNOUNCE_LIMIT))
        else:
            draft = replace(draft, capacity=rules.seats(text))
    except Invalid as error:
        await _ask(message, ctx, state, draft, part, said_by(error))
        return
    await _go_on(message, ctx, state, draft)


async def _draft(state: FSMContext) -> Draft:
    draft = await kept_draft(state)
    if draft is None:
        raise WrongState("error-event-draft-gone")
    return draft


async def _go_on(
    event: Message | CallbackQuery, ctx: Context, state: FSMContext, draft: Draft, wrong: Text | None = None
) -> None:
    """Save the draft and ask for what it still lacks, or show how it will look."""
    await state.update_data({DRAFT: draft.to_data()})
    if draft.missing is not None:
        await _ask(event, ctx, state, draft, draft.missing, wrong)
        return
    view = await queries.preview(ctx, draft)
    await state.set_state(NewEventForm.ready)
    shown = screens.preview(draft, view, ctx.today.year, wrong)
    await show(event, ctx, under(screens.meant_for(draft, ctx.content.competencies), shown))


async def _ask(
    event: Message | CallbackQuery,
    ctx: Context,
    state: FSMContext,
    draft: Draft,
    part: Part,
    wrong: Text | None = None,
) -> None:
    screen = await _question(ctx, draft, part, wrong)
    await state.set_state(getattr(NewEventForm, part.value))
    if draft.target is not None:
        screen = under(screens.meant_for(draft, ctx.content.competencies), screen)
    await show(event, ctx, screen)


async def _question(ctx: Context, draft: Draft, part: Part, wrong: Text | None) -> Screen:
    if part is Part.FORMAT:
        return screens.choose_format(draft, ctx.content.event_formats, wrong)
    if part is Part.WHEN:
        suggested = rules.suggested_moments(ctx.now, ctx.zone, ctx.calendar)
        return screens.ask_when(draft, suggested, ctx.now.astimezone(ctx.zone), wrong)
    if part is Part.AUDIENCE:
        return screens.choose_audience(draft, await queries.audience_sizes(ctx), wrong)
    if part is Part.TOPIC:
        return screens.choose_topic_group(draft, ctx.content.groups.values(), wrong)
    ask = {
        Part.TITLE: screens.ask_title,
        Part.PLACE: screens.ask_place,
        Part.ANNOUNCE: screens.ask_announce,
        Part.CAPACITY: screens.ask_seats,
    }[part]
    return ask(draft, wrong)
