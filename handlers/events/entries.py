"""Events: the list, a card, registering, giving a place back, cancelling."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.assessments.links import Questionnaires
from handlers.events import links, screens
from handlers.features import Feature
from handlers.words import Words
from services.context import Context
from services.errors import NotAllowed
from services.events import actions, queries
from services.events.rules import WAITING

feature = Feature("events")
feature.shows(links.Events, queries.upcoming, screens.events, command="events")
feature.shows(links.EventPeople, queries.guests, screens.guests)


@feature.button(links.EventsOnTopic)
async def events_on_topic(ctx: Context, link: links.EventsOnTopic) -> Answer:
    found = await queries.on_topic(ctx, link.competency, link.page)
    return screens.events_on_topic(
        found, lambda number: links.EventsOnTopic(competency=link.competency, page=number), Questionnaires()
    )


@feature.button(links.ShowEvent)
async def show_event(ctx: Context, link: links.ShowEvent) -> Answer:
    return screens.event(await queries.card(ctx, link.event_id), ctx.today.year)


@feature.button(links.Register)
async def register(ctx: Context, link: links.Register) -> Answer:
    card = await actions.register(ctx, link.event_id)
    toast = Words("event-toast-waiting" if card.mine == WAITING else "event-toast-registered")
    return Reply(screens.event(card, ctx.today.year), toast=toast)


@feature.button(links.Unregister)
async def unregister(ctx: Context, link: links.Unregister) -> Answer:
    card = await actions.unregister(ctx, link.event_id)
    shown = screens.event(card, ctx.today.year) if card else screens.events(await queries.upcoming(ctx, 0))
    return Reply(shown, toast=Words("event-toast-left"))


@feature.button(links.CancelEvent)
async def cancel_event(ctx: Context, link: links.CancelEvent) -> Answer:
    if link.sure:
        card = await actions.cancel(ctx, link.event_id)
        return Reply(screens.event(card, ctx.today.year), toast=Words("event-toast-cancelled"))
    card = await queries.card(ctx, link.event_id)
    if not card.may_manage:
        raise NotAllowed
    return screens.sure_to_cancel(card)
