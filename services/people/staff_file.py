"""The staff list as people send it: `.xlsx` or `.csv` in, checked rows and named mistakes out. Pure.

The columns are a contract with the outside (README.md, «Staff list»): they are not translated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from services.content import RolePack
from services.errors import Invalid
from services.people.rules import normal_phone
from services.roles import Role
from services.tables import RawRow, read_table

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
_QUOTED_LIMIT = 40

_NAME = re.compile(r"[^\W\d_]+(?:[-’'ʼ. ]+[^\W\d_]+)*\.?")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: ?г\.?)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_YEAR = re.compile(r"(\d{4})(?: ?г\.?)?")
_SEPARATORS = re.compile(r"[,;\n]")
_QUOTES = re.compile("[«»„“”\"']")
_EXCEL_ERRORS = frozenset({"#N/A", "#Н/Д", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})

T = TypeVar("T")


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
        """The full name, as two spellings of it are compared."""
        return same(f"{self.last_name} {self.first_name} {self.middle_name}")


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row: the key of the sentence and its arguments. `column` may be empty."""

    number: int
    column: str
    key: str
    arguments: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StaffFile:
    """What was read. A row with a mistake is in `errors` (once for every mistake) and not in `rows`."""

    rows: tuple[StaffRow, ...]
    errors: tuple[RowError, ...]
    ignored_columns: tuple[str, ...]


def parse(data: bytes, file_name: str, roles: RolePack, today: date) -> StaffFile:
    """Read a staff list. Raises Invalid, saying what to do, where the file as a whole cannot be used."""
    header, raw_rows = read_table(data, file_name)
    places, ignored = _places(header)
    vocabulary = _vocabulary(roles)
    rows: list[StaffRow] = []
    errors: list[RowError] = []
    for raw in raw_rows:
        reader = _RowReader(raw, places, vocabulary, today)
        row = reader.read()
        errors += reader.errors
        if row is not None:
            rows.append(row)
    unique, repeated = _without_repeated(rows)
    return StaffFile(tuple(unique), tuple(sorted((*errors, *repeated), key=_by_number)), ignored)


def same(text: str) -> str:
    """The form in which names and titles are compared: case, spaces, quotes and «ё» do not matter."""
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


def dump(row: StaffRow) -> dict[str, Any]:
    """A row as JSON can hold it."""
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
    """The row `dump` made this of."""
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


def _places(header: tuple[object, ...]) -> tuple[dict[str, int], tuple[str, ...]]:
    known = {same(column): column for column in COLUMNS}
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, cell in enumerate(header):
        title = clean(cell)
        column = known.get(same(title))
        if column is None:
            ignored += [title[:_QUOTED_LIMIT]] if title else []
        elif column in places:
            raise Invalid("import-file-column-twice", column=column)
        else:
            places[column] = place
    missing = [column for column in REQUIRED if column not in places]
    if missing:
        raise Invalid("import-file-columns", columns=", ".join(missing))
    return places, tuple(ignored)


def _vocabulary(pack: RolePack) -> dict[str, Role | None]:
    """Titles and aliases of roles; None stands for what the bot computes itself."""
    words: dict[str, Role | None] = {same(title): None for title in pack.computed}
    for code, role in pack.roles.items():
        words.update((same(title), Role(code)) for title in (role.title, *role.aliases))
    return words


def _by_number(error: RowError) -> int:
    return error.number


def _without_repeated(rows: list[StaffRow]) -> tuple[list[StaffRow], list[RowError]]:
    """The first of equal rows stays. Two organisations may number different people alike."""
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


class _Wrong(Exception):
    """A cell that cannot be used."""

    def __init__(self, key: str, **arguments: str | int) -> None:
        self.key, self.arguments = key, arguments
        super().__init__(key)


