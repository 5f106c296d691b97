"""The outbox messages about external diagnostics. A message that is no longer true is skipped."""

from __future__ import annotations

from handlers.external_results.links import AddExternal, ShowExternal
from handlers.external_results.screens import TO_LIST, chosen
from handlers.menu.buttons import HOME
from handlers.screen import Button, Notice, Screen, quoted
from handlers.words import Words
from services.context import Context
from services.external_results import queries
from services.external_results.models import CONFIRMED, DECLINED


async def external_submitted(ctx: Context, result_id: int, person_id: int) -> Screen | None:
    """For the methodist: the diagnostic of a teacher waits for a decision."""
    view = await queries.result(ctx, result_id)
    if not view.can_decide or view.owner.id != person_id:
        return None
    return Screen(
        [
            Words("notice-external-submitted", name=view.owner.full_name, unit=view.owner.unit),
            chosen(view.source, view.taken_on),
        ],
        [[Button(Words("button-look"), ShowExternal(result_id=view.id))]],
    )


async def external_confirmed(ctx: Context, result_id: int, person_id: int) -> Screen | None:
    """For the teacher: the diagnostic was confirmed."""
    view = await queries.result(ctx, result_id)
    if not view.is_mine or view.status != CONFIRMED:
        return None
    lines = [Words("notice-external-confirmed"), chosen(view.source, view.taken_on)]
    return Screen(lines, [[TO_LIST, HOME]])


async def external_declined(ctx: Context, result_id: int, person_id: int) -> Screen | None:
    """For the teacher: why the diagnostic was declined, and that it may be sent again."""
    view = await queries.result(ctx, result_id)
    if not view.is_mine or view.status != DECLINED:
        return None
    return Screen(
        [
            Words("notice-external-declined"),
            chosen(view.source, view.taken_on),
            Words("external-methodist-writes"),
            quoted(view.reason),
        ],
        [[Button(Words("external-send-again"), AddExternal())], [TO_LIST, HOME]],
    )


NOTICES: tuple[Notice, ...] = (external_submitted, external_confirmed, external_declined)
