"""Days offered by buttons, and a day off that was typed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from handlers.links import Link
from handlers.menu.buttons import HOME
from handlers.screen import Button, Screen
from handlers.words import Text, Words, full_day
from services.routes.days import Suggestion
from services.texts import shorten


def day_rows(
    suggested: Sequence[Suggestion], link: Callable[[date], Link], *, is_later: bool = False
) -> list[list[Button]]:
    """Days to choose from, a button each; `is_later` where they are counted from a step's own date."""
    return [[Button(_day_label(one, is_later), link(one.day))] for one in suggested]


def _day_label(one: Suggestion, is_later: bool) -> Text:
    term = shorten(one.term, 13)
    if is_later:
        return Words("change-day", kind=one.kind, day=one.day, term=term)
    return Words(f"draft-day-{one.kind}", day=one.day, term=term)


def quiet_day(day: date, working: date, link: Callable[[date], Link], back: Link) -> Screen:
    """The day that was typed is a day off: the nearest working one is offered."""
    return Screen(
        [Words("draft-quiet", day=full_day(day), working=full_day(working))],
        [
            [Button(Words("draft-quiet-working", day=working), link(working))],
            [Button(Words("draft-quiet-keep", day=day), link(day))],
            [Button(Words("button-back"), back), HOME],
        ],
    )
