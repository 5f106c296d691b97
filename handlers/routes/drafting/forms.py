"""What is typed about a draft: a date, a step in one's own words; and the hours of such a step."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.routes import day_screens
from handlers.routes.drafting import adding_screens, editing_screens, work_screens
from handlers.routes.drafting.links import (
    AddStep,
    DateStep,
    OtherTopic,
    OwnDay,
    OwnNoResult,
    OwnStep,
    OwnTopic,
    WorkForms,
    WorkHours,
)
from handlers.routes.drafting.router import refused_aloud, show_added, show_edited, topic_link
from handlers.routes.steps.links import ShowStep
from handlers.screen import show
from handlers.words import Text, Words, full_day, said_by, whole
from services.calendar import is_quiet_day
from services.context import Context
from services.dates import future_day
from services.errors import Invalid, NotFound, WrongState
from services.routes.days import check_day, day_of, latest_day, suggested_days
from services.routes.drafting import adding, editing, own_steps
from services.routes.plan import hours_typed
from services.routes.planning import Edited
from services.routes.rules import working_day

router = Router(name="routes-drafting-forms")

# Where a chat's form data holds our forms; other features keep theirs beside.
DATE_FORM, OWN_FORM, HOURS_FORM = "draft_date", "own_step", "own_hours"


class EditingForms(StatesGroup):
    """The date of a step of a draft; an own step: what, about what, by when, what comes of it, its hours."""

    date = State()
    title = State()
    topic = State()
    when = State()
    result = State()
    hours = State()


@router.callback_query(DateStep.filter())
async def date_step(query: CallbackQuery, callback_data: DateStep, ctx: Context, state: FSMContext) -> None:
    step_id = callback_data.step_id
    if callback_data.day:
        edited = await editing.set_due(ctx, step_id, day_of(callback_data.day, ctx.today))
        due = date.fromordinal(callback_data.day)
        await show_edited(query, ctx, edited, toast=Words("draft-date-toast", day=due))
        return
    step = await editing.draft_step(ctx, step_id)
    await state.update_data({DATE_FORM: {"step_id": step_id}})
    await state.set_state(EditingForms.date)
    await show(query, ctx, editing_screens.ask_date(step, suggested_days(ctx.today, ctx.calendar)))


@router.message(EditingForms.date)
async def date_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    step_id = (await _form(state, DATE_FORM))["step_id"]
    step = await editing.draft_step(ctx, step_id)
    try:
        day = await _day_typed(message, ctx)
    except Invalid as error:
        suggested = suggested_days(ctx.today, ctx.calendar)
        await show(message, ctx, editing_screens.ask_date(step, suggested, said_by(error)))
        return
    if is_quiet_day(day, ctx.calendar):
        working, back = working_day(day, ctx.calendar), ShowStep(step_id=step_id)
        screen = day_screens.quiet_day(
            day, working, lambda one: DateStep(step_id=step_id, day=one.toordinal()), back
        )
        await show(message, ctx, screen)
        return
    edited = await editing.set_due(ctx, step_id, day)
    await state.set_state(None)
    await show_edited(message, ctx, edited, header=Words("draft-date-toast", day=full_day(day)))


@router.callback_query(OwnStep.filter())
async def own_step(query: CallbackQuery, callback_data: OwnStep, ctx: Context, state: FSMContext) -> None:
    """What was begun before goes on where it was left."""
    async with refused_aloud(query, ctx):
        await adding.topics(ctx, callback_data.route_id)
        form = (await state.get_data()).get(OWN_FORM) or {}
        if callback_data.afresh or form.get("route_id") != callback_data.route_id:
            form = {"route_id": callback_data.route_id}
        await _go_on(query, ctx, state, form)


@router.message(EditingForms.title)
async def title_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state, OWN_FORM)
    try:
        title = adding.check_title(_text_of(message))
    except Invalid as error:
        await _go_on(message, ctx, state, form, said_by(error))
        return
    await _go_on(message, ctx, state, {**form, "title": title})


@router.callback_query(OtherTopic.filter())
async def other_topic(
    query: CallbackQuery, callback_data: OtherTopic, ctx: Context, state: FSMContext
) -> None:
    group = ctx.content.groups.get(callback_data.group)
    if callback_data.way == adding_screens.OWN:
        await _form(state, OWN_FORM)
        await state.set_state(EditingForms.topic)
    async with refused_aloud(query, ctx):
        known = await adding.topics(ctx, callback_data.route_id)
        known.check_room()
        if group is None:
            await show(query, ctx, adding_screens.choose_group(known.groups, callback_data))
            return
        pick = _own_topic if callback_data.way == adding_screens.OWN else topic_link(callback_data)
        await show(query, ctx, adding_screens.choose_in_group(group, callback_data, pick))


def _own_topic(code: str) -> OwnTopic:
    return OwnTopic(competency=code)


@router.callback_query(OwnTopic.filter())
async def own_topic(query: CallbackQuery, callback_data: OwnTopic, ctx: Context, state: FSMContext) -> None:
    if callback_data.competency not in ctx.content.competencies:
        raise NotFound
    form = await _form(state, OWN_FORM)
    await _go_on(query, ctx, state, {**form, "topic": callback_data.competency})


@router.callback_query(OwnDay.filter())
async def own_day(query: CallbackQuery, callback_data: OwnDay, ctx: Context, state: FSMContext) -> None:
    day = day_of(callback_data.day, ctx.today)
    form = await _form(state, OWN_FORM)
    await _go_on(query, ctx, state, {**form, "due": day.isoformat()})


@router.message(EditingForms.when)
async def when_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state, OWN_FORM)
    try:
        day = await _day_typed(message, ctx)
    except Invalid as error:
        await _go_on(message, ctx, state, form, said_by(error))
        return
    if is_quiet_day(day, ctx.calendar):
        working, back = working_day(day, ctx.calendar), AddStep(route_id=form["route_id"])
        screen = day_screens.quiet_day(day, working, lambda one: OwnDay(day=one.toordinal()), back)
        await show(message, ctx, screen)
        return
    await _go_on(message, ctx, state, {**form, "due": day.isoformat()})


@router.message(EditingForms.result)
async def result_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state, OWN_FORM)
    try:
        result = adding.check_result(_text_of(message))
    except Invalid as error:
        await _go_on(message, ctx, state, form, said_by(error))
        return
    await _add(message, ctx, state, form, result)


@router.callback_query(OwnNoResult.filter())
async def own_no_result(query: CallbackQuery, ctx: Context, state: FSMContext) -> None:
    form = await _form(state, OWN_FORM)
    async with refused_aloud(query, ctx):
        await _add(query, ctx, state, form, "")


@router.message(EditingForms.topic)
async def topic_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    await _go_on(message, ctx, state, await _form(state, OWN_FORM), Words("own-press-button"))


@router.callback_query(WorkForms.filter())
async def work_forms(query: CallbackQuery, callback_data: WorkForms, ctx: Context) -> None:
    async with refused_aloud(query, ctx):
        step = await own_steps.own_step(ctx, callback_data.step_id)
        forms = ctx.content.catalog.forms
        await show(query, ctx, work_screens.choose_form(step, forms, callback_data.page))


@router.callback_query(WorkHours.filter())
async def work_hours(query: CallbackQuery, callback_data: WorkHours, ctx: Context, state: FSMContext) -> None:
    step_id, form = callback_data.step_id, callback_data.form
    async with refused_aloud(query, ctx):
        if callback_data.halves:
            edited = await own_steps.set_work(ctx, step_id, form, callback_data.halves / 2)
            await show_edited(query, ctx, edited, toast=_work_said(edited))
            return
        step = await own_steps.own_step(ctx, step_id, form)
        await state.update_data({HOURS_FORM: {"step_id": step_id, "form": form}})
        await state.set_state(EditingForms.hours)
        await show(query, ctx, work_screens.ask_hours(step, own_steps.form_of(ctx, form)))


@router.message(EditingForms.hours)
async def hours_entered(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state, HOURS_FORM)
    try:
        edited = await own_steps.set_work(ctx, form["step_id"], form["form"], hours_typed(message.text or ""))
    except Invalid as error:
        step, chosen = await own_steps.own_step(ctx, form["step_id"]), own_steps.form_of(ctx, form["form"])
        await show(message, ctx, work_screens.ask_hours(step, chosen, said_by(error)))
        return
    await state.set_state(None)
    await show_edited(message, ctx, edited, header=_work_said(edited))


def _work_said(edited: Edited) -> Words:
    """What was written down about one's own step."""
    step = next(one for one in edited.route.steps if one.id == edited.step_id)
    return Words("own-work-toast", form=step.form.title, hours=whole(step.hours))


