"""The desk: what waits for a decision or an answer of this person; and the main menu, which counts it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from services.routes.review import queries as review
from services.skill_views import trainings

SHOWN = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the desk: its kind, the person it is about, its link, and how many things it stands for."""

    kind: str
    name: str
    link: Link
    count: int = 1


async def waiting(ctx: Context) -> list[Waiting]:
    """Everything that waits. Questions come first: each asker needs an answer today."""
    found = [
        Waiting("question", one.asker, ShowConversation(conversation_id=one.conversation_id))
        for one in await conversations.waiting_for_me(ctx)
    ]
    found += [Waiting(one.kind, one.person, _to_decide(one)) for one in await review.waiting(ctx)]
    found += [
        Waiting("external", one.person, ShowExternal(result_id=one.result_id))
        for one in await external_results.waiting_for_me(ctx)
    ]
    # All trainings share one line: they are not urgent, and there may be many.
    if count := await trainings.waiting_count(ctx):
        found.append(Waiting("training", str(count), Trainings(), count))
    return found


def _to_decide(one: review.Waiting) -> Link:
    if one.kind == review.ROUTE:
        return ShowRoute(route_id=one.id)
    return ShowStep(step_id=one.id) if one.kind == review.STEP else ShowChange(change_id=one.id)


def total(things: Iterable[Waiting]) -> int:
    """The number of things that wait."""
    return sum(thing.count for thing in things)


def screen(things: Sequence[Waiting]) -> Screen:
    """The first things that wait, and the meaning of their signs. Decided things make room for the next."""
    shown = things[:SHOWN]
    rows = [[Button(Words(f"desk-thing-{thing.kind}", name=thing.name), thing.link)] for thing in shown]
    kinds = dict.fromkeys(thing.kind for thing in shown)
    lines = [Words("desk-title", count=total(things)), *(Words(f"desk-sign-{kind}") for kind in kinds)]
    return Screen(lines, [*rows, [HOME]])


async def home_screen(ctx: Context) -> Screen:
    """The main menu, with the number of things that wait on the desk."""
    return screens.home(ctx.me, total(await waiting(ctx)))
