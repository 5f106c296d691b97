"""Updates about drafting and editing a route: parse, call one use case, show one screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.routes import screens
from handlers.routes.drafting import adding_screens, editing_screens
from handlers.routes.drafting import screens as draft_screens
from handlers.routes.drafting.links import (
    AddStep,
    AddToRoute,
    BeginRoute,
    CatalogSteps,
    ChooseBasis,
    DraftReasons,
    DraftRoute,
    DropDraft,
    FromCatalog,
    FromEvents,
    PutBack,
    Redraft,
    RemoveStep,
    SpreadAnew,
    SpreadSure,
    SwapStep,
    TakeEvent,
    TakeStep,
)
from handlers.routes.drafting.links import OtherTopic as Other
from handlers.routes.steps import screens as step_screens
from handlers.screen import answer, show, under
from handlers.words import Text, Words, said_by
from services.context import Context
from services.errors import WrongState
from services.events import queries as events
from services.routes import reading
from services.routes.days import stretch_of
from services.routes.drafting import actions as drafting
from services.routes.drafting import adding, editing, topics
from services.routes.drafting import queries as draft_queries
from services.routes.planning import Edited

router = Router(name="routes-drafting")


@router.callback_query(DraftRoute.filter())
async def draft_route(query: CallbackQuery, callback_data: DraftRoute, ctx: Context) -> None:
    route = await drafting.draft(ctx, callback_data.assessment_id)
    toast = None if route.status == "draft" else Words("route-exists-toast")
    await show(query, ctx, draft_screens.drafted(route, callback_data.assessment_id), toast)


@router.callback_query(Redraft.filter())
async def redraft(query: CallbackQuery, callback_data: Redraft, ctx: Context) -> None:
    assessment_id = callback_data.assessment_id
    route = await drafting.draft(ctx, assessment_id, instead_of=callback_data.draft_id)
    is_wanted = route.status == "draft" and route.assessment_id == assessment_id
    await show(query, ctx, screens.route(route), None if is_wanted else Words("route-exists-toast"))


@router.callback_query(AddToRoute.filter())
async def add_to_route(query: CallbackQuery, callback_data: AddToRoute, ctx: Context) -> None:
    try:
        route = await topics.add_competency(ctx, callback_data.competency, callback_data.assessment_id)
    except WrongState as error:  # the topic's screen stays, with its other ways to begin
        await answer(query, ctx, said_by(error), alert=True)
        return
    # What was added stands on the last page.
    await show(query, ctx, screens.route(route, len(route.steps)), toast=Words("route-added-toast"))


@router.callback_query(DraftReasons.filter())
async def draft_reasons(query: CallbackQuery, callback_data: DraftReasons, ctx: Context) -> None:
    view = await reading.route_of(ctx, callback_data.route_id)
    await show(query, ctx, screens.reasons(view, from_draft=True))


@router.callback_query(DropDraft.filter())
async def drop_draft(query: CallbackQuery, callback_data: DropDraft, ctx: Context) -> None:
    if not callback_data.sure:
        await show(
            query, ctx, draft_screens.drop_warning(await reading.route_of(ctx, callback_data.route_id))
        )
        return
    await drafting.drop_draft(ctx, callback_data.route_id)
    screen = screens.my_route(await reading.my_page(ctx))
    await show(query, ctx, screen, toast=Words("route-dropped-toast"))


@router.callback_query(ChooseBasis.filter())
async def choose_basis(query: CallbackQuery, callback_data: ChooseBasis, ctx: Context) -> None:
    bases = await draft_queries.bases(ctx)
    choose = draft_screens.choose_reason if callback_data.plain else draft_screens.choose_basis
    await show(query, ctx, choose(bases))


@router.callback_query(BeginRoute.filter())
async def begin_route(query: CallbackQuery, callback_data: BeginRoute, ctx: Context) -> None:
    route = await drafting.begin(ctx, callback_data.basis)
    if route.status == "draft" and not route.steps:
        await show(query, ctx, adding_screens.begun(route))
        return
    await show(query, ctx, screens.route(route), toast=Words("route-exists-toast"))


@router.callback_query(SwapStep.filter())
async def swap_step(query: CallbackQuery, callback_data: SwapStep, ctx: Context) -> None:
    if not callback_data.code:
        choice = await editing.swap_options(ctx, callback_data.step_id)
        await show(query, ctx, editing_screens.swap(choice, callback_data.page))
        return
    edited = await editing.swap(ctx, callback_data.step_id, callback_data.code)
    await show_edited(query, ctx, edited, toast=Words("draft-swapped-toast"))


@router.callback_query(RemoveStep.filter())
async def remove_step(query: CallbackQuery, callback_data: RemoveStep, ctx: Context) -> None:
    if not callback_data.sure:
        step = await editing.draft_step(ctx, callback_data.step_id)
        if step.is_own:
            await show(query, ctx, editing_screens.remove_warning(step))
            return
    await show(query, ctx, editing_screens.removed(await editing.remove(ctx, callback_data.step_id)))


@router.callback_query(PutBack.filter())
async def put_back(query: CallbackQuery, callback_data: PutBack, ctx: Context) -> None:
    dates = stretch_of(callback_data.days, ctx.today)
    async with refused_aloud(query, ctx):
        edited = await adding.add_from_catalog(ctx, callback_data.route_id, callback_data.code, dates)
        await show(query, ctx, screens.route(edited.route), toast=Words("draft-put-back-toast"))


@router.callback_query(SpreadAnew.filter())
async def spread_anew(query: CallbackQuery, callback_data: SpreadAnew, ctx: Context) -> None:
    changed = await editing.new_dates(ctx, callback_data.route_id)
    if changed:
        await show(query, ctx, editing_screens.ask_spread(callback_data.route_id, changed))
        return
    await _spread(query, ctx, callback_data.route_id)


@router.callback_query(SpreadSure.filter())
async def spread_sure(query: CallbackQuery, callback_data: SpreadSure, ctx: Context) -> None:
    await _spread(query, ctx, callback_data.route_id)


async def _spread(query: CallbackQuery, ctx: Context, route_id: int) -> None:
    edited = await editing.spread(ctx, route_id)
    await show(query, ctx, screens.route(edited.route), toast=Words("draft-spread-toast"))


@router.callback_query(AddStep.filter())
async def add_step(query: CallbackQuery, callback_data: AddStep, ctx: Context) -> None:
    async with refused_aloud(query, ctx):
        await adding.topics(ctx, callback_data.route_id)
        await show(query, ctx, adding_screens.where_from(callback_data.route_id))


@router.callback_query(FromCatalog.filter())
async def from_catalog(query: CallbackQuery, callback_data: FromCatalog, ctx: Context) -> None:
    route_id = callback_data.route_id
    async with refused_aloud(query, ctx):
        known = await adding.topics(ctx, route_id)
        other = Other(way=adding_screens.CATALOG, route_id=route_id)
        await show(query, ctx, adding_screens.choose_topic([], known, topic_link(other), other))


@router.callback_query(CatalogSteps.filter())
async def catalog_steps(query: CallbackQuery, callback_data: CatalogSteps, ctx: Context) -> None:
    async with refused_aloud(query, ctx):
        choice = await adding.catalog_options(ctx, callback_data.route_id, callback_data.competency)
        await show(query, ctx, adding_screens.from_catalog(choice, callback_data.page))


@router.callback_query(TakeStep.filter())
async def take_step(query: CallbackQuery, callback_data: TakeStep, ctx: Context) -> None:
    async with refused_aloud(query, ctx):
        edited = await adding.add_from_catalog(ctx, callback_data.route_id, callback_data.code)
        await show_added(query, ctx, edited)


@router.callback_query(FromEvents.filter())
async def from_events(query: CallbackQuery, callback_data: FromEvents, ctx: Context) -> None:
    async with refused_aloud(query, ctx):
        page = await adding.events_to_add(ctx, callback_data.route_id, callback_data.page)
        await show(query, ctx, adding_screens.from_events(page, callback_data.route_id))


@router.callback_query(TakeEvent.filter())
async def take_event(query: CallbackQuery, callback_data: TakeEvent, ctx: Context) -> None:
    route_id, event_id = callback_data.route_id, callback_data.event_id
    async with refused_aloud(query, ctx):
        competency = callback_data.competency
        if not competency:
            offer = await adding.event_topic(ctx, route_id, event_id)
            competency = offer.topic
            if not competency:
                await show(query, ctx, adding_screens.event_topic(offer))
                return
        await show_added(query, ctx, await adding.add_event(ctx, route_id, event_id, competency))


def topic_link(other: Other) -> adding_screens.Pick:
    """Where a competency leads, chosen for a step of the link's way."""
    if other.way == adding_screens.CATALOG:
        return lambda code: CatalogSteps(route_id=other.route_id, competency=code)
    return lambda code: TakeEvent(route_id=other.route_id, event_id=other.event_id, competency=code)


async def show_edited(
    event: Message | CallbackQuery,
    ctx: Context,
    edited: Edited,
    *,
    header: Text | None = None,
    toast: Text | None = None,
) -> None:
    """The step that was changed, as it stands now."""
    screen = step_screens.step_card(await reading.step_card(ctx, edited.step_id or 0))
    if header is not None:
        screen = under([header], screen)
    await show(event, ctx, editing_screens.crowded(screen, edited), toast)


async def show_added(event: Message | CallbackQuery, ctx: Context, edited: Edited) -> None:
    """The step that was added; where it was there before, the route."""
    step = next((one for one in edited.route.steps if one.id == edited.step_id), None)
    if step is None:
        await show(event, ctx, screens.route(edited.route), toast=Words("add-known-toast"))
        return
    meeting = await events.card(ctx, step.event_id) if step.event_id is not None else None
    await show(event, ctx, adding_screens.added(edited, step, meeting))


@asynccontextmanager
async def refused_aloud(query: CallbackQuery, ctx: Context) -> AsyncIterator[None]:
    """What there is no room for is said in a window; the screen stays, with its other ways."""
    try:
        yield
    except WrongState as error:
        await answer(query, ctx, said_by(error), alert=True)
