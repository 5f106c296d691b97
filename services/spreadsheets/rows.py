"""Reading the cells of an uploaded spreadsheet's rows; every mistake is reported with its row. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from services.errors import Invalid
from services.spreadsheets.reading import RawRow

_QUOTED_LIMIT = 40
_NAME = re.compile(r"[^\W\d_]+(?:[-’'ʼ. ]+[^\W\d_]+)*\.?")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: ?г\.?)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_QUOTES = re.compile("[«»„“”\"']")
_EXCEL_ERRORS = frozenset({"#N/A", "#Н/Д", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowError:
    """A mistake in a row: the key and arguments of the message. `column` may be empty."""

    number: int
    column: str
    key: str
    arguments: Mapping[str, str | int] = field(default_factory=dict)


class WrongCell(Exception):
    """A cell that cannot be used."""

    def __init__(self, key: str, **arguments: str | int) -> None:
        self.key, self.arguments = key, arguments
        super().__init__(key)


class RowReader:
    """Reads the cells of a row and gathers all mistakes, so that people can mend them at once."""

    def __init__(self, raw: RawRow, places: Mapping[str, int], required: Sequence[str]) -> None:
        self._raw, self._places, self._required = raw, places, required
        self.errors: list[RowError] = []

    @property
    def number(self) -> int:
        """The row's number in the file; the header is 1."""
        return self._raw.number

    def take(self, column: str, convert: Callable[[Any], T], empty: T) -> T:
        """The converted cell of the column; `empty` if the cell is empty or wrong."""
        place = self._places.get(column)
        value = self._raw.cells[place] if place is not None and place < len(self._raw.cells) else None
        text = clean(value)
        try:
            if text.startswith("=") or text.upper() in _EXCEL_ERRORS:
                raise WrongCell("import-error-formula")
            if text:
                return convert(value)
            if column in self._required:
                raise WrongCell("import-error-empty")
        except WrongCell as wrong:
            arguments = {"column": column, "value": quote(text), **wrong.arguments}
            self.errors.append(RowError(self._raw.number, column, wrong.key, arguments))
        return empty


def find_columns(
    header: Sequence[object], columns: Sequence[str], required: Sequence[str]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """The places of the known columns, and the titles of unknown ones.

    Raises Invalid for a required column that is missing and for a column that occurs twice.
    """
    known = {same(column): column for column in columns}
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, cell in enumerate(header):
        title = clean(cell)
        column = known.get(same(title))
        if column is None:
            ignored += [quote(title)] if title else []
        elif column in places:
            raise Invalid("import-file-column-twice", column=column)
        else:
            places[column] = place
    missing = [column for column in required if column not in places]
    if missing:
        raise Invalid("import-file-columns", columns=", ".join(missing))
    return places, tuple(ignored)


def by_number(error: RowError) -> int:
    """A sort key: mistakes are shown in the order of rows."""
    return error.number


def quote(text: str) -> str:
    """A cell's text, cut to the length that a message has room for."""
    return text[:_QUOTED_LIMIT]


def same(text: str) -> str:
    """A form for comparing names and titles: without case, extra spaces, quotes and «ё»."""
    return " ".join(_QUOTES.sub(" ", text).casefold().replace("ё", "е").split())


def clean(value: object) -> str:
    """A cell as text: whole numbers without «.0», no invisible characters, single spaces."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    text = unicodedata.normalize("NFC", str(value))
    visible = "".join(
        character if unicodedata.category(character)[0] != "C" or character in "\n\t\r" else ""
        for character in text
    )
    return "\n".join(" ".join(line.split()) for line in visible.splitlines()).strip()


def name(value: object) -> str:
    """A part of somebody's name. Raises WrongCell."""
    found = " ".join(clean(value).split())
    if len(found) > 100 or not _NAME.fullmatch(found):
        raise WrongCell("import-error-name")
    return found


def text_of(limit: int) -> Callable[[object], str]:
    """A converter that reads one line of at most `limit` characters; the converter raises WrongCell."""

    def convert(value: object) -> str:
        found = " ".join(clean(value).split())
        if len(found) > limit:
            raise WrongCell("import-error-long", limit=limit)
        return found

    return convert


def day(value: object) -> date | None:
    """A date of Excel, `31.12.1990` or `1990-12-31`; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = clean(value)
    if found := _DAY.fullmatch(text):
        return made_day(int(found[3]), int(found[2]), int(found[1]))
    if found := _ISO_DAY.fullmatch(text):
        return made_day(int(found[1]), int(found[2]), int(found[3]))
    return None


def made_day(year: int, month: int, number: int) -> date | None:
    """The day; None if the calendar does not have it."""
    try:
        return date(year, month, number)
    except ValueError:
        return None
