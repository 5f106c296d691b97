"""What a template keeps of a step, and the dates of its steps in a new route."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import is_quiet_day
from services.content.folder import Content
from services.route_templates.rules import TemplateStep, dated, is_in_own_words, may_start, start_days
from services.routes.models import RouteStep

CONTENT = Content()
CATALOG, CALENDAR = CONTENT.catalog, CONTENT.calendar("quarters")
KNOWN = CATALOG.steps_by_code["met_design_02"]


def step(starts: date, due: date, title: str = KNOWN.title, code: str | None = KNOWN.code) -> RouteStep:
    return RouteStep(
        position=0,
        catalog_code=code,
        competency=KNOWN.competency,
        title=title,
        form=KNOWN.form,
        education=KNOWN.education,
        hours=KNOWN.hours,
        starts=starts,
        due=due,
        result=KNOWN.result,
        reason={"level": "critical", "percent": 12, "part": "watch", "first": True},
        status="done",
    )


def test_days_of_a_step_leave_out_holidays() -> None:
    kept = TemplateStep.of(step(date(2026, 12, 21), date(2027, 1, 20)), CALENDAR)
    assert kept.days == 30 - 12  # 31 December to 11 January
    assert TemplateStep.of(step(date(2026, 11, 23), date(2026, 11, 23)), CALENDAR).days == 1
    assert TemplateStep.of_data(kept.to_data()) == kept
    assert {"level", "percent", "reason", "status", "starts", "due"}.isdisjoint(kept.to_data())


def test_step_in_own_words_is_told_from_the_catalogue() -> None:
    day = date(2026, 11, 23)
    assert not is_in_own_words(step(day, day), CATALOG)
    assert is_in_own_words(step(day, day, title="Поговорить с мамой Пети"), CATALOG)
    assert is_in_own_words(step(day, day, code=None), CATALOG)


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 11, 23), [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)]),
        (date(2026, 11, 29), [date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 7)]),
        # Both Mondays ahead are holidays: school begins on the 12th.
        (date(2026, 12, 30), [date(2026, 12, 30), date(2027, 1, 12)]),
    ],
)
def test_route_begins_today_or_on_a_school_monday(today: date, days: list[date]) -> None:
    assert list(start_days(today, CALENDAR)) == days
    assert all(may_start(day, today) for day in days)
    assert not may_start(today - timedelta(days=1), today)
    assert not may_start(date(3000, 1, 1), today)


@given(
    starts=st.dates(date(2026, 9, 1), date(2027, 4, 1)),
    lengths=st.lists(st.tuples(st.integers(1, 90), st.integers(1, 40)), min_size=1, max_size=8),
)
def test_steps_follow_each_other_and_end_on_school_days(starts: date, lengths: list[tuple[int, int]]) -> None:
    kept = TemplateStep.of(step(starts, starts), CALENDAR).to_data()
    steps = [TemplateStep.of_data({**kept, "days": days, "hours": hours}) for days, hours in lengths]
    rows = dated(steps, starts, CATALOG, CALENDAR)
    assert [row.position for row in rows] == list(range(len(steps)))
    assert rows[0].starts >= starts
    assert all(row.starts <= row.due and not is_quiet_day(row.due, CALENDAR) for row in rows)
    assert all(one.starts <= other.starts for one, other in pairwise(rows))
    assert all((row.reason["level"], row.reason["percent"]) == (None, None) for row in rows)
