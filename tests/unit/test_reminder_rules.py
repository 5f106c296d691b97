"""The ladder of reminders: nothing is lost to Sundays, holidays and stopped servers."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.reminders import rules
from services.reminders.rules import LADDER, LONGEST_GAP

MONDAY = date(2026, 11, 23)


def due_days(today: date, last_scan: date | None) -> list[date]:
    """The due dates today's scan speaks of."""
    return rules.due_days(rules.scanned_days(today, last_scan))


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_a_first_scan_looks_at_today_only() -> None:
    days = due_days(MONDAY, None)
    assert days == sorted(MONDAY + timedelta(days=rung) for rung in LADDER)
    assert {MONDAY + timedelta(days=ahead) for ahead in (7, 3, 1, 0, -1, -3, -7, -14)} <= set(days)
    assert not {MONDAY + timedelta(days=ahead) for ahead in (8, 6, 5, 4, 2, -2, -4, -8)} & set(days)


def test_monday_makes_up_for_sunday() -> None:
    saturday, sunday = MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)
    assert set(due_days(MONDAY, saturday)) == set(due_days(sunday, None)) | set(due_days(MONDAY, None))


@given(DAYS, st.lists(st.integers(1, LONGEST_GAP.days), max_size=20))
def test_scans_with_gaps_find_what_daily_scans_find(first: date, gaps: list[int]) -> None:
    """Whatever days the scans fall on, each rung of each due date is found, and by one scan only."""
    last, found = first, []
    for gap in gaps:
        today = last + timedelta(days=gap)
        found.append(set(due_days(today, last)))
        last = today
    daily = set()
    for passed in range(1, (last - first).days + 1):
        daily |= set(due_days(first + timedelta(days=passed), None))
    assert set().union(*found) == daily


@given(DAYS, DAYS)
def test_a_long_silence_brings_a_fortnight_at_most(today: date, last: date) -> None:
    days = due_days(today, min(last, today - timedelta(days=1)))
    assert days == sorted(set(days))
    assert len(days) <= len(LADDER) * LONGEST_GAP.days
    assert today in days
    assert max(days) == today + timedelta(days=max(LADDER))
    assert min(days) >= today - LONGEST_GAP + timedelta(days=min(LADDER))
