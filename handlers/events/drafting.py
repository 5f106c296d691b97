"""The command and the buttons of a new event. What is asked about it stands in `questions`."""

from __future__ import annotations

from dataclasses import replace

from handlers.answers import Answer, Reply, asked_again
from handlers.events import form_screens as screens
from handlers.events import links
from handlers.events.questions import DRAFT, Topic, When, go_on, question_of, the_draft
from handlers.features import Feature
from handlers.words import Words, said_by
from services.context import Context
from services.errors import Invalid
from services.events import actions, rules
from services.events.rules import Part
from services.people.rules import Audience

feature = Feature("events-drafting")


@feature.command("newevent")
async def new_event_command(ctx: Context, typed: str) -> Answer:
    fresh, draft = actions.begin(ctx), DRAFT.of(ctx)  # begin raises NotAllowed
    if draft is not None and draft.is_worth_keeping:
        return screens.kept(draft, links.NewEvent(afresh=True), ctx.content.competencies)
    return go_on(ctx, fresh)


@feature.button(links.NewEvent)
async def new_event(ctx: Context, link: links.NewEvent) -> Answer:
    draft = DRAFT.of(ctx)
    if draft is None or link.afresh or not draft.is_worth_keeping:
        return go_on(ctx, actions.begin(ctx))
    if draft.is_begun:
        return go_on(ctx, draft)
    # The draft says only for whose teachers it is: ask before it is dropped or continued.
    return screens.kept(draft, links.NewEvent(afresh=True), ctx.content.competencies)


@feature.button(links.GoOnWithEvent)
async def go_on_with_event(ctx: Context, link: links.GoOnWithEvent) -> Answer:
    return go_on(ctx, the_draft(ctx))


@feature.button(links.NewEventFor)
async def new_event_for(ctx: Context, link: links.NewEventFor) -> Answer:
    """From a cell of the map of a group. A draft of this cell goes on; another draft is asked about."""
    fresh, draft = await actions.begin_for(ctx, link.axis, link.row, link.competency), DRAFT.of(ctx)
    if draft is None or link.afresh:
        return go_on(ctx, fresh)
    if (draft.target, draft.topic) == (fresh.target, fresh.topic):
        return go_on(ctx, draft)
    if draft.is_begun:
        afresh = link.model_copy(update={"afresh": True})
        return screens.kept(draft, afresh, ctx.content.competencies)
    return go_on(ctx, fresh)


@feature.button(links.AskEventPart)
async def ask_part(ctx: Context, link: links.AskEventPart) -> Answer:
    if link.part not in set(Part):
        raise Invalid
    return question_of(Part(link.part))


@feature.button(links.EditEvent)
async def edit_event(ctx: Context, link: links.EditEvent) -> Answer:
    the_draft(ctx)
    return screens.choose_part()


@feature.button(links.ChooseFormat)
async def choose_format(ctx: Context, link: links.ChooseFormat) -> Answer:
    if link.format not in ctx.content.event_formats:
        raise Invalid
    return go_on(ctx, replace(the_draft(ctx), format=link.format))


@feature.button(links.ChooseWhen)
async def choose_when(ctx: Context, link: links.ChooseWhen) -> Answer:
    draft = the_draft(ctx)
    try:
        moment = rules.moment_at(link.at, ctx.now, ctx.zone)
    except Invalid as error:  # the suggestion is days old: show new ones
        return await asked_again(ctx, When(), said_by(error))
    return go_on(ctx, replace(draft, starts_at=moment))


@feature.button(links.ChooseAudience)
async def choose_audience(ctx: Context, link: links.ChooseAudience) -> Answer:
    if link.audience not in set(Audience):
        raise Invalid
    return go_on(ctx, replace(the_draft(ctx), audience=link.audience, target=None))


@feature.button(links.ChooseSeats)
async def choose_seats(ctx: Context, link: links.ChooseSeats) -> Answer:
    capacity = rules.seats(str(link.seats)) if link.seats else None
    return go_on(ctx, replace(the_draft(ctx), capacity=capacity))


@feature.button(links.AskTopic)
async def ask_topic(ctx: Context, link: links.AskTopic) -> Answer:
    the_draft(ctx)
    if link.group not in ctx.content.groups:
        raise Invalid
    return Topic(group=link.group)


@feature.button(links.ChooseTopic)
async def choose_topic(ctx: Context, link: links.ChooseTopic) -> Answer:
    draft, topic = the_draft(ctx), link.competency
    if topic not in ctx.content.competencies and (topic or draft.target):
        raise Invalid
    return go_on(ctx, replace(draft, topic=topic))


@feature.button(links.NoAnnounce)
async def no_announce(ctx: Context, link: links.NoAnnounce) -> Answer:
    return go_on(ctx, replace(the_draft(ctx), announce=""))


@feature.button(links.PublishEvent)
async def publish(ctx: Context, link: links.PublishEvent) -> Answer:
    draft = DRAFT.of(ctx)
    try:
        card = await actions.publish(ctx, link.draft_id, draft)
    except Invalid as error:
        if draft is None:
            raise
        # The moment of the draft has passed meanwhile.
        return await asked_again(ctx, When(), said_by(error))
    if draft is not None and draft.id == link.draft_id:
        DRAFT.keep(ctx, None)
    return Reply(screens.published(card, ctx.today.year), toast=Words("event-published-toast"))
