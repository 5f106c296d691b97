"""Buttons that put a step off or ask for a change of it."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.routes.changes import links, screens
from handlers.routes.changes.questions import NewDay, TypedDay, TypedWhy, Why
from handlers.routes.changes.request import day_of, reason_of
from handlers.words import Words
from services.context import Context
from services.errors import NotFound
from services.routes.changes import actions, queries
from services.routes.changes.actions import Wish
from services.routes.models import MOVE, REMOVE

feature = Feature("routes_changes")
feature.shows(links.MoveStep, queries.mine_to_change, screens.put_off)
feature.shows(links.SnoozeStep, actions.snooze, screens.snoozed)
feature.shows(links.ShowChange, queries.change_card, screens.change)


@feature.button(links.AskChange)
async def ask_change(ctx: Context, link: links.AskChange) -> Answer:
    """Asks for the reason, then for the day, and posts the request when both are known."""
    kind = _checked(link.kind)
    card = await queries.mine_to_change(ctx, link.step_id)
    if card.step.asked is not None and not card.step.asked.is_late:
        return Reply(screens.put_off(card), toast=Words("change-waits-toast"))
    why = reason_of(ctx, link.step_id, link.why) if link.why else None
    if why is None:  # not given yet, or the typed reason is no longer kept
        return Why(step_id=link.step_id, kind=kind)
    if kind == MOVE and not link.day:
        return NewDay(step_id=link.step_id, code=link.why)
    due = day_of(link.day) if kind == MOVE else None
    return screens.change(await actions.ask(ctx, link.step_id, Wish(kind, why, due)), link.why)


@feature.button(links.TypeChange)
async def type_change(ctx: Context, link: links.TypeChange) -> Answer:
    kind = _checked(link.kind)
    if not link.why or kind == REMOVE:
        return TypedWhy(step_id=link.step_id, kind=kind)
    if reason_of(ctx, link.step_id, link.why) is None:
        return Why(step_id=link.step_id, kind=kind)
    return TypedDay(step_id=link.step_id, code=link.why)


@feature.button(links.WithdrawChange)
async def withdraw_change(ctx: Context, link: links.WithdrawChange) -> Answer:
    withdrawn = await actions.withdraw(ctx, link.change_id)
    card = await queries.mine_to_change(ctx, withdrawn.card.step.id)
    return Reply(screens.put_off(card), toast=Words("change-withdrawn-toast"))


def _checked(kind: str) -> str:
    if kind not in (MOVE, REMOVE):
        raise NotFound
    return kind
