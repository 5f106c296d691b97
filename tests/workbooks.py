"""Workbooks of questionnaires, as they are downloaded and as somebody edits them in Excel."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from handlers.questionnaires import screens
from handlers.words import translator
from services.content.questionnaires import Questionnaire
from services.questionnaires import workbook
from services.questionnaires.reading import Reading, read
from services.questionnaires.workbook import ITEMS, LETTERS
from services.spreadsheets import writing
from tests.conftest import CONTENT

Edit = Callable[[Workbook], Any]
SHIPPED = CONTENT.questionnaires
# Columns of the sheet of items.
NUMBER, SUBJECT, KIND, QUESTION, SCALE, REVERSE, OPTIONAL, FIRST_OPTION = range(1, 9)
BEST, EXPLANATION = FIRST_OPTION + 2 * len(LETTERS), FIRST_OPTION + 2 * len(LETTERS) + 1


def written(one: Questionnaire) -> bytes:
    """The workbook as it is downloaded."""
    guide = screens.guide_table(one, CONTENT.competencies, translator("ru"))
    return writing.write([*workbook.tables(one, CONTENT.competencies), guide])


def edited(one: Questionnaire, *edits: Edit) -> bytes:
    """The workbook after somebody worked on it."""
    shipped = SHIPPED.get(one.code)
    return reworked(_shipped(one.code) if one is shipped else written(one), *edits)


@cache
def _shipped(code: str) -> bytes:
    return written(SHIPPED[code])


def reworked(data: bytes, *edits: Edit) -> bytes:
    """A downloaded workbook after somebody worked on it."""
    book = load_workbook(BytesIO(data))
    for edit in edits:
        edit(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet: str, row: int, column: int, value: object) -> Edit:
    """Write a value into a cell."""

    def work(book: Workbook) -> None:
        book[sheet].cell(row, column).value = value

    return work


def new_item(*cells: object) -> Edit:
    """Add a row to the items."""
    return lambda book: book[ITEMS].append(list(cells))


def reread(code: str, *edits: Edit) -> Reading:
    """What is read of a shipped questionnaire after the edits."""
    one = SHIPPED[code]
    return read(edited(one, *edits), "опросник.xlsx", one, CONTENT.competencies)


def accepted(code: str, *edits: Edit) -> Questionnaire:
    """The version the edits make."""
    reading = reread(code, *edits)
    assert reading.questionnaire is not None, reading.mistakes
    return reading.questionnaire
