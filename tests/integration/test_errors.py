"""Errors are told to the person in plain words, and the bot goes on."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.log import SafeFormatter
from handlers.conversations.links import ShowConversation
from handlers.menu.links import Home
from handlers.routes.links import ShowRoute
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people import queries as people
from tests.conftest import Phones
from tests.integration.stories import ON_SQLITE
from tests.personas import ENGLISH_TEACHER, TEACHER

# Errors do not depend on the kind of database.
pytestmark = ON_SQLITE

WORDS = "Иванова плачет на уроках"
APOLOGY = re.compile(r"простите.*код: ([A-Z0-9]{5})", re.DOTALL)


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    """What the program logs, as it formats it."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(SafeFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def raising(error: Exception) -> Any:
    async def use_case(*_: Any, **__: Any) -> None:
        raise error

    return use_case


def code_in(apology: str | None) -> str:
    """The code that a person would read out over the telephone."""
    found = APOLOGY.search(apology or "")
    assert found, apology
    return found[1]


async def test_broken_command_apologises_with_the_code_from_the_log(
    phones: Phones, log_lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = phones.of(TEACHER)
    with monkeypatch.context() as broken:
        broken.setattr(people, "my_profile", raising(ValueError(WORDS)))
        await teacher.says("/mydata")
        apology = await teacher.sees("простите")
    code = code_in(apology.words)
    said = log_lines.getvalue()
    assert f"unexpected error {code}" in said
    assert "ValueError" in said
    assert "my_data" in said or "mydata" in said, "the stack tells where it broke"
    assert WORDS not in said
    assert "ValueError" not in apology.words

    await teacher.presses("меню", apology)
    await teacher.sees("Чем займёмся")
    await teacher.says("/mydata")
    await teacher.sees("Туманов")


async def test_broken_press_apologises_over_the_unchanged_screen(
    phones: Phones, log_lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    home = await teacher.sees("Чем займёмся")
    with monkeypatch.context() as broken:
        broken.setattr(people, "my_profile", raising(KeyError(WORDS)))
        first = code_in(await teacher.presses("Мои данные", home))
        second = code_in(await teacher.presses("Мои данные", home))
    assert first != second
    assert log_lines.getvalue().count("unexpected error") == 2
    assert WORDS not in log_lines.getvalue()
    assert "Чем займёмся" in teacher.last.words
    assert any(press.alert for press in phones.sandbox.presses.values()), "long enough to read it"

    assert await teacher.presses("Мои данные", home) is None
    await teacher.sees("Туманов")


async def test_broken_update_of_one_person_does_not_stop_others(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "my_profile", raising(RuntimeError("x")))
    for _ in range(5):
        await phones.of(TEACHER).says("/mydata")
    await phones.of(ENGLISH_TEACHER).says("/menu")
    await phones.of(ENGLISH_TEACHER).sees("Чем займёмся")
    await phones.of(TEACHER).sees("простите")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotAllowed(), "вам недоступно"),
        (Invalid("error-text-length", limit=100), "100 знаков"),
    ],
    ids=["not allowed", "invalid"],
)
async def test_refusal_is_told_in_words_and_is_not_logged(
    phones: Phones,
    log_lines: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    words: str,
) -> None:
    teacher = phones.of(TEACHER)
    monkeypatch.setattr(people, "my_profile", raising(error))
    await teacher.says("/mydata")
    refusal = await teacher.sees(words)
    await teacher.presses("меню", refusal)
    home = await teacher.sees("Чем займёмся")
    assert words in (await teacher.presses("Мои данные", home) or "")
    assert "Чем займёмся" in teacher.last.words, "the screen stays as it was"
    assert "unexpected" not in log_lines.getvalue()


@pytest.mark.parametrize("error", [NotFound(), WrongState()], ids=["gone", "changed"])
async def test_press_on_something_changed_offers_the_way_home(
    phones: Phones, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    home = await teacher.sees("Чем займёмся")
    with monkeypatch.context() as broken:
        broken.setattr(people, "my_profile", raising(error))
        toast = await teacher.presses("Мои данные", home)
    assert toast
    assert toast in teacher.last.words
    assert teacher.last.message_id == home.message_id, "the same message is changed"
    await teacher.presses("меню", teacher.last)
    await teacher.sees("Чем займёмся")


@pytest.mark.parametrize("data", ["route-v0:17", "x", "step:", "home:1:2:3", "🙂"], ids=repr)
async def test_button_of_an_older_version_leads_home(phones: Phones, data: str) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    home = await teacher.sees("Чем займёмся")
    toast = await teacher.presses_data(data, home)
    assert "устарела" in (toast or "")
    assert "Чем займёмся" in teacher.last.words
    assert Home().pack() != data


@pytest.mark.parametrize(
    "link",
    [ShowConversation(conversation_id=10**9), ShowRoute(route_id=10**9), ShowRoute(route_id=-1)],
    ids=repr,
)
async def test_button_to_something_deleted_says_so_and_leads_home(phones: Phones, link: Any) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    home = await teacher.sees("Чем займёмся")
    assert await teacher.presses_data(link.pack(), home)
    await teacher.presses("меню", teacher.last)
    await teacher.sees("Чем займёмся")


async def test_answer_that_telegram_fails_to_take_is_repeated(phones: Phones, log_lines: io.StringIO) -> None:
    teacher = phones.of(TEACHER)
    phones.sandbox.faults.set({"methods": ["sendMessage"], "server_error": {"next": 2}})
    await teacher.says("/help")
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await teacher.sees("Что умеет")
    assert "ERROR" not in log_lines.getvalue()


async def test_answer_to_a_person_who_blocked_the_bot_is_not_logged(
    phones: Phones, log_lines: io.StringIO
) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    phones.sandbox.chat(teacher.id).blocked = True
    await phones.of(ENGLISH_TEACHER).says("/menu")
    await phones.of(ENGLISH_TEACHER).sees("Чем займёмся")
    await teacher.quiet(0.2)
    assert all(not one.from_bot for one in teacher.messages)
    assert "unexpected" not in log_lines.getvalue()
