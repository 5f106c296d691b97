"""Buttons that draft a route, edit the draft and add steps to a route."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.routes import screens as route_screens
from handlers.routes.drafting import adding_screens, editing_screens, links, screens, work_screens
from handlers.routes.drafting.adding_screens import CATALOG, OWN, begun
from handlers.routes.drafting.outcomes import added_step, edited_step, refused_in_window, work_said
from handlers.routes.drafting.questions import (
    DRAFT,
    Hours,
    OwnCompetency,
    OwnDraft,
    StepDay,
    add_own,
    draft_of,
    go_on,
    other_topics,
)
from handlers.words import Words
from services.context import Context
from services.errors import NotFound
from services.routes import reading
from services.routes.days import day_of, stretch_of
from services.routes.drafting import actions, adding, editing, own_steps, queries, topics

feature = Feature("routes_drafting")


@feature.button(links.DraftRoute)
async def draft_route(ctx: Context, link: links.DraftRoute) -> Answer:
    route = await actions.draft(ctx, link.assessment_id)
    toast = None if route.status == "draft" else Words("route-exists-toast")
    return Reply(screens.drafted(route, link.assessment_id), toast=toast)


@feature.button(links.Redraft)
async def redraft(ctx: Context, link: links.Redraft) -> Answer:
    route = await actions.draft(ctx, link.assessment_id, instead_of=link.draft_id)
    is_wanted = route.status == "draft" and route.assessment_id == link.assessment_id
    return Reply(route_screens.route(route), toast=None if is_wanted else Words("route-exists-toast"))


@feature.button(links.AddToRoute)
@refused_in_window
async def add_to_route(ctx: Context, link: links.AddToRoute) -> Answer:
    route = await topics.add_competency(ctx, link.competency, link.assessment_id)
    # The added steps stand on the last page.
    return Reply(route_screens.route(route, len(route.steps)), toast=Words("route-added-toast"))


@feature.button(links.DraftReasons)
async def draft_reasons(ctx: Context, link: links.DraftReasons) -> Answer:
    return route_screens.reasons(await reading.route_of(ctx, link.route_id), from_draft=True)


@feature.button(links.DropDraft)
async def drop_draft(ctx: Context, link: links.DropDraft) -> Answer:
    if not link.sure:
        return screens.drop_warning(await reading.route_of(ctx, link.route_id))
    await actions.drop_draft(ctx, link.route_id)
    screen = route_screens.my_route(await reading.my_page(ctx))
    return Reply(screen, toast=Words("route-dropped-toast"))


@feature.button(links.ChooseBasis)
async def choose_basis(ctx: Context, link: links.ChooseBasis) -> Answer:
    choose = screens.choose_reason if link.plain else screens.choose_basis
    return choose(await queries.bases(ctx))


@feature.button(links.BeginRoute)
async def begin_route(ctx: Context, link: links.BeginRoute) -> Answer:
    route = await actions.begin(ctx, link.basis)
    if route.status == "draft" and not route.steps:
        return begun(route)
    return Reply(route_screens.route(route), toast=Words("route-exists-toast"))


@feature.button(links.SwapStep)
async def swap_step(ctx: Context, link: links.SwapStep) -> Answer:
    if not link.code:
        return editing_screens.swap(await editing.swap_options(ctx, link.step_id), link.page)
    edited = await editing.swap(ctx, link.step_id, link.code)
    return Reply(await edited_step(ctx, edited), toast=Words("draft-swapped-toast"))


@feature.button(links.DateStep)
async def date_step(ctx: Context, link: links.DateStep) -> Answer:
    if not link.day:
        return StepDay(step_id=link.step_id)
    edited = await editing.set_due(ctx, link.step_id, day_of(link.day, ctx.today))
    toast = Words("draft-date-toast", day=date.fromordinal(link.day))
    return Reply(await edited_step(ctx, edited), toast=toast)


@feature.button(links.RemoveStep)
async def remove_step(ctx: Context, link: links.RemoveStep) -> Answer:
    """Removes a step. The owner is warned first if the step is in their own words and cannot be put back."""
    if not link.sure:
        step = await editing.draft_step(ctx, link.step_id)
        if step.is_own:
            return editing_screens.remove_warning(step)
    return editing_screens.removed(await editing.remove(ctx, link.step_id))


@feature.button(links.PutBack)
@refused_in_window
async def put_back(ctx: Context, link: links.PutBack) -> Answer:
    dates = stretch_of(link.days, ctx.today)
    edited = await adding.add_from_catalog(ctx, link.route_id, link.code, dates)
    return Reply(route_screens.route(edited.route), toast=Words("draft-put-back-toast"))


@feature.button(links.SpreadAnew)
async def spread_anew(ctx: Context, link: links.SpreadAnew) -> Answer:
    changed = await editing.new_dates(ctx, link.route_id)
    if changed:
        return editing_screens.ask_spread(link.route_id, changed)
    return await spread_sure(ctx, links.SpreadSure(route_id=link.route_id))


@feature.button(links.SpreadSure)
async def spread_sure(ctx: Context, link: links.SpreadSure) -> Answer:
    edited = await editing.spread(ctx, link.route_id)
    return Reply(route_screens.route(edited.route), toast=Words("draft-spread-toast"))


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
    """Asks for the parts of an own step; continues one begun before, unless `afresh`."""
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
