"""Screens that every feature needs: a page of a list, a warning before what cannot be undone. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from handlers.links import Link
from handlers.screen import LABEL_LIMIT, Button, Screen, turns
from handlers.words import Said, Text, Words
from services.paging import Page
from services.people.queries import UnitChoice
from services.texts import shorten

T = TypeVar("T")


def listing(
    lines: Sequence[Text],
    page: Page[T],
    turn: Callable[[int], Link],
    last: Sequence[Button],
    *,
    line: Callable[[T], Text] | None = None,
    row: Callable[[T], Button] | None = None,
    counted: bool = False,
    below: Sequence[Sequence[Button]] = (),
) -> Screen:
    """A page of things: a line and a button for each, where wanted; buttons to turn pages; the `last` row.

    `counted` says which page of how many it is; the rows of `below` stand before the last one.
    """
    shown = [*lines, *(map(line, page.items) if line else ())]
    if counted and page.count > 1:
        shown.append(Words("page-of", page=page.number + 1, pages=page.count))
    rows = [[row(one)] for one in page.items] if row else []
    return Screen(shown, [*rows, *turns(page.number, page.count, turn), *below, last])


def choose_unit(
    lines: Sequence[Text],
    page: Page[UnitChoice],
    link: Callable[[int], Link],
    turn: Callable[[int], Link],
    last: Sequence[Button],
) -> Screen:
    """A page of units: `link` leads on with a unit's id, `turn` to another page; `last` is the last row."""

    def row(unit: UnitChoice) -> Button:
        return Button(Said(shorten(unit.title, LABEL_LIMIT)), link(unit.id))

    return listing(lines, page, turn, last, row=row, counted=True)


def confirm(lines: Sequence[Text], yes: Button, no: Button) -> Screen:
    """A warning before what cannot be undone, or is seen by others."""
    return Screen(lines, [[yes], [no]])