class _RowReader:
    """Reads the cells of a row, gathering every mistake so that they can be mended at once."""

    def __init__(
        self, raw: RawRow, places: Mapping[str, int], vocabulary: Mapping[str, Role | None], today: date
    ) -> None:
        self._raw, self._places, self._vocabulary, self._today = raw, places, vocabulary, today
        self.errors: list[RowError] = []

    def read(self) -> StaffRow | None:
        """The row, or None where something is wrong with it."""
        row = StaffRow(
            number=self._raw.number,
            last_name=self._take(LAST_NAME, self._name, ""),
            first_name=self._take(FIRST_NAME, self._name, ""),
            middle_name=self._take(MIDDLE_NAME, self._name, ""),
            unit=self._take(UNIT, _text(300), ""),
            position=self._take(POSITION, _text(200), ""),
            roles=self._take(ROLES, self._roles, ()),
            subjects=self._take(SUBJECTS, _subjects, ()),
            birth_date=self._take(BIRTH_DATE, self._birth_date, None),
            teaching_since=self._take(TEACHING_SINCE, self._teaching_since, None),
            category=self._take(CATEGORY, _text(50), ""),
            phone=self._take(PHONE, _phone, None),
            personnel_number=self._take(NUMBER, _text(50), "") or None,
        )
        return None if self.errors else row

    def _take(self, column: str, convert: Callable[[Any], T], empty: T) -> T:
        place = self._places.get(column)
        value = self._raw.cells[place] if place is not None and place < len(self._raw.cells) else None
        text = clean(value)
        try:
            if text.startswith("=") or text.upper() in _EXCEL_ERRORS:
                raise _Wrong("import-error-formula")
            if text:
                return convert(value)
            if column in REQUIRED:
                raise _Wrong("import-error-empty")
        except _Wrong as wrong:
            arguments = {"column": column, "value": text[:_QUOTED_LIMIT], **wrong.arguments}
            self.errors.append(RowError(self._raw.number, column, wrong.key, arguments))
        return empty

    def _name(self, value: object) -> str:
        name = " ".join(clean(value).split())
        if len(name) > 100 or not _NAME.fullmatch(name):
            raise _Wrong("import-error-name")
        return name

    def _roles(self, value: object) -> tuple[Role, ...]:
        named = [part.strip() for part in _SEPARATORS.split(clean(value)) if part.strip()]
        unknown = [part for part in named if same(part) not in self._vocabulary]
        if unknown:
            raise _Wrong("import-error-role", value=", ".join(unknown)[:_QUOTED_LIMIT])
        found = dict.fromkeys(role for part in named if (role := self._vocabulary[same(part)]) is not None)
        if not found:
            raise _Wrong("import-error-role-computed")
        return tuple(found)

    def _birth_date(self, value: object) -> date:
        day = _day(value)
        if day is None or day.year <= _EARLIEST_YEAR or day >= self._today:
            raise _Wrong("import-error-date")
        return day

    def _teaching_since(self, value: object) -> date:
        year = _YEAR.fullmatch(clean(value))
        day = _made(int(year[1]), *SCHOOL_YEAR_STARTS) if year else _day(value)
        # Lists of the coming school year are made in the summer.
        if day is None or not _EARLIEST_YEAR < day.year <= self._today.year + 1:
            raise _Wrong("import-error-since")
        return day


def _text(limit: int) -> Callable[[object], str]:
    def convert(value: object) -> str:
        text = " ".join(clean(value).split())
        if len(text) > limit:
            raise _Wrong("import-error-long", limit=limit)
        return text

    return convert


def _subjects(value: object) -> tuple[str, ...]:
    named = (part.strip() for part in _SEPARATORS.split(clean(value)))
    found = tuple(dict.fromkeys(part for part in named if part))
    if any(len(part) > 100 for part in found):
        raise _Wrong("import-error-long", limit=100)
    return found


def _phone(value: object) -> str:
    text = clean(value)
    number = normal_phone(text)
    if number is None or not number.isascii() or re.search(r"[^\W\d_]", text):
        raise _Wrong("import-error-phone")
    return number


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = clean(value)
    if found := _DAY.fullmatch(text):
        return _made(int(found[3]), int(found[2]), int(found[1]))
    if found := _ISO_DAY.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
