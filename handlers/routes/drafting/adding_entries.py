"""Buttons that add a step to a route: from the catalogue, from an event, in its owner's words."""

from __future__ import annotations

from dataclasses import replace

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.routes.drafting import adding_screens, links, work_screens
from handlers.routes.drafting.adding_screens import CATALOG, OWN
from handlers.routes.drafting.changed import added_step, edited_step, work_said
from handlers.routes.drafting.questions import (
    DRAFT,
    Hours,
    OwnCompetency,
    OwnDraft,
    add_own,
    draft_of,
    go_on,
    other_topics,
)
from handlers.routes.drafting.windows import refused_in_window
from services.context import Context
from services.errors import NotFound
from services.routes.days import day_of
from services.routes.drafting import adding, own_steps

feature = Feature("routes_adding")


@feature.button(links.AddStep)
@refused_in_window
async def add_step(ctx: Context, link: links.AddStep) -> Answer:
    await adding.topics(ctx, link.route_id)
    return adding_screens.where_from(link.route_id)


@feature.button(links.FromCatalog)
@refused_in_window
async def from_catalog(ctx: Context, link: links.FromCatalog) -> Answer:
    known = await adding.topics(ctx, link.route_id)
    other = links.OtherTopic(way=CATALOG, route_id=link.route_id)
    return adding_screens.choose_topic([], known, other)


@feature.button(links.CatalogSteps)
@refused_in_window
async def catalog_steps(ctx: Context, link: links.CatalogSteps) -> Answer:
    choice = await adding.catalog_options(ctx, link.route_id, link.competency)
    return adding_screens.from_catalog(choice, link.page)


@feature.button(links.TakeStep)
@refused_in_window
async def take_step(ctx: Context, link: links.TakeStep) -> Answer:
    return await added_step(ctx, await adding.add_from_catalog(ctx, link.route_id, link.code))


@feature.button(links.FromEvents)
@refused_in_window
async def from_events(ctx: Context, link: links.FromEvents) -> Answer:
    page = await adding.events_to_add(ctx, link.route_id, link.page)
    return adding_screens.from_events(page, link.route_id)


@feature.button(links.TakeEvent)
@refused_in_window
async def take_event(ctx: Context, link: links.TakeEvent) -> Answer:
    competency = link.competency
    if not competency:
        offer = await adding.event_topic(ctx, link.route_id, link.event_id)
        competency = offer.topic
        if not competency:
            return adding_screens.event_topic(offer)
    return await added_step(ctx, await adding.add_event(ctx, link.route_id, link.event_id, competency))


@feature.button(links.OtherTopic)
async def other_topic(ctx: Context, link: links.OtherTopic) -> Answer:
    if link.way == OWN:
        draft_of(ctx)
    return await _other_topic(ctx, link)


@refused_in_window
async def _other_topic(ctx: Context, link: links.OtherTopic) -> Answer:
    return OwnCompetency(group=link.group) if link.way == OWN else await other_topics(ctx, link)


@feature.button(links.OwnStep)
@refused_in_window
async def own_step(ctx: Context, link: links.OwnStep) -> Answer:
    """Continues an own step that was begun before."""
    await adding.topics(ctx, link.route_id)
    draft = DRAFT.of(ctx)
    if draft is None or draft.route_id != link.route_id or link.afresh:
        draft = OwnDraft(link.route_id)
    return go_on(ctx, draft)


@feature.button(links.OwnTopic)
async def own_topic(ctx: Context, link: links.OwnTopic) -> Answer:
    if link.competency not in ctx.content.competencies:
        raise NotFound
    return go_on(ctx, replace(draft_of(ctx), topic=link.competency))


@feature.button(links.OwnDay)
async def own_day(ctx: Context, link: links.OwnDay) -> Answer:
    day = day_of(link.day, ctx.today)
    return go_on(ctx, replace(draft_of(ctx), due=day))


@feature.button(links.OwnNoResult)
async def own_no_result(ctx: Context, link: links.OwnNoResult) -> Answer:
    return await refused_in_window(add_own)(ctx, draft_of(ctx))


@feature.button(links.WorkForms)
@refused_in_window
async def work_forms(ctx: Context, link: links.WorkForms) -> Answer:
    step = await own_steps.own_step(ctx, link.step_id)
    return work_screens.choose_form(step, ctx.content.catalog.forms, link.page)


@feature.button(links.WorkHours)
@refused_in_window
async def work_hours(ctx: Context, link: links.WorkHours) -> Answer:
    if not link.halves:
        return Hours(step_id=link.step_id, form=link.form)
    edited = await own_steps.set_work(ctx, link.step_id, link.form, link.halves / 2)
    return Reply(await edited_step(ctx, edited), toast=work_said(edited))
