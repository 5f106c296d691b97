"""What is asked after learning: whether it is used, and one example."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.routes.usage import screens as usage_screens
from handlers.routes.usage.links import AnswerUsage, GiveExample
from handlers.routes.usage.router import answered
from handlers.screen import show
from handlers.words import Text, Words, said_by
from services.context import Context
from services.errors import Invalid, WrongState
from services.routes.usage import actions as usage
from services.routes.usage import queries as usage_queries
from services.routes.usage.queries import Question

router = Router(name="routes-usage-forms")

# Where a chat's form data holds our form; other features keep theirs beside.
FORM = "transfer"


class UsageForms(StatesGroup):
    """An example of how what was learnt is used. Stored under the name the state had first."""

    example = State(group_name="TransferForms")


@router.callback_query(AnswerUsage.filter())
async def answer_usage(
    query: CallbackQuery, callback_data: AnswerUsage, ctx: Context, state: FSMContext
) -> None:
    asked = await usage.answer(ctx, callback_data.step_id, callback_data.after, callback_data.code)
    if asked.answer not in ctx.content.catalog.usage.used or asked.example:
        await show(query, ctx, await answered(ctx, asked))
        return
    await _ask_example(query, ctx, state, asked)


@router.callback_query(GiveExample.filter())
async def give_example(
    query: CallbackQuery, callback_data: GiveExample, ctx: Context, state: FSMContext
) -> None:
    asked = await usage_queries.question(ctx, callback_data.step_id, callback_data.after)
    if not asked.answer:
        raise WrongState
    await _ask_example(query, ctx, state, asked)


@router.message(UsageForms.example, F.text)
async def example_typed(message: Message, ctx: Context, state: FSMContext) -> None:
    form = await _form(state)
    try:
        asked = await usage.give_example(ctx, form["step_id"], form["after"], message.text or "")
    except Invalid as error:
        await _ask_again(message, ctx, form, said_by(error))
        return
    await state.set_state(None)
    await show(message, ctx, await answered(ctx, asked))


@router.message(UsageForms.example)
async def example_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    await _ask_again(message, ctx, await _form(state), Words("transfer-example-expected"))


async def _ask_example(query: CallbackQuery, ctx: Context, state: FSMContext, asked: Question) -> None:
    await state.update_data({FORM: {"step_id": asked.step_id, "after": asked.after}})
    await state.set_state(UsageForms.example)
    await show(query, ctx, usage_screens.ask_example(asked, ctx.content.catalog.usage))


async def _ask_again(message: Message, ctx: Context, form: dict[str, int], wrong: Text) -> None:
    asked = await usage_queries.question(ctx, form["step_id"], form["after"])
    await show(message, ctx, usage_screens.ask_example(asked, ctx.content.catalog.usage, wrong))


async def _form(state: FSMContext) -> dict[str, int]:
    return (await state.get_data()).get(FORM) or {}
