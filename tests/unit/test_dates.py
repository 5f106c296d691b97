"""Past days as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.words import said_by, translator
from services.dates import past_day
from services.errors import Invalid

# A Sunday.
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 марта", "2026-03-12"),
        ("12 Марта.", "2026-03-12"),
        ("5-го сентября 2024 года", "2024-09-05"),
        ("05.11.2025", "2025-11-05"),
        ("05.11.2025 г.", "2025-11-05"),
        ("5.11.25", "2025-11-05"),
        ("2026-03-12", "2026-03-12"),
        ("12.03", "2026-03-12"),
        ("31.01", "2026-01-31"),
        ("22 ноября", "2026-11-22"),
        ("25 декабря 2025", "2025-12-25"),
        ("сегодня", "2026-11-22"),
        ("Вчера", "2026-11-21"),
        ("позавчера", "2026-11-20"),
        ("в пятницу", "2026-11-20"),
        ("в прошлую пятницу", "2026-11-20"),
        ("2 недели назад", "2026-11-08"),
        ("год назад", "2025-11-22"),
    ],
)
def test_past_days_people_write(text: str, expected: str) -> None:
    assert past_day(text, TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("когда-то", "error-day-unclear"),
        ("март", "error-day-unclear"),
        ("5", "error-day-unclear"),
        ("31.02.2026", "error-day-unclear"),
        ("99.99.9999", "error-day-unclear"),
        ("12 марта 2026 " * 20, "error-day-unclear"),
        ("завтра", "error-day-ahead"),
        ("12 марта 2027", "error-day-ahead"),
        ("через неделю", "error-day-ahead"),
        ("25 декабря", "error-day-year"),
        ("25.12", "error-day-year"),
        ("24 ноября", "error-day-year"),
    ],
)
def test_what_is_no_past_day_is_asked_again(text: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        past_day(text, TODAY)
    assert refused.value.key == key
    assert translator("ru").plain(said_by(refused.value))


@settings(max_examples=60, deadline=None)
@given(st.dates(TODAY - timedelta(days=1800), TODAY))
def test_a_full_date_is_understood_however_it_is_written(day: date) -> None:
    in_words = f"{translator('ru').day(day)} {day.year}"
    written = (f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", day.isoformat(), in_words)
    assert {past_day(text, TODAY) for text in written} == {day}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=70))
def test_whatever_is_typed_is_a_past_day_or_a_clear_refusal(text: str) -> None:
    try:
        assert past_day(text, TODAY) <= TODAY
    except Invalid as refused:
        assert refused.key.startswith("error-day-")
