"""The desk: what waits for a decision or an answer of this person; and the main menu, which counts it."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.conversations.links import ShowConversation
from handlers.external_results.links import ShowExternal
from handlers.links import Link
from handlers.menu import screens
from handlers.menu.buttons import HOME
from handlers.routes.changes.links import ShowChange
from handlers.routes.links import ShowRoute
from handlers.routes.steps.links import ShowStep
from handlers.screen import Button, Screen
from handlers.skill_views.links import Trainings
from handlers.words import Words
from services.context import Context
from services.conversations import queries as conversations
from services.external_results import queries as external_results
from services.paging import DESK_SIZE
from services.routes.review import queries as review
from services.skill_views import trainings


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the desk: its kind, the person it is about (or how many of them), its link."""

    kind: str
    name: str
    link: Link


@dataclass(frozen=True, slots=True)
class Desk:
    """The first things that wait, and how many wait in all."""

    shown: tuple[Waiting, ...]
    total: int


async def waiting(ctx: Context) -> Desk:
    """What waits. Questions come first: each asker needs an answer today."""
    asked = await conversations.waiting_for_me(ctx)
    to_decide = await review.waiting(ctx)
    outside = await external_results.waiting_for_me(ctx)
    shown = [
        Waiting("question", one.asker, ShowConversation(conversation_id=one.conversation_id)) for one in asked
    ]
    shown += [Waiting(one.kind, one.person, _to_decide(one)) for one in to_decide.items]
    shown += [Waiting("external", one.person, ShowExternal(result_id=one.result_id)) for one in outside.items]
    # All trainings share one line: they are not urgent, and there may be many.
    if count := await trainings.waiting_count(ctx):
        shown.append(Waiting("training", str(count), Trainings()))
    return Desk(tuple(shown[:DESK_SIZE]), len(asked) + to_decide.total + outside.total + count)


def _to_decide(one: review.Waiting) -> Link:
    if one.kind == review.ROUTE:
        return ShowRoute(route_id=one.id)
    return ShowStep(step_id=one.id) if one.kind == review.STEP else ShowChange(change_id=one.id)


def screen(found: Desk) -> Screen:
    """The first things that wait, and the meaning of their signs. Decided things make room for the next."""
    rows = [[Button(Words(f"desk-thing-{thing.kind}", name=thing.name), thing.link)] for thing in found.shown]
    kinds = dict.fromkeys(thing.kind for thing in found.shown)
    lines = [Words("desk-title", count=found.total), *(Words(f"desk-sign-{kind}") for kind in kinds)]
    return Screen(lines, [*rows, [HOME]])


async def home_screen(ctx: Context) -> Screen:
    """The main menu, with the number of things that wait on the desk."""
    return screens.home(ctx.me, (await waiting(ctx)).total)
