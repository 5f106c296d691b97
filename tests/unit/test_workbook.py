"""A questionnaire as a workbook: out and back unchanged, edited, spoiled in every way people spoil files."""

from __future__ import annotations

import unicodedata
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from handlers.assessments import screens as assessments
from handlers.questionnaires import screens
from handlers.screen import LABEL_LIMIT, TEXT_LIMIT, _text, _units
from handlers.words import translator
from services import tables
from services.assessments.queries import Explanation, ItemView
from services.assessments.rules import score
from services.content import Questionnaire
from services.errors import Invalid
from services.questionnaires import workbook
from services.questionnaires.changes import changes
from services.questionnaires.reading import ITEMS_LIMIT, Reading, read
from services.questionnaires.workbook import ABOUT, ITEMS, LETTERS, OPEN_ITEMS, SCALES, TEXTS
from services.wellbeing.rules import UNSAVED_ITEMS_LIMIT
from tests.conftest import CONTENT
from tests.workbooks import Edit, edited, put, written

FULL, FIRST_YEAR, DIGITAL, WELLBEING = "teacher_full", "novice_first_year", "digital", "wellbeing"
SHIPPED = CONTENT.questionnaires
SITUATION_ROW = 15  # tf14
# Columns of the sheet of items.
NUMBER, SUBJECT, KIND, QUESTION, SCALE, REVERSE, OPTIONAL, FIRST_OPTION = range(1, 9)
BEST, EXPLANATION = FIRST_OPTION + 2 * len(LETTERS), FIRST_OPTION + 2 * len(LETTERS) + 1


def reread(code: str, *edits: Edit) -> Reading:
    one = SHIPPED[code]
    return read(edited(one, *edits), "опросник.xlsx", one, CONTENT.competencies)


def accepted(code: str, *edits: Edit) -> Questionnaire:
    reading = reread(code, *edits)
    assert reading.questionnaire is not None, reading.mistakes
    return reading.questionnaire


def refused(code: str, *edits: Edit) -> list[tuple[str, int, str]]:
    """Every mistake, each said in plain words that fit a line or two."""
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


def same_but_version(one: Questionnaire, other: Questionnaire) -> bool:
    return one == other.model_copy(update={"version": one.version})


# Out and back


@pytest.mark.parametrize("code", SHIPPED)
def test_every_questionnaire_comes_back_as_it_went(code: str) -> None:
    one = SHIPPED[code]
    straight = read(written(one), "a.xlsx", one, CONTENT.competencies).questionnaire
    through_excel = accepted(code)
    for back in (straight, through_excel):
        assert back is not None and back.version == one.version + 1
        assert same_but_version(one, back)
        assert not changes(one, back)


@pytest.mark.parametrize("code", SHIPPED)
def test_the_workbook_is_made_for_a_person(code: str) -> None:
    book = load_workbook(BytesIO(written(SHIPPED[code])))
    assert book.sheetnames == [*workbook.SHEETS, "Памятка"]
    for sheet in book:
        headings = [cell.value for cell in sheet[1]]
        assert all(headings) and not any("a" <= letter <= "z" for letter in "".join(headings).casefold())
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row)
    named = {row[1] for row in book["Памятка"].iter_rows(min_row=2, values_only=True)}
    assert {row[SUBJECT - 1] for row in book[ITEMS].iter_rows(min_row=2, values_only=True)} <= named


# Strange letters, quotes, what looks like a formula or a number; no spaces at the ends.
words = st.text(
    st.characters(exclude_categories=("C", "Z", "M"), codec="utf-8"), min_size=1, max_size=60
).map(lambda text: unicodedata.normalize("NFC", text))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_rightly_edited_is_read_as_it_was_meant(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(sorted(SHIPPED)))
    one = SHIPPED[code]
    rows = data.draw(st.lists(st.integers(0, len(one.items) - 1), max_size=3, unique=True))
    texts = {one.items[row].id: data.draw(words) for row in rows}
    flipped = {one.items[row].id for row in rows if data.draw(st.booleans())}
    finish, minutes = data.draw(words), data.draw(st.integers(1, 120))
    items = tuple(
        item.model_copy(
            update={
                "text": texts.get(item.id, item.text),
                "optional": item.optional ^ (item.id in flipped),
                "reverse": item.reverse ^ (item.id in flipped and item.type == "scale"),
            }
        )
        for item in one.items
    )
    meant = one.model_copy(
        update={
            "items": items,
            "minutes": minutes,
            "texts": one.texts.model_copy(update={"finish": finish}),
        }
    )
    read_back = read(written(meant), "a.xlsx", one, CONTENT.competencies)
    assert read_back.mistakes == ()
    assert read_back.questionnaire is not None
    assert same_but_version(meant, read_back.questionnaire)
    # What was read is what is written next time.
    again = read(written(read_back.questionnaire), "a.xlsx", read_back.questionnaire, CONTENT.competencies)
    assert again.questionnaire is not None and not changes(read_back.questionnaire, again.questionnaire)


# Editing


