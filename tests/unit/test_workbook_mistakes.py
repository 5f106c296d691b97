"""Workbooks of questionnaires with every mistake that people make, and the words about each."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers.questionnaires import screens
from handlers.words import translator
from services.errors import Invalid
from services.questionnaires import workbook
from services.questionnaires.changes import changes
from services.questionnaires.reading import ITEMS_LIMIT, read
from services.questionnaires.workbook import ABOUT, ITEMS, OPEN_ITEMS, SCALES, TEXTS
from services.spreadsheets.reading import FILE_LIMIT, UNPACKED_LIMIT
from services.wellbeing.rules import UNSAVED_ITEMS_LIMIT
from tests.conftest import CONTENT
from tests.workbooks import (
    BEST,
    EXPLANATION,
    FIRST_OPTION,
    KIND,
    NUMBER,
    OPTIONAL,
    QUESTION,
    SCALE,
    SHIPPED,
    SUBJECT,
    Edit,
    accepted,
    edited,
    new_item,
    put,
    reread,
    written,
)

FULL, FIRST_YEAR, DIGITAL, WELLBEING = "teacher_full", "novice_first_year", "digital", "wellbeing"
SITUATION_ROW = 15  # tf14


def refused(code: str, *edits: Edit) -> list[tuple[str, int, str]]:
    """All mistakes; each is told in plain words of a line or two."""
    reading = reread(code, *edits)
    assert reading.questionnaire is None
    words = translator("ru")
    for mistake in reading.mistakes:
        said = words.plain(screens._mistake(mistake))
        assert f"«{mistake.sheet}»" in said and len(said) < 250, said
    return [(one.sheet, one.row, one.key.removeprefix("workbook-error-")) for one in reading.mistakes]


def refusal(data: bytes, name: str = "опросник.xlsx", code: str = FULL) -> str:
    with pytest.raises(Invalid) as refused:
        read(data, name, SHIPPED[code], CONTENT.competencies)
    return refused.value.key


# Mistakes


NEXT_ITEM = len(SHIPPED[FULL].items) + 2
A_SITUATION = (None, "Содержание предмета", "ситуация", "Что?", None, None, None)


@pytest.mark.parametrize(
    ("edit", "mistakes"),
    [
        (lambda book: book.remove(book[ITEMS]), [(ITEMS, 0, "sheet")]),
        (lambda book: book.remove(book[TEXTS]), [(TEXTS, 0, "sheet")]),
        (lambda book: book.remove(book[ABOUT]), [(ABOUT, 0, "sheet")]),
        (lambda book: book[ITEMS].delete_cols(NUMBER, 2), [(ITEMS, 0, "columns")]),
        (lambda book: book[SCALES].delete_rows(1), [(SCALES, 0, "columns")]),
        (lambda book: book[ITEMS].delete_rows(2, 100), [(ITEMS, 0, "no-rows")]),
        (lambda book: book[TEXTS].delete_rows(2, 4), [(TEXTS, 0, "row")] * 4),
        (put(TEXTS, 2, 3, "  "), [(TEXTS, 2, "empty")]),
        (put(TEXTS, 3, 1, "Общий выход"), [(TEXTS, 0, "row"), (TEXTS, 3, "slot")]),
        (put(TEXTS, 4, 2, "Критический"), [(TEXTS, 0, "row"), (TEXTS, 4, "again")]),
        (put(ABOUT, 2, 1, "Имя"), [(ABOUT, 0, "row"), (ABOUT, 2, "property")]),
        (put(ABOUT, 3, 1, "Название"), [(ABOUT, 0, "row"), (ABOUT, 3, "again")]),
        (put(ABOUT, 4, 2, "Кнопка длиннее двадцати четырёх"), [(ABOUT, 4, "long")]),
        (put(ABOUT, 5, 2, "я" * 1501), [(ABOUT, 5, "long")]),
        (put(ABOUT, 7, 2, "минут десять"), [(ABOUT, 7, "number")]),
        (put(ABOUT, 7, 2, 0), [(ABOUT, 7, "number")]),
        (put(ABOUT, 8, 2, 12.5), [(ABOUT, 8, "number")]),
        (put(ABOUT, 8, 2, "9" * 5000), [(ABOUT, 8, "long"), (ABOUT, 8, "number")]),
        (put(ITEMS, 3, NUMBER, "tf01"), [(ITEMS, 3, "id-again")]),
        (put(ITEMS, 3, NUMBER, "tf99"), [(ITEMS, 3, "id")]),
        (put(ITEMS, 3, SUBJECT, "Содержанье предметов"), [(ITEMS, 3, "misspelt")]),
        (put(ITEMS, 3, SUBJECT, "квантовая физика"), [(ITEMS, 3, "unknown")]),
        (put(ITEMS, 3, KIND, "тест"), [(ITEMS, 3, "unknown")]),
        (put(ITEMS, 3, KIND, None), [(ITEMS, 3, "empty")]),
        (put(ITEMS, 3, QUESTION, None), [(ITEMS, 3, "empty")]),
        (put(ITEMS, 3, QUESTION, "я" * 501), [(ITEMS, 3, "long")]),
        (put(ITEMS, 3, QUESTION, "🌱" * 251), [(ITEMS, 3, "long")]),
        (put(ITEMS, 3, QUESTION, "=CONCATENATE(A1, B1)"), [(ITEMS, 3, "formula")]),
        (put(ITEMS, 3, SCALE, "Шкала 7"), [(ITEMS, 3, "scale")]),
        (put(ITEMS, 3, OPTIONAL, "как хотите"), [(ITEMS, 3, "yes")]),
        (put(ITEMS, 3, FIRST_OPTION, "вариант"), [(ITEMS, 3, "not-for-scale")]),
        (put(ITEMS, 3, EXPLANATION, "пояснение"), [(ITEMS, 3, "not-for-scale")]),
        (put(ITEMS, SITUATION_ROW, SCALE, "Шкала 1"), [(ITEMS, SITUATION_ROW, "not-for-choice")]),
        (put(ITEMS, SITUATION_ROW, FIRST_OPTION, "я" * 301), [(ITEMS, SITUATION_ROW, "long")]),
        (put(ITEMS, SITUATION_ROW, FIRST_OPTION, None), [(ITEMS, SITUATION_ROW, "empty")]),
        (put(ITEMS, SITUATION_ROW, FIRST_OPTION + 1, 4), [(ITEMS, SITUATION_ROW, "number")]),
        (put(ITEMS, SITUATION_ROW, FIRST_OPTION + 1, None), [(ITEMS, SITUATION_ROW, "empty")]),
        (put(ITEMS, SITUATION_ROW, FIRST_OPTION + 1, 3), [(ITEMS, SITUATION_ROW, "best-points")]),
        (put(ITEMS, SITUATION_ROW, BEST, "А"), [(ITEMS, SITUATION_ROW, "best-points")]),
        (put(ITEMS, SITUATION_ROW, BEST, "Е"), [(ITEMS, SITUATION_ROW, "best")]),
        (put(ITEMS, SITUATION_ROW, BEST, "А или В"), [(ITEMS, SITUATION_ROW, "best")]),
        (put(ITEMS, SITUATION_ROW, BEST, None), [(ITEMS, SITUATION_ROW, "empty")]),
        (put(ITEMS, SITUATION_ROW, EXPLANATION, "я" * 1001), [(ITEMS, SITUATION_ROW, "long")]),
        (new_item(*A_SITUATION, "Одно", 3, *[None] * 10, "А"), [(ITEMS, NEXT_ITEM, "options")]),
        (new_item(*A_SITUATION, "Раз", 3, None, None, "Два", 0, *[None] * 6, "А"),
         [(ITEMS, NEXT_ITEM, "gap")]),
        (new_item(None, "Нейросети в работе учителя", "шкала", "Одного мало."),
         [(ITEMS, NEXT_ITEM, "few")]),
        (lambda book: book[ITEMS].delete_rows(2), [(ITEMS, 2, "few")]),
        (lambda book: book[OPEN_ITEMS].append(["tf_open1", "Дважды?"]), [(OPEN_ITEMS, 3, "id-again")]),
        (put(OPEN_ITEMS, 2, 2, "=A1"), [(OPEN_ITEMS, 2, "formula")]),
        (put(SCALES, 2, 4, "Подпись длиннее, чем кнопка видит"), [(SCALES, 2, "long")]),
        (put(SCALES, 2, 3, "ноль"), [(SCALES, 2, "number")]),
        (put(SCALES, 2, 3, 1), [(SCALES, 2, "scale-repeats")]),
        (put(SCALES, 5, 3, 4), [(SCALES, 5, "number")]),
        (put(SCALES, 2, 2, None), [(SCALES, 2, "empty")]),
        (put(SCALES, 3, 2, "А это зачем?"), [(SCALES, 3, "prompt")]),
        (lambda book: book[SCALES].delete_rows(5), [(SCALES, 2, "scale-ends")]),
        (lambda book: book[SCALES].delete_rows(3, 3), [(SCALES, 2, "scale-size")]),
        (lambda book: book[SCALES].delete_rows(2, 20), [(SCALES, 0, "no-rows")]),
        (lambda book: [book[SCALES].append([f"Новая {n}", "?", n % 4, "а"]) for n in range(9)],
         [(SCALES, 0, "scales"), *((SCALES, 10 + n, "scale-size") for n in range(9))]),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_its_sheet_and_row(
    edit: Edit, mistakes: list[tuple[str, int, str]]
) -> None:
    assert refused(FULL, edit) == mistakes


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_cells_give_a_version_or_mistakes(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from([FIRST_YEAR, WELLBEING]))
    strange = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
        st.dates(date(1950, 1, 1), date(2050, 1, 1)),
        st.sampled_from(["=1/0", "#REF!", "", "\n", "А", "да", "шкала", "ситуация", "Шкала 2", "nf01", "3"]),
        st.text(st.characters(exclude_categories=("C",)), max_size=40),
    )  # fmt: skip
    edits = [
        put(
            data.draw(st.sampled_from(workbook.SHEETS)),
            data.draw(st.integers(1, 30)),
            data.draw(st.integers(1, EXPLANATION)),
            data.draw(strange),
        )
        for _ in range(data.draw(st.integers(1, 6)))
    ]
    try:
        reading = reread(code, *edits)
    except Invalid as error:
        assert error.key == "workbook-foreign"
        return
    assert (reading.questionnaire is None) == bool(reading.mistakes)
    for mistake in reading.mistakes:
        assert translator("ru").html(screens._mistake(mistake))
    if reading.questionnaire is not None:
        again = read(written(reading.questionnaire), "a.xlsx", reading.questionnaire, CONTENT.competencies)
        assert again.questionnaire is not None, again.mistakes
        assert not changes(reading.questionnaire, again.questionnaire)


def test_all_mistakes_are_gathered_at_once() -> None:
    found = refused(
        FULL,
        put(ABOUT, 7, 2, "?"),
        put(ITEMS, 4, SUBJECT, "Волшебство"),
        put(ITEMS, 3, QUESTION, None),
        put(ITEMS, 9, QUESTION, "=1+1"),
        put(SCALES, 3, 4, None),
        put(TEXTS, 2, 3, None),
    )
    assert found == [
        (ABOUT, 7, "number"),
        (ITEMS, 3, "empty"),
        (ITEMS, 4, "unknown"),
        (ITEMS, 9, "formula"),
        (SCALES, 3, "empty"),
        (TEXTS, 2, "empty"),
    ]


def test_the_nearest_title_is_suggested() -> None:
    (mistake,) = reread(FULL, put(ITEMS, 3, SUBJECT, "Содержанье предметов")).mistakes
    said = translator("ru").plain(screens._mistake(mistake))
    assert said.startswith("Лист «Вопросы», строка 3:") and "Может быть, «Содержание предмета»?" in said
    (mistake,) = reread(WELLBEING, put(ITEMS, 3, SUBJECT, "Сила")).mistakes
    assert mistake.arguments["nearest"] == "Силы" and mistake.arguments["column"] == "Сторона"


def test_the_wellbeing_check_keeps_its_own_limits() -> None:
    energy = (None, "Силы", "шкала", "Мне хватает сил.")
    room = UNSAVED_ITEMS_LIMIT - len(SHIPPED[WELLBEING].items)
    longest = accepted(WELLBEING, lambda book: [book[ITEMS].append(energy) for _ in range(room)])
    assert {item.competency for item in longest.items} == {"psy_resource"}
    assert longest.items[-1].dimension == "energy"
    more = refused(WELLBEING, lambda book: [book[ITEMS].append(energy) for _ in range(room + 1)])
    assert more == [(ITEMS, 0, "rows")]
    assert refused(WELLBEING, lambda book: book[OPEN_ITEMS].append([None, "Как вы?"])) == [
        (OPEN_ITEMS, 2, "wellbeing-open")
    ]
    situation = (None, "Силы", "ситуация", "Что?", None, None, None, "Раз", 3, "Два", 0)
    assert refused(WELLBEING, new_item(*situation)) == [(ITEMS, 16, "wellbeing-choice")]
    # Each side keeps a question.
    assert refused(WELLBEING, lambda book: book[ITEMS].delete_rows(2, 4)) == [(ITEMS, 0, "few")]
    assert [key for *_, key in refused(WELLBEING, put(ITEMS, 3, SUBJECT, "Ресурс и саморегуляция"))] == [
        "unknown"
    ]


def test_too_many_rows_are_one_mistake() -> None:
    item = (None, "Содержание предмета", "шкала", "Ещё вопрос.")
    room = ITEMS_LIMIT - len(SHIPPED[FULL].items)
    assert len(accepted(FULL, lambda book: [book[ITEMS].append(item) for _ in range(room)]).items) == 100

    def many(book: Workbook) -> None:
        for _ in range(150):
            book[ITEMS].append(item)

    assert refused(FULL, many) == [(ITEMS, 0, "rows")]
    endless = edited(SHIPPED[FULL], lambda book: [book[SCALES].append(["а"]) for _ in range(5000)])
    assert refusal(endless) == "workbook-rows", "on any sheet"


# Files that are not workbooks of this questionnaire


def other_book(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_files_of_other_kinds_are_told_apart() -> None:
    csv = "Номер;Вопрос\n1;Что?"
    assert refusal(csv.encode(), "опросник.csv") == "workbook-kind"
    assert refusal(csv.encode("cp1251"), "опросник.csv") == "workbook-kind"
    assert refusal(csv.encode("utf-16"), "опросник.txt") == "workbook-kind"
    assert refusal(csv.encode(), "опросник.xlsx") == "import-file-broken"
    assert refusal(csv.encode("cp1251"), "опросник.xlsx") == "import-file-broken"
    assert refusal(b"", "опросник.xlsx") == "workbook-kind"
    assert refusal(b"%PDF-1.4", "опросник.pdf") == "workbook-kind"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "опросник.xls") == "import-file-old"
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert refusal(locked) == "import-file-locked"
    assert refusal(b"0" * (FILE_LIMIT + 1)) == "workbook-large"
    assert refusal(written(SHIPPED[FULL])[:-300]) == "import-file-broken"
    assert refusal(other_book([["Фамилия", "Имя"], ["Полева", "Анна"]])) == "workbook-foreign"


def test_harmful_archives_are_refused() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", b"0" * (UNPACKED_LIMIT + 1))
    assert refusal(archive.getvalue()) == "workbook-bomb"
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as documents:
        documents.writestr("word/document.xml", b"<a/>")
    assert refusal(archive.getvalue()) == "workbook-kind"
    # The reader must not count up to a row numbered a billion.
    forged = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(edited(SHIPPED[FULL]))) as right,
        zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as wrong,
    ):
        for part in right.namelist():
            wrong.writestr(part, right.read(part).replace(b'<row r="30"', b'<row r="1000000000"'))
    assert refusal(forged.getvalue()) == "workbook-rows"


def test_another_questionnaire_and_an_old_version_are_recognised() -> None:
    assert refusal(written(SHIPPED[DIGITAL])) == "workbook-other"
    newest = SHIPPED[FULL].model_copy(update={"version": 3})
    with pytest.raises(Invalid) as outdated:
        read(written(SHIPPED[FULL]), "a.xlsx", newest, CONTENT.competencies)
    assert (outdated.value.key, outdated.value.arguments) == ("workbook-outdated", {"version": 3})
    assert refusal(written(newest)) == "workbook-foreign"
    for row, value in ((9, None), (9, "=A1"), (10, None), (10, "первая"), (10, "1" * 5000)):
        assert refusal(edited(SHIPPED[FULL], put(ABOUT, row, 2, value))) == "workbook-foreign"
