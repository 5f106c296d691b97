"""Past and coming days as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.words import said_by, translator
from services.dates import future_day, past_day
from services.errors import Invalid

# A Sunday.
TODAY = date(2026, 11, 22)
LATEST = date(2032, 11, 22)


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
def test_past_days_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert past_day(text, TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("когда-то", "error-day-unclear"),
        ("март", "error-day-unclear"),
        ("5", "error-day-unclear"),
        ("31.02.2026", "error-day-none"),
        ("31 апреля", "error-day-none"),
        ("0.05", "error-day-none"),
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
def test_text_that_is_no_past_day_is_refused(text: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        past_day(text, TODAY)
    assert refused.value.key == key
    assert translator("ru").plain(said_by(refused.value))


@settings(max_examples=60, deadline=None)
@given(st.dates(TODAY - timedelta(days=1800), TODAY))
def test_full_date_is_read_in_every_spelling(day: date) -> None:
    in_words = f"{translator('ru').day(day)} {day.year}"
    written = (f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", day.isoformat(), in_words)
    assert {past_day(text, TODAY) for text in written} == {day}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=70))
def test_any_text_is_a_past_day_or_a_clear_refusal(text: str) -> None:
    try:
        assert past_day(text, TODAY) <= TODAY
    except Invalid as refused:
        assert refused.key.startswith("error-day-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 декабря", "2026-12-12"),
        ("к 12 Декабря.", "2026-12-12"),
        ("до 5-го мая 2027 года", "2027-05-05"),
        ("05.11.2027", "2027-11-05"),
        ("05.11.2027 г.", "2027-11-05"),
        ("5.11.27", "2027-11-05"),
        ("2027-11-05", "2027-11-05"),
        ("12.03", "2027-03-12"),
        ("22.11", "2026-11-22"),
        ("22 ноября", "2026-11-22"),
        ("22 ноября 2027", "2027-11-22"),
        ("29 февраля 2028", "2028-02-29"),
        ("сегодня", "2026-11-22"),
        ("Завтра", "2026-11-23"),
        ("в пятницу", "2026-11-27"),
        ("до пятницы", "2026-11-27"),
        ("через неделю", "2026-11-29"),
        ("через месяц", "2026-12-22"),
        ("через полгода", "2027-05-22"),
        ("через год", "2027-11-22"),
    ],
)
def test_coming_days_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert future_day(text, TODAY, latest=LATEST) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("когда-нибудь", "error-day-unclear"),
        ("весной", "error-day-unclear"),
        ("май 2027", "error-day-unclear"),
        ("31 февраля", "error-day-none"),
        ("до 32 мая", "error-day-none"),
        ("31.02", "error-day-none"),
        ("31.13", "error-day-unclear"),
        ("29 февраля 2027", "error-day-none"),
        ("через 999999999 лет", "error-day-unclear"),
        ("12 марта 2027 " * 20, "error-day-unclear"),
        ("вчера", "error-day-past"),
        ("неделю назад", "error-day-past"),
        ("21.11.2026", "error-day-past"),
        ("01.01.3000", "error-day-far"),
        ("1 января 3000 года", "error-day-far"),
        ("через 10 лет", "error-day-far"),
        ("20 ноября", "error-day-which-year"),
        ("29.02", "error-day-which-year"),
    ],
)
def test_text_that_is_no_coming_day_is_refused(text: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        future_day(text, TODAY, latest=LATEST)
    assert refused.value.key == key
    assert translator("ru").plain(said_by(refused.value))


@settings(max_examples=60, deadline=None)
@given(st.dates(TODAY, LATEST))
def test_full_coming_date_is_read_in_every_spelling(day: date) -> None:
    in_words = f"{translator('ru').day(day)} {day.year}"
    written = (f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", day.isoformat(), in_words, f"до {in_words} года")
    assert {future_day(text, TODAY, latest=LATEST) for text in written} == {day}


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2033, 1, 1)), st.integers(0, 300))
def test_day_within_months_needs_no_year_across_new_year(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    latest = today + timedelta(days=366)
    written = (f"{day:%d.%m}", translator("ru").day(day))
    assert {future_day(text, today, latest=latest) for text in written} == {day}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=70))
def test_any_text_is_a_coming_day_or_a_clear_refusal(text: str) -> None:
    try:
        assert TODAY <= future_day(text, TODAY, latest=LATEST) <= LATEST
    except Invalid as refused:
        assert refused.key.startswith("error-day-")