async def _add(
    event: Message | CallbackQuery, ctx: Context, state: FSMContext, form: dict[str, Any], result: str
) -> None:
    """All is said: the step is added, the form is forgotten."""
    if not {"title", "topic", "due"} <= form.keys():
        raise WrongState("error-own-step-gone")
    try:
        due = check_day(date.fromisoformat(form["due"]), ctx.today)
    except Invalid as error:  # the form waited so long that its day has passed
        form.pop("due")
        await _go_on(event, ctx, state, form, said_by(error))
        return
    edited = await adding.add_own(ctx, form["route_id"], form["title"], form["topic"], due, result)
    data = await state.get_data()
    data.pop(OWN_FORM, None)
    await state.set_data(data)
    await state.set_state(None)
    await show_added(event, ctx, edited)


async def _go_on(
    event: Message | CallbackQuery,
    ctx: Context,
    state: FSMContext,
    form: dict[str, Any],
    wrong: Text | None = None,
) -> None:
    """Save what was said, and ask for what is still missing."""
    await state.update_data({OWN_FORM: form})
    route_id, title = form["route_id"], form.get("title", "")
    if not title:
        await state.set_state(EditingForms.title)
        screen = adding_screens.ask_title(route_id, wrong)
    elif "topic" not in form:
        await state.set_state(EditingForms.topic)
        screen = adding_screens.ask_topic(await adding.topics(ctx, route_id), title, wrong)
    elif "due" not in form:
        await state.set_state(EditingForms.when)
        screen = adding_screens.ask_when(route_id, title, suggested_days(ctx.today, ctx.calendar), wrong)
    else:
        await state.set_state(EditingForms.result)
        screen = adding_screens.ask_result(route_id, title, date.fromisoformat(form["due"]), wrong)
    await show(event, ctx, screen)


async def _day_typed(message: Message, ctx: Context) -> date:
    """The day a message names. Raises Invalid."""
    if not message.text:
        raise Invalid("draft-date-words")
    # The library that reads dates takes its time to load.
    return await asyncio.to_thread(future_day, message.text, ctx.today, latest=latest_day(ctx.today))


def _text_of(message: Message) -> str:
    """What was typed. Raises Invalid for a file, a sticker and the like."""
    if not message.text:
        raise Invalid("own-text-please")
    return message.text


async def _form(state: FSMContext, key: str) -> dict[str, Any]:
    """What was said so far. Raises WrongState where the form is over."""
    form: dict[str, Any] | None = (await state.get_data()).get(key)
    if not form:
        raise WrongState("error-own-step-gone")
    return form
