"""Updates about the wellbeing check: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.assessments.links import ShowResult
from handlers.routes import screens as route_screens
from handlers.screen import Screen, show
from handlers.wellbeing import group_screens, screens, unsaved_screens
from handlers.wellbeing.links import (
    AddStrengthStep,
    DeleteCheck,
    EraseFromScreen,
    Help,
    SmallSteps,
    UnsavedAnswer,
    UnsavedHelp,
    UnsavedSmallSteps,
    WellbeingOfGroup,
)
from handlers.words import Words
from services.assessments.queries import ItemView
from services.context import Context
from services.routes import topics
from services.wellbeing import actions, queries

router = Router(name="wellbeing")


@router.callback_query(UnsavedAnswer.filter())
async def unsaved_answer(query: CallbackQuery, callback_data: UnsavedAnswer, ctx: Context) -> None:
    await show(query, ctx, await _unsaved_screen(ctx, callback_data))


async def _unsaved_screen(ctx: Context, taken: UnsavedAnswer) -> Screen:
    """The next question, or what came out."""
    view = await queries.unsaved(ctx, taken.code, taken.version, taken.answers)
    if isinstance(view, ItemView):
        return unsaved_screens.question(view, taken.answers)
    return screens.unsaved_result(view, taken.answers, ctx.content.levels)


@router.callback_query(EraseFromScreen.filter())
async def erase_from_screen(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, screens.erased())


@router.callback_query(Help.filter())
async def where_to_turn(query: CallbackQuery, callback_data: Help, ctx: Context) -> None:
    back = ShowResult(assessment_id=callback_data.assessment_id)
    await show(query, ctx, screens.contacts(await queries.contacts(ctx, callback_data.code), back))


@router.callback_query(SmallSteps.filter())
async def small_steps(query: CallbackQuery, callback_data: SmallSteps, ctx: Context) -> None:
    back = ShowResult(assessment_id=callback_data.assessment_id)
    await show(query, ctx, screens.small_steps(await queries.small_steps(ctx, callback_data.code), back))


@router.callback_query(UnsavedHelp.filter())
async def unsaved_where_to_turn(query: CallbackQuery, callback_data: UnsavedHelp, ctx: Context) -> None:
    back = UnsavedAnswer(**callback_data.model_dump())
    await show(query, ctx, screens.contacts(await queries.contacts(ctx, callback_data.code), back))


@router.callback_query(UnsavedSmallSteps.filter())
async def unsaved_small_steps(query: CallbackQuery, callback_data: UnsavedSmallSteps, ctx: Context) -> None:
    back = UnsavedAnswer(**callback_data.model_dump())
    await show(query, ctx, screens.small_steps(await queries.small_steps(ctx, callback_data.code), back))


@router.callback_query(AddStrengthStep.filter())
async def add_strength_step(query: CallbackQuery, callback_data: AddStrengthStep, ctx: Context) -> None:
    check = await queries.saved(ctx, callback_data.assessment_id)
    competency = check.questionnaire.items[0].competency
    if not callback_data.sure:
        title = ctx.content.competencies[competency].title
        await show(query, ctx, screens.step_question(callback_data.assessment_id, title))
        return
    # Without the result: nothing in the route may tell that there is one.
    route = await topics.add_competency(ctx, competency)
    await show(query, ctx, route_screens.route(route), toast=Words("wellbeing-step-added"))


@router.callback_query(DeleteCheck.filter())
async def delete_check(query: CallbackQuery, callback_data: DeleteCheck, ctx: Context) -> None:
    await actions.delete_check(ctx, callback_data.assessment_id)
    await show(query, ctx, screens.deleted())


@router.callback_query(WellbeingOfGroup.filter())
async def wellbeing_of_group(query: CallbackQuery, callback_data: WellbeingOfGroup, ctx: Context) -> None:
    view = await queries.aggregate(ctx)
    await show(query, ctx, group_screens.aggregate(view, ctx.content.levels, callback_data.page))
