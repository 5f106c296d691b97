"""What a handler returns: what the person sees next. No messenger is named here.

A handler takes a context and a link or a letter, and returns an `Answer`: a screen; a question, which is
then open until it is answered or left; a `Reply`, which says how one of them comes; or `Later`, what takes
a while.
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
# Where a chat keeps the fields of its open question.
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Reply:
    """A screen or a question, and how it comes.

    `toast` is said over the screen, as a window where `alert`; without anything shown the screen stays.
    `below` sends a new message instead of changing the pressed one; `then` is sent after it. `above` stands
    over the screen. `asks` is a question that is open under the screen, where asking it would read again.
    `rest` is the question that takes the other files of an album. `menu` draws the command menu anew.
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
    """Kinds of what is made beside the presses; the value is how many of a kind are made at once."""

    ARCHIVE = 1  # each is work for the processor
    DOCUMENT = 2  # each is a moment's work for the processor
    PORTFOLIO = 3  # each waits for the messenger, and holds its files in memory
    PICTURE = 40  # each waits for the worker process, which draws one at a time


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a screen that was sent: how the channel knows its file from now on."""

    file_id: str | None = None


class FileLostError(Exception):
    """The channel does not know a file that was to be sent by its id; thrown into the maker of the screen."""


@dataclass(frozen=True, slots=True)
class Later:
    """Screens that take a while: made beside the presses, one work of a kind for a person at a time.

    The press is answered at once by `meanwhile`, and by `busy` where such a work is under way; a work that
    breaks is told of by `failed`. `make` gets a context of its own, since it outlives the press, and is told
    what became of each screen it yields.
    """

    kind: Work
    make: Callable[[Context], AsyncGenerator[Screen, Sent]]
    meanwhile: Reply
    busy: Text
    failed: Screen


class Question(BaseModel):
    """Something a chat is being asked for. Its fields say about what; they are kept until it is answered.

    Without `take` it is answered by buttons only. `takes_files` lets files in. `expected` says what is wanted
    to everything that cannot be an answer. `asked_below` leaves the message that was pressed as it is.
    `labels_first` tries the labels of the buttons before `take`, where any words would be an answer. `was`
    says where releases before kept the fields: under one key, or each under its own.
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
        """The question as it stands now. Raises where it may not be asked; then it does not open."""
        raise NotImplementedError

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        """The question under what is wrong with the answer that came."""
        return under([wrong] if wrong else [], await self.ask(ctx))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        """Do what was answered and say what comes next. Raises Invalid to be asked again."""
        raise Invalid(self.expected.key if self.expected else None)

    def unusable(self, letter: Letter) -> Text | None:
        """What to say of a letter that is no answer, whatever it says."""
        return self.expected

    async def rest(self, ctx: Context, letter: Letter) -> Answer:
        """One more file of an album whose first file was taken; by default let go in silence."""
        return None

    @classmethod
    def revived(cls, data: Mapping[str, Any]) -> Question:
        """The question with the fields a chat keeps. Raises WrongState where they are gone."""
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
    """Something a chat keeps beside its open question: a draft outlives the question that was answered."""

    def __init__(self, key: str, kind: type[T]) -> None:
        self._key, self._adapter = key, TypeAdapter(kind)

    def of(self, ctx: Context) -> T | None:
        """What is kept, if anything is."""
        data = ctx.kept.data.get(self._key)
        return self._adapter.validate_python(data) if data else None

    def keep(self, ctx: Context, value: T | None) -> None:
        """Keep this instead of what was kept; None forgets it."""
        ctx.kept.put(self._key, None if value is None else self._adapter.dump_python(value, mode="json"))


def reply_of(answer: Screen | Question | Reply | None) -> Reply:
    """An answer with how it comes."""
    return answer if isinstance(answer, Reply) else Reply(answer)


def open_question(ctx: Context) -> Question | None:
    """What the chat is being asked. Raises WrongState and closes it where its fields are gone."""
    kind = Question.every.get(ctx.kept.asked or "")
    if kind is None:
        return None
    try:
        return kind.revived(ctx.kept.data)
    except WrongState:
        close_question(ctx)
        raise


def close_question(ctx: Context) -> None:
    """Nothing is asked from now on; what was typed so far stays."""
    ctx.kept.asked = None
    ctx.kept.put(ASKED, None)


async def opened(ctx: Context, reply: Reply) -> Screen | None:
    """What is to be shown; a question in it is open from now on, if it could be asked."""
    shown, asks = reply.shown, reply.asks
    if isinstance(shown, Question):
        asks, shown = shown, await shown.ask(ctx)
    if asks is not None:
        ctx.kept.asked = asks.name
        ctx.kept.put(ASKED, asks.model_dump(mode="json"))
    return under(reply.above, shown) if shown else None


async def asked_again(ctx: Context, question: Question, wrong: Text | None) -> Reply:
    """The question once more, with what is wrong above it."""
    return Reply(await question.ask_again(ctx, wrong), asks=question)
