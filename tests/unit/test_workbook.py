"""A questionnaire as a workbook: written and read back unchanged, and edited."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import pytest
from aiogram.methods import SendMessage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.telegram.display import messages
from handlers.assessments import screens as assessments
from handlers.screen import LABEL_LIMIT
from handlers.words import translator
from services.assessments.queries import Explanation, ItemView
from services.assessments.rules import score
from services.content.questionnaires import Questionnaire
from services.questionnaires import workbook
from services.questionnaires.changes import changes
from services.questionnaires.reading import read
from services.questionnaires.workbook import ITEMS, LETTERS, OPEN_ITEMS, SCALES, TEXTS
from tests.conftest import CONTENT
from tests.workbooks import (
    QUESTION,
    SCALE,
    SHIPPED,
    SUBJECT,
    accepted,
    edited,
    new_item,
    put,
    written,
)

FULL, FIRST_YEAR, DIGITAL, WELLBEING = "teacher_full", "novice_first_year", "digital", "wellbeing"


def same_but_version(one: Questionnaire, other: Questionnaire) -> bool:
    return one == other.model_copy(update={"version": one.version})


# Written and read back


@pytest.mark.parametrize("code", SHIPPED)
def test_every_questionnaire_is_read_back_as_written(code: str) -> None:
    one = SHIPPED[code]
    straight = read(written(one), "a.xlsx", one, CONTENT.competencies).questionnaire
    through_excel = accepted(code)
    for back in (straight, through_excel):
        assert back is not None and back.version == one.version + 1
        assert same_but_version(one, back)
        assert not changes(one, back)


@pytest.mark.parametrize("code", SHIPPED)
def test_workbook_is_readable_for_a_person(code: str) -> None:
    book = load_workbook(BytesIO(written(SHIPPED[code])))
    assert book.sheetnames == [*workbook.SHEETS, "Памятка"]
    for sheet in book:
        headings = [cell.value for cell in sheet[1]]
        assert all(headings) and not any("a" <= letter <= "z" for letter in "".join(headings).casefold())
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row)
    named = {row[1] for row in book["Памятка"].iter_rows(min_row=2, values_only=True)}
    assert {row[SUBJECT - 1] for row in book[ITEMS].iter_rows(min_row=2, values_only=True)} <= named


# Strange letters, quotes, texts that look like a formula or a number; no spaces at the ends.
words = st.text(
    st.characters(exclude_categories=("C", "Z", "M"), codec="utf-8"), min_size=1, max_size=60
).map(lambda text: unicodedata.normalize("NFC", text))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_correct_edit_is_read_as_meant(data: st.DataObject) -> None:
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
    # The questionnaire that was read is written next time.
    again = read(written(read_back.questionnaire), "a.xlsx", read_back.questionnaire, CONTENT.competencies)
    assert again.questionnaire is not None and not changes(read_back.questionnaire, again.questionnaire)


# Editing


def test_items_are_added_reworded_removed_and_moved() -> None:
    def work(book: Workbook) -> None:
        sheet = book[ITEMS]
        sheet.delete_rows(2)  # tf01: with the new item its competency keeps two
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
    # Parts that a methodist cannot edit are kept.
    for kept in ("code", "purpose", "audience", "privacy", "scoring", "help", "dimensions"):
        assert getattr(fresh, kept) == getattr(one, kept)
    # The next edit starts from this version and uses no old id again.
    back = read(written(fresh), "a.xlsx", fresh, CONTENT.competencies).questionnaire
    assert back is not None and not changes(fresh, back)

    def more(book: Workbook) -> None:
        book[ITEMS].append([None, "Содержание предмета", "шкала", "Ещё один.", "Шкала 3"])

    third = read(edited(fresh, more), "a.xlsx", fresh, CONTENT.competencies).questionnaire
    assert third is not None and third.items[-1].id not in {*ids, *(item.id for item in one.items)}
    assert third.scale_of(third.items[-1]).prompt == "Как часто?"


def test_order_of_rows_is_the_order_of_items() -> None:
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
        assert fresh.scoring.levels == one.scoring.levels


def test_wellbeing_check_may_have_more_or_fewer_small_steps() -> None:
    def work(book: Workbook) -> None:
        book[TEXTS].delete_rows(book[TEXTS].max_row)
        book[TEXTS].append(["Маленький шаг", None, "Выспаться."])

    fresh = accepted(WELLBEING, work)
    assert fresh.self_help == (*SHIPPED[WELLBEING].self_help[:-1], "Выспаться.")


def test_first_scale_replaces_the_usual_one_that_is_gone() -> None:
    def work(book: Workbook) -> None:
        book[SCALES].delete_rows(2, 4)
        for row in range(2, book[ITEMS].max_row + 1):
            if book[ITEMS].cell(row, SCALE).value == "Шкала 1":
                book[ITEMS].cell(row, SCALE).value = None

    fresh = accepted(DIGITAL, work)
    assert list(fresh.scales) == ["frequency"] == [fresh.default_scale]


# Limits


def test_longest_question_fits_a_message_and_its_buttons_fit_a_phone() -> None:
    longest = [None, "Содержание предмета", "ситуация", "Ж" * 500, None, None, None]
    for place in range(len(LETTERS)):
        longest += ["Щ" * 300, 0 if place else 3]
    fresh = accepted(FULL, new_item(*longest, "A", "Ы" * 1000), put(SCALES, 2, 4, "Ю" * LABEL_LIMIT))
    item, words = fresh.items[-1], translator("ru")
    asked = assessments.question(ItemView(1, fresh, len(fresh.items) - 1, item, None))
    told = assessments.explanation(Explanation(1, fresh, len(fresh.items) - 1, item, "b"))
    for screen in (asked, told):
        (said,) = messages(words, 1, screen)
        assert isinstance(said, SendMessage) and "…" not in said.text
    assert item.best == "a", "a latin A is read as the Russian А"


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
