"""Which numbers of a group may be shown, and how they are told. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from services.content import Level

# Fewer people than this are never summed up, anywhere: one could tell who they are.
LEAST = 5

Key = TypeVar("Key", bound=Hashable)
Part = TypeVar("Part", bound=Hashable)


class Axis(StrEnum):
    """What the rows of a map are."""

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
        """The mean percent, rounded half up; there must be someone."""
        return (2 * self.percents + self.people) // (2 * self.people)


@dataclass(frozen=True, slots=True)
class Target:
    """The teachers of a row: of a unit, or of a subject. `title` is how the row is called."""

    unit_id: int | None = None
    subject: str = ""
    title: str = ""

    @property
    def where(self) -> dict[str, Any]:
        """What an event keeps of it."""
        return {"subject": self.subject} if self.unit_id is None else {"unit_id": self.unit_id}

    def to_data(self) -> dict[str, Any]:
        """As a draft keeps it in JSON."""
        return {**self.where, "title": self.title}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Target:
        """The target `to_data` wrote."""
        return cls(data.get("unit_id"), data.get("subject", ""), data.get("title", ""))


def year_before(today: date) -> date:
    """The first day of the twelve months that end today."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year - 1, month=3, day=1)


def visible(rows: Mapping[Key, frozenset[Part]], people: Mapping[Part, int]) -> set[Key]:
    """The rows whose number may be shown, so that no number tells of 1 to 4 people, not even by subtraction.

    A row is a set of parts that have no person in common; `people` counts the people of every part there is,
    of those in no row too. The number of all parts together is taken as known. Hidden are rows of fewer than
    `LEAST` people; those that fall short of another shown row, or of all, by 1 to 4 people; and then the
    smallest of the shown, until whoever stands in no shown row is nobody or at least `LEAST` people.
    """
    size = {key: sum(people[part] for part in parts) for key, parts in rows.items()}
    shown = {key for key in rows if size[key] >= LEAST}
    everyone = frozenset(part for part, count in people.items() if count)

    def tells_by_difference(key: Key) -> bool:
        wider = [everyone, *(rows[other] for other in shown if other != key)]
        return any(
            rows[key] < parts and 0 < sum(people[part] for part in parts - rows[key]) < LEAST
            for parts in wider
        )

    for key in sorted(shown, key=lambda key: (size[key], str(key))):
        if tells_by_difference(key):
            shown.discard(key)
    while shown:
        left_over = everyone.difference(*(rows[key] for key in shown))
        if not 0 < sum(people[part] for part in left_over) < LEAST:
            break
        shown.discard(min(shown, key=lambda key: (size[key], str(key))))
    return shown


def level_of(percent: int, levels: Mapping[str, Level]) -> Level:
    """The level of the framework whose band holds a whole percent."""
    return next(level for level in levels.values() if level.min <= percent <= level.max)


def subjects_in(stored: str) -> tuple[str, ...]:
    """The subjects of a person's list as the database holds it in text, each once."""
    found = {code_of(name): name.strip() for name in json.loads(stored or "[]") if name.strip()}
    return tuple(found.values())


def code_of(subject: str) -> str:
    """A short code of a subject for buttons; capital letters and stray spaces make no difference."""
    return hashlib.blake2s(" ".join(subject.casefold().split()).encode(), digest_size=5).hexdigest()


def in_order(title: str) -> list[Any]:
    """A sorting key by which «Школа № 2» stands before «Школа № 10»."""
    parts = re.split(r"(\d+)", title.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]
