"""What people are asked for about route templates: their names."""

from __future__ import annotations

from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.route_templates import screens
from handlers.route_templates.links import LeaveStepOut, RenameTemplate, SaveTemplate
from handlers.screen import show
from handlers.words import Text, Words, said_by
from services.context import Context
from services.errors import Invalid, WrongState
from services.route_templates import actions, queries
from services.route_templates.rules import Choice

router = Router(name="route-templates-forms")

# Where a chat's form data holds our form: a route with the choice of its steps, or a template to rename.
FORM = "route_template"


class TemplateForms(StatesGroup):
    """The name of what is being kept; another name for a template."""

    name = State()
    new_name = State()


@router.callback_query(SaveTemplate.filter())
async def save_template(
    query: CallbackQuery, callback_data: SaveTemplate, ctx: Context, state: FSMContext
) -> None:
    choice = await _choice(state, callback_data.route_id)
    await _ask_name(query, ctx, state, callback_data.route_id, choice, callback_data.page)


@router.callback_query(LeaveStepOut.filter())
async def leave_step_out(
    query: CallbackQuery, callback_data: LeaveStepOut, ctx: Context, state: FSMContext
) -> None:
    route_id, step_id = callback_data.route_id, callback_data.step_id
    material = await queries.material(ctx, route_id)
    choice = await _choice(state, route_id)
    for step in material.steps:
        if step.id == step_id:
            choice = choice.turned(step.id, step.in_own_words)
    page = screens.page_with(material.steps, step_id)
    await _ask_name(query, ctx, state, route_id, choice, page)


@router.message(TemplateForms.name, F.text)
async def named(message: Message, ctx: Context, state: FSMContext) -> None:
    route_id = (await _form(state))["route_id"]
    choice = await _choice(state, route_id)
    try:
        card = await actions.save(ctx, route_id, choice, message.text or "")
    except (Invalid, WrongState) as error:
        await _ask_name(message, ctx, state, route_id, choice, wrong=said_by(error))
        return
    await state.update_data({FORM: {}})
    await state.set_state(None)
    await show(message, ctx, screens.saved(card))


@router.callback_query(RenameTemplate.filter())
async def rename_template(
    query: CallbackQuery, callback_data: RenameTemplate, ctx: Context, state: FSMContext
) -> None:
    card = await queries.template(ctx, callback_data.template_id)
    await state.update_data({FORM: {"template_id": card.id}})
    await state.set_state(TemplateForms.new_name)
    await show(query, ctx, screens.ask_new_name(card))


@router.message(TemplateForms.new_name, F.text)
async def renamed(message: Message, ctx: Context, state: FSMContext) -> None:
    template_id = (await _form(state))["template_id"]
    try:
        card = await actions.rename(ctx, template_id, message.text or "")
    except Invalid as error:
        card = await queries.template(ctx, template_id)
        await show(message, ctx, screens.ask_new_name(card, said_by(error)))
        return
    await state.set_state(None)
    await show(message, ctx, screens.template(card))


@router.message(StateFilter(TemplateForms))
async def name_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    """A file where a name is expected."""
    form, wrong = await _form(state), Words("template-name-expected")
    if "template_id" in form:
        card = await queries.template(ctx, form["template_id"])
        await show(message, ctx, screens.ask_new_name(card, wrong))
        return
    choice = await _choice(state, form["route_id"])
    await _ask_name(message, ctx, state, form["route_id"], choice, wrong=wrong)


async def _ask_name(
    event: Message | CallbackQuery,
    ctx: Context,
    state: FSMContext,
    route_id: int,
    choice: Choice,
    page: int = 0,
    *,
    wrong: Text | None = None,
) -> None:
    material = await queries.material(ctx, route_id)
    left_out, taken_in = sorted(choice.left_out), sorted(choice.taken_in)
    await state.update_data({FORM: {"route_id": route_id, "left_out": left_out, "taken_in": taken_in}})
    await state.set_state(TemplateForms.name)
    await show(event, ctx, screens.ask_name(material, choice, page, wrong))


async def _choice(state: FSMContext, route_id: int) -> Choice:
    """What was chosen of this very route so far."""
    form = await _form(state)
    if form.get("route_id") != route_id:
        return Choice()
    return Choice(frozenset(form["left_out"]), frozenset(form["taken_in"]))


async def _form(state: FSMContext) -> dict[str, Any]:
    return (await state.get_data()).get(FORM) or {}
