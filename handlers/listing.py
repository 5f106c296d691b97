"""Screens that every feature needs: a page of a list, a warning before something final. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from handlers.links import Link
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.words import Said, Text, Words
from services.paging import Page
from services.people.queries import UnitChoice
from services.texts import shorten

T = TypeVar("T")
TURNS = ("button-previous", "button-next")


def listing(
    lines: Sequence[Text],
    page: Page[T],
    turn: Callable[[int], Link],
    last: Sequence[Button],
    *,
    line: Callable[[T], Text | Sequence[Text]] | None = None,
    row: Callable[[T], Button | None] | None = None,
    after: Sequence[Text] = (),
    counted: bool = False,
    below: Sequence[Sequence[Button]] = (),
) -> Screen:
    """A page of things: a text and a button for each, if wanted; buttons to turn pages; the `last` row.

    The lines of `after` follow those of the things. `counted` adds a line with the number of the page. The
    rows of `below` stand before the last one.
    """
    shown = list(lines)
    for told in map(line, page.items) if line else ():
        shown += told if isinstance(told, Sequence) else [told]
    shown += [*after, *(which_page(page) if counted else ())]
    rows = [[button] for button in map(row, page.items) if button is not None] if row else []
    return Screen(shown, [*rows, *turns(page, turn), *below, last])


def which_page(page: Page[Any], *, apart: bool = False) -> list[Text]:
    """The line «Страница 2 из 5» of a list with several pages, under an empty line if `apart`."""
    if page.count == 1:
        return []
    number = Words("page-of", page=page.number + 1, pages=page.count)
    return [BLANK, number] if apart else [number]


def turns(
    page: Page[Any], link: Callable[[int], Link], labels: tuple[str, str] = TURNS
) -> list[list[Button]]:
    """The row of buttons that lead to the pages before and after this one, if there are any."""
    row = []
    if page.number > 0:
        row.append(Button(Words(labels[0]), link(page.number - 1)))
    if page.number < page.count - 1:
        row.append(Button(Words(labels[1]), link(page.number + 1)))
    return [row] if row else []


def title_button(title: str, link: Link) -> Button:
    """A button labelled with a title, shortened to what a phone shows."""
    return Button(Said(shorten(title, LABEL_LIMIT)), link)


def choose_unit(
    lines: Sequence[Text],
    page: Page[UnitChoice],
    link: Callable[[int], Link],
    turn: Callable[[int], Link],
    last: Sequence[Button],
) -> Screen:
    """A page of units: `link` leads on with a unit's id, `turn` to another page; `last` is the last row."""
    return listing(
        lines, page, turn, last, row=lambda unit: title_button(unit.title, link(unit.id)), counted=True
    )


def confirm(
    lines: Sequence[Text],
    yes: Link,
    no: Link,
    *,
    agree: str = "button-yes-delete",
    refuse: str = "button-no",
) -> Screen:
    """A warning before something that cannot be undone, or that others see.

    `yes` does it, `no` leads back; `agree` and `refuse` are the keys of the words of their buttons.
    """
    return Screen(lines, [[Button(Words(agree), yes)], [Button(Words(refuse), no)]])
