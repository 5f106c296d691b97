"""The outbox messages about given routes. A message that is no longer true is not sent."""

from __future__ import annotations

from handlers.menu.buttons import HOME, told
from handlers.routes.links import MyRoute
from handlers.screen import BLANK, Button, Notice, Screen
from handlers.words import Words
from services.context import Context
from services.route_templates import assignments


async def route_given(ctx: Context, assignment_id: int) -> Screen | None:
    """Tells a teacher about a given route, its author and its first step. Skipped if it was taken back."""
    given = await assignments.my_given_route(ctx, assignment_id)
    if given is None:
        return None
    lines = [
        Words("notice-route-given", title=given.title),
        Words("notice-route-given-size", count=given.steps, starts=given.starts, ends=given.ends),
    ]
    if given.author:
        lines.append(Words("notice-route-given-author", name=given.author))
    first = Words("notice-route-given-first", title=given.first_step, due=given.first_due)
    return Screen([*lines, BLANK, first], [[Button(Words("notice-route-given-open"), MyRoute())], [HOME]])


async def route_taken_back(ctx: Context, assignment_id: int) -> Screen | None:
    """Tells a teacher that a route they were told of was taken back."""
    title = await assignments.taken_back_from_me(ctx, assignment_id)
    if title is None:
        return None
    return told(Words("notice-route-taken-back", title=title))


NOTICES: tuple[Notice, ...] = (route_given, route_taken_back)
