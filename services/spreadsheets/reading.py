"""Reading a spreadsheet's bytes into rows of cells; any file that cannot be read raises Invalid.

A file made to do harm may take much memory and time, so only a worker reads (`services/workers/files.py`).
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from services import unzipping
from services.errors import Invalid
from services.office_files import unreadable_kind

FILE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 60 * 1024 * 1024
_PARTS_LIMIT = 2_000
ROWS_LIMIT = 5_000
_COLUMNS_LIMIT = 60
_SHEET_ROWS = 1_048_576  # Excel's own limit: a forged row number must not keep the reader counting

_DELIMITERS = ";,\t"
_TYPES = "[Content_Types].xml"
_SHEET = re.compile(rb"<(?:\w+:)?sheetData\b")
# The place of a cell that is not empty.
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r=["']([A-Za-z]{1,3})(\d+)["'](?:[^<>]*[^/<>])?>""")
_CELLS_LIMIT = 1_000_000
_FORMATS_LIMIT = 2 * 65_490  # Excel's own, of cells and of named styles
# Cells from the first to the last one, empty ones too: 250 MB.
_SPREAD_LIMIT = 8_000_000
# The mark of a cell whose formula gave an error: for calamine the cell is empty, and people must hear of it.
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s(?:[^<>]*\s)?t=)(["'])e\2""")
# Empty rows take time too, so the reader stops at this row of a sheet.
_WALKED_ROWS = 4 * ROWS_LIMIT

# The value of a cell with a formula or an error.
COMPUTED = object()


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that is not empty; `number` counts from 1, the header included."""

    number: int
    cells: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its first row, and the rows below it that are not empty."""

    header: tuple[object, ...]
    rows: list[RawRow]


def read_table(data: bytes, file_name: str) -> tuple[tuple[object, ...], list[RawRow]]:
    """The header and the rows below it that are not empty. Raises Invalid."""
    if _is_xlsx(data, file_name):
        return _split(_xlsx_rows(data))
    if file_name.casefold().rpartition(".")[2] not in ("csv", "txt"):
        raise Invalid("import-file-kind")
    return _split(_csv_rows(_decoded(data)))


def read_sheets(data: bytes, file_name: str, titles: Collection[str]) -> dict[str, Sheet]:
    """The sheets of an `.xlsx` that have one of the titles; a cell with a formula is `COMPUTED`.

    Raises Invalid.
    """
    if not _is_xlsx(data, file_name):
        raise Invalid("import-file-kind")
    try:
        from openpyxl import load_workbook

        parts = _parts(data)
        _refuse_bloated(parts.values())
        book = load_workbook(_packed(parts), read_only=True, keep_links=False)
        known = {title.casefold(): title for title in titles}
        found = {known.get(sheet.title.strip().casefold()): sheet for sheet in book.worksheets}
        return {title: _sheet(sheet) for title, sheet in found.items() if title is not None}
    except (Invalid, MemoryError):
        raise
    except Exception as error:  # openpyxl raises many kinds of errors for a damaged file
        raise Invalid("import-file-broken") from error


def _is_xlsx(data: bytes, file_name: str) -> bool:
    """Whether the bytes look like an `.xlsx`. Raises Invalid if they cannot be a table."""
    if len(data) > FILE_LIMIT:
        raise Invalid("import-file-large", limit=FILE_LIMIT // 1024 // 1024)
    if not data:
        raise Invalid("import-file-empty")
    if kind := unreadable_kind(data):
        raise Invalid(f"import-file-{kind}")
    if data.startswith(b"PK"):
        return True
    if file_name.casefold().endswith(".xlsx"):
        raise Invalid("import-file-broken")
    return False


def _split(rows: Iterable[tuple[object, ...]]) -> tuple[tuple[object, ...], list[RawRow]]:
    iterator = iter(rows)
    header = next(iterator, ())
    if _is_blank(header):
        raise Invalid("import-file-empty")
    filled = _filled(iterator, _SHEET_ROWS, Invalid("import-file-broken"))
    if not filled:
        raise Invalid("import-file-empty")
    return header, filled


def _sheet(sheet: Any) -> Sheet:
    sheet.reset_dimensions()
    rows = (tuple(map(_value, cells)) for cells in sheet.iter_rows(max_col=_COLUMNS_LIMIT))
    # Excel often leaves formatted empty rows far below: the error asks the person to delete rows.
    too_long = Invalid("import-file-rows", limit=ROWS_LIMIT)
    return Sheet(next(rows, ()), _filled(rows, _WALKED_ROWS, too_long))


def _value(cell: Any) -> object:
    return COMPUTED if cell.data_type in ("f", "e") else cell.value


def _filled(rows: Iterator[tuple[object, ...]], last: int, beyond: Invalid) -> list[RawRow]:
    """The rows below the header that are not empty."""
    filled: list[RawRow] = []
    for number, cells in enumerate(rows, start=2):
        if number > last:
            raise beyond
        if _is_blank(cells):
            continue
        if len(filled) == ROWS_LIMIT:
            raise Invalid("import-file-rows", limit=ROWS_LIMIT)
        filled.append(RawRow(number, cells))
    return filled


def _is_blank(cells: Iterable[object]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _xlsx_rows(data: bytes) -> Iterator[tuple[object, ...]]:
    """Rows of the first sheet. A formula gives the value that Excel saved with it; nothing is computed."""
    try:
        parts = _parts(data)
        from python_calamine import CalamineWorkbook, SheetTypeEnum

        for name, part in parts.items():
            if _SHEET.search(part):
                _refuse_spread(part)
                parts[name] = _ERROR_CELL.sub(rb'\1"str"', part)
        book = CalamineWorkbook.from_filelike(_packed(parts))
        first = next(one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet)
        for row in book.get_sheet_by_name(first).iter_rows():
            yield tuple(row[:_COLUMNS_LIMIT])
    except (Invalid, MemoryError):
        raise
    except BaseException as error:
        # What calamine does not foresee it raises as a panic, which is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Invalid("import-file-broken") from error
        raise


def _refuse_spread(sheet: bytes) -> None:
    """Raises Invalid for a sheet of too many filled cells, or with one too far away.

    Calamine keeps all cells before the last filled one. Empty cells with a format count for nothing.
    """
    last_row, columns = 0, set[bytes]()
    for count, found in enumerate(_FILLED.finditer(sheet)):
        if count > _CELLS_LIMIT:
            raise Invalid("import-file-heavy")
        column, row = found.groups()
        columns.add(column)
        last_row = max(last_row, int(row))
    if last_row > _SHEET_ROWS:
        raise Invalid("import-file-broken")
    if last_row * max(map(_column_number, columns), default=0) > _SPREAD_LIMIT:
        raise Invalid("import-file-heavy")


def _refuse_bloated(parts: Iterable[bytes]) -> None:
    """Raises Invalid for more cells or formats than openpyxl can hold: a kilobyte each."""
    if any(part.count(b"<c ") > _CELLS_LIMIT or part.count(b"<xf ") > _FORMATS_LIMIT for part in parts):
        raise Invalid("import-file-heavy")


def _column_number(letters: bytes) -> int:
    """The number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts of an `.xlsx` by name. Raises Invalid, and any error of `zipfile`."""
    parts = unzipping.entries(
        data, keys="import-file", unpacked_limit=UNPACKED_LIMIT, entries_limit=_PARTS_LIMIT
    )
    if _TYPES not in parts:
        raise Invalid("import-file-kind")
    return parts


def _packed(parts: Mapping[str, bytes]) -> BytesIO:
    """An archive of the parts: the reader of sheets sees what was counted, and nothing else."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    packed.seek(0)
    return packed


def _decoded(data: bytes) -> str:
    """The text in UTF-8, or in an encoding that Excel uses: UTF-16 with a mark, or Windows-1251."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded_as(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decoded_as(data, "cp1251")
    # In any other encoding the required heading would be unreadable.
    if "фамилия" not in text.partition("\n")[0].casefold():
        raise Invalid("import-file-encoding")
    return text


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Invalid("import-file-encoding") from error


def _csv_rows(text: str) -> Iterator[tuple[object, ...]]:
    first_line = next((line for line in StringIO(text, newline=None) if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first_line.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in islice(rows, _SHEET_ROWS + 1):
            yield tuple(row[:_COLUMNS_LIMIT])
    except csv.Error as error:
        raise Invalid("import-file-broken") from error
