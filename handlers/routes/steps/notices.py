"""How the outbox messages about a step look. What is no longer true is not said."""

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
    """To the methodist or the mentor: what was sent, to look at, to accept or to return on the spot."""
    card = await step_reading.step_card(ctx, step_id)
    if not card.can_decide:
        return None
    look = Button(Words("button-look"), ShowStep(step_id=step_id))
    return Screen(
        [Words("notice-step-submitted"), BLANK, *step_card(card).lines], [[look], *decision_rows(card)]
    )


async def step_accepted(ctx: Context, step_id: int) -> Screen | None:
    """To the teacher: a step is accepted."""
    card = await step_reading.step_card(ctx, step_id)
    if card.sight is not Sight.OWNER or card.step.status != "done":
        return None
    return Screen([Words("notice-step-accepted", title=card.step.title)], [[TO_ROUTE]])


async def step_returned(ctx: Context, step_id: int) -> Screen | None:
    """To the teacher: what is missing in a step, in words typed or spoken; withdrawn, they are left out."""
    card = await step_reading.step_card(ctx, step_id)
    if card.sight is not Sight.OWNER or card.step.status != "returned":
        return None
    returned = Words("notice-step-returned", title=card.step.title)
    rows = [[Button(Words("step-open"), ShowStep(step_id=card.step.id))]]
    if card.remark is None:
        return Screen([returned, Words("notice-wordless")], rows)
    return Screen([returned, *remark_lines(card.remark)], rows, spoken(card.remark))


NOTICES: dict[str, Notice] = {
    "step_submitted": step_submitted,
    "step_accepted": step_accepted,
    "step_returned": step_returned,
}
