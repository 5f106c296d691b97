"""The one way to ask for a day: typed, or chosen from suggestions. A day off has to be confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date

from handlers.answers import Answer, Question, Reply
from handlers.links import Link
from handlers.menu.buttons import back_or_home
from handlers.screen import Button, Screen
from handlers.words import Text, Words, full_day
from services.calendar import is_quiet_day
from services.context import Context
from services.dates import future_day, past_day
from services.errors import Invalid
from services.letters import Letter
from services.routes.days import Suggestion
from services.routes.rules import working_day
from services.texts import shorten


class DayQuestion(Question):
    """Asks for a day to be typed: a day ahead, up to `latest`; without `latest`, a day in the past.

    If a subclass has `link` and `back`, a day off is confirmed, and the nearest working day offered.
    """

    expected = Words("draft-date-words")

    def latest(self, ctx: Context) -> date | None:
        """The last day that may be named; None if the day lies in the past."""
        return None

    def check(self, ctx: Context, day: date) -> None:
        """Raises Invalid for a day that the question refuses."""

    def link(self, day: date) -> Link | None:
        """The link of a button that chooses this day; None if a day off need not be confirmed."""
        return None

    def back(self) -> Link:
        """The link of the screen before the question."""
        raise NotImplementedError

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        if not letter.text or letter.file is not None:
            raise Invalid(self.expected.key)
        day = await typed_day(letter.text, ctx.today, self.latest(ctx))
        self.check(ctx, day)
        if self.link(day) is not None and is_quiet_day(day, ctx.calendar):
            asked = day_off(day, working_day(day, ctx.calendar), self.link, self.back())
            return Reply(asked, asks=self)
        return await self.told(ctx, day)

    async def told(self, ctx: Context, day: date) -> Answer:
        """The answer to a day that was accepted."""
        raise NotImplementedError


async def typed_day(text: str, today: date, latest: date | None) -> date:
    """The day that a text names: ahead, up to `latest`, or in the past if that is None. Raises Invalid."""
    # The library that reads dates loads slowly.
    if latest is None:
        return await asyncio.to_thread(past_day, text, today)
    return await asyncio.to_thread(future_day, text, today, latest=latest)


def day_off(day: date, working: date, link: Callable[[date], Link | None], back: Link) -> Screen:
    """Asks whether to keep a day off, or to take the nearest working day."""
    labels = ((working, "draft-quiet-working"), (day, "draft-quiet-keep"))
    ways = [[Button(Words(key, day=one), way)] for one, key in labels if (way := link(one)) is not None]
    return Screen(
        [Words("draft-quiet", day=full_day(day), working=full_day(working))],
        [*ways, back_or_home(back)],
    )


def day_rows(
    suggested: Sequence[Suggestion], link: Callable[[date], Link], *, is_later: bool = False
) -> list[list[Button]]:
    """A button for each suggested day; `is_later` if the days are counted from the present date of a step."""
    return [[Button(_day_label(one, is_later), link(one.day))] for one in suggested]


def _day_label(one: Suggestion, is_later: bool) -> Text:
    term = shorten(one.term, 13)
    if is_later:
        return Words("change-day", kind=one.kind, day=one.day, term=term)
    return Words(f"draft-day-{one.kind}", day=one.day, term=term)
