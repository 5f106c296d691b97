"""Reading cells of an edited workbook; every mistake is noted with its sheet and row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from services.questionnaires.workbook import YES
from services.spreadsheets.reading import COMPUTED, RawRow, Sheet
from services.spreadsheets.rows import clean, same
from services.texts import shorten

_QUOTED_LIMIT = 60
_SURE = frozenset({YES, "true", "истина", "+", "1"})
_NOT = frozenset({"", "нет", "false", "ложь", "-", "0"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake: the key of its sentence and the arguments; `row` is 0 for a mistake of the whole sheet."""

    sheet: str
    row: int
    key: str
    arguments: Mapping[str, str | int] = field(default_factory=dict)


class RequiredSheet:
    """A sheet with obligatory columns; it is not read if a column is missing or there are too many rows."""

    def __init__(self, title: str, columns: Sequence[str], sheet: Sheet | None, limit: int) -> None:
        self.title = title
        self.mistakes: list[Mistake] = []
        self.rows: list[Row] = []
        self.was_read = False
        if sheet is None:
            self.wrong("workbook-error-sheet")
            return
        places: dict[str, int] = {}
        for place, cell in enumerate(sheet.header):
            if cell is not COMPUTED:
                places.setdefault(same(clean(cell)), place)
        missing = [column for column in columns if same(column) not in places]
        if missing:
            self.wrong("workbook-error-columns", columns=", ".join(missing), count=len(missing))
            return
        by_column = {column: places[same(column)] for column in columns}
        rows = (Row(self, raw, by_column) for raw in sheet.rows)
        # Notes outside these columns are no mistakes.
        filled = [row for row in rows if any(row.has(column) for column in columns)]
        if len(filled) > limit:
            self.wrong("workbook-error-rows", limit=limit, count=len(filled))
            return
        self.rows, self.was_read = filled, True

    def wrong(self, key: str, row: int = 0, **arguments: str | int) -> None:
        """Note a mistake of a row, or of the whole sheet."""
        self.mistakes.append(Mistake(self.title, row, key, arguments))


class Row:
    """A row whose cells are read by column. A wrong cell notes its mistake and gives a harmless value."""

    def __init__(self, page: RequiredSheet, raw: RawRow, places: Mapping[str, int]) -> None:
        self._page, self._raw, self._places = page, raw, places
        self.number = raw.number

    def wrong(self, key: str, **arguments: str | int) -> None:
        """Note a mistake of this row."""
        self._page.wrong(key, self.number, **arguments)

    def has(self, column: str) -> bool:
        """Whether the cell is filled."""
        value = self._cell(column)
        return value is COMPUTED or bool(clean(value))

    def text(
        self, column: str, limit: int, *, required: bool = True, lines: bool = False, called: str = ""
    ) -> str:
        """A cell's text of up to `limit`, in one line unless `lines`; `called` names the cell in mistakes."""
        value = self._cell(column)
        name = called or column
        if value is COMPUTED:
            self.wrong("workbook-error-formula", column=name)
            return ""
        words = clean(value)
        words = words if lines else " ".join(words.split())
        if not words and required:
            self.wrong("workbook-error-empty", column=name)
        # Telegram counts an emoji as two characters.
        length = len(words.encode("utf-16-le", "surrogatepass")) // 2
        if length > limit:
            self.wrong("workbook-error-long", column=name, limit=limit, length=length)
            return shorten(words, min(limit, _QUOTED_LIMIT))
        return words

    def number_in(self, column: str, least: int, most: int, *, called: str = "") -> int:
        """A whole number from `least` to `most`, both inclusive."""
        words = self.text(column, _QUOTED_LIMIT, called=called)
        if not words:
            return least
        if re.fullmatch("[0-9]{1,9}", words) and least <= int(words) <= most:
            return int(words)
        name, value = called or column, shorten(words, _QUOTED_LIMIT)
        self.wrong("workbook-error-number", column=name, least=least, most=most, value=value)
        return least

    def is_sure(self, column: str) -> bool:
        """Whether the cell says «да»; an empty cell and «нет» mean False."""
        words = same(self.text(column, _QUOTED_LIMIT, required=False))
        if words not in _SURE | _NOT:
            self.wrong("workbook-error-yes", column=column, value=shorten(words, _QUOTED_LIMIT))
        return words in _SURE

    def one_of(self, column: str, choices: Mapping[str, str]) -> str | None:
        """The code of the choice with the cell's title; for an unknown title the nearest one is suggested."""
        words = self.text(column, 1000)
        if not words:
            return None
        codes = {same(title): code for code, title in choices.items()}
        code = codes.get(same(words))
        if code is None:
            value = shorten(words, _QUOTED_LIMIT)
            near = get_close_matches(same(value), codes, n=1)
            if near:
                nearest = choices[codes[near[0]]]
                self.wrong("workbook-error-misspelt", column=column, value=value, nearest=nearest)
            else:
                self.wrong("workbook-error-unknown", column=column, value=value)
        return code

    def refuse(self, columns: Iterable[str], key: str) -> None:
        """Note a mistake of the first filled one of columns that should be empty."""
        odd = next((column for column in columns if self.has(column)), None)
        if odd is not None:
            self.wrong(key, column=odd)

    def _cell(self, column: str) -> object:
        place = self._places[column]
        return self._raw.cells[place] if place < len(self._raw.cells) else None
