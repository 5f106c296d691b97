"""Diagnostics taken elsewhere: the table that methodists send, the person of each row, accepted files."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers.words import Words, said_by, translator
from services.errors import Invalid, NotFound
from services.external_results import rules
from services.external_results.matching import Candidate, match
from services.external_results.models import FEDERAL, REGIONAL
from services.external_results.result_file import COLUMNS, ResultFile, ResultRow, parse
from services.external_results.rules import DOCUMENT, PHOTO
from services.letters import Attached
from services.messenger import FETCH_LIMIT
from services.spreadsheets.reading import FILE_LIMIT, ROWS_LIMIT
from services.spreadsheets.rows import RowError, same

TODAY = date(2026, 11, 23)
SAY = translator("ru")
HEAD = "Фамилия;Имя;Источник;Дата"


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def read(data: bytes, name: str = "таблица.csv") -> ResultFile:
    return parse(data, name, TODAY)


def row(**cells: str) -> ResultFile:
    """A table of one person: Калинина, with the given cells changed."""
    full = {"Фамилия": "Калинина", "Имя": "Дарья", "Источник": "Федеральная", "Дата": "12.03.2026"} | cells
    return read(csv_of(";".join(full), ";".join(f'"{cell}"' for cell in full.values())))


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for cells in rows:
        book.active.append(cells)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_full_row_of_excel_with_a_real_date_is_read() -> None:
    header = [column.upper() + " " for column in reversed(COLUMNS)] + ["Балл"]
    cells = [date(2026, 3, 12), "ЦНППМ", 451.0, "Школа № 1", "Олеговна", " Дарья ", "Калинина", 87]
    found = read(workbook(header, cells), "таблица.xlsx")
    assert not found.errors
    assert found.ignored_columns == ("Балл",)
    (one,) = found.rows
    assert one == ResultRow(
        2, "Калинина", "Дарья", "Олеговна", "Школа № 1", "451", REGIONAL, date(2026, 3, 12)
    )
    assert one.full_name == "Калинина Дарья Олеговна"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_is_read_in_common_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    text = f"{HEAD}\r\nКалинина;Дарья;региональная;01.09.2026".replace(";", delimiter)
    (one,) = read(text.encode(encoding)).rows
    assert (one.last_name, one.source, one.taken_on) == ("Калинина", REGIONAL, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("Федеральная", FEDERAL),
        (" федеральная  диагностика ", FEDERAL),
        ("ФЕДЕРАЛЬНЫЙ УРОВЕНЬ", FEDERAL),
        ("региональная диагностика", REGIONAL),
        ("«ЦНППМ»", REGIONAL),
        ("школьная", None),
        ("диагностика", None),
    ],
)
def test_source_is_known_by_its_usual_names(words: str, source: str | None) -> None:
    assert rules.source_of(words) == source


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"Фамилия": " "}, "import-error-empty"),
        ({"Источник": ""}, "import-error-empty"),
        ({"Дата": ""}, "import-error-empty"),
        ({"Имя": "Дарья2"}, "import-error-name"),
        ({"Источник": "школьная"}, "external-row-source"),
        ({"Источник": "=A1"}, "import-error-formula"),
        ({"Дата": "#ССЫЛКА!"}, "import-error-date"),
        ({"Дата": "#REF!"}, "import-error-formula"),
        ({"Дата": "31.02.2026"}, "import-error-date"),
        ({"Дата": "2026"}, "import-error-date"),
        ({"Дата": "24.11.2026"}, "external-row-ahead"),
        ({"Дата": "22.11.2021"}, "external-row-old"),
        ({"Организация": "Ш" * 301}, "import-error-long"),
    ],
)
def test_wrong_cell_is_named_with_its_row_and_column(cells: dict[str, str], key: str) -> None:
    found = row(**cells)
    assert not found.rows
    (error,) = found.errors
    assert (error.number, error.column, error.key) == (2, next(iter(cells)), key)
    assert SAY.html(said_by(error)).startswith(f"«{error.column}»")


def test_the_first_and_the_last_day_that_count() -> None:
    assert not row(Дата="23.11.2026").errors
    assert not row(Дата="23.11.2021").errors


def test_every_mistake_of_a_row_is_told_at_once() -> None:
    assert len(row(Фамилия="", Источник="школьная", Дата="давно").errors) == 3


def test_formula_without_a_value_is_an_empty_cell() -> None:
    data = workbook(HEAD.split(";"), ["Калинина", "Дарья", "=B2", date(2026, 3, 12)])
    (error,) = read(data, "таблица.xlsx").errors
    assert (error.column, error.key) == ("Источник", "import-error-empty")


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"", "a.csv", "import-file-empty"),
        (HEAD.encode(), "a.csv", "import-file-empty"),
        (csv_of("Фамилия;Имя;Дата", "Калинина;Дарья;12.03.2026"), "a.csv", "import-file-columns"),
        (csv_of(f"{HEAD};Имя", "Калинина;Дарья;ЦНППМ;12.03.2026;Д"), "a.csv", "import-file-column-twice"),
        (f"{HEAD}\nКалинина;Дарья;ЦНППМ;12.03.2026".encode("koi8-r"), "a.csv", "import-file-encoding"),
        (b"%PDF-1.4", "a.pdf", "import-file-kind"),
        (b"PK\x03\x04broken", "a.xlsx", "import-file-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "a.xls", "import-file-old"),
        (b"0" * (FILE_LIMIT + 1), "a.csv", "import-file-large"),
        (
            csv_of(HEAD, *["Калинина;Дарья;ЦНППМ;12.03.2026"] * (ROWS_LIMIT + 1)),
            "a.csv",
            "import-file-rows",
        ),
    ],
)
def test_unusable_file_is_refused_in_one_sentence(data: bytes, name: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(data, name)
    assert refused.value.key == key
    assert SAY.plain(Words(refused.value.key, **refused.value.arguments))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a"]))
def test_any_file_is_read_or_refused(data: bytes, name: str) -> None:
    try:
        read(data, name)
    except Invalid as refused:
        assert SAY.plain(Words(refused.key, **refused.arguments))


def person(number: int, name: str, personnel: str = "", unit: str = "Школа № 1") -> Candidate:
    last, first, *middle = name.split()
    return Candidate(
        number, same(f"{last} {first}"), same(" ".join(middle)), personnel, frozenset({same(unit)})
    )


PEOPLE = [
    person(1, "Калинина Дарья Олеговна", "7"),
    person(2, "Калинина Дарья Олеговна", unit="Гимназия № 2"),
    person(3, "Журавлёва Светлана Петровна", "7", unit="Гимназия № 2"),
    person(4, "Громов Михаил"),
    person(5, "Щукин Роман Викторович"),
    person(6, "Щукин Роман Андреевич"),
]


def written(name: str, unit: str = "", personnel: str = "", number: int = 2) -> ResultRow:
    last, first, *middle = name.split()
    return ResultRow(number, last, first, " ".join(middle), unit, personnel, REGIONAL, date(2026, 3, 12))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (written("Калинина Дарья Олеговна", personnel="7"), 1),
        (written("КАЛИНИНА Дарья", unit="школа «№ 1»"), 1),
        (written("Калинина Дарья", unit="Гимназия № 2"), 2),
        (written("Калинина Дарья"), "external-row-namesakes"),
        (written("Журавлева Светлана", personnel="7"), 3),
        (written("Журавлева Светлана", personnel="8"), 3),
        (written("Громов Михаил Степанович"), 4),
        (written("Щукин Роман Викторович"), 5),
        (written("Щукин Роман"), "external-row-namesakes"),
        (written("Щукин Роман Ильич"), "external-row-nobody"),
        (written("Громов Михаил", personnel="7"), "external-row-number"),
        (written("Громов Михаил", unit="Гимназия № 2"), "external-row-unit"),
        (written("Ромашкина Ольга"), "external-row-nobody"),
    ],
)
def test_row_finds_its_person(row: ResultRow, found: int | str) -> None:
    owned, errors = match([row], PEOPLE, me=99)
    if isinstance(found, int):
        assert ([one.person_id for one in owned], errors) == ([found], [])
    else:
        assert ([one.key for one in errors], owned) == ([found], [])
        assert SAY.plain(said_by(errors[0]))


def test_repeated_row_and_own_row_are_mistakes() -> None:
    rows = [
        written("Громов Михаил", number=2),
        written("Громов Михаил Степанович", number=3),
        written("Щукин Роман Викторович", number=4),
    ]
    owned, errors = match(rows, PEOPLE, me=5)
    assert [one.row.number for one in owned] == [2]
    assert errors == [
        RowError(3, "Фамилия", "import-error-repeated", {"column": "Фамилия", "first": 2}),
        RowError(4, "Фамилия", "external-row-own", {"column": "Фамилия", "value": "Щукин Роман Викторович"}),
    ]


@pytest.mark.parametrize(
    "attachment",
    [
        Attached(PHOTO, "AgAC", size=3_000_000),
        Attached(DOCUMENT, "BQAC", "Сертификат.PDF", "application/octet-stream"),
        Attached(DOCUMENT, "BQAC", None, "application/pdf", FETCH_LIMIT),
        Attached(DOCUMENT, "BQAC", "scan.jpg", "image/jpeg"),
    ],
)
def test_photo_and_pdf_are_accepted(attachment: Attached) -> None:
    assert rules.check_attachment(attachment) is attachment


@pytest.mark.parametrize(
    ("attachment", "key"),
    [
        (Attached(DOCUMENT, "BQAC", "отчёт.docx", "application/msword"), "error-external-file-kind"),
        (Attached(DOCUMENT, "BQAC"), "error-external-file-kind"),
        (Attached("voice", "AwAC", "a.pdf", "application/pdf"), "error-external-file-kind"),
        (
            Attached(DOCUMENT, "BQAC", "a.pdf", "application/pdf", FETCH_LIMIT + 1),
            "error-external-file-large",
        ),
    ],
)
def test_file_of_another_kind_or_size_is_refused(attachment: Attached, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_attachment(attachment)
    assert refused.value.key == key
    assert SAY.plain(said_by(refused.value))


@pytest.mark.parametrize("data", ["nothing", "", "2026-13-01", "2026-11-24", "2021-11-22", "0001-01-01"])
def test_forged_day_is_refused(data: str) -> None:
    with pytest.raises((Invalid, NotFound)):
        rules.day_of(data, TODAY)


def test_oldest_day_is_counted_from_29_february() -> None:
    assert rules.oldest_day(date(2028, 2, 29)) == date(2023, 2, 28)
