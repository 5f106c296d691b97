"""The queue of decisions, on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from dataclasses import replace

from handlers.menu.buttons import HOME
from handlers.routes import change_screens, screens, step_screens
from handlers.routes.agreement_links import Review
from handlers.routes.screens import DESK
from handlers.screen import BLANK, Button, Screen
from handlers.words import Words
from services.routes.review import Item


def queue(item: Item | None) -> Screen:
    """One thing to decide about, which of how many it is, and «Позже»; or that nothing waits."""
    if item is None:
        return Screen([Words("review-empty"), Words("review-empty-hint")], [[DESK, HOME]])
    screen = _of(item)
    later = Button(Words("review-later"), Review(skip=item.place))
    # The last row of a screen leads away from it: here the queue goes on instead.
    rows = [*screen.rows[:-1], [later if item.total > 1 else DESK, HOME]]
    header = Words("review-place", place=item.place, total=item.total)
    return replace(screen, lines=[header, BLANK, *screen.lines], rows=rows)


def _of(item: Item) -> Screen:
    if item.route is not None:
        return screens.route(item.route)
    if item.step is not None:
        return step_screens.step_card(item.step)
    if item.change is None:
        raise ValueError("an item of the queue that is nothing")
    return change_screens.change(item.change)
