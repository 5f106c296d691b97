"""Choosing a unit: the same on screens of every feature."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.links import Link
from handlers.screen import LABEL_LIMIT, Button, Screen, turns
from handlers.words import Said, Text, Words
from services.people.queries import UnitPage
from services.texts import shorten


def choose_unit(
    lines: Sequence[Text],
    page: UnitPage,
    link: Callable[[int], Link],
    turn: Callable[[int], Link],
    last: Sequence[Button],
) -> Screen:
    """A page of units: `link` leads on with a unit's id, `turn` to another page; `last` is the last row."""
    rows = [[Button(Said(shorten(unit.title, LABEL_LIMIT)), link(unit.id))] for unit in page.units]
    pages = [Words("page-of", page=page.page + 1, pages=page.pages)] if page.pages > 1 else []
    return Screen([*lines, *pages], [*rows, *turns(page.page, page.pages, turn), last])
