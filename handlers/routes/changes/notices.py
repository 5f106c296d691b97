"""The outbox messages about a change of a step. A message that is no longer true is not sent."""

from __future__ import annotations

from datetime import date

from handlers.routes.changes.screens import decision_rows as change_rows
from handlers.routes.changes.screens import wish_lines
from handlers.routes.remark_screens import remark_lines, spoken
from handlers.routes.steps.links import ShowStep
from handlers.routes.ways import TO_ROUTE
from handlers.screen import Button, Notice, Screen
from handlers.words import Text, Words
from services.context import Context
from services.errors import NotFound
from services.routes import remarks
from services.routes.changes import queries as change_queries
from services.routes.models import AGREED, REFUSED
from services.routes.views import RemarkView, Sight


async def change_asked(ctx: Context, change_id: int) -> Screen | None:
    """Shows the methodist a request to move or remove a step, with the buttons to decide."""
    card = await change_queries.change_card(ctx, change_id)
    if not card.can_decide:
        return None
    owner = card.card.owner
    header = Words("notice-change-asked", kind=card.change.kind, name=owner.full_name, unit=owner.unit)
    look = Button(Words("step-open"), ShowStep(step_id=card.card.step.id))
    return Screen([header, *wish_lines(card)], [*change_rows(card), [look]])


async def change_decided(
    ctx: Context, change_id: int, comment_id: int | None = None, passed: str | None = None
) -> Screen | None:
    """Tells the teacher the decision about the change they asked for, perhaps with a comment.

    `passed` is the day (ISO) they asked for, if it passed and the methodist agreed to another one.
    """
    card = await change_queries.change_card(ctx, change_id)
    if card.card.sight is not Sight.OWNER:
        return None
    step, change = card.card.step, card.change
    if card.status == AGREED:
        key = "notice-change-moved" if change.due else "notice-change-removed"
    elif card.status == REFUSED:
        key = "notice-change-refused-move" if change.due else "notice-change-refused-remove"
    else:
        return None
    due = change.due if change.due is not None and card.status == AGREED else step.due
    lines: list[Text] = [Words(key, title=step.title, due=due, count=len(card.card.evidence))]
    if passed is not None and card.status == AGREED:
        lines.append(Words("notice-change-passed", day=date.fromisoformat(passed)))
    file = None
    remark = await _remark(ctx, comment_id) if comment_id is not None else None
    if remark is not None:
        lines, file = [*lines, *remark_lines(remark)], spoken(remark)
    return Screen(lines, [[Button(Words("step-open"), ShowStep(step_id=step.id))], [TO_ROUTE]], file)


async def _remark(ctx: Context, comment_id: int) -> RemarkView | None:
    """The comment of a decision; None if its author withdrew consent, which deletes the comment."""
    try:
        return (await remarks.said(ctx, comment_id)).remark
    except NotFound:
        return None


NOTICES: tuple[Notice, ...] = (change_asked, change_decided)
