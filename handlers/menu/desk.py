"""The desk: everything that waits for this person's decision or answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData

from handlers.conversations.links import ShowConversation
from handlers.external_results.links import ShowExternal
from handlers.menu.buttons import HOME
from handlers.routes.links import ShowRoute, ShowStep
from handlers.screen import Button, Screen
from handlers.skill_views.links import Trainings
from handlers.words import Words
from services.context import Context
from services.conversations import queries as conversations
from services.external_results import queries as external_results
from services.routes import queries as routes
from services.skill_views import trainings

SHOWN = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: how it is called on the desk, whose it is, where it leads."""

    key: str
    name: str
    link: CallbackData


async def waiting(ctx: Context) -> list[Waiting]:
    """Questions first: behind each is a person who needs an answer today."""
    found = [
        Waiting("desk-question", one.asker, ShowConversation(conversation_id=one.conversation_id))
        for one in await conversations.waiting_for_me(ctx)
    ]
    for one in await routes.waiting_for_me(ctx):
        link = ShowRoute(route_id=one.route_id) if one.step_id is None else ShowStep(step_id=one.step_id)
        found.append(Waiting("desk-route" if one.step_id is None else "desk-step", one.person, link))
    found += [
        Waiting("desk-external", one.person, ShowExternal(result_id=one.result_id))
        for one in await external_results.waiting_for_me(ctx)
    ]
    # One line for all of them: they can wait, and there may be many.
    if count := await trainings.waiting_count(ctx):
        found.append(Waiting("desk-training", str(count), Trainings()))
    return found


def screen(things: Sequence[Waiting]) -> Screen:
    """The first of what waits; the rest comes up as these are dealt with."""
    rows = [[Button(Words(thing.key, name=thing.name), thing.link)] for thing in things[:SHOWN]]
    lines = [Words("desk-title", count=len(things))]
    if things:
        lines.append(Words("desk-legend"))
    return Screen(lines, [*rows, [HOME]])
