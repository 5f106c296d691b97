"""Finding the person of each row: by number, by name, and by organisation where names repeat. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.external_results.result_file import ResultRow
from services.people.staff_file import LAST_NAME, NUMBER, UNIT
from services.spreadsheets.rows import RowError, quote, same


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whom a row may name. `units` holds the titles of their organisation in the form of `same`."""

    id: int
    short_name_key: str
    middle_key: str
    number: str
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnedRow:
    """A row and the id of its person."""

    row: ResultRow
    person_id: int


def match(
    rows: Iterable[ResultRow], people: Sequence[Candidate], me: int
) -> tuple[list[OwnedRow], list[RowError]]:
    """Find each row's person among `people`. Rows about the reader (`me`) and repeated rows are errors."""
    by_number: dict[str, list[Candidate]] = {}
    by_name: dict[str, list[Candidate]] = {}
    for one in people:
        by_name.setdefault(one.short_name_key, []).append(one)
        if one.number:
            by_number.setdefault(one.number, []).append(one)
    owned: list[OwnedRow] = []
    errors: list[RowError] = []
    seen: dict[tuple[int, str, object], int] = {}
    for row in rows:
        found = _owner(row, by_number, by_name)
        if isinstance(found, RowError):
            errors.append(found)
        elif found.id == me:
            errors.append(_error(row, LAST_NAME, "external-row-own", row.full_name))
        elif first := seen.get((found.id, row.source, row.taken_on)):
            repeated = RowError(
                row.number, LAST_NAME, "import-error-repeated", {"column": LAST_NAME, "first": first}
            )
            errors.append(repeated)
        else:
            seen[found.id, row.source, row.taken_on] = row.number
            owned.append(OwnedRow(row, found.id))
    return owned, errors


def _owner(
    row: ResultRow, by_number: dict[str, list[Candidate]], by_name: dict[str, list[Candidate]]
) -> Candidate | RowError:
    numbered = by_number.get(row.personnel_number, []) if row.personnel_number else []
    named = [one for one in by_name.get(row.short_name_key, []) if _is_named(row, one)]
    # Two organisations may give different people one number: the name must match too.
    both = [one for one in named if one in numbered]
    if numbered and not both:
        return _error(row, NUMBER, "external-row-number", row.personnel_number)
    found = both or named
    if not found:
        return _error(row, LAST_NAME, "external-row-nobody", row.full_name)
    if row.unit:
        found = [one for one in found if same(row.unit) in one.units]
        if not found:
            return _error(row, UNIT, "external-row-unit", row.unit)
    if len(found) > 1:
        return _error(row, LAST_NAME, "external-row-namesakes", row.full_name)
    return found[0]


def _is_named(row: ResultRow, one: Candidate) -> bool:
    """Whether the middle names are equal; True where one of them is missing."""
    return not row.middle_name or not one.middle_key or same(row.middle_name) == one.middle_key


def _error(row: ResultRow, column: str, key: str, value: str) -> RowError:
    return RowError(row.number, column, key, {"column": column, "value": quote(value)})
