"""Days offered by buttons. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from handlers.links import Link
from handlers.screen import Button
from handlers.words import Text, Words
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
