"""Lesson visits, days after training, and where views of one skill differ. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from services.assessments.rules import percent
from services.content.competencies import Level, level_at

# What stands for «не наблюдал(а)» in a button: it is no mark and is not stored.
SKIPPED = -1
HIGHEST_MARK = 3
# A step from a mark to the next, in percent.
WHOLE_MARK = 100 // HIGHEST_MARK
# A visit is written down within a week; a button drawn then still works a week later.
OFFERED_DAYS, OLDEST_VISIT_DAYS = 7, 14
# When a leader is asked what changed: days since the training, both ends inclusive.
FIRST_DAY, LAST_DAY = 30, 90


def lesson_days(today: date) -> list[date]:
    """The days a lesson just visited may have been on, newest first: there are none on Sundays."""
    days = [today - timedelta(days=ago) for ago in range(OFFERED_DAYS)]
    return [day for day in days if day.isoweekday() != 7]


def lesson_day(ordinal: int, today: date) -> date | None:
    """The day of a button, if a visit on it may still be written down."""
    ago = today.toordinal() - ordinal
    return today - timedelta(days=ago) if 0 <= ago <= OLDEST_VISIT_DAYS else None


def next_unmarked(codes: Sequence[str], marks: Mapping[str, int], after: int = -1) -> int | None:
    """The place of the first competency without a mark after `after`; None where there is none."""
    return next((place for place in range(after + 1, len(codes)) if codes[place] not in marks), None)


def place_to_resume(codes: Sequence[str], marks: Mapping[str, int]) -> int | None:
    """Where to go on: after the last mark, for what was passed over before it was not seen."""
    last = max((place for place, code in enumerate(codes) if code in marks), default=-1)
    return next_unmarked(codes, marks, last)


def level_number(value: int, levels: Sequence[Level]) -> int:
    """The number of the common level, from the lowest, whose band holds a percent."""
    return levels.index(level_at(value, levels))


def percent_of_mark(mark: int) -> int:
    """What a mark from 0 to 3 stands for beside a score."""
    return percent(mark, 1, HIGHEST_MARK)


def reason_to_talk(own: int | None, others: Collection[int], levels: Sequence[Level]) -> str | None:
    """How views, in percent, differ: `lower` where others see more than the teacher, `higher`, `mixed`.

    Two views differ where they are on different levels and at least a whole mark apart: less is no news to
    anybody, on whichever side of a level's edge. None where no two differ.
    """
    views = {*others} if own is None else {own, *others}

    def differ(one: int, other: int) -> bool:
        return abs(one - other) >= WHOLE_MARK and level_number(one, levels) != level_number(other, levels)

    if not any(differ(one, other) for one, other in combinations(views, 2)):
        return None
    if own is not None and any(differ(own, other) for other in others):
        numbers = {level_number(view, levels) for view in views}
        if level_number(own, levels) == min(numbers):
            return "lower"
        if level_number(own, levels) == max(numbers):
            return "higher"
    return "mixed"


def nearest_leaders(unit_path: str, person_id: int, leaders: Iterable[tuple[int, str]]) -> set[int]:
    """Who is asked about a person: of the leaders (id, path of the unit), those of the nearest unit above.

    Never the person themself: where there is nobody else in their unit, those of the unit above it.
    """
    above = [(path, leader) for leader, path in leaders if unit_path.startswith(path) and leader != person_id]
    nearest = max((len(path) for path, _ in above), default=0)
    return {leader for path, leader in above if len(path) == nearest}


def week_of(day: date) -> str:
    """The ISO week: «2026-W48»."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
