"""Rules of lesson visits, of questions after training, and of comparing views of a skill. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from services.assessments.rules import percent
from services.content.competencies import Level, level_at

# The value of «не наблюдал(а)» in a button: it is no mark and is not stored.
SKIPPED = -1
HIGHEST_MARK = 3
# The difference between neighbouring marks, in percent.
WHOLE_MARK = 100 // HIGHEST_MARK
# Days of the last week are offered; their buttons work for another week.
OFFERED_DAYS, OLDEST_VISIT_DAYS = 7, 14
# A leader is asked what changed from the first to the last of these days after a training, both inclusive.
FIRST_DAY, LAST_DAY = 30, 90


def lesson_days(today: date) -> list[date]:
    """The days offered as the day of a visited lesson, the newest first, without Sundays."""
    days = [today - timedelta(days=ago) for ago in range(OFFERED_DAYS)]
    return [day for day in days if day.isoweekday() != 7]


def lesson_day(ordinal: int, today: date) -> date | None:
    """The day in a button, if a visit on it may still be written down; else None."""
    ago = today.toordinal() - ordinal
    return today - timedelta(days=ago) if 0 <= ago <= OLDEST_VISIT_DAYS else None


def next_unmarked(codes: Sequence[str], marks: Mapping[str, int], after: int = -1) -> int | None:
    """The place of the first competency without a mark after `after`; None where there is none."""
    return next((place for place in range(after + 1, len(codes)) if codes[place] not in marks), None)


def place_to_resume(codes: Sequence[str], marks: Mapping[str, int]) -> int | None:
    """The place after the last mark: the observer skipped unmarked competencies before it as not seen."""
    last = max((place for place, code in enumerate(codes) if code in marks), default=-1)
    return next_unmarked(codes, marks, last)


def level_number(value: int, levels: Sequence[Level]) -> int:
    """The number (from 0, the lowest) of the level whose band holds a percent."""
    return levels.index(level_at(value, levels))


def percent_of_mark(mark: int) -> int:
    """A mark from 0 to 3 in percent, to be compared with a score."""
    return percent(mark, 1, HIGHEST_MARK)


def reason_to_talk(own: int | None, others: Collection[int], levels: Sequence[Level]) -> str | None:
    """How views, in percent, differ; None where no two of them differ.

    `lower`: the teacher's own view is on the lowest level of all; `higher`: on the highest; else `mixed`. Two
    views differ where they are on different levels and at least a whole mark apart.
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
    """Ids of the leaders to ask about a person: of `leaders` (id, unit path), those of the nearest unit.

    The person is never among them: a unit without another leader is passed over for the unit above it.
    """
    above = [(path, leader) for leader, path in leaders if unit_path.startswith(path) and leader != person_id]
    nearest = max((len(path) for path, _ in above), default=0)
    return {leader for path, leader in above if len(path) == nearest}


def week_of(day: date) -> str:
    """The ISO week of a day: «2026-W48»."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
