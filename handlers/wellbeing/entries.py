"""The wellbeing check: answers that are not stored, help, the result of a group, deleting a result."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.assessments.links import Intro, ShowResult
from handlers.features import Feature
from handlers.links import Link
from handlers.routes import screens as route_screens
from handlers.wellbeing import links, screens, unsaved_screens
from handlers.words import Words, said_by
from services.assessments.queries import ItemView
from services.context import Context
from services.errors import WrongState
from services.routes.drafting import topics
from services.wellbeing import actions, queries

feature = Feature("wellbeing")


@feature.button(links.UnsavedAnswer)
async def unsaved_answer(ctx: Context, link: links.UnsavedAnswer) -> Answer:
    """The next item; after the last one, the result."""
    view = await queries.unsaved(ctx, link.code, link.version, link.answers)
    if isinstance(view, ItemView):
        return unsaved_screens.question(view, link.answers)
    return screens.unsaved_result(view, link.answers, ctx.content.levels)


@feature.button(links.EraseFromScreen)
async def erase_from_screen(ctx: Context, link: links.EraseFromScreen) -> Answer:
    return screens.erased()


@feature.button(links.Help)
async def where_to_turn(ctx: Context, link: links.Help) -> Answer:
    back = ShowResult(assessment_id=link.assessment_id)
    return screens.contacts(await queries.contacts(ctx, link.code), back)


@feature.button(links.SmallSteps)
async def small_steps(ctx: Context, link: links.SmallSteps) -> Answer:
    back = ShowResult(assessment_id=link.assessment_id)
    return screens.small_steps(await queries.small_steps(ctx, link.code), back)


@feature.button(links.UnsavedHelp)
async def unsaved_where_to_turn(ctx: Context, link: links.UnsavedHelp) -> Answer:
    back = links.UnsavedAnswer(**link.model_dump())
    return screens.contacts(await queries.contacts(ctx, link.code), back)


@feature.button(links.UnsavedSmallSteps)
async def unsaved_small_steps(ctx: Context, link: links.UnsavedSmallSteps) -> Answer:
    back = links.UnsavedAnswer(**link.model_dump())
    return screens.small_steps(await queries.small_steps(ctx, link.code), back)


@feature.button(links.AddStrengthStep)
async def add_strength_step(ctx: Context, link: links.AddStrengthStep) -> Answer:
    check = await queries.saved(ctx, link.assessment_id)
    competency = check.questionnaire.items[0].competency
    return await _add_step(ctx, link, competency, ShowResult(assessment_id=link.assessment_id))


@feature.button(links.AddStrengthTopic)
async def add_strength_topic(ctx: Context, link: links.AddStrengthTopic) -> Answer:
    return await _add_step(ctx, link, await queries.topic(ctx, link.code), Intro(code=link.code))


async def _add_step(
    ctx: Context, link: links.AddStrengthStep | links.AddStrengthTopic, competency: str, back: Link
) -> Answer:
    """Ask, then add. The step is the same without a check, so that a route tells nothing about checks."""
    if not link.sure:
        title = ctx.content.competencies[competency].title
        return screens.step_question(title, link.model_copy(update={"sure": True}), back)
    try:
        route = await topics.add_competency(ctx, competency)
    except WrongState as error:
        return screens.no_step(said_by(error), back)
    return Reply(route_screens.route(route), toast=Words("wellbeing-step-added"))


@feature.button(links.DeleteCheck)
async def delete_check(ctx: Context, link: links.DeleteCheck) -> Answer:
    return screens.deleted(was_finished=await actions.delete_check(ctx, link.assessment_id))


@feature.button(links.WellbeingOfGroup)
async def wellbeing_of_group(ctx: Context, link: links.WellbeingOfGroup) -> Answer:
    view = await queries.aggregate(ctx)
    return screens.aggregate(view, ctx.content.levels, link.page)
