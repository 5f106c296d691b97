"""Answers after a step was changed or added."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.routes.drafting import adding_screens, editing_screens
from handlers.routes.screens import route
from handlers.routes.steps.screens import step_card
from handlers.screen import Screen
from handlers.words import Words, whole
from services.context import Context
from services.events import queries as events
from services.routes import step_reading
from services.routes.planning import Edited


async def edited_step(ctx: Context, edited: Edited) -> Screen:
    """The card of a step that was changed."""
    card = await step_reading.step_card(ctx, edited.step_id or 0)
    return editing_screens.crowded(step_card(card), edited)


async def added_step(ctx: Context, edited: Edited) -> Answer:
    """Says that a step was added; shows the route if it had the step before."""
    step = next((one for one in edited.route.steps if one.id == edited.step_id), None)
    if step is None:
        return Reply(route(edited.route), toast=Words("add-known-toast"))
    meeting = await events.card(ctx, step.event_id) if step.event_id is not None else None
    return adding_screens.added(edited, step, meeting)


def work_said(edited: Edited) -> Words:
    """The form and hours now kept of an own step."""
    step = next(one for one in edited.route.steps if one.id == edited.step_id)
    return Words("own-work-toast", form=step.form.title, hours=whole(step.hours))
