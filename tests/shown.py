"""What a person sees, without a phone: a press and a message are function calls."""

from __future__ import annotations

from collections.abc import Awaitable
from itertools import count
from typing import TYPE_CHECKING

from bot.features import MEMBERS
from bot.telegram.display import TEXT_LIMIT
from handlers.answers import Answer, Later, close_question, opened, reply_of
from handlers.links import Link
from handlers.screen import Screen
from handlers.understanding import understand
from handlers.words import said_by, translator
from services.context import Context
from services.errors import DomainError
from services.letters import Letter
from services.people.kept import save

if TYPE_CHECKING:
    from tests.conftest import Town

# The widest button and the longest keyboard that a phone shows whole.
LABEL_LIMIT, ROWS_LIMIT = 28, 8
_numbers = count(1)


async def shown(ctx: Context, answer: Answer) -> tuple[list[str], list[Screen]]:
    """The toast of an answer, if it has one, and its screens; a question in it is open from now on."""
    assert not isinstance(answer, Later)
    reply = reply_of(answer)
    screen = await opened(ctx, reply)
    toast = [translator("ru").plain(reply.toast)] if reply.toast else []
    return toast, [one for one in (screen, *reply.then) if one]


class Visit:
    """A persona in the bot, without a phone: types words, presses buttons by their labels, reads what comes.

    Spaces that keep a number with its unit are read as plain ones. What others hear through the outbox is not
    seen here. A refusal is raised as DomainError.
    """

    def __init__(self, town: Town, code: str) -> None:
        self._town, self._code = town, code
        self._screens: list[Screen] = []
        self.seen = ""

    async def says(self, words: str) -> str:
        """Type words; returns what is seen."""
        return await self.sends(Letter(f"1:{next(_numbers)}", words))

    async def sends(self, letter: Letter) -> str:
        """Send a message; returns what is seen."""
        ctx = await self._town.acting(self._code)
        return await self._reads(ctx, understand(ctx, letter, MEMBERS))

    async def presses(self, label: str) -> str:
        """Press the first button on the last screens whose label has these words; returns what is seen."""
        said = translator("ru")
        for screen in self._screens:
            for row in screen.rows:
                for button in row:
                    if label in said.plain(button.label):
                        assert isinstance(button.link, Link), f"«{label}» leads out of the bot"
                        return await self.follows(button.link)
        raise AssertionError(f"no button «{label}» in\n{self.seen}")

    async def follows(self, link: Link) -> str:
        """Press a button with this link, wherever it was drawn; returns what is seen."""
        ctx = await self._town.acting(self._code)
        close_question(ctx)
        return await self._reads(ctx, MEMBERS.press(ctx, link))

    def sees(self, *words: str) -> None:
        """Check that the last answer has all these words."""
        missing = [one for one in words if one not in self.seen]
        assert not missing, f"no {missing} in\n{self.seen}"

    async def _reads(self, ctx: Context, answering: Awaitable[Answer]) -> str:
        try:
            toast, screens = await shown(ctx, await answering)
        finally:
            await save(ctx)
        if screens:  # a toast alone leaves the screen as it was
            self._screens = screens
        self.seen = "\n".join([*toast, *map(words_of, screens)]).replace("\N{NO-BREAK SPACE}", " ")
        return self.seen


def read(screen: Screen) -> str:
    """The screen as the person reads it; renders every word of it and checks that a phone can show it."""
    said = translator("ru")
    labels = [said.plain(button.label) for row in screen.rows for button in row]
    assert len(screen.rows) <= ROWS_LIMIT
    assert all(len(label) <= LABEL_LIMIT for label in labels), labels
    for row in screen.rows:
        for button in row:
            assert isinstance(button.link, str) or len(button.link.pack().encode()) <= 64
    assert len("\n".join(said.html(line) for line in screen.lines)) <= TEXT_LIMIT
    return words_of(screen)


def read_plainly(screen: Screen) -> str:
    """As `read`, with ordinary spaces in place of those that hold words together."""
    return read(screen).replace("\N{NO-BREAK SPACE}", " ")


def refusal(error: DomainError) -> str:
    """What the person reads where this error ends a press or a message."""
    return translator("ru").plain(said_by(error)).replace("\N{NO-BREAK SPACE}", " ")


def words_of(screen: Screen) -> str:
    """The lines of a screen and the labels of its buttons."""
    said = translator("ru")
    labels = [said.plain(button.label) for row in screen.rows for button in row]
    return "\n".join([*(said.html(line) for line in screen.lines), *labels])
