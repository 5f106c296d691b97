"""What is typed about views of skills: a teacher's answer to what was seen in their lesson."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.screen import show
from handlers.skill_views import screens
from handlers.skill_views.links import AnswerVisit
from services.context import Context
from services.errors import NotFound
from services.skill_views import actions, queries

router = Router(name="skill-views-forms")

# Where a chat's form data holds our form; other features keep theirs beside.
FORM = "skill_view"


class SkillViewForms(StatesGroup):
    """The teacher's answer."""

    answer = State()


@router.callback_query(AnswerVisit.filter())
async def answer_visit(
    query: CallbackQuery, callback_data: AnswerVisit, ctx: Context, state: FSMContext
) -> None:
    visit = await queries.visit(ctx, callback_data.view_id)
    if visit.is_author:
        raise NotFound
    await state.update_data({FORM: {"view_id": visit.id}})
    await state.set_state(SkillViewForms.answer)
    await show(query, ctx, screens.ask_answer(visit))


@router.message(SkillViewForms.answer, F.text)
async def answer_written(message: Message, ctx: Context, state: FSMContext) -> None:
    visit = await actions.comment(ctx, await _view_id(state), message.text or "")
    await state.set_state(None)
    await show(message, ctx, screens.answered(visit))


@router.message(SkillViewForms.answer)
async def words_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    await show(message, ctx, screens.words_expected(await _view_id(state)))


async def _view_id(state: FSMContext) -> int:
    return int(((await state.get_data()).get(FORM) or {}).get("view_id", 0))
