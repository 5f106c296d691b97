"""Reading a staff list: from `.xlsx` or `.csv` to checked rows and named mistakes. Pure.

The columns are a contract with the outside (README.md, «Staff list»): they are not translated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.content.people import RolePack
from services.people.rules import normal_phone
from services.roles import Role
from services.spreadsheets.reading import RawRow, read_table
from services.spreadsheets.rows import (
    RowError,
    RowReader,
    WrongCell,
    by_number,
    clean,
    day,
    find_columns,
    made_day,
    name,
    quote,
    same,
    text_of,
)

LAST_NAME, FIRST_NAME, MIDDLE_NAME = "Фамилия", "Имя", "Отчество"
UNIT, POSITION, ROLES, SUBJECTS = "Организация", "Должность", "Роли", "Предметы"
BIRTH_DATE, TEACHING_SINCE, CATEGORY = "Дата рождения", "Педстаж с", "Категория"
PHONE, NUMBER = "Телефон", "Табельный номер"
COLUMNS = (
    LAST_NAME, FIRST_NAME, MIDDLE_NAME, UNIT, POSITION, ROLES,
    SUBJECTS, BIRTH_DATE, TEACHING_SINCE, CATEGORY, PHONE, NUMBER,
)  # fmt: skip
REQUIRED = (LAST_NAME, FIRST_NAME, UNIT, ROLES)

SCHOOL_YEAR_STARTS = (9, 1)
_EARLIEST_YEAR = 1900

_YEAR = re.compile(r"(\d{4})(?: ?г\.?)?")
_SEPARATORS = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A right row. `number` is its number in the file, where the header is 1."""

    number: int
    last_name: str
    first_name: str
    middle_name: str
    unit: str
    position: str
    roles: tuple[Role, ...]
    subjects: tuple[str, ...]
    birth_date: date | None
    teaching_since: date | None
    category: str
    phone: str | None
    personnel_number: str | None

    @property
    def name_key(self) -> str:
        """The full name in the form in which names are compared."""
        return same(f"{self.last_name} {self.first_name} {self.middle_name}")


@dataclass(frozen=True, slots=True)
class StaffFile:
    """A list that was read. A row with mistakes is not in `rows`; each of its mistakes is in `errors`."""

    rows: tuple[StaffRow, ...]
    errors: tuple[RowError, ...]
    ignored_columns: tuple[str, ...]


def parse(data: bytes, file_name: str, roles: RolePack, today: date) -> StaffFile:
    """Read a staff list. Raises Invalid, saying what to do, where the whole file cannot be used."""
    header, raw_rows = read_table(data, file_name)
    places, ignored = find_columns(header, COLUMNS, REQUIRED)
    vocabulary = _vocabulary(roles)
    rows: list[StaffRow] = []
    errors: list[RowError] = []
    for raw in raw_rows:
        reader = _StaffReader(raw, places, vocabulary, today)
        row = reader.read()
        errors += reader.errors
        if row is not None:
            rows.append(row)
    unique, repeated = _without_repeated(rows)
    return StaffFile(tuple(unique), tuple(sorted((*errors, *repeated), key=by_number)), ignored)


def dump(row: StaffRow) -> dict[str, Any]:
    """A row in a form that JSON can hold."""
    return {
        "number": row.number,
        "last_name": row.last_name,
        "first_name": row.first_name,
        "middle_name": row.middle_name,
        "unit": row.unit,
        "position": row.position,
        "roles": [role.value for role in row.roles],
        "subjects": list(row.subjects),
        "birth_date": row.birth_date.isoformat() if row.birth_date else None,
        "teaching_since": row.teaching_since.isoformat() if row.teaching_since else None,
        "category": row.category,
        "phone": row.phone,
        "personnel_number": row.personnel_number,
    }


def load(stored: Mapping[str, Any]) -> StaffRow:
    """The row from which `dump` made `stored`."""
    born, since = stored["birth_date"], stored["teaching_since"]
    return StaffRow(
        **{
            **stored,
            "roles": tuple(Role(role) for role in stored["roles"]),
            "subjects": tuple(stored["subjects"]),
            "birth_date": date.fromisoformat(born) if born else None,
            "teaching_since": date.fromisoformat(since) if since else None,
        }
    )


