"""The staff list as people send it, with its mistakes."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from handlers.words import Words, said_by, translator
from services.content.folder import Content
from services.errors import Invalid
from services.people.staff_file import COLUMNS, StaffFile, dump, load, parse
from services.roles import Role
from services.spreadsheets.reading import FILE_LIMIT, ROWS_LIMIT
from services.spreadsheets.writing import Table, write
from tests import attacks

ROLES = Content().roles
TODAY = date(2026, 11, 23)
SAY = translator("ru")


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def read(data: bytes, name: str = "список.csv") -> StaffFile:
    return parse(data, name, ROLES, TODAY)


def row(**cells: str) -> StaffFile:
    """A list of one person: Калинина, with the given cells changed."""
    full = {"Фамилия": "Калинина", "Имя": "Дарья", "Организация": "Школа № 1", "Роли": "Учитель"} | cells
    return read(csv_of(";".join(full), ";".join(f'"{cell}"' for cell in full.values())))


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for cells in rows:
        book.active.append(cells)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(Invalid) as refused:
        read(data, name)
    # Every refusal can be said in one sentence.
    assert SAY.plain(Words(refused.value.key, **refused.value.arguments))
    return refused.value.key


def test_full_row_of_excel_with_real_dates_is_read() -> None:
    header = [column.upper() + " " for column in reversed(COLUMNS)] + ["Примечание"]
    cells = [
        "007", 79001234567.0, "Первая", 2015.0, date(1991, 3, 14), "Биология, Химия",
        "завуч, Педагог, молодой специалист", "учитель биологии", " Школа № 1 ", "Олеговна", "Дарья",
        "Калинина", "неважно",
    ]  # fmt: skip
    found = read(workbook(header, cells), "список.xlsx")
    assert not found.errors
    assert found.ignored_columns == ("Примечание",)
    (one,) = found.rows
    assert (one.last_name, one.first_name, one.middle_name) == ("Калинина", "Дарья", "Олеговна")
    assert (one.unit, one.position, one.category) == ("Школа № 1", "учитель биологии", "Первая")
    assert one.roles == (Role.DEPUTY_HEAD, Role.TEACHER)
    assert one.subjects == ("Биология", "Химия")
    assert (one.birth_date, one.teaching_since) == (date(1991, 3, 14), date(2015, 9, 1))
    assert (one.phone, one.personnel_number) == ("+79001234567", "007")
    assert load(dump(one)) == one


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_is_read_in_common_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    lines = ["Имя|Фамилия|Роли|Организация", 'Дарья|Калинина|"Учитель, Наставник"|Школа 1']
    text = "\r\n".join(lines).replace("|", delimiter)
    (one,) = read(text.encode(encoding)).rows
    assert (one.last_name, one.roles) == ("Калинина", (Role.TEACHER, Role.MENTOR))


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"Фамилия": " "}, "import-error-empty"),
        ({"Имя": "Дарья2"}, "import-error-name"),
        ({"Роли": "Учитель, Волшебник"}, "import-error-role"),
        ({"Роли": "Молодой специалист"}, "import-error-role-computed"),
        ({"Дата рождения": "31.02.1990"}, "import-error-date"),
        ({"Дата рождения": "01.01.2050"}, "import-error-date"),
        ({"Педстаж с": "давно"}, "import-error-since"),
        ({"Телефон": "123"}, "import-error-phone"),
        ({"Категория": "=1+1"}, "import-error-formula"),
        ({"Организация": "Ш" * 301}, "import-error-long"),
    ],
)
def test_wrong_cell_is_named_with_its_row_and_column(cells: dict[str, str], key: str) -> None:
    found = row(**cells)
    assert not found.rows
    (error,) = found.errors
    assert (error.number, error.column, error.key) == (2, next(iter(cells)), key)
    assert SAY.html(said_by(error)).startswith(f"«{error.column}»")


def test_every_mistake_of_a_row_is_told_at_once() -> None:
    assert len(row(Фамилия="", Роли="Волшебник", Телефон="нет").errors) == 3


def test_row_numbers_count_empty_rows() -> None:
    head = ["Фамилия", "Имя", "Организация", "Роли"]
    rows = [
        head,
        [None] * 4,
        ["Калинина", "Дарья", "Школа", "Учитель"],
        [" "],
        ["Рябинина", "", "Ш", "Учитель"],
    ]
    found = read(workbook(*rows), "список.xlsx")
    assert [one.number for one in found.rows] == [3]
    assert [error.number for error in found.errors] == [5]


def test_repeated_people_are_told_and_the_first_one_stays() -> None:
    found = read(
        csv_of(
            "Фамилия,Имя,Организация,Роли,Телефон,Табельный номер",
            "Берёзова,Анна,«Школа № 1»,Учитель,8 900 000-00-01,1",
            "Березова,Анна,Школа № 1,Учитель,,",
            "Рябинина,Ольга,Школа № 1,Учитель,+79000000001,",
            "Лугова,Вера,Школа № 1,Учитель,,1",
            "Озерова,Нина,Школа № 2,Учитель,,1",
        )
    )
    # Each organisation numbers its own people.
    assert [one.last_name for one in found.rows] == ["Берёзова", "Озерова"]
    assert [(error.number, error.column) for error in found.errors] == [
        (3, "Фамилия"),
        (4, "Телефон"),
        (5, "Табельный номер"),
    ]


def test_formula_gives_the_value_saved_with_it() -> None:
    head = ["Фамилия", "Имя", "Организация", "Роли"]
    found = read(workbook(head, ['=HYPERLINK("http://evil","x")', "Дарья", "Школа", "Учитель"]), "a.xlsx")
    assert [error.column for error in found.errors] == ["Фамилия"]


def test_formula_that_gave_an_error_is_told() -> None:
    head = ["Фамилия", "Имя", "Организация", "Роли", "Категория"]
    found = read(workbook(head, ["Калинина", "Дарья", "Школа", "Учитель", "#N/A"]), "a.xlsx")
    assert [(error.column, error.key) for error in found.errors] == [("Категория", "import-error-formula")]


def test_empty_cells_with_a_format_do_not_matter_however_far_they_are() -> None:
    far = attacks.with_rows(b'<row r="1048576" s="0"><c r="XFD1048576" s="0"/></row>')
    assert [one.last_name for one in read(far, "a.xlsx").rows] == ["Полева"]


def test_file_that_is_no_staff_list_is_refused_in_one_sentence() -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * (61 * 1024 * 1024))
    other_zip = BytesIO()
    with zipfile.ZipFile(other_zip, "w") as archive:
        archive.writestr("letter.txt", "hello")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
    one = "Калинина,Дарья,Школа,Учитель"
    head = "Фамилия,Имя,Организация,Роли"
    assert refusal(bomb.getvalue(), "a.xlsx") == "import-file-bomb"
    assert refusal(other_zip.getvalue(), "a.xlsx") == "import-file-kind"
    assert refusal(b"PK\x03\x04 damaged", "a.xlsx") == "import-file-broken"
    assert refusal(b"not a zip", "a.xlsx") == "import-file-broken"
    assert refusal(ole, "a.xls") == "import-file-old"
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le"), "a.xlsx") == "import-file-locked"
    assert refusal(b"%PDF-1.4", "a.pdf") == "import-file-kind"
    assert refusal(b"", "a.csv") == "import-file-empty"
    assert refusal(head.encode(), "a.csv") == "import-file-empty"
    assert refusal(b"\xff\x00\xfa", "a.csv") == "import-file-encoding"
    assert refusal(b"0" * (FILE_LIMIT + 1), "a.csv") == "import-file-large"
    assert refusal(csv_of("Фамилия,Имя", "Калинина,Дарья"), "a.csv") == "import-file-columns"
    assert refusal(csv_of(head + ",имя", one + ",Дарья"), "a.csv") == "import-file-column-twice"
    assert refusal(csv_of(head, *[one] * (ROWS_LIMIT + 1)), "a.csv") == "import-file-rows"


def test_huge_row_number_does_not_hang_the_reader() -> None:
    source = workbook(["Фамилия", "Имя", "Организация", "Роли"], ["Калинина", "Дарья", "Школа", "Учитель"])
    forged = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(forged, "w") as new:
        for part in old.infolist():
            data = (
                old.read(part).replace(b'<row r="2"', b'<row r="99999999999"').replace(b'2"', b'99999999999"')
            )
            new.writestr(part.filename, data if "sheet1" in part.filename else old.read(part))
    assert refusal(forged.getvalue(), "a.xlsx") == "import-file-broken"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a", ""]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04", "Фамилия,Имя,Организация,Роли\n".encode()):
        try:
            found = read(start + data, name)
        except Invalid as refused:
            assert SAY.plain(Words(refused.key, **refused.arguments))
        else:
            assert all(SAY.html(said_by(error)) for error in found.errors)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=12, max_size=12))
def test_any_cells_are_read_or_refused(cells: list[str]) -> None:
    found = read(write([Table("Л", COLUMNS, [["Калинина", *cells[1:]]])]), "a.xlsx")
    assert len(found.rows) + len({error.number for error in found.errors}) == 1
    assert all(load(dump(one)) == one for one in found.rows)


def test_text_that_looks_like_a_formula_is_written_as_text() -> None:
    dangerous = ["=1+1", "+7900", "-5", "@SUM(A1)"]
    sheet = load_workbook(BytesIO(write([Table("а/б", list("1234"), [dangerous])]))).active
    assert [cell.value for cell in sheet[2]] == dangerous
    assert {cell.data_type for cell in sheet[2]} == {"s"}
    assert all(cell.quotePrefix for cell in sheet[2])
