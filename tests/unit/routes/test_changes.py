"""Dates offered for a step, and what changed between two versions of a route."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.calendar import is_quiet_day
from services.content.folder import Content
from services.routes.agreement.versions import compare
from services.routes.changes.rules import near_days

CALENDAR = Content().calendar()
DAYS = st.dates(date(2026, 8, 1), date(2027, 8, 31))


@given(due=DAYS, today=DAYS)
def test_days_offered_are_later_working_and_within_a_year(due: date, today: date) -> None:
    offered = near_days(due, today, CALENDAR)
    days = [one.day for one in offered]
    assert len(days) == len(set(days)) <= 4
    for day in days:
        assert max(due, today) < day <= today + timedelta(days=366)
        assert not is_quiet_day(day, CALENDAR)


def kept(*steps: tuple[str, str], form: str = "course", hours: float = 16) -> list[dict[str, Any]]:
    return [{"title": title, "due": due, "form": form, "hours": hours} for title, due in steps]


def test_versions_are_compared_by_titles() -> None:
    before = kept(("Урок", "2026-12-01"), ("Урок", "2026-12-08"), ("Курс", "2026-12-20"))
    after = kept(("Урок", "2026-12-01"), ("Вебинар", "2026-12-05"), ("Курс", "2026-12-25"))
    steps, gone = compare(before, after, {})
    assert [(one.title, one.is_new, one.due_before) for one in steps] == [
        ("Урок", False, None),
        ("Вебинар", True, None),
        ("Курс", False, date(2026, 12, 20)),
    ]
    assert gone == ("Урок",)
    first, nothing = compare(None, after, {})
    assert not any(one.is_changed for one in first)
    assert nothing == ()


def test_changed_form_or_hours_are_told() -> None:
    step = ("Разбор урока", "2026-12-01")
    titles = {"webinar": "Вебинар"}
    ((changed,), gone) = compare(kept(step), kept(step, form="webinar", hours=1.5), titles)
    assert (changed.is_changed, changed.is_new, changed.due_before, gone) == (True, False, None, ())
    assert (changed.forms, changed.hours) == (("course", "Вебинар"), (16, 1.5))
    ((same,), _) = compare(kept(step), kept(step), titles)
    assert not same.is_changed
