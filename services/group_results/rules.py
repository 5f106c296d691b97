"""Which numbers of a group may be shown. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

# No number is shown for fewer people than this: one could tell who they are.
LEAST = 5


class Axis(StrEnum):
    """The kind of rows of a map."""

    UNITS = "unit"
    SUBJECTS = "subject"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people have a score, and the sum of their percents."""

    people: int = 0
    percents: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.people + other.people, self.percents + other.percents)

    @property
    def mean(self) -> int:
        """The mean percent, halves rounded up; there must be at least one person."""
        return (2 * self.percents + self.people) // (2 * self.people)


@dataclass(frozen=True, slots=True)
class Target:
    """The teachers of a row: of a unit, or of a subject. `title` is the row's title."""

    unit_id: int | None = None
    subject: str = ""
    title: str = ""

    @property
    def where(self) -> dict[str, Any]:
        """The part of the target that an event keeps."""
        return {"subject": self.subject} if self.unit_id is None else {"unit_id": self.unit_id}


def year_before(today: date) -> date:
    """The first day of the twelve months that end today."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year - 1, month=3, day=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of the two maps that may show a number."""

    units: frozenset[str]
    subjects: frozenset[str]


def visible(people: Mapping[tuple[str, str], int]) -> Shown:
    """The rows whose number may be shown: no number tells about 1 to 4 people, not even by subtraction.

    `people` counts people with a score, by unit and first subject (empty for none). The reader is taken to
    know the number of all people and to read both maps. Three kinds of rows are hidden: rows of fewer than
    `LEAST` people; a map's smallest shown row, if 1 to 4 people are in no shown row; the smallest subjects,
    while a unit differs from some subjects together, or a subject from some units together, by 1 to 4 people.
    """
    units = _large_enough(_sizes(people, 0))
    subjects = _large_enough(_sizes(people, 1))
    while subjects and (telling := _telling(people, units, subjects)):
        subjects -= telling
    return Shown(frozenset(units), frozenset(subjects))


def _sizes(people: Mapping[tuple[str, str], int], side: int) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for parts, count in people.items():
        sizes[parts[side]] = sizes.get(parts[side], 0) + count
    return sizes


def _large_enough(sizes: Mapping[str, int]) -> set[str]:
    shown = {key for key, size in sizes.items() if key and size >= LEAST}
    left_over = sum(sizes.values()) - sum(sizes[key] for key in shown)
    if shown and 0 < left_over < LEAST:
        shown.discard(min(shown, key=lambda key: (sizes[key], key)))
    return shown


def _telling(people: Mapping[tuple[str, str], int], units: set[str], subjects: set[str]) -> set[str]:
    """Subjects to hide, because a comparison of both maps would tell about 1 to 4 people.

    People in no shown row follow from the number of all people, so they are a row here too, with an empty
    key. Among all sets of subjects the set nearest to a unit holds the subjects with more than half of their
    people in it; for the sets of units nearest to a subject it is alike.
    """
    cells: dict[tuple[str, str], int] = {}
    for (unit, subject), count in people.items():
        parts = (unit if unit in units else "", subject if subject in subjects else "")
        cells[parts] = cells.get(parts, 0) + count
    unit_sizes, subject_sizes = _sizes(cells, 0), _sizes(cells, 1)
    from_unit, from_subject = dict(unit_sizes), dict(subject_sizes)
    inside: dict[str, set[str]] = {}
    for (unit, subject), count in cells.items():
        if 2 * count > subject_sizes[subject]:
            from_unit[unit] += subject_sizes[subject] - 2 * count
            inside.setdefault(unit, set()).add(subject)
        if 2 * count > unit_sizes[unit]:
            from_subject[subject] += unit_sizes[unit] - 2 * count
    suspects = [inside[unit] for unit, difference in from_unit.items() if 0 < difference < LEAST]
    suspects += [{subject} for subject, difference in from_subject.items() if 0 < difference < LEAST]
    return {
        min(found & subjects or subjects, key=lambda subject: (subject_sizes[subject], subject))
        for found in suspects
    }


def first_subject(stored: str) -> str:
    """The first subject of a stored list (JSON as text); empty where there is none.

    A teacher of several subjects counts only in the first, so that no two rows share a person.
    """
    names = (name.strip() for name in json.loads(stored or "[]"))
    return next((name for name in names if name), "")


def code_of(subject: str) -> str:
    """A short code of a subject for buttons; equal for any case and any spaces."""
    return hashlib.blake2s(" ".join(subject.casefold().split()).encode(), digest_size=5).hexdigest()


def in_order(title: str) -> list[Any]:
    """A sorting key by which «Школа № 2» stands before «Школа № 10»."""
    parts = re.split(r"(\d+)", title.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]
