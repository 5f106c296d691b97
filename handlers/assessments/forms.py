"""What is typed while taking a questionnaire: the answers to its open questions."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.assessments import screens
from handlers.assessments.results import result_screen
from handlers.screen import show
from handlers.words import Text, said_by
from services.assessments import actions, queries
from services.context import Context
from services.errors import Invalid

router = Router(name="assessments-forms")

# Under this key the form's data say which question is being answered.
OPEN_ITEM = "open_item"


class OpenItemForm(StatesGroup):
    """An answer in one's own words."""

    text = State()


async def ask_open_items(
    event: Message | CallbackQuery, ctx: Context, state: FSMContext, assessment_id: int, place: int = 0
) -> None:
    """Ask the open questions from `place` on, one by one; after the last one show the result."""
    item = await queries.open_item(ctx, assessment_id, place)
    if item is None:
        await state.set_state(None)
        await show(event, ctx, await result_screen(ctx, assessment_id))
        return
    await state.update_data({OPEN_ITEM: {"assessment_id": assessment_id, "place": item.place}})
    await state.set_state(OpenItemForm.text)
    await show(event, ctx, screens.open_item(item))


@router.message(OpenItemForm.text)
async def open_answer_written(message: Message, ctx: Context, state: FSMContext) -> None:
    asked = (await state.get_data())[OPEN_ITEM]
    item = await queries.open_item(ctx, asked["assessment_id"], asked["place"])
    if item is None:  # answered on another phone
        await ask_open_items(message, ctx, state, asked["assessment_id"], asked["place"])
        return
    try:
        await actions.write_open_answer(ctx, item.assessment_id, item.item.id, message.text or "")
    except Invalid as error:
        wrong: Text = said_by(error)
        await show(message, ctx, screens.open_item(item, wrong))
        return
    await ask_open_items(message, ctx, state, item.assessment_id, item.place + 1)
