"""What a handler returns: what the person sees next. No messenger is named here.

A handler takes a context and a link or a letter, and returns an `Answer`: a screen; a question, which stays
open until it is answered or left; a `Reply`, which says how the screen or question is shown; or `Later`,
screens that take a while to make.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from handlers.screen import Screen, under
from handlers.words import Text, Words
from services.context import Context
from services.errors import Invalid, WrongState
from services.letters import Letter

T = TypeVar("T")
# The key under which a chat keeps the fields of its open question.
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Reply:
    """A screen or a question, and how it is shown.

    `toast` appears over the screen, in a window if `alert`; if nothing is shown, the old screen stays.
    `below` sends a new message instead of changing the pressed one; `then` is sent after it. `above` are
    lines over the screen. `asks` is a question that opens under the screen without being asked, which would
    read its data again. `rest` is the question that takes the other files of an album. `menu` updates the
    command menu.
    """

    shown: Screen | Question | None = None
    toast: Text | None = None
    alert: bool = False
    below: bool = False
    above: Sequence[Text] = ()
    then: Sequence[Screen] = ()
    asks: Question | None = None
    rest: Question | None = None
    menu: bool = False


class Work(Enum):
    """Kinds of work done beside the presses; the value is how many works of a kind run at once."""

    ARCHIVE = 1  # an archive keeps the processor busy
    DOCUMENT = 2  # a document keeps the processor busy for a moment
    PORTFOLIO = 3  # a portfolio waits for the messenger, and holds its files in memory
    PICTURE = 40  # a picture waits for the worker process, which draws one at a time


@dataclass(frozen=True, slots=True)
class Sent:
    """The outcome of sending a screen: the id by which the channel now knows its file."""

    file_id: str | None = None


class FileLostError(Exception):
    """The channel does not know the id of a file to be sent; thrown into the maker of the screen."""


@dataclass(frozen=True, slots=True)
class Later:
    """Screens that take a while: made beside the presses, one work of a kind at a time for each person.

    The press is answered at once with `meanwhile`, or with `busy` if such a work is under way; `failed` is
    shown if the work breaks. `make` gets a context of its own, since it outlives the press, and receives the
    outcome of sending each screen it yields.
    """

    kind: Work
    make: Callable[[Context], AsyncGenerator[Screen, Sent]]
    meanwhile: Reply
    busy: Text
    failed: Screen


class Question(BaseModel):
    """Something a chat is being asked for. Its fields name its subject; they are kept until it is answered.

    A question without `take` is answered by buttons only. `takes_files` lets files in. `expected` is the
    reply to everything that cannot be an answer. `asked_below` leaves the pressed message as it is.
    `labels_first` tries the labels of the buttons before `take`, for questions that take any words. `was`
    is where earlier releases kept the fields: one key for all of them, or a key for each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: ClassVar[str]
    was: ClassVar[str | Mapping[str, str]]
    takes_files: ClassVar[bool] = False
    asked_below: ClassVar[bool] = False
    labels_first: ClassVar[bool] = False
    expected: ClassVar[Words | None] = None
    every: ClassVar[dict[str, type[Question]]] = {}

    def __init_subclass__(cls, name: str = "", was: str | Mapping[str, str] = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        if name:
            if name in Question.every:
                raise TypeError(f"two questions named {name}")
            cls.name, cls.was = name, was
            Question.every[name] = cls

    async def ask(self, ctx: Context) -> Screen:
        """The screen of the question. Raises DomainError if it may not be asked; then it stays closed."""
        raise NotImplementedError

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        """The question under the reason why the answer was refused."""
        return under([wrong] if wrong else [], await self.ask(ctx))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        """Act on the answer and return what comes next. Raises Invalid: the question is asked again."""
        raise Invalid(self.expected.key if self.expected else None)

    def unusable(self, letter: Letter) -> Text | None:
        """The reply to a letter that cannot be an answer because of its kind."""
        return self.expected

    async def rest(self, ctx: Context, letter: Letter) -> Answer:
        """Take one more file of an album whose first file was taken. By default it is ignored."""
        return None

    @classmethod
    def revived(cls, data: Mapping[str, Any]) -> Question:
        """The question with the fields that a chat keeps. Raises WrongState if they are gone."""
        kept = data.get(ASKED)
        if kept is None:
            kept = data.get(cls.was) if isinstance(cls.was, str) else _gathered(cls.was, data)
        fields = kept if isinstance(kept, dict) else {}
        try:
            return cls(**{name: value for name, value in fields.items() if name in cls.model_fields})
        except ValidationError as error:
            raise WrongState from error


Answer = Screen | Question | Reply | Later | None


def _gathered(places: Mapping[str, str], data: Mapping[str, Any]) -> dict[str, Any]:
    return {field: data[key] for field, key in places.items() if data.get(key) is not None}


class Keepsake(Generic[T]):
    """Something a chat keeps beside its open question, such as a draft, which outlives its questions."""

    def __init__(self, key: str, kind: type[T]) -> None:
        self._key, self._adapter = key, TypeAdapter(kind)

    def of(self, ctx: Context) -> T | None:
        """The value that the chat keeps, if there is one."""
        data = ctx.kept.data.get(self._key)
        return self._adapter.validate_python(data) if data else None

    def keep(self, ctx: Context, value: T | None) -> None:
        """Keep this value instead of the one before; None forgets it."""
        ctx.kept.put(self._key, None if value is None else self._adapter.dump_python(value, mode="json"))


def reply_of(answer: Screen | Question | Reply | None) -> Reply:
    """The answer as a `Reply`."""
    return answer if isinstance(answer, Reply) else Reply(answer)


def open_question(ctx: Context) -> Question | None:
    """The question that is open in the chat. If its fields are gone, closes it and raises WrongState."""
    kind = Question.every.get(ctx.kept.asked or "")
    if kind is None:
        return None
    try:
        return kind.revived(ctx.kept.data)
    except WrongState:
        close_question(ctx)
        raise


def close_question(ctx: Context) -> None:
    """Close the open question. Drafts stay."""
    ctx.kept.asked = None
    ctx.kept.put(ASKED, None)


async def opened(ctx: Context, reply: Reply) -> Screen | None:
    """The screen to show. Opens the question of the reply, if it may be asked."""
    shown, asks = reply.shown, reply.asks
    if isinstance(shown, Question):
        asks, shown = shown, await shown.ask(ctx)
    if asks is not None:
        ctx.kept.asked = asks.name
        ctx.kept.put(ASKED, asks.model_dump(mode="json"))
    return under(reply.above, shown) if shown else None


async def asked_again(ctx: Context, question: Question, wrong: Text | None) -> Reply:
    """The question once more, under the reason why the answer was refused."""
    return Reply(await question.ask_again(ctx, wrong), asks=question)
