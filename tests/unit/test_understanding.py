"""The one order in which an incoming message is understood, as a table; and answers to questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from handlers.answers import Answer, Keepsake, Question, Reply, open_question, opened, reply_of
from handlers.features import Feature, Features
from handlers.links import Link, OutsideId
from handlers.screen import Button, Screen
from handlers.understanding import understand
from handlers.words import Said, Words
from services.clock import SystemClock
from services.context import Context, Policy
from services.db import Database
from services.errors import Invalid, NotFound, WrongState
from services.letters import Attached, Letter
from tests.conftest import CONTENT, MOSCOW

PHOTO = Attached("photo", "one")
feature = Feature("understanding")


class Morning(Link, prefix="t_morning"):
    """A button whose press can be undone."""


class Publish(Link, prefix="t_publish", final=True):
    """A button whose press cannot be undone."""


class Name(Question, name="Test:name"):
    """A question that takes words."""

    expected = Words("error-text-empty")

    async def ask(self, ctx: Context) -> Screen:
        return Screen([Said("name?")])

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        if len(letter.text) > 20:
            raise Invalid("error-text-length", limit=20)
        return Screen([Said(f"named {letter.text}")])


class Time(Question, name="Test:time", was="time"):
    """A question that takes a number or a button."""

    expected = Words("event-press-button")
    day: date | None = None

    async def ask(self, ctx: Context) -> Screen:
        rows = [[Button(Said("🌅 Утром"), Morning())], [Button(Said("Объявить"), Publish())]]
        return Screen([Said("time?")], rows)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        if not letter.text.isdigit():
            raise Invalid("error-text-empty")
        return Screen([Said(f"at {letter.text}")])


class Reason(Time, name="Test:reason"):
    """A question that takes any words; a typed label presses its button."""

    labels_first = True

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return Screen([Said(f"because {letter.text}")])


class Proof(Question, name="Test:proof", was={"step_id": "proof_of"}):
    """A question that takes files and the rest of their album."""

    takes_files = True
    expected = Words("error-text-empty")
    step_id: int

    async def ask(self, ctx: Context) -> Screen:
        return Screen([Said("proof?")])

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        if self.step_id == 404:
            raise NotFound
        if letter.text == "bad":
            raise Invalid("error-text-empty")
        return Screen([Said("proved")])

    async def rest(self, ctx: Context, letter: Letter) -> Answer:
        return Screen([Said(f"rest of {self.step_id}")])


@feature.button(Morning)
async def morning(ctx: Context, link: Morning) -> Answer:
    return Screen([Said("in the morning")])


@feature.button(Publish)
async def publish(ctx: Context, link: Publish) -> Answer:
    return Screen([Said("published")])


@feature.command("menu")
async def menu(ctx: Context, typed: str) -> Answer:
    return Screen([Said(f"menu {typed}".strip())])


@feature.command("route")
async def route(ctx: Context, typed: str) -> Answer:
    return Screen([Said("route")])


@feature.command("cancel")
async def cancel(ctx: Context, typed: str) -> Answer:
    return Screen([Said("cancelled" if ctx.kept.was_asked else "nothing to cancel")])


@feature.swipe
async def swiped(ctx: Context, letter: Letter) -> Question | None:
    return Proof(step_id=5) if letter.replies_to == "1:50" else None


@feature.otherwise
async def otherwise(ctx: Context, letter: Letter) -> Answer:
    return Screen([Said("nobody's")])


FEATURES = Features([feature], ("menu", "route", "cancel"))


@dataclass
class Chat:
    """One chat: its open question, its messages, its answers."""

    ctx: Context
    sent: int = 0
    asked: Question | None = field(default=None)

    async def ask(self, question: Question | None) -> None:
        if question is not None:
            await opened(self.ctx, Reply(question))
        self.ctx.kept.mark_saved()

    async def sends(self, text: str = "", **rest: Any) -> str:
        self.sent += 1
        letter = Letter(rest.pop("source", f"1:{self.sent}"), text, **rest)
        screen = await opened(self.ctx, reply_of(await understand(self.ctx, letter, FEATURES)))  # type: ignore[arg-type]
        if screen is None:
            return ""
        return " | ".join(line.text if isinstance(line, Said) else line.key for line in screen.lines)

    @property
    def open(self) -> Question | None:
        return open_question(self.ctx)


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    database = Database("sqlite+aiosqlite://")
    yield Chat(Context(database, SystemClock(), CONTENT, Policy(MOSCOW)))
    await database.close()


WORDS, BUTTONS, FILES, REASON = Name(), Time(), Proof(step_id=3), Reason()


@pytest.mark.parametrize(
    ("asked", "sent", "seen", "stays"),
    [
        # A command is understood under any question and in any spelling.
        (None, {"text": "/menu"}, "menu", False),
        (WORDS, {"text": "/Menu@gorizont_bot now"}, "menu now", False),
        (FILES, {"text": "/ROUTE"}, "route", False),
        (WORDS, {"text": "/cancel"}, "cancelled", False),
        (None, {"text": "/cancel"}, "nothing to cancel", False),
        (WORDS, {"text": "/unknown"}, "nobody's", False),
        # A reply goes where its message came from, and another question stays open.
        (WORDS, {"text": "yes", "replies_to": "1:50"}, "proved", True),
        (FILES, {"file": PHOTO, "replies_to": "1:50"}, "proved", True),
        (WORDS, {"text": "bad", "replies_to": "1:50"}, "error-text-empty |  | proof?", True),
        (WORDS, {"text": "yes", "replies_to": "1:51"}, "named yes", False),
        (None, {"text": "yes", "replies_to": "1:50"}, "proved", False),
        # A question for words or a file: «отмена» and «меню» leave it, everything else is its answer.
        (WORDS, {"text": "Меню"}, "menu", False),
        (WORDS, {"text": "отмена."}, "cancelled", False),
        (WORDS, {"text": "Маршрут"}, "named Маршрут", False),
        (WORDS, {"text": "меню на неделю"}, "named меню на неделю", False),
        (WORDS, {"file": PHOTO}, "error-text-empty |  | name?", True),
        (WORDS, {"other": "sticker"}, "error-text-empty |  | name?", True),
        (WORDS, {"text": "х" * 21}, "error-text-length |  | name?", True),
        (FILES, {"file": PHOTO, "text": "меню"}, "proved", False),
        # A question with buttons: a value or a label is tried; a final button must be pressed.
        (BUTTONS, {"text": "15"}, "at 15", False),
        (BUTTONS, {"text": "утром"}, "in the morning", False),
        (BUTTONS, {"text": "🌅 УТРОМ!"}, "in the morning", False),
        (BUTTONS, {"text": "Объявить"}, "error-text-empty |  | time?", True),
        (BUTTONS, {"text": "маршрут"}, "error-text-empty |  | time?", True),
        (BUTTONS, {"text": "меню"}, "menu", False),
        (BUTTONS, {"file": PHOTO}, "event-press-button |  | time?", True),
        # A question with buttons that takes any words tries the labels first.
        (REASON, {"text": "утром"}, "in the morning", False),
        (REASON, {"text": "утром рано"}, "because утром рано", False),
        (REASON, {"text": "Объявить"}, "because Объявить", False),
        # Without an open question: a whole message that names a command, then the fallback.
        (None, {"text": "Маршрут"}, "route", False),
        (None, {"text": "мой маршрут"}, "nobody's", False),
        (None, {"text": "утром"}, "nobody's", False),
        (None, {"file": PHOTO}, "nobody's", False),
        (None, {"file": PHOTO, "text": "меню"}, "nobody's", False),
    ],
)
async def test_letter_is_understood_in_one_order(
    chat: Chat, asked: Question | None, sent: dict[str, Any], seen: str, stays: bool
) -> None:
    await chat.ask(asked)
    assert await chat.sends(**sent) == seen
    assert chat.open == (asked if stays else None)


async def test_rest_of_an_album_follows_its_first_file(chat: Chat) -> None:
    await chat.ask(FILES)
    assert await chat.sends(file=PHOTO, album="a") == "proved"
    await chat.ask(WORDS)
    assert await chat.sends(file=PHOTO, album="a") == "rest of 3"
    assert chat.open == WORDS
    assert await chat.sends(file=PHOTO, album="b") == "error-text-empty |  | name?"


async def test_rest_of_an_album_sent_as_a_reply_goes_with_its_first_file(chat: Chat) -> None:
    await chat.ask(WORDS)
    assert await chat.sends(file=PHOTO, album="a", replies_to="1:50") == "proved"
    assert await chat.sends(file=PHOTO, album="a") == "rest of 5"
    assert chat.open == WORDS


async def test_refused_album_is_refused_once(chat: Chat) -> None:
    await chat.ask(FILES)
    assert await chat.sends("bad", file=PHOTO, album="a") == "error-text-empty |  | proof?"
    assert await chat.sends(file=PHOTO, album="a") == ""
    assert chat.open == FILES


async def test_letter_delivered_twice_answers_once(chat: Chat) -> None:
    await chat.ask(WORDS)
    assert await chat.sends("yes", source="1:9") == "named yes"
    await chat.ask(WORDS)
    assert await chat.sends("yes", source="1:9") == ""
    assert chat.open == WORDS


async def test_question_about_something_deleted_closes(chat: Chat) -> None:
    await chat.ask(Proof(step_id=404))
    with pytest.raises(NotFound):
        await chat.sends("yes")
    assert chat.open is None


async def test_failed_reply_leaves_the_open_question(chat: Chat) -> None:
    @feature.swipe
    async def lost(ctx: Context, letter: Letter) -> Question | None:
        return Proof(step_id=404) if letter.replies_to == "1:60" else None

    features = Features([feature], ())
    await chat.ask(WORDS)
    with pytest.raises(NotFound):
        await understand(chat.ctx, Letter("1:1", "yes", replies_to="1:60"), features)
    assert chat.open == WORDS
    feature.swipes.remove(lost)


async def test_questions_are_read_where_the_release_before_kept_them(chat: Chat) -> None:
    chat.ctx.kept.asked, chat.ctx.kept.data = "Test:time", {"time": {"day": "2026-12-01", "more": 1}}
    assert chat.open == Time(day=date(2026, 12, 1))
    chat.ctx.kept.asked, chat.ctx.kept.data = "Test:proof", {"proof_of": 3}
    assert chat.open == FILES


async def test_question_whose_fields_are_gone_closes(chat: Chat) -> None:
    chat.ctx.kept.asked = "Test:proof"
    with pytest.raises(WrongState):
        await chat.sends("yes")
    assert chat.ctx.kept.asked is None


async def test_keepsake_outlives_its_question(chat: Chat) -> None:
    dates = Keepsake("dates", list[date])
    dates.keep(chat.ctx, [date(2026, 12, 1)])
    await chat.ask(WORDS)
    await chat.sends("yes")
    assert dates.of(chat.ctx) == [date(2026, 12, 1)]
    dates.keep(chat.ctx, None)
    assert dates.of(chat.ctx) is None


def test_impossible_ids_are_no_link() -> None:
    class Card(Link, prefix="t_card"):
        person_id: int

    class Message(Link, prefix="t_message"):
        message_id: OutsideId

    cards = Feature("cards")
    cards.button(Card)(morning)
    cards.button(Message)(morning)
    features = Features([cards])
    assert features.link_of("t_card:7") == Card(person_id=7)
    assert features.link_of("t_message:116993690454357274") == Message(message_id=116993690454357274)
    for data in (f"t_card:{2**31}", f"t_message:{2**63}", "t_card:-99999999999", "t_card:x"):
        with pytest.raises(Invalid):
            features.link_of(data)
    assert features.link_of("t_card:7:8") is None
    assert features.link_of("t_other:7") is None


def test_old_button_shares_its_prefix_with_todays_button() -> None:
    class Approve(Link, prefix="t_approve"):
        route_id: int
        sent_id: int = 0

    class ApproveBefore(Link, prefix="t_approve"):
        route_id: int

    decisions = Feature("decisions")
    decisions.button(Approve)(morning)
    decisions.button(ApproveBefore)(morning)
    features = Features([decisions])
    assert features.link_of("t_approve:7:2") == Approve(route_id=7, sent_id=2)
    assert features.link_of("t_approve:7") == ApproveBefore(route_id=7)
    assert features.link_of("t_approve:7:2:1") is None


async def test_button_shows_what_is_found_by_the_fields_of_its_link(chat: Chat) -> None:
    class Total(Link, prefix="t_total"):
        first: int = 1
        second: int = 2

    async def total(ctx: Context, second: int, first: int) -> int:
        return first - second

    sums = Feature("sums")
    sums.shows(Total, total, lambda found: Screen([Said(str(found))]), command="total")
    features = Features([sums])
    assert await features.press(chat.ctx, Total(first=5)) == Screen([Said("3")])
    assert await features.commands["total"](chat.ctx, "") == Screen([Said("-1")])


async def test_screen_takes_the_fields_of_a_link_that_its_query_has_no_arguments_for(chat: Chat) -> None:
    class Doubled(Link, prefix="t_doubled"):
        number: int
        unit: str = ""

    async def double(ctx: Context, number: int) -> int:
        return 2 * number

    sums = Feature("sums")
    sums.shows(Doubled, double, lambda found, unit: Screen([Said(f"{found} {unit}")]))
    assert await Features([sums]).press(chat.ctx, Doubled(number=4, unit="h")) == Screen([Said("8 h")])


async def test_button_asks_question_that_has_fields_of_its_link(chat: Chat) -> None:
    class AskTime(Link, prefix="t_ask_time"):
        day: date

    times = Feature("times")
    times.asks(AskTime, Time)
    asked = await Features([times]).press(chat.ctx, AskTime(day=date(2026, 11, 24)))
    assert asked == Time(day=date(2026, 11, 24))


def test_link_with_other_fields_than_its_answer_is_refused_at_import() -> None:
    class Wrong(Link, prefix="t_wrong"):
        unknown: int

    async def nothing(ctx: Context) -> None:
        return None

    with pytest.raises(TypeError):
        Feature("wrong").shows(Wrong, nothing, lambda found: None)
    with pytest.raises(TypeError):
        Feature("wrong").asks(Wrong, Time)
