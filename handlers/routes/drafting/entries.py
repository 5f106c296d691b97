"""Buttons that draft a route and edit the draft."""

from __future__ import annotations

from datetime import date

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.routes import screens as route_screens
from handlers.routes.drafting import editing_screens, links, screens
from handlers.routes.drafting.adding_screens import begun
from handlers.routes.drafting.changed import edited_step
from handlers.routes.drafting.questions import StepDay
from handlers.routes.drafting.windows import refused_in_window
from handlers.words import Words
from services.context import Context
from services.routes import reading
from services.routes.days import day_of, stretch_of
from services.routes.drafting import actions, adding, editing, queries, topics

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
