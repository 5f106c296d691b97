"""The outbox messages about events."""

from __future__ import annotations

from handlers.events.links import Events, ShowEvent, Unregister
from handlers.events.screens import address, announcement, register_button
from handlers.menu.buttons import HOME
from handlers.routes.steps.links import ShowStep
from handlers.screen import BLANK, Button, Notice, Screen
from handlers.words import Words
from services.context import Context
from services.events import queries
from services.events.rules import REGISTERED


async def event_announced(ctx: Context, event_id: int) -> Screen | None:
    """Invitation. Skipped if registration closed or the reader already has a place."""
    card = await queries.card(ctx, event_id)
    if card.state != "open" or card.mine is not None or not card.may_register:
        return None
    return Screen(
        [Words("notice-event-announced"), BLANK, *announcement(card, ctx.today.year)],
        [[register_button(card)], [Button(Words("button-events"), Events()), HOME]],
    )


async def event_soon(ctx: Context, event_id: int) -> Screen | None:
    """For a person with a place: the event begins soon. Skipped if it has begun or was cancelled."""
    card = await queries.card(ctx, event_id)
    if card.state not in ("open", "closed") or card.mine != REGISTERED:
        return None
    lines = [
        Words("notice-event-soon", title=card.title, time=f"{card.starts_at:%H:%M}"),
        Words("event-link" if card.online else "event-place", place=card.place or ""),
    ]
    link = address(card)
    link_row = [[Button(Words("event-open-link"), link)]] if link else []
    return Screen(lines, [*link_row, [_look(event_id)], [HOME]])


async def event_cancelled(ctx: Context, event_id: int) -> Screen | None:
    """For a person who registered or took the event as a step. The step stays as it was."""
    card = await queries.card(ctx, event_id)
    if card.state != "cancelled":
        return None
    lines = [
        Words("notice-event-cancelled", title=card.title),
        Words("notice-event-cancelled-when", moment=card.starts_at),
    ]
    rows = [[Button(Words("button-events"), Events())], [HOME]]
    step_id = await queries.my_step(ctx, event_id)
    if step_id is not None:
        lines.append(Words("notice-event-cancelled-step"))
        rows.insert(0, [Button(Words("step-open"), ShowStep(step_id=step_id))])
    return Screen(lines, rows)


async def event_place_freed(ctx: Context, event_id: int) -> Screen | None:
    """For the first person in the waiting line, who got a place. Skipped if the place was given back."""
    card = await queries.card(ctx, event_id)
    if card.state not in ("open", "closed") or card.mine != REGISTERED:
        return None
    lines = [
        Words("notice-event-place-freed", title=card.title),
        Words("notice-event-place-freed-when", moment=card.starts_at),
    ]
    leave = Button(Words("event-leave"), Unregister(event_id=event_id))
    return Screen(lines, [[_look(event_id)], [leave], [HOME]])


def _look(event_id: int) -> Button:
    return Button(Words("button-look"), ShowEvent(event_id=event_id))


NOTICES: tuple[Notice, ...] = (event_announced, event_soon, event_cancelled, event_place_freed)
