"""While letters cannot be kept (a full disk, a silent database), people are told that theirs wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.intake.fetching import number_of
from bot.intake.updates import chat_of, is_wanted
from handlers.screen import Screen
from handlers.words import Words

if TYPE_CHECKING:
    from bot.intake.intake import Intake


class Outage:
    """One time in which letters cannot be kept: the messenger keeps the updates, which stay unconfirmed."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._known: set[int | None] = set()
        self._told: set[int] = set()

    async def tell(self) -> None:
        """Look at what waits at the messenger: answer every new press, and the first letter of each chat."""
        intake = self._intake
        for raw in await intake.fetcher.fetch():
            if number_of(raw) in self._known:
                continue
            self._known.add(number_of(raw))
            try:
                update = intake.fetcher.parsed(raw)
            except (ValueError, RecursionError):
                continue  # it is counted when it is taken in
            if not is_wanted(update):
                continue
            ctx, words = intake.context(update), Words("letters-wait")
            if update.callback_query is not None:
                intake.router.toast(update.callback_query, ctx, words, alert=True)
            elif update.message is not None and chat_of(update).id not in self._told:
                self._told.add(chat_of(update).id)
                intake.router.show(update.message, ctx, Screen([words]))
