"""Updates about questionnaires: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.assessments import result_screens, screens
from handlers.assessments.forms import ask_open_items
from handlers.assessments.links import (
    AfterExplanation,
    AnswerItem,
    Begin,
    ChooseViewer,
    CloseResult,
    GoToItem,
    GrowthTopic,
    GrowthTopics,
    Intro,
    OpenResult,
    Questionnaires,
    ShowAllScores,
    ShowPicture,
    ShowResult,
    SkipOpenItem,
)
from handlers.assessments.pictures import show_picture
from handlers.assessments.results import result_screen
from handlers.screen import show
from handlers.words import Words
from services.assessments import actions, queries
from services.assessments.queries import Explanation, ItemView
from services.context import Context
from services.errors import NotFound
from services.pictures.painter import Painter

router = Router(name="assessments")


@router.message(Command("assess"))
async def assess_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.questionnaires(await queries.offers(ctx)))


@router.callback_query(Questionnaires.filter())
async def questionnaires(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, screens.questionnaires(await queries.offers(ctx)))


@router.callback_query(Intro.filter())
async def intro(query: CallbackQuery, callback_data: Intro, ctx: Context) -> None:
    offers = await queries.offers(ctx)
    chosen = next((offer for offer in offers if offer.questionnaire.code == callback_data.code), None)
    if chosen is None:
        raise NotFound
    await show(query, ctx, screens.intro(chosen))


@router.callback_query(Begin.filter())
async def begin(query: CallbackQuery, callback_data: Begin, ctx: Context) -> None:
    await show(query, ctx, screens.question(await actions.begin(ctx, callback_data.code)))


@router.callback_query(AnswerItem.filter())
async def answer_item(
    query: CallbackQuery, callback_data: AnswerItem, ctx: Context, state: FSMContext
) -> None:
    following = await actions.answer(
        ctx, callback_data.assessment_id, callback_data.place, callback_data.choice
    )
    await _go_on(query, ctx, state, callback_data.assessment_id, following)


@router.callback_query(AfterExplanation.filter())
async def after_explanation(
    query: CallbackQuery, callback_data: AfterExplanation, ctx: Context, state: FSMContext
) -> None:
    following = await queries.after_explanation(ctx, callback_data.assessment_id, callback_data.place)
    await _go_on(query, ctx, state, callback_data.assessment_id, following)


@router.callback_query(SkipOpenItem.filter())
async def skip_open_item(
    query: CallbackQuery, callback_data: SkipOpenItem, ctx: Context, state: FSMContext
) -> None:
    await ask_open_items(query, ctx, state, callback_data.assessment_id, callback_data.place + 1)


@router.callback_query(GoToItem.filter())
async def go_to_item(query: CallbackQuery, callback_data: GoToItem, ctx: Context) -> None:
    item = await queries.item_at(ctx, callback_data.assessment_id, callback_data.place)
    await show(query, ctx, screens.question(item))


@router.callback_query(ShowResult.filter())
async def show_result(query: CallbackQuery, callback_data: ShowResult, ctx: Context) -> None:
    await show(query, ctx, await result_screen(ctx, callback_data.assessment_id))


@router.callback_query(ShowAllScores.filter())
async def show_all_scores(query: CallbackQuery, callback_data: ShowAllScores, ctx: Context) -> None:
    view = await queries.result(ctx, callback_data.assessment_id)
    await show(query, ctx, result_screens.all_scores(view, ctx.content))


@router.callback_query(GrowthTopics.filter())
async def growth_topics(query: CallbackQuery, callback_data: GrowthTopics, ctx: Context) -> None:
    view = await queries.my_result(ctx, callback_data.assessment_id)
    await show(query, ctx, result_screens.topics(view, callback_data.page, ctx.content))


@router.callback_query(GrowthTopic.filter())
async def growth_topic(query: CallbackQuery, callback_data: GrowthTopic, ctx: Context) -> None:
    view = await queries.my_result(ctx, callback_data.assessment_id)
    screen = result_screens.topic(view, callback_data.competency, ctx.content)
    if screen is None:
        raise NotFound
    await show(query, ctx, screen)


@router.callback_query(ShowPicture.filter())
async def picture(query: CallbackQuery, callback_data: ShowPicture, ctx: Context, painter: Painter) -> None:
    await show_picture(query, ctx, painter, callback_data.assessment_id)


@router.callback_query(ChooseViewer.filter())
async def choose_viewer(query: CallbackQuery, callback_data: ChooseViewer, ctx: Context) -> None:
    viewers = await queries.viewers(ctx, callback_data.assessment_id)
    await show(query, ctx, result_screens.choose_viewer(callback_data.assessment_id, viewers))


@router.callback_query(OpenResult.filter())
async def open_result(query: CallbackQuery, callback_data: OpenResult, ctx: Context) -> None:
    await actions.share(ctx, callback_data.assessment_id, callback_data.viewer_id)
    screen = await result_screen(ctx, callback_data.assessment_id)
    await show(query, ctx, screen, toast=Words("assess-opened-toast"))


@router.callback_query(CloseResult.filter())
async def close_result(query: CallbackQuery, callback_data: CloseResult, ctx: Context) -> None:
    await actions.close(ctx, callback_data.assessment_id)
    screen = await result_screen(ctx, callback_data.assessment_id)
    await show(query, ctx, screen, toast=Words("assess-closed-toast"))


async def _go_on(
    query: CallbackQuery,
    ctx: Context,
    state: FSMContext,
    assessment_id: int,
    following: ItemView | Explanation | None,
) -> None:
    if following is None:
        await ask_open_items(query, ctx, state, assessment_id)
    elif isinstance(following, Explanation):
        await show(query, ctx, screens.explanation(following))
    else:
        await show(query, ctx, screens.question(following))
