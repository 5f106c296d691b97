"""The outbox messages about a step. A message that is no longer true is not sent."""

from __future__ import annotations

from handlers.routes.remark_screens import remark_lines, spoken
from handlers.routes.steps.links import ShowStep
from handlers.routes.steps.screens import decision_rows, step_card
from handlers.routes.ways import TO_ROUTE
from handlers.screen import BLANK, Button, Notice, Screen
from handlers.words import Words
from services.context import Context
from services.routes import step_reading
from services.routes.views import Sight


async def step_submitted(ctx: Context, step_id: int) -> Screen | None:
    """Shows the methodist or the mentor a step with its proof, and the buttons to decide."""
    card = await step_reading.step_card(ctx, step_id)
    if not card.can_decide:
        return None
    look = Button(Words("button-look"), ShowStep(step_id=step_id))
    return Screen(
        [Words("notice-step-submitted"), BLANK, *step_card(card).lines], [[look], *decision_rows(card)]
    )


async def step_accepted(ctx: Context, step_id: int) -> Screen | None:
    """Tells the teacher that a step is accepted."""
    card = await step_reading.step_card(ctx, step_id)
    if card.sight is not Sight.OWNER or card.step.status != "done":
        return None
    return Screen([Words("notice-step-accepted", title=card.step.title)], [[TO_ROUTE]])


async def step_returned(ctx: Context, step_id: int) -> Screen | None:
    """Tells the teacher what is missing in a step; without the comment if its author withdrew consent."""
    card = await step_reading.step_card(ctx, step_id)
    if card.sight is not Sight.OWNER or card.step.status != "returned":
        return None
    returned = Words("notice-step-returned", title=card.step.title)
    rows = [[Button(Words("step-open"), ShowStep(step_id=card.step.id))]]
    if card.remark is None:
        return Screen([returned, Words("notice-wordless")], rows)
    return Screen([returned, *remark_lines(card.remark)], rows, spoken(card.remark))


NOTICES: tuple[Notice, ...] = (step_submitted, step_accepted, step_returned)