def test_items_are_added_reworded_removed_and_moved() -> None:
    def work(book: Workbook) -> None:
        sheet = book[ITEMS]
        sheet.delete_rows(2)  # tf01 of three about the subject's contents
        sheet.cell(2, QUESTION).value = "Слежу за новым в своей науке."
        sheet.append([None, " содержание  ПРЕДМЕТА", "Шкала", "Читаю о своём предмете.", "", "", "да"])
        sheet.append([None, "Оценивание и обратная связь", "ситуация", "Что дальше?", None, None, None,
                      "Ничего", 0, "Разберу", 3, "Подумаю", 1.0, *[None] * 6, "Б"])  # fmt: skip
        book[OPEN_ITEMS].append([None, "О чём ещё спросить?"])
        book[SCALES].append(["Шкала 3", "Как часто?", 0, "Никогда"])
        book[SCALES].append(["Шкала 3", None, 3, "Всегда"])

    one, fresh = SHIPPED[FULL], accepted(FULL, work)
    different = changes(one, fresh)
    assert [item.id for item in different.removed] == ["tf01"]
    assert [item.id for item in different.changed] == ["tf02"]
    assert [item.type for item in different.added] == ["scale", "choice"]
    assert different.parts == (OPEN_ITEMS, SCALES) and not different.moved
    assert different.stale_count == 36, "the introduction still speaks of 36"
    new_scale, situation = different.added
    assert (new_scale.competency, new_scale.scale, new_scale.optional) == ("sub_content", None, True)
    assert situation.best == "b" and [option.score for option in situation.options] == [0, 3, 1]
    ids = [item.id for item in fresh.items]
    assert len(set(ids)) == len(ids) and fresh.followup[0] == one.followup[0]
    assert len(fresh.scales) == 3 and fresh.default_scale == one.default_scale
    # What a methodist cannot edit stays.
    for kept in ("code", "purpose", "audience", "privacy", "scoring", "help", "dimensions"):
        assert getattr(fresh, kept) == getattr(one, kept)
    # The next edit starts from here, and gives nobody an id that was used.
    back = read(written(fresh), "a.xlsx", fresh, CONTENT.competencies).questionnaire
    assert back is not None and not changes(fresh, back)

    def more(book: Workbook) -> None:
        book[ITEMS].append([None, "Содержание предмета", "шкала", "Ещё один.", "Шкала 3"])

    third = read(edited(fresh, more), "a.xlsx", fresh, CONTENT.competencies).questionnaire
    assert third is not None and third.items[-1].id not in {*ids, *(item.id for item in one.items)}
    assert third.scale_of(third.items[-1]).prompt == "Как часто?"


def test_the_order_of_rows_is_the_order_of_items() -> None:
    def swap(book: Workbook) -> None:
        sheet = book[ITEMS]
        first, second = [[cell.value for cell in sheet[row]] for row in (2, 3)]
        for column, (one, other) in enumerate(zip(first, second, strict=True), start=1):
            sheet.cell(2, column).value, sheet.cell(3, column).value = other, one

    fresh = accepted(FULL, swap)
    assert [item.id for item in fresh.items[:3]] == ["tf02", "tf01", "tf03"]
    different = changes(SHIPPED[FULL], fresh)
    assert different.moved and not (different.added or different.changed or different.removed)


def test_columns_and_notes_around_the_table_do_not_matter() -> None:
    def work(book: Workbook) -> None:
        book[ITEMS].insert_cols(1)
        book[ITEMS].cell(1, 1).value = "Мои заметки"
        book[ITEMS].cell(60, 1).value = "=СЕГОДНЯ()"
        book.create_sheet("Черновик").append(["=1/0"])
        book.remove(book["Памятка"])

    assert not changes(SHIPPED[FULL], accepted(FULL, work))


def test_every_text_of_the_result_can_be_reworded() -> None:
    for code, one in SHIPPED.items():
        fresh = accepted(
            code,
            lambda book: [
                book[TEXTS].cell(row, 3).__setattr__("value", f"Слова {row}.")
                for row in range(2, book[TEXTS].max_row + 1)
            ],
        )
        said = [slot.words for slot in workbook.slots(fresh)] + list(fresh.self_help)
        assert said == [f"Слова {row}." for row in range(2, len(said) + 2)]
        assert changes(one, fresh).parts == (TEXTS,)
        assert fresh.model_copy(update={"scoring": one.scoring}).scoring.levels == one.scoring.levels


def test_small_steps_of_the_wellbeing_check_may_be_more_or_fewer() -> None:
    def work(book: Workbook) -> None:
        book[TEXTS].delete_rows(book[TEXTS].max_row)
        book[TEXTS].append(["Маленький шаг", None, "Выспаться."])

    fresh = accepted(WELLBEING, work)
    assert fresh.self_help == (*SHIPPED[WELLBEING].self_help[:-1], "Выспаться.")


