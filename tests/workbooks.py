"""Workbooks of questionnaires, as they are downloaded and as somebody edits them in Excel."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from handlers.questionnaires import screens
from handlers.words import translator
from services import sheets
from services.content import Questionnaire
from services.questionnaires import workbook
from tests.conftest import CONTENT

Edit = Callable[[Workbook], Any]


def written(one: Questionnaire) -> bytes:
    """The workbook as it is downloaded."""
    guide = screens.guide_table(one, CONTENT.competencies, translator("ru"))
    return sheets.write([*workbook.tables(one, CONTENT.competencies), guide])


def edited(one: Questionnaire, *edits: Edit) -> bytes:
    """The workbook after somebody worked on it."""
    return reworked(written(one), *edits)


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
