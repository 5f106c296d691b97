"""The queue of decisions. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.links import Link
from handlers.menu.buttons import HOME
from handlers.routes import screens
from handlers.routes.changes import screens as change_screens
from handlers.routes.review.links import Review
from handlers.routes.steps import screens as step_screens
from handlers.routes.ways import DESK
from handlers.screen import BLANK, Button, Screen
from handlers.words import Words
from services.routes.review.queries import Item


def queue(item: Item | None, pressed: int | None = None) -> Screen:
    """One item to decide about, with its place in the queue and «Позже»; or that nothing waits.

    If the item follows a decision, `pressed` is how many rows stood below the button of that decision.
    """
    if item is None:
        return Screen([Words("review-empty"), Words("review-empty-hint")], [[DESK, HOME]])
    screen = _of(item)
    later = Button(Words("review-later"), Review(skip=item.place))
    # The last row of a screen leads away from it. In the queue it leads to the next item instead.
    rows = _apart([*screen.rows[:-1], [later if item.total > 1 else DESK, HOME]], pressed)
    header = Words("review-place", place=item.place, total=item.total)
    return replace(screen, lines=[header, BLANK, *screen.lines], rows=rows)


def _apart(rows: list[Sequence[Button]], pressed: int | None) -> list[Sequence[Button]]:
    """The rows with the final ones moved, if a double tap on the last decision would meet them."""
    final = next((row for row in rows if any(_is_final(one) for one in row)), None)
    if final is None:
        return rows
    place = rows.index(final)
    if len(rows) - 1 - place == pressed:
        rows[place], rows[place + 1] = rows[place + 1], rows[place]
    return rows


def _is_final(button: Button) -> bool:
    return isinstance(button.link, Link) and button.link.is_final


def _of(item: Item) -> Screen:
    if item.route is not None:
        return screens.route(item.route)
    if item.step is not None:
        return step_screens.step_card(item.step)
    if item.change is None:
        raise ValueError("an item of the queue that is nothing")
    return change_screens.change(item.change)
