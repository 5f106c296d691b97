"""Views of skills: lesson visits, views side by side, questions to a leader after training."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.mentoring.links import ShowMentee
from handlers.menu.buttons import back_to
from handlers.people.links import PersonCard
from handlers.skill_views import links, screens, side_screens
from handlers.skill_views.questions import VisitAnswer
from handlers.words import Words
from services.context import Context
from services.errors import NotFound, WrongState
from services.skill_views import actions, queries, side_by_side, trainings
from services.skill_views.trainings import TrainingPage

feature = Feature("skill_views")
feature.asks(links.AnswerVisit, VisitAnswer)
feature.shows(links.MyVisits, queries.my_visits, screens.my_visits)
feature.shows(links.WrittenVisits, queries.written, screens.written)
feature.shows(links.SkillViews, side_by_side.mine, side_screens.my_views)
feature.shows(links.Trainings, trainings.page_of_waiting, side_screens.trainings)
feature.shows(links.AskTraining, trainings.question, side_screens.training)


@feature.button(links.VisitLesson)
async def visit_lesson(ctx: Context, link: links.VisitLesson) -> Answer:
    start = await queries.start(ctx, link.person_id)
    if start.begun is not None:
        return Reply(screens.unfinished(start.begun), toast=Words("toast-visit-begun"))
    person_id = link.person_id
    card = ShowMentee(person_id=person_id) if start.is_mentor else PersonCard(person_id=person_id)
    return screens.choose_day(start, back_to(card))


@feature.button(links.BeginVisit)
async def begin_visit(ctx: Context, link: links.BeginVisit) -> Answer:
    return screens.unfinished(await actions.begin(ctx, link.person_id, link.day))


@feature.button(links.MarkVisit)
async def mark_visit(ctx: Context, link: links.MarkVisit) -> Answer:
    visit, following = await actions.mark(ctx, link.view_id, link.place, link.value)
    return screens.summary(visit) if following is None else screens.item(visit, following)


@feature.button(links.GoToMark)
async def go_to_mark(ctx: Context, link: links.GoToMark) -> Answer:
    visit = await queries.visit(ctx, link.view_id)
    if visit.is_shown:
        raise WrongState("error-visit-shown")
    if not visit.may_change or not 0 <= link.place < len(visit.checklist.items):
        raise NotFound
    return screens.item(visit, link.place)


@feature.button(links.ShowVisit)
async def show_visit(ctx: Context, link: links.ShowVisit) -> Answer:
    visit = await actions.look(ctx, link.view_id)
    return screens.card(visit) if visit.is_shown else screens.summary(visit)


@feature.button(links.ShowToTeacher)
async def show_to_teacher(ctx: Context, link: links.ShowToTeacher) -> Answer:
    visit = await actions.show_to_teacher(ctx, link.view_id)
    return Reply(screens.card(visit), toast=Words("toast-visit-shown"))


@feature.button(links.DropVisit)
async def drop_visit(ctx: Context, link: links.DropVisit) -> Answer:
    if not link.sure:
        visit = await queries.visit(ctx, link.view_id)
        if visit.is_shown:
            raise WrongState("error-visit-shown")
        return screens.warn_drop(visit)
    await actions.drop(ctx, link.view_id)
    return Reply(screens.written(await queries.written(ctx, 0)), toast=Words("toast-visit-dropped"))


@feature.button(links.SkillViewsOf)
async def skill_views_of(ctx: Context, link: links.SkillViewsOf) -> Answer:
    view = await side_by_side.of_result(ctx, link.assessment_id, link.page)
    if view.owner is None:
        return side_screens.my_views(view)
    return side_screens.views_of(view, link.assessment_id)


@feature.button(links.MarkTraining)
async def mark_training(ctx: Context, link: links.MarkTraining) -> Answer:
    following = await trainings.answer(ctx, link.registration_id, link.place, link.value)
    if isinstance(following, TrainingPage):
        return Reply(side_screens.trainings(following), toast=Words("toast-training-answered"))
    return side_screens.training(following)