def test_the_first_scale_takes_over_where_the_usual_one_is_gone() -> None:
    def work(book: Workbook) -> None:
        book[SCALES].delete_rows(2, 4)
        for row in range(2, book[ITEMS].max_row + 1):
            if book[ITEMS].cell(row, SCALE).value == "Шкала 1":
                book[ITEMS].cell(row, SCALE).value = None

    fresh = accepted(DIGITAL, work)
    assert list(fresh.scales) == ["frequency"] == [fresh.default_scale]


# Mistakes


def new_item(*cells: object) -> Edit:
    return lambda book: book[ITEMS].append(list(cells))


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
    # No side may be left without a question.
    assert refused(WELLBEING, lambda book: book[ITEMS].delete_rows(2, 4)) == [(ITEMS, 0, "few")]
    assert [key for *_, key in refused(WELLBEING, put(ITEMS, 3, SUBJECT, "Ресурс и саморегуляция"))] == [
        "unknown"
    ]


def test_too_many_rows_are_one_mistake_or_none_is_read() -> None:
    item = (None, "Содержание предмета", "шкала", "Ещё вопрос.")
    room = ITEMS_LIMIT - len(SHIPPED[FULL].items)
    assert len(accepted(FULL, lambda book: [book[ITEMS].append(item) for _ in range(room)]).items) == 100
    many = lambda book: [book[ITEMS].append(item) for _ in range(4900)]  # noqa: E731
    assert refused(FULL, many) == [(ITEMS, 0, "rows")]
    for sheet in (ITEMS, TEXTS, SCALES):
        data = edited(
            SHIPPED[FULL], lambda book, sheet=sheet: [book[sheet].append(["а"] * 4) for _ in range(5000)]
        )
        assert refusal(data) == "workbook-rows"


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
    assert refusal(b"0" * (tables.FILE_LIMIT + 1)) == "workbook-large"
    assert refusal(written(SHIPPED[FULL])[:-300]) == "import-file-broken"
    assert refusal(other_book([["Фамилия", "Имя"], ["Полева", "Анна"]])) == "workbook-foreign"


def test_archives_that_harm_are_refused() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", b"0" * (tables.UNPACKED_LIMIT + 1))
    assert refusal(archive.getvalue()) == "workbook-bomb"
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as documents:
        documents.writestr("word/document.xml", b"<a/>")
    assert refusal(archive.getvalue()) == "workbook-kind"
    # A row that says it is the billionth must not be counted to.
    forged = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(edited(SHIPPED[FULL]))) as right,
        zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as wrong,
    ):
        for part in right.namelist():
            wrong.writestr(part, right.read(part).replace(b'<row r="30"', b'<row r="1000000000"'))
    assert refusal(forged.getvalue()) == "import-file-broken"


def test_another_questionnaire_and_an_old_version_are_recognised() -> None:
    assert refusal(written(SHIPPED[DIGITAL])) == "workbook-other"
    newest = SHIPPED[FULL].model_copy(update={"version": 3})
    with pytest.raises(Invalid) as outdated:
        read(written(SHIPPED[FULL]), "a.xlsx", newest, CONTENT.competencies)
    assert (outdated.value.key, outdated.value.arguments) == ("workbook-outdated", {"version": 3})
    assert refusal(written(newest)) == "workbook-foreign"
    for row, value in ((9, None), (9, "=A1"), (10, None), (10, "первая"), (10, "1" * 5000)):
        assert refusal(edited(SHIPPED[FULL], put(ABOUT, row, 2, value))) == "workbook-foreign"


def test_every_refusal_has_words() -> None:
    for key in set(translator("ru")._bundle._messages):
        if key.startswith("workbook-"):
            text = translator("ru")._bundle.get_message(key)
            assert text.value is not None


# What the limits are for


def test_the_longest_question_fits_a_message_and_its_buttons_a_phone() -> None:
    longest = [None, "Содержание предмета", "ситуация", "Ж" * 500, None, None, None]
    for place in range(len(LETTERS)):
        longest += ["Щ" * 300, 0 if place else 3]
    fresh = accepted(FULL, new_item(*longest, "A", "Ы" * 1000), put(SCALES, 2, 4, "Ю" * LABEL_LIMIT))
    item, words = fresh.items[-1], translator("ru")
    asked = assessments.question(ItemView(1, fresh, len(fresh.items) - 1, item, None))
    told = assessments.explanation(Explanation(1, fresh, len(fresh.items) - 1, item, "b"))
    for screen in (asked, told):
        said = _text(words, screen, TEXT_LIMIT)
        assert _units(said) <= TEXT_LIMIT and "…" not in said
    assert item.best == "a", "a latin A is an А to whoever types it"


def test_both_ends_can_be_reached_after_an_edit() -> None:
    fresh = accepted(DIGITAL, put(SCALES, 3, 4, "Бывает"), lambda book: book[ITEMS].delete_rows(6))
    for most, percent in ((True, 100), (False, 0)):
        answers = {}
        for item in fresh.items:
            if item.type == "choice":
                pick = max if most else min
                answers[item.id] = pick(item.options, key=lambda option: option.score).id
            else:
                answers[item.id] = str(3 if most ^ item.reverse else 0)
        scores = score(fresh, CONTENT.competencies, answers)
        assert {one.percent for one in scores} == {percent}
