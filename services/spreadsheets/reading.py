"""Reading a spreadsheet's bytes into rows of cells; any file that cannot be read raises Invalid."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from services.errors import Invalid
from services.office_files import unreadable_kind

FILE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 60 * 1024 * 1024
ROWS_LIMIT = 5_000
_COLUMNS_LIMIT = 60
_SHEET_ROWS = 1_048_576  # Excel's own limit: a forged row number must not keep the reader counting

_ENCRYPTED_FLAG = 0x1
_DELIMITERS = ";,\t"
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
        _refuse_bad_archive(data)
        from openpyxl import load_workbook

        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        known = {title.casefold(): title for title in titles}
        found = {known.get(sheet.title.strip().casefold()): sheet for sheet in book.worksheets}
        return {title: _sheet(sheet) for title, sheet in found.items() if title is not None}
    except Invalid:
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
        _refuse_bad_archive(data)
        # A heavy import that few people ever need.
        from openpyxl import load_workbook

        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=_COLUMNS_LIMIT, values_only=True)
    except Invalid:
        raise
    except Exception as error:  # openpyxl raises many kinds of errors for a damaged file
        raise Invalid("import-file-broken") from error


def _refuse_bad_archive(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise Invalid("import-file-bomb")
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise Invalid("import-file-locked")
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise Invalid("import-file-kind")


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
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first_line.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in islice(rows, _SHEET_ROWS + 1):
            yield tuple(row[:_COLUMNS_LIMIT])
    except csv.Error as error:
        raise Invalid("import-file-broken") from error
