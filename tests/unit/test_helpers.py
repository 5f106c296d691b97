"""Pages of lists and shortening of long texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.paging import page_of
from services.texts import shorten


@given(st.text(max_size=80), st.integers(min_value=2, max_value=60))
def test_shortened_text_fits_and_shows_that_it_was_cut(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("коротко", 7, "коротко"),
        ("один два три", 10, "один два…"),
        ("Слово, другое слово", 8, "Слово…"),
        ("07.12 Достопримечательность", 20, "07.12 Достопримечат…"),
        ("Работа над ошибками", 12, "Работа над…"),
        ("Разобрать с наставником", 22, "Разобрать с…"),
        ("Работа с родителями класса", 18, "Работа с родителя…"),
    ],
)
def test_text_is_cut_after_a_word(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@pytest.mark.parametrize(
    ("count", "asked", "shown"),
    [(0, 0, (0, 1)), (0, 5, (0, 1)), (6, 1, (0, 1)), (7, 1, (1, 2)), (7, 9, (1, 2)), (7, -1, (0, 2))],
)
def test_nearest_existing_page_is_shown(count: int, asked: int, shown: tuple[int, int]) -> None:
    assert page_of(count, asked, 6) == shown