def _vocabulary(pack: RolePack) -> dict[str, Role | None]:
    """Roles by their titles and aliases; None for a title that is no role but computed by the bot."""
    words: dict[str, Role | None] = {same(title): None for title in pack.computed}
    for code, role in pack.roles.items():
        words.update((same(title), Role(code)) for title in (role.title, *role.aliases))
    return words


def _without_repeated(rows: list[StaffRow]) -> tuple[list[StaffRow], list[RowError]]:
    """Keep the first of equal rows. Two organisations may give different people one number."""
    unique: list[StaffRow] = []
    errors: list[RowError] = []
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        marks: list[tuple[str, tuple[str, ...]]] = [(LAST_NAME, (LAST_NAME, row.name_key, same(row.unit)))]
        if row.personnel_number:
            marks.append((NUMBER, (NUMBER, row.personnel_number, same(row.unit))))
            marks.append((NUMBER, (NUMBER, row.personnel_number, row.name_key)))
        if row.phone:
            marks.append((PHONE, (PHONE, row.phone)))
        repeated = {column: seen[mark] for column, mark in marks if mark in seen}
        if repeated:
            errors += [
                RowError(row.number, column, "import-error-repeated", {"column": column, "first": first})
                for column, first in repeated.items()
            ]
            continue
        seen.update((mark, row.number) for _, mark in marks)
        unique.append(row)
    return unique, errors


class _StaffReader(RowReader):
    """Reads a row of the staff list."""

    def __init__(
        self, raw: RawRow, places: Mapping[str, int], vocabulary: Mapping[str, Role | None], today: date
    ) -> None:
        super().__init__(raw, places, REQUIRED)
        self._vocabulary, self._today = vocabulary, today

    def read(self) -> StaffRow | None:
        """The row; None where it has mistakes."""
        row = StaffRow(
            number=self.number,
            last_name=self.take(LAST_NAME, name, ""),
            first_name=self.take(FIRST_NAME, name, ""),
            middle_name=self.take(MIDDLE_NAME, name, ""),
            unit=self.take(UNIT, text_of(300), ""),
            position=self.take(POSITION, text_of(200), ""),
            roles=self.take(ROLES, self._roles, ()),
            subjects=self.take(SUBJECTS, _subjects, ()),
            birth_date=self.take(BIRTH_DATE, self._birth_date, None),
            teaching_since=self.take(TEACHING_SINCE, self._teaching_since, None),
            category=self.take(CATEGORY, text_of(50), ""),
            phone=self.take(PHONE, _phone, None),
            personnel_number=self.take(NUMBER, text_of(50), "") or None,
        )
        return None if self.errors else row

    def _roles(self, value: object) -> tuple[Role, ...]:
        named = [part.strip() for part in _SEPARATORS.split(clean(value)) if part.strip()]
        unknown = [part for part in named if same(part) not in self._vocabulary]
        if unknown:
            raise WrongCell("import-error-role", value=quote(", ".join(unknown)))
        found = dict.fromkeys(role for part in named if (role := self._vocabulary[same(part)]) is not None)
        if not found:
            raise WrongCell("import-error-role-computed")
        return tuple(found)

    def _birth_date(self, value: object) -> date:
        born = day(value)
        if born is None or born.year <= _EARLIEST_YEAR or born >= self._today:
            raise WrongCell("import-error-date")
        return born

    def _teaching_since(self, value: object) -> date:
        year = _YEAR.fullmatch(clean(value))
        since = made_day(int(year[1]), *SCHOOL_YEAR_STARTS) if year else day(value)
        # A list made in summer may be for the school year to come.
        if since is None or not _EARLIEST_YEAR < since.year <= self._today.year + 1:
            raise WrongCell("import-error-since")
        return since


def _subjects(value: object) -> tuple[str, ...]:
    named = (part.strip() for part in _SEPARATORS.split(clean(value)))
    found = tuple(dict.fromkeys(part for part in named if part))
    if any(len(part) > 100 for part in found):
        raise WrongCell("import-error-long", limit=100)
    return found


def _phone(value: object) -> str:
    text = clean(value)
    number = normal_phone(text)
    if number is None or not number.isascii() or re.search(r"[^\W\d_]", text):
        raise WrongCell("import-error-phone")
    return number
