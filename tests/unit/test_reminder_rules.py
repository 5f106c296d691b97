"""Reminders: none is lost on Sundays, in holidays or while the server is stopped."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.reminders.rules import (
    LADDER,
    LONG_OVERDUE,
    LONGEST_GAP,
    begins_week,
    days_ahead,
    due_days,
    scanned_days,
)

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def on_the_ladder(today: date, last_scan: date | None) -> set[date]:
    """The due dates of which today's scan reminds."""
    found = set(days_ahead(scanned_days(today, last_scan), LADDER))
    assert found <= set(due_days(today, last_scan))
    return found


def test_first_scan_looks_at_today_only() -> None:
    days = due_days(MONDAY, None)
    assert {MONDAY + timedelta(days=ahead) for ahead in (7, 3, 1, 0, -1, -3, -7)} <= set(days)
    assert not {MONDAY + timedelta(days=ahead) for ahead in (8, 6, 5, 4, 2, -2, -4, -6, -8, -10)} & set(days)


def test_monday_makes_up_for_sunday() -> None:
    saturday, sunday = MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)
    told = on_the_ladder(sunday, saturday) | on_the_ladder(MONDAY, sunday)
    assert on_the_ladder(MONDAY, saturday) == told


def test_long_overdue_steps_are_told_together_as_a_week_begins() -> None:
    waiting = {MONDAY - timedelta(days=days) for days in LONG_OVERDUE}
    assert waiting <= set(due_days(MONDAY, MONDAY - timedelta(days=2)))
    for passed in range(1, 7):
        today = MONDAY + timedelta(days=passed)
        assert not waiting & set(due_days(today, today - timedelta(days=1)))
    too_long = MONDAY - timedelta(days=LONG_OVERDUE[-1] + 1)
    assert too_long not in due_days(MONDAY, None)


@given(DAYS, st.lists(st.integers(1, 10), min_size=20, max_size=60))
def test_long_overdue_steps_are_told_weekly_for_any_gaps_between_scans(due: date, gaps: list[int]) -> None:
    """Once in each week with a scan, never twice in a week."""
    today, weeks = due + timedelta(days=LONG_OVERDUE[0]), []
    last = today - timedelta(days=7)  # some week before
    for gap in gaps:
        if today - due > timedelta(days=LONG_OVERDUE[-1]):
            break
        assert (due in due_days(today, last)) == begins_week(today, last)
        if begins_week(today, last):
            weeks.append(today.isocalendar()[:2])
        last, today = today, today + timedelta(days=gap)
    assert len(weeks) == len(set(weeks))


@given(DAYS, st.lists(st.integers(1, LONGEST_GAP.days), max_size=20))
def test_scans_with_gaps_find_what_daily_scans_find(first: date, gaps: list[int]) -> None:
    """Each reminder of each due date is found by exactly one scan, on any days of scans."""
    last, found = first, []
    for gap in gaps:
        today = last + timedelta(days=gap)
        found.append(on_the_ladder(today, last))
        last = today
    daily = set()
    for passed in range(1, (last - first).days + 1):
        daily |= on_the_ladder(first + timedelta(days=passed), None)
    assert set().union(*found) == daily


@given(DAYS, DAYS)
def test_scan_after_a_long_silence_covers_a_fortnight_at_most(today: date, last: date) -> None:
    days = on_the_ladder(today, min(last, today - timedelta(days=1)))
    assert len(days) <= len(LADDER) * LONGEST_GAP.days
    assert today in days
    assert max(days) == today + timedelta(days=max(LADDER))
    assert min(days) >= today - LONGEST_GAP + timedelta(days=min(LADDER))
