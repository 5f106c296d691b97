"""What may be sent in a conversation, and how it is cut to fit a chat."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.names import short_name
from handlers.screen import LABEL_LIMIT
from services.conversations import rules
from services.errors import Invalid
from services.letters import Attached, Letter
from services.people.queries import PersonView

LIMIT = 3000


@given(st.text(max_size=4000), st.booleans())
def test_parts_of_a_long_text_lose_nothing_and_each_fits(text: str, under_file: bool) -> None:
    pieces = rules.parts(text, under_file=under_file)
    assert "".join(pieces) == text
    rooms = [rules.ROOM_UNDER_FILE if under_file else rules.ROOM, *[rules.ROOM] * len(pieces)]
    for piece, room in zip(pieces, rooms, strict=False):
        assert len(html.escape(piece, quote=False).encode("utf-16-le")) // 2 <= room


def test_long_text_is_cut_after_a_word() -> None:
    assert rules.cut("один два три", 10) == "один два "
    assert rules.fitted("один два три", 10) == "один два…"
    assert rules.fitted("коротко", 10) == "коротко"


@pytest.mark.parametrize("text", ["", "  \n "])
def test_empty_message_is_not_sent(text: str) -> None:
    with pytest.raises(Invalid):
        rules.check(Letter("1:1", text), LIMIT)
    rules.check(Letter("1:1", text, Attached("voice", "file")), LIMIT)


@pytest.mark.parametrize(
    ("full", "address", "shown"),
    [
        ("Полевой Игорь Алексеевич", "Игорь Алексеевич", "Полевой Игорь Алексеевич"),
        ("Северо-Задонская Александра Константиновна", "Александра Константиновна", "Северо-Задонская А. К."),
        ("Оченьдлиннаяфамилия-Перехлёстова Ия", "Ия", "Оченьдлиннаяфамилия-Перехлё…"),
    ],
)
def test_name_is_shortened_to_fit_a_button(full: str, address: str, shown: str) -> None:
    name = short_name(PersonView(1, full, address, "", ""))
    assert name == shown
    assert len(name) <= LABEL_LIMIT
