"""Buttons of a step: the step itself, its proof, help with it."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.conversations import screens as conversation_screens
from handlers.conversations.links import AskPersonAboutStep
from handlers.conversations.questions import Wording
from handlers.events import screens as event_screens
from handlers.features import Feature
from handlers.routes.steps import links, loose, screens
from handlers.routes.steps.questions import Proof, go_on
from services.context import Context
from services.conversations import queries as conversations
from services.errors import WrongState
from services.events import queries as events
from services.letters import Letter
from services.routes import step_reading
from services.routes.steps import actions
from services.routes.views import is_pair_work

feature = Feature("routes-steps")
feature.shows(links.ShowStep, step_reading.step_card, screens.step_card)
feature.shows(links.ShowEvidence, step_reading.evidence, screens.proof)
feature.asks(AskPersonAboutStep, Wording)


@feature.edit
async def corrected(ctx: Context, letter: Letter) -> bool:
    """Correct the proof that was sent in the message."""
    return not letter.is_blank and await actions.correct(ctx, letter)


@feature.button(links.StepDetails)
async def step_details(ctx: Context, link: links.StepDetails) -> Answer:
    seen = await step_reading.details(ctx, link.step_id)
    form = seen.card.step.form.code
    has_events = any(one.step_form == form for one in ctx.content.event_formats.values())
    people = await conversations.addressees(ctx) if is_pair_work(form) else []
    mentor = next((one for one in people if one.is_mentor), None)
    return screens.details(seen, link.page, has_events=has_events, mentor=mentor)


@feature.button(links.StepEvents)
async def step_events(ctx: Context, link: links.StepEvents) -> Answer:
    """Shows events at which a step may be done; the way back leads to the step."""
    step = await step_reading.my_step_view(ctx, link.step_id)
    page = await events.on_topic(ctx, step.competency.code, link.page)
    return event_screens.events_on_topic(
        page,
        lambda number: links.StepEvents(step_id=step.id, page=number),
        back=links.StepDetails(step_id=step.id),
    )


@feature.button(links.StepDone)
async def step_done(ctx: Context, link: links.StepDone) -> Answer:
    card = await step_reading.step_card(ctx, link.step_id)
    if not card.can_submit:
        raise WrongState("error-step-decided")
    return Reply(screens.ask_proof(card), asks=Proof(step_id=card.step.id, adds=not card.step.is_open))


@feature.button(links.AttachFile)
async def attach_file(ctx: Context, link: links.AttachFile) -> Answer:
    return await loose.attach(ctx, link.step_id, link.message_id)


@feature.button(links.Reflect)
async def reflect(ctx: Context, link: links.Reflect) -> Answer:
    card = await step_reading.step_card(ctx, link.step_id)
    return await go_on(ctx, card, link.place) if card.can_reflect else screens.step_card(card)


@feature.button(links.StepHelp)
async def step_help(ctx: Context, link: links.StepHelp) -> Answer:
    """Asks whom to write to about a step; if there is one person only, asks for the words at once."""
    step = await step_reading.my_step_view(ctx, link.step_id)
    people = await conversations.addressees(ctx)
    if len(people) == 1:
        return Wording(person_id=people[0].person.id, step_id=step.id)
    return conversation_screens.whom_to_ask_about_step(step, people)
