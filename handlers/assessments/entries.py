"""Taking a questionnaire, looking at its result, and opening the result to other people."""

from __future__ import annotations

from handlers import pictures
from handlers.answers import Answer, Reply
from handlers.assessments import links, result_screens, screens
from handlers.assessments.pictures import radar
from handlers.assessments.questions import open_items, result_screen
from handlers.conversations import screens as conversation_screens
from handlers.conversations.questions import competency
from handlers.events import screens as event_screens
from handlers.features import Feature
from handlers.words import Words
from services.assessments import actions, queries
from services.assessments.queries import Explanation, ItemView
from services.context import Context
from services.conversations import queries as conversations
from services.errors import NotFound
from services.events import queries as events

feature = Feature("assessments")
feature.shows(links.Questionnaires, queries.offers, screens.questionnaires, command="assess")
feature.shows(links.Begin, actions.begin, screens.question)
feature.shows(links.GoToItem, queries.item_at, screens.question)


@feature.button(links.Intro)
async def intro(ctx: Context, link: links.Intro) -> Answer:
    offers = await queries.offers(ctx)
    chosen = next((offer for offer in offers if offer.questionnaire.code == link.code), None)
    if chosen is None:
        raise NotFound
    return screens.intro(chosen)


@feature.button(links.AnswerItem)
async def answer_item(ctx: Context, link: links.AnswerItem) -> Answer:
    following = await actions.answer(ctx, link.assessment_id, link.place, link.choice)
    return await _go_on(ctx, link.assessment_id, following)


@feature.button(links.AfterExplanation)
async def after_explanation(ctx: Context, link: links.AfterExplanation) -> Answer:
    following = await queries.after_explanation(ctx, link.assessment_id, link.place)
    return await _go_on(ctx, link.assessment_id, following)


async def _go_on(ctx: Context, assessment_id: int, following: ItemView | Explanation | None) -> Answer:
    if following is None:
        return await open_items(ctx, assessment_id)
    if isinstance(following, Explanation):
        return screens.explanation(following)
    return screens.question(following)


@feature.button(links.SkipOpenItem)
async def skip_open_item(ctx: Context, link: links.SkipOpenItem) -> Answer:
    return await open_items(ctx, link.assessment_id, link.place + 1)


@feature.button(links.ShowResult)
async def show_result(ctx: Context, link: links.ShowResult) -> Answer:
    return await result_screen(ctx, link.assessment_id)


@feature.button(links.ShowAllScores)
async def show_all_scores(ctx: Context, link: links.ShowAllScores) -> Answer:
    return result_screens.all_scores(await queries.result(ctx, link.assessment_id), ctx.content)


@feature.button(links.GrowthTopics)
async def growth_topics(ctx: Context, link: links.GrowthTopics) -> Answer:
    return result_screens.topics(await queries.my_result(ctx, link.assessment_id), link.page, ctx.content)


@feature.button(links.GrowthTopic)
async def growth_topic(ctx: Context, link: links.GrowthTopic) -> Answer:
    view = await queries.my_result(ctx, link.assessment_id)
    screen = result_screens.topic(view, link.competency, ctx.content)
    if screen is None:
        raise NotFound
    return screen


@feature.button(links.AskOnGrowthTopic)
async def ask_on_growth_topic(ctx: Context, link: links.AskOnGrowthTopic) -> Answer:
    """Shows whom one may ask about a topic; the way back leads to the topic."""
    topic = competency(ctx, link.competency)
    back = links.GrowthTopic(assessment_id=link.assessment_id, competency=topic.code)
    return conversation_screens.whom_to_ask_about(topic, await conversations.addressees(ctx), back)


@feature.button(links.EventsOnGrowthTopic)
async def events_on_growth_topic(ctx: Context, link: links.EventsOnGrowthTopic) -> Answer:
    """Shows events about a topic; the way back leads to the topic."""
    return event_screens.events_on_topic(
        await events.on_topic(ctx, link.competency, link.page),
        lambda number: link.model_copy(update={"page": number}),
        back=links.GrowthTopic(assessment_id=link.assessment_id, competency=link.competency),
    )


@feature.button(links.ShowPicture)
async def picture(ctx: Context, link: links.ShowPicture) -> Answer:
    """The radar of a result. The owner's picture is drawn once; later the saved file is sent."""
    view = await queries.result(ctx, link.assessment_id)
    known = await queries.picture_of(ctx, link.assessment_id) if view.is_mine else None
    failed = result_screens.not_drawn(link.assessment_id)
    return pictures.drawn_later(ctx, lambda own: radar(own, view, known), failed, is_known=known is not None)


@feature.button(links.ChooseViewer)
async def choose_viewer(ctx: Context, link: links.ChooseViewer) -> Answer:
    viewers = await queries.viewers(ctx, link.assessment_id)
    return result_screens.choose_viewer(link.assessment_id, viewers)


@feature.button(links.OpenResult)
async def open_result(ctx: Context, link: links.OpenResult) -> Answer:
    await actions.share(ctx, link.assessment_id, link.viewer_id)
    return Reply(await result_screen(ctx, link.assessment_id), toast=Words("assess-opened-toast"))


@feature.button(links.CloseResult)
async def close_result(ctx: Context, link: links.CloseResult) -> Answer:
    await actions.close(ctx, link.assessment_id)
    return Reply(await result_screen(ctx, link.assessment_id), toast=Words("assess-closed-toast"))
