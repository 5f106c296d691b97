"""Updates about steps: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.conversations import screens as conversation_screens
from handlers.conversations.forms import begin_about_step
from handlers.conversations.links import AskPersonAboutStep
from handlers.events import screens as event_screens
from handlers.routes.steps import screens as step_screens
from handlers.routes.steps.links import ShowEvidence, ShowStep, StepDetails, StepEvents, StepHelp
from handlers.screen import show
from services.context import Context
from services.conversations import queries as conversations
from services.events import queries as events
from services.routes import reading
from services.routes.reading import details
from services.routes.views import is_pair_work

router = Router(name="routes-steps")


@router.callback_query(ShowStep.filter())
async def show_step(query: CallbackQuery, callback_data: ShowStep, ctx: Context) -> None:
    await show(query, ctx, step_screens.step_card(await reading.step_card(ctx, callback_data.step_id)))


@router.callback_query(StepDetails.filter())
async def step_details(query: CallbackQuery, callback_data: StepDetails, ctx: Context) -> None:
    seen = await details(ctx, callback_data.step_id)
    form = seen.card.step.form.code
    has_events = any(one.step_form == form for one in ctx.content.event_formats.values())
    people = await conversations.addressees(ctx) if is_pair_work(form) else []
    mentor = next((one for one in people if one.is_mentor), None)
    await show(
        query, ctx, step_screens.details(seen, callback_data.page, has_events=has_events, mentor=mentor)
    )


@router.callback_query(ShowEvidence.filter())
async def show_evidence(query: CallbackQuery, callback_data: ShowEvidence, ctx: Context) -> None:
    await show(query, ctx, step_screens.proof(await reading.evidence(ctx, callback_data.evidence_id)))


@router.callback_query(StepEvents.filter())
async def step_events(query: CallbackQuery, callback_data: StepEvents, ctx: Context) -> None:
    """Events a step may be done at; the way back leads to the step."""
    step = await reading.my_step_view(ctx, callback_data.step_id)
    page = await events.on_topic(ctx, step.competency.code, callback_data.page)
    await show(query, ctx, event_screens.events_on_topic(page, step.competency.code, step.id))


@router.callback_query(StepHelp.filter())
async def step_help(query: CallbackQuery, callback_data: StepHelp, ctx: Context, state: FSMContext) -> None:
    """Whom to ask about a step; where there is nobody to choose from, the question at once."""
    step = await reading.my_step_view(ctx, callback_data.step_id)
    people = await conversations.addressees(ctx)
    if len(people) == 1:
        await begin_about_step(query, ctx, state, people[0], step)
        return
    await show(query, ctx, conversation_screens.whom_to_ask_about_step(step, people))


@router.callback_query(AskPersonAboutStep.filter())
async def ask_about_step(
    query: CallbackQuery, callback_data: AskPersonAboutStep, ctx: Context, state: FSMContext
) -> None:
    step = await reading.my_step_view(ctx, callback_data.step_id)
    addressee = await conversations.addressee(ctx, callback_data.person_id)
    await begin_about_step(query, ctx, state, addressee, step)
