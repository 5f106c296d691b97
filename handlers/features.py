"""What a feature answers: buttons, commands, replies, corrections. `bot/` calls the handlers."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Concatenate, TypeVar

from pydantic import ValidationError

from handlers.answers import Answer, Question
from handlers.links import Link
from handlers.words import Words, translator
from services.context import Context
from services.errors import Invalid
from services.letters import Letter

L = TypeVar("L", bound=Link)
T = TypeVar("T")
Press = Callable[[Context, L], Awaitable[Answer]]
Command = Callable[[Context, str], Awaitable[Answer]]
Swipe = Callable[[Context, Letter], Awaitable[Question | None]]
Heard = Callable[[Context, Letter], Awaitable[Answer]]
Correct = Callable[[Context, Letter], Awaitable[bool]]


@dataclass
class Feature:
    """What a feature answers. Each method is a decorator."""

    name: str
    buttons: dict[type[Link], Press[Any]] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    swipes: list[Swipe] = field(default_factory=list)
    edits: list[Correct] = field(default_factory=list)
    fallback: Heard | None = None
    stale: Press[Any] | None = None

    def button(self, link: type[L], command: str = "") -> Callable[[Press[L]], Press[L]]:
        """Answers presses of this button. A `command` presses the button with its default fields."""

        def keep(handler: Press[L]) -> Press[L]:
            if link in self.buttons:
                raise TypeError(f"two handlers of {link.__name__}")
            self.buttons[link] = handler
            if command:
                self.commands[command] = lambda ctx, typed: handler(ctx, link())
            return handler

        return keep

    def shows(
        self,
        link: type[Link],
        find: Callable[..., Awaitable[T]],
        screen: Callable[Concatenate[T, ...], Answer],
        command: str = "",
    ) -> None:
        """Answers presses of this button with the screen of what `find` returns.

        `find` is a query or an action. It takes the context, and `screen` takes what was found. Both also
        take the fields of the link that they have arguments of the same names for. Raises TypeError if they
        need another argument, or if neither takes a field.
        """
        fields = link.model_fields.keys()
        found_by, shown_by = _taken(find, fields), _taken(screen, fields)
        if fields != found_by | shown_by:
            raise TypeError(f"{find.__name__} does not take the fields of {link.__name__}")

        async def handler(ctx: Context, pressed: Link) -> Answer:
            found = await find(ctx, **pressed.model_dump(include=found_by))
            return screen(found, **pressed.model_dump(include=shown_by))

        self.button(link, command)(handler)

    def asks(self, link: type[Link], question: type[Question]) -> None:
        """Answers presses of this button with a question; the fields of the link become its fields.

        Raises TypeError if the question lacks one of them.
        """
        if not set(link.model_fields) <= set(question.model_fields):
            raise TypeError(f"{question.__name__} lacks fields of {link.__name__}")

        async def handler(ctx: Context, pressed: Link) -> Answer:
            return question(**dict(pressed))

        self.button(link)(handler)

    def command(self, name: str) -> Callable[[Command], Command]:
        """Answers a command; the handler also gets the text typed after it."""

        def keep(handler: Command) -> Command:
            self.commands[name] = handler
            return handler

        return keep

    def swipe(self, finder: Swipe) -> Swipe:
        """Finds the question that a reply answers, if it replies to a message of this feature."""
        self.swipes.append(finder)
        return finder

    def edit(self, handler: Correct) -> Correct:
        """Gets the correction of a message; returns whether the message is one of this feature's."""
        self.edits.append(handler)
        return handler

    def otherwise(self, handler: Heard) -> Heard:
        """Answers every letter that no other handler took."""
        self.fallback = handler
        return handler

    def unknown(self, handler: Press[Any]) -> Press[Any]:
        """Answers a button that no feature knows now."""
        self.stale = handler
        return handler


class Features:
    """All features that one group of people meets: members or strangers."""

    def __init__(self, features: Sequence[Feature], words: Sequence[str] = ()) -> None:
        """`words` are the commands also understood as a word, the Fluent message `word-<command>`."""
        self.buttons = {link: one for f in features for link, one in f.buttons.items()}
        # Buttons of earlier releases share a prefix with those of today, and have fewer fields.
        self._links: dict[str, list[type[Link]]] = {}
        for link in self.buttons:
            self._links.setdefault(link.__prefix__, []).append(link)
        self.commands = {name: one for f in features for name, one in f.commands.items()}
        self._swipes = [one for f in features for one in f.swipes]
        self._edits = [one for f in features for one in f.edits]
        self._fallback = next((f.fallback for f in features if f.fallback), None)
        self._stale = next((f.stale for f in features if f.stale), None)
        self._words = words

    def link_of(self, data: str) -> Link | None:
        """The link of a button; None if no feature knows it. Raises Invalid for data that no button had."""
        if "\0" in data:  # no database takes this character in a text
            raise Invalid("error-not-found")
        for link in self._links.get(data.partition(":")[0], ()):
            try:
                return link.unpack(data)
            except ValidationError as error:
                if not any(one["input"] == "" for one in error.errors()):
                    raise Invalid("error-not-found") from error
                # An earlier release left the field empty.
            except (TypeError, ValueError):
                pass  # The button had other fields in an earlier release.
        return None

    async def press(self, ctx: Context, link: Link | None) -> Answer:
        """The answer to a press."""
        if link is not None:
            return await self.buttons[type(link)](ctx, link)
        return await self._stale(ctx, link) if self._stale else None

    async def swiped(self, ctx: Context, letter: Letter) -> Question | None:
        """The question that is answered by a reply to one of the bot's messages."""
        if letter.replies_to is None:
            return None
        for finder in self._swipes:
            found = await finder(ctx, letter)
            if found is not None:
                return found
        return None

    async def corrected(self, ctx: Context, letter: Letter) -> bool:
        """Give a corrected message to the feature that keeps it; returns whether there is one."""
        for handler in self._edits:
            if await handler(ctx, letter):
                return True
        return False

    async def otherwise(self, ctx: Context, letter: Letter) -> Answer:
        """The answer to a letter that no other handler took."""
        return await self._fallback(ctx, letter) if self._fallback else None

    def word_of(self, ctx: Context, letter: Letter) -> str | None:
        """The command whose word is the whole message: «Меню» is menu."""
        if letter.file is not None or not letter.text:
            return None
        return _commands_by_word(ctx.locale, tuple(self._words)).get(plainly(letter.text))


def _taken(function: Callable[..., Any], fields: AbstractSet[str]) -> set[str]:
    """The fields that a function takes, besides its first argument. Raises TypeError if it takes others."""
    signature = inspect.signature(function)
    taken = {name for name in list(signature.parameters)[1:] if name in fields}
    signature.bind(None, **dict.fromkeys(taken))
    return taken


@cache
def _commands_by_word(locale: str, commands: tuple[str, ...]) -> dict[str, str]:
    words = translator(locale)
    return {plainly(words.plain(Words(f"word-{name}"))): name for name in commands}


def plainly(text: str) -> str:
    """A text for comparison: in small letters, without punctuation and emoji; ё becomes е."""
    letters = "".join(one if one.isalnum() or one.isspace() or one in "-/<>+" else " " for one in text)
    return " ".join(letters.casefold().replace("ё", "е").split())
