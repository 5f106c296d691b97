"""Stages of a theme in their order, and a printed portfolio."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from services.content.self_education import ThemeStageText
from services.documents.rules import kept_name
from services.self_education import paper
from services.self_education.paper import Paper
from services.self_education.rules import latest_attestation, stage_after, stage_under_way

STAGES = [ThemeStageText(code=code, title=code, hint=code) for code in "abcd"]


@pytest.mark.parametrize(
    ("stored", "done", "expected"),
    [
        ("a", "", "a"),
        ("b", "a", "b"),
        ("gone", "a", "b"),  # the stage was removed from the content
        ("b", "ab", "c"),  # it was done on another phone
        ("d", "abcd", None),
    ],
)
def test_theme_is_at_a_stage_not_done_yet(stored: str, done: str, expected: str | None) -> None:
    found = stage_under_way(STAGES, stored, set(done))
    assert (found.code if found else None) == expected


def test_next_stage_comes_and_no_stage_is_left_out() -> None:
    assert [stage.code for stage in STAGES if stage_after(STAGES, "a", {"a"}) == stage] == ["b"]
    added_later = stage_after(STAGES, "d", set("bcd"))  # «a» was added to the content meanwhile
    assert added_later is not None
    assert added_later.code == "a"
    assert stage_after(STAGES, "d", set("abcd")) is None


def test_attestation_may_be_six_years_ahead_also_from_29_february() -> None:
    assert latest_attestation(date(2026, 11, 23)) == date(2032, 11, 23)
    assert latest_attestation(date(2028, 2, 29)) == date(2034, 2, 28)


def test_document_keeps_every_word_and_no_character_breaks_it() -> None:
    row = [
        "1",
        "05.12.2026",
        "Урок <b>&\x00\x0b«\u202eоткрытый»\ud800 🎓",
        "Файл: Лист.pdf\nhttps://example.ru",
    ]
    made = paper.write(
        Paper("Портфолио", ["Педагог: Росина"], ["№", "Дата", "Что", "Файлы"], [1, 2, 5, 4], [row])
    )
    document = Document(BytesIO(made))
    assert [one.text for one in document.paragraphs] == ["Портфолио", "Педагог: Росина"]
    (table,) = document.tables
    told = [[cell.text for cell in line.cells] for line in table.rows]
    assert told == [
        ["№", "Дата", "Что", "Файлы"],
        ["1", "05.12.2026", "Урок <b>&\n«открытый» 🎓", "Файл: Лист.pdf\nhttps://example.ru"],
    ]
    packed = paper.archive([("Портфолио.docx", made), ("01-1 Лист.pdf", b"%PDF")])
    with zipfile.ZipFile(BytesIO(packed)) as folder:
        assert folder.namelist() == ["Портфолио.docx", "01-1 Лист.pdf"]
        assert folder.read("01-1 Лист.pdf") == b"%PDF"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_file_name_becomes_a_safe_one(text: str) -> None:
    name = kept_name(f"01-1 {text}")
    assert name.startswith("01-1")
    assert len(name) <= 100
    assert not set(name) & set('/\\:*?"<>|\0\n')


def test_long_file_name_keeps_its_ending() -> None:
    assert kept_name("../Очень " + "длинное " * 30 + "имя.pdf").endswith(".pdf")
