"""Writing tables to `.xlsx` bytes that are safe to open. Slow for long lists: call off the event loop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

Cell = str | int | float | date | datetime | None

CELL_LIMIT = 32_767  # Excel's own
_TITLE_LIMIT = 31
_WIDEST = 60
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY, _MOMENT, _TEXT = "DD.MM.YYYY", "DD.MM.YYYY HH:MM", "@"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: title, headings of the columns, rows. A datetime is shown in its own time zone.

    `wrap` breaks long texts into lines, for sheets that people read and edit.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    wrap: bool = False


def write(tables: Sequence[Table]) -> bytes:
    """The tables as one workbook. A text that looks like a formula is written as text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for table in tables:
        _write_table(book.create_sheet(_NOT_IN_TITLES.sub(" ", table.title)[:_TITLE_LIMIT]), table)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_table(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, heading in enumerate(table.headings):
        longest = max((len(str(row[number] or "")) for row in table.rows[:200]), default=0)
        width = min(max(len(heading), longest) + 3, _WIDEST)
        sheet.column_dimensions[get_column_letter(number + 1)].width = width
    sheet.freeze_panes = "A2"
    head = [_written(sheet, heading) for heading in table.headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in table.rows:
        cells = [_written(sheet, value) for value in row]
        if table.wrap:
            for cell in cells:
                cell.alignment = wrapped
        sheet.append(cells)


def _written(sheet: Any, value: Cell) -> Any:
    from openpyxl.cell.cell import WriteOnlyCell

    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _NOT_IN_CELLS.sub("", value)[:CELL_LIMIT])
        if cell.value and str(cell.value)[0] in "=+-@\t\r":
            cell.data_type = "s"
            cell.number_format = _TEXT
            cell.quotePrefix = True
        return cell
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value.replace(tzinfo=None, microsecond=0))
        cell.number_format = _MOMENT
        return cell
    cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # the stubs forget dates
    if isinstance(value, date):
        cell.number_format = _DAY
    return cell
