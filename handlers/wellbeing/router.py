"""Updates about the wellbeing check: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from handlers.assessments.links import Intro, ShowResult
from handlers.routes import screens as route_screens
from handlers.screen import Screen, show
from handlers.wellbeing import group_screens, screens, unsaved_screens
from handlers.wellbeing.links import (
    AddStrengthStep,
    AddStrengthTopic,
    DeleteCheck,
    EraseFromScreen,
    Help,
    SmallSteps,
    UnsavedAnswer,
    UnsavedHelp,
    UnsavedSmallSteps,
    WellbeingOfGroup,
)
from handlers.words import Words, said_by
from services.assessments.queries import ItemView
from services.context import Context
from services.errors import WrongState
from services.routes.drafting import topics
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
    back = ShowResult(assessment_id=callback_data.assessment_id)
    await _add_step(query, callback_data, ctx, competency, back)


@router.callback_query(AddStrengthTopic.filter())
async def add_strength_topic(query: CallbackQuery, callback_data: AddStrengthTopic, ctx: Context) -> None:
    competency = await queries.topic(ctx, callback_data.code)
    back = Intro(code=callback_data.code)
    await _add_step(query, callback_data, ctx, competency, back)


async def _add_step(
    query: CallbackQuery,
    link: AddStrengthStep | AddStrengthTopic,
    ctx: Context,
    competency: str,
    back: CallbackData,
) -> None:
    """Ask, then add, the same from both: nothing in the route may tell of a check."""
    if not link.sure:
        title = ctx.content.competencies[competency].title
        await show(query, ctx, screens.step_question(title, link.model_copy(update={"sure": True}), back))
        return
    try:
        route = await topics.add_competency(ctx, competency)
    except WrongState as error:
        await show(query, ctx, screens.no_step(said_by(error), back))
        return
    await show(query, ctx, route_screens.route(route), toast=Words("wellbeing-step-added"))


@router.callback_query(DeleteCheck.filter())
async def delete_check(query: CallbackQuery, callback_data: DeleteCheck, ctx: Context) -> None:
    was_finished = await actions.delete_check(ctx, callback_data.assessment_id)
    await show(query, ctx, screens.deleted(was_finished=was_finished))


@router.callback_query(WellbeingOfGroup.filter())
async def wellbeing_of_group(query: CallbackQuery, callback_data: WellbeingOfGroup, ctx: Context) -> None:
    view = await queries.aggregate(ctx)
    await show(query, ctx, group_screens.aggregate(view, ctx.content.levels, callback_data.page))
