"""Updates about views of skills: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.mentoring.links import ShowMentee
from handlers.people.links import PersonCard
from handlers.screen import Button, show
from handlers.skill_views import screens, side_screens
from handlers.skill_views.links import (
    AskTraining,
    BeginVisit,
    DropVisit,
    GoToMark,
    MarkTraining,
    MarkVisit,
    MyVisits,
    ShowToTeacher,
    ShowVisit,
    SkillViews,
    SkillViewsOf,
    Trainings,
    VisitLesson,
    WrittenVisits,
)
from handlers.words import Words
from services.context import Context
from services.errors import NotFound, WrongState
from services.skill_views import actions, queries, side_by_side, trainings
from services.skill_views.trainings import TrainingPage

router = Router(name="skill-views")


@router.callback_query(VisitLesson.filter())
async def visit_lesson(query: CallbackQuery, callback_data: VisitLesson, ctx: Context) -> None:
    start = await queries.start(ctx, callback_data.person_id)
    if start.begun is not None:
        await show(query, ctx, screens.unfinished(start.begun), Words("toast-visit-begun"))
        return
    person_id = callback_data.person_id
    card = ShowMentee(person_id=person_id) if start.is_mentor else PersonCard(person_id=person_id)
    await show(query, ctx, screens.choose_day(start, Button(Words("button-back"), card)))


@router.callback_query(BeginVisit.filter())
async def begin_visit(query: CallbackQuery, callback_data: BeginVisit, ctx: Context) -> None:
    visit = await actions.begin(ctx, callback_data.person_id, callback_data.day)
    await show(query, ctx, screens.unfinished(visit))


@router.callback_query(MarkVisit.filter())
async def mark_visit(query: CallbackQuery, callback_data: MarkVisit, ctx: Context) -> None:
    visit, following = await actions.mark(
        ctx, callback_data.view_id, callback_data.place, callback_data.value
    )
    await show(query, ctx, screens.summary(visit) if following is None else screens.item(visit, following))


@router.callback_query(GoToMark.filter())
async def go_to_mark(query: CallbackQuery, callback_data: GoToMark, ctx: Context) -> None:
    visit = await queries.visit(ctx, callback_data.view_id)
    if visit.is_shown:
        raise WrongState("error-visit-shown")
    if not visit.may_change or not 0 <= callback_data.place < len(visit.checklist.items):
        raise NotFound
    await show(query, ctx, screens.item(visit, callback_data.place))


@router.callback_query(ShowVisit.filter())
async def show_visit(query: CallbackQuery, callback_data: ShowVisit, ctx: Context) -> None:
    visit = await actions.look(ctx, callback_data.view_id)
    await show(query, ctx, screens.card(visit) if visit.is_shown else screens.summary(visit))


@router.callback_query(ShowToTeacher.filter())
async def show_to_teacher(query: CallbackQuery, callback_data: ShowToTeacher, ctx: Context) -> None:
    visit = await actions.show_to_teacher(ctx, callback_data.view_id)
    await show(query, ctx, screens.card(visit), Words("toast-visit-shown"))


@router.callback_query(DropVisit.filter())
async def drop_visit(query: CallbackQuery, callback_data: DropVisit, ctx: Context) -> None:
    if not callback_data.sure:
        visit = await queries.visit(ctx, callback_data.view_id)
        if visit.is_shown:
            raise WrongState("error-visit-shown")
        await show(query, ctx, screens.warn_drop(visit))
        return
    await actions.drop(ctx, callback_data.view_id)
    await show(query, ctx, screens.written(await queries.written(ctx, 0)), Words("toast-visit-dropped"))


@router.callback_query(MyVisits.filter())
async def my_visits(query: CallbackQuery, callback_data: MyVisits, ctx: Context) -> None:
    await show(query, ctx, screens.my_visits(await queries.my_visits(ctx, callback_data.page)))


@router.callback_query(WrittenVisits.filter())
async def written_visits(query: CallbackQuery, callback_data: WrittenVisits, ctx: Context) -> None:
    await show(query, ctx, screens.written(await queries.written(ctx, callback_data.page)))


@router.callback_query(SkillViews.filter())
async def skill_views(query: CallbackQuery, callback_data: SkillViews, ctx: Context) -> None:
    await show(query, ctx, side_screens.my_views(await side_by_side.mine(ctx, callback_data.page)))


@router.callback_query(SkillViewsOf.filter())
async def skill_views_of(query: CallbackQuery, callback_data: SkillViewsOf, ctx: Context) -> None:
    view = await side_by_side.of_result(ctx, callback_data.assessment_id, callback_data.page)
    if view.owner is None:
        await show(query, ctx, side_screens.my_views(view))
        return
    await show(query, ctx, side_screens.views_of(view, callback_data.assessment_id))


@router.callback_query(Trainings.filter())
async def trainings_shown(query: CallbackQuery, callback_data: Trainings, ctx: Context) -> None:
    await show(query, ctx, side_screens.trainings(await trainings.page_of_waiting(ctx, callback_data.page)))


@router.callback_query(AskTraining.filter())
async def ask_training(query: CallbackQuery, callback_data: AskTraining, ctx: Context) -> None:
    asked = await trainings.question(ctx, callback_data.registration_id, callback_data.place)
    await show(query, ctx, side_screens.training(asked))


@router.callback_query(MarkTraining.filter())
async def mark_training(query: CallbackQuery, callback_data: MarkTraining, ctx: Context) -> None:
    following = await trainings.answer(
        ctx, callback_data.registration_id, callback_data.place, callback_data.value
    )
    if isinstance(following, TrainingPage):
        await show(query, ctx, side_screens.trainings(following), Words("toast-training-answered"))
    else:
        await show(query, ctx, side_screens.training(following))
