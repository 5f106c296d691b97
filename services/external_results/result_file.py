"""Reading a spreadsheet of diagnostics taken elsewhere: checked rows and named mistakes. Pure.

The columns are a contract with the outside: they are not translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.external_results import rules
from services.people.staff_file import FIRST_NAME, LAST_NAME, MIDDLE_NAME, NUMBER, UNIT
from services.spreadsheets.reading import RawRow, read_table
from services.spreadsheets.rows import (
    RowError,
    RowReader,
    WrongCell,
    clean,
    day,
    find_columns,
    name,
    same,
    text_of,
)

SOURCE, TAKEN_ON = "Источник", "Дата"
COLUMNS = (LAST_NAME, FIRST_NAME, MIDDLE_NAME, UNIT, NUMBER, SOURCE, TAKEN_ON)
REQUIRED = (LAST_NAME, FIRST_NAME, SOURCE, TAKEN_ON)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A right row. `number` is its number in the file, where the header is 1."""

    number: int
    last_name: str
    first_name: str
    middle_name: str
    unit: str
    personnel_number: str
    source: str
    taken_on: date

    @property
    def full_name(self) -> str:
        """The full name as the row has it."""
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def short_name_key(self) -> str:
        """The last and first name in the form in which names are compared."""
        return same(f"{self.last_name} {self.first_name}")


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A read spreadsheet. A row with mistakes is not in `rows`; each of its mistakes is in `errors`."""

    rows: tuple[ResultRow, ...]
    errors: tuple[RowError, ...]
    ignored_columns: tuple[str, ...]


def parse(data: bytes, file_name: str, today: date) -> ResultFile:
    """Read a spreadsheet. Raises Invalid, saying what to do, where the whole file cannot be used."""
    header, raw_rows = read_table(data, file_name)
    places, ignored = find_columns(header, COLUMNS, REQUIRED)
    rows: list[ResultRow] = []
    errors: list[RowError] = []
    for raw in raw_rows:
        reader = _ResultReader(raw, places, today)
        row = reader.read()
        errors += reader.errors
        if row is not None:
            rows.append(row)
    return ResultFile(tuple(rows), tuple(errors), ignored)


class _ResultReader(RowReader):
    def __init__(self, raw: RawRow, places: Mapping[str, int], today: date) -> None:
        super().__init__(raw, places, REQUIRED)
        self._today = today

    def read(self) -> ResultRow | None:
        """The row; None where it has mistakes."""
        row = ResultRow(
            number=self.number,
            last_name=self.take(LAST_NAME, name, ""),
            first_name=self.take(FIRST_NAME, name, ""),
            middle_name=self.take(MIDDLE_NAME, name, ""),
            unit=self.take(UNIT, text_of(300), ""),
            personnel_number=self.take(NUMBER, text_of(50), ""),
            source=self.take(SOURCE, _source, ""),
            taken_on=self.take(TAKEN_ON, self._taken_on, self._today),
        )
        return None if self.errors else row

    def _taken_on(self, value: object) -> date:
        found = day(value)
        if found is None:
            raise WrongCell("import-error-date")
        if found > self._today:
            raise WrongCell("external-row-ahead")
        if found < rules.oldest_day(self._today):
            raise WrongCell("external-row-old", years=rules.OLDEST_YEARS)
        return found


def _source(value: object) -> str:
    source = rules.source_of(clean(value))
    if source is None:
        raise WrongCell("external-row-source")
    return source
