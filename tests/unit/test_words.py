"""Words of the interface: each key once, each used key exists, words of people are never markup."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.formatting import parse_html
from handlers.words import LOCALES_FOLDER, Said, Translator, Words, translator
from tests.conftest import MOSCOW

PROJECT = Path(__file__).parents[2]
DEFINED = [
    key
    for path in sorted((LOCALES_FOLDER / "ru").rglob("*.ftl"))
    for key in re.findall(r"^([a-z][\w-]*) =", path.read_text(encoding="utf-8"), re.MULTILINE)
]


def _sources() -> list[str]:
    files = [path for name in ("bot", "handlers", "services") for path in (PROJECT / name).rglob("*.py")]
    return [path.read_text(encoding="utf-8") for path in files]


def _literals() -> set[str]:
    words = [path.read_text(encoding="utf-8") for path in (LOCALES_FOLDER / "ru").rglob("*.ftl")]
    inside = {key for text in words for key in re.findall(r"\{ ([a-z]+(?:-[a-z]+)+) \}", text)}
    return inside | {
        key for source in _sources() for key in re.findall(r"\"([a-z]+(?:-[a-z0-9]+)*)\"", source)
    }


def _prefixes() -> set[str]:
    """The beginnings of computed keys, as in `f"command-{name}"`."""
    return {prefix for source in _sources() for prefix in re.findall(r"f\"([a-z]+(?:-[a-z]+)*-)\{", source)}


def test_no_key_is_defined_twice() -> None:
    assert [key for key, times in Counter(DEFINED).items() if times > 1] == []


def test_every_key_named_in_the_code_has_words() -> None:
    named: set[str] = set()
    for source in _sources():
        named |= set(re.findall(r"Words\(\s*\"([\w-]+)\"", source))
        named |= set(re.findall(r"\"(error-[\w-]+)\"", source))
    assert named - set(DEFINED) == set()


def test_every_word_is_used() -> None:
    prefixes = tuple(_prefixes())
    computed = {key for key in DEFINED if key.startswith(prefixes)}
    assert set(DEFINED) - _literals() - computed == set()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 тем"),
        (1, "1 тема"),
        (2, "2 темы"),
        (5, "5 тем"),
        (11, "11 тем"),
        (21, "21 тема"),
        (22, "22 темы"),
    ],
)
def test_plurals_are_russian(count: int, words: str) -> None:
    assert words in translator("ru").plain(Words("assess-deficits", count=count))


def test_dates_are_shown_as_people_say_them() -> None:
    words = Translator("ru")
    assert words.day(date(2026, 12, 5)) == "5\u00a0декабря"
    assert words.moment(datetime(2026, 11, 25, 15, 0, tzinfo=MOSCOW)) == "ср, 25\u00a0ноября, 15:00"


def test_number_and_its_sign_stay_on_one_line() -> None:
    said = translator("ru").plain(Words("summary-topic", topic="Тема", before=38, now=67))
    assert "38\u00a0%" in said and "67\u00a0%" in said


def test_inner_quotes_are_of_another_kind() -> None:
    words = Translator("ru")
    course = words.html(Words("notice-step-accepted", title="Курс «Чтение» & письмо"))
    assert course == "✅ <b>«Курс „Чтение“ &amp; письмо»</b> — шаг принят."
    asked = words.plain(Words("digest-transfer", title="Курс «Чтение»"))
    assert "«Курс „Чтение“»" in asked
    assert words.plain(Words("step-title", title="Курс «Чтение»")) == "<b>Курс «Чтение»</b>"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_words_of_people_are_never_markup(text: str) -> None:
    html = translator("ru").html(Words("quoted", text=text))
    plain, entities = parse_html(html)
    assert plain == text
    assert {entity["type"] for entity in entities} <= {"blockquote"}


def test_words_put_into_other_words_are_escaped() -> None:
    assert translator("ru").html(Said("<b>&")) == "&lt;b&gt;&amp;"
