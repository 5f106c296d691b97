"""Assembling a route: rules for any teacher, and the routes of a few typical teachers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessments.rules import SubjectScore, level_of
from services.assessments.rules import deficits as deficits_of
from services.calendar import is_day_off, is_quiet_day
from services.content.catalog import CatalogStep, RouteCatalog
from services.content.folder import Content
from services.routes.rules import (
    BESIDE,
    COURSE,
    SHOW,
    PlannedStep,
    after,
    assemble,
    kind_of_text,
    part_of,
    span_of,
    spread,
    working_day,
)

CONTENT = Content()
CATALOG, CALENDAR = CONTENT.catalog, CONTENT.calendar()
RULES = CATALOG.assembly_rules
SCORING = CONTENT.questionnaires["teacher_full"].scoring
MONDAY = date(2026, 11, 23)


def scored(percents: dict[str, int]) -> list[SubjectScore]:
    """The deficits of a teacher with these percents, in order of priority."""
    scores = [SubjectScore(code, False, value, level_of(value, SCORING)) for code, value in percents.items()]
    return deficits_of(scores, SCORING, CONTENT.competencies)


def route_for(percents: dict[str, int], start: date = MONDAY) -> list[PlannedStep]:
    return assemble(scored(percents), CATALOG, start, CALENDAR)


PERCENTS = st.dictionaries(st.sampled_from(sorted(CONTENT.competencies)), st.integers(0, 100), max_size=12)
STARTS = st.dates(date(2026, 9, 1), date(2027, 5, 25))


@given(percents=PERCENTS, start=STARTS)
def test_limits_are_never_broken(percents: dict[str, int], start: date) -> None:
    route = route_for(percents, start)
    suitable = [code for code, value in percents.items() if value < 70 and code not in RULES.leave_out_auto]
    assert bool(route) == bool(suitable)
    assert len(route) <= RULES.max_steps_per_route
    assert len({one.step.competency for one in route}) <= RULES.max_competencies_per_route
    assert sum(one.step.form == COURSE for one in route) <= 1
    assert not {one.step.competency for one in route} & set(RULES.leave_out_auto)
    assert len({one.step.code for one in route}) == len(route)
    for one in route:
        assert one.reason.level in one.step.levels
    for competency in {one.step.competency for one in route}:
        level = level_of(percents[competency], SCORING)
        taken = sum(one.step.competency == competency for one in route)
        assert taken <= RULES.steps_per_competency[level]


@given(percents=PERCENTS, start=STARTS)
def test_most_pressing_competencies_are_taken(percents: dict[str, int], start: date) -> None:
    pressing = [one.subject for one in scored(percents) if one.subject not in RULES.leave_out_auto]
    taken = {one.step.competency for one in route_for(percents, start)}
    assert taken == set(pressing[: RULES.max_competencies_per_route])


@given(percents=PERCENTS, start=STARTS)
def test_dates_fit_the_period_the_week_and_the_calendar(percents: dict[str, int], start: date) -> None:
    route = route_for(percents, start)
    if not route:
        return
    ends = max(one.due for one in route)
    assert route[0].starts == working_day(start, CALENDAR)
    assert RULES.typical_route_days["min"] <= (ends - start).days <= RULES.typical_route_days["max"]
    for one in route:
        assert start <= one.starts < one.due <= ends
        assert not is_quiet_day(one.starts, CALENDAR) and not is_quiet_day(one.due, CALENDAR)
        length = range((one.due - one.starts).days)
        at_work = sum(not is_day_off(one.due - timedelta(days=number), CALENDAR) for number in length)
        assert at_work >= span_of(one.step, RULES), "holidays are not counted as working time"
    for number in range((ends - start).days + 1):
        day = start + timedelta(days=number)
        load = sum(
            one.step.hours / ((one.due - one.starts).days + 1) * 7
            for one in route
            if one.starts <= day <= one.due
        )
        assert load <= RULES.max_hours_per_week + 1e-6


@given(percents=PERCENTS, start=STARTS)
def test_mix_of_forms_is_kept_where_the_catalogue_allows(percents: dict[str, int], start: date) -> None:
    route = route_for(percents, start)
    levels = {one.step.competency: one.reason.level for one in route}
    possible = [step for step in CATALOG.steps if levels.get(step.competency) in step.levels]
    for forms in (BESIDE, SHOW):
        if any(step.form in forms for step in possible):
            assert any(one.step.form in forms for one in route)


@given(percents=PERCENTS, start=STARTS)
def test_every_step_has_its_reason_and_the_route_is_the_same_every_time(
    percents: dict[str, int], start: date
) -> None:
    route = route_for(percents, start)
    assert route == route_for(percents, start)
    assert [one.reason.first for one in route] == [place == 0 for place in range(len(route))]
    for one in route:
        assert one.reason.percent == percents[one.step.competency]
        assert one.reason.part == part_of(one.step.form)


CATALOG_STEPS = st.lists(
    st.builds(
        dict,
        competency=st.sampled_from(["met_design", "met_assess", "com_dialog"]),
        form=st.sampled_from([form.code for form in CATALOG.forms]),
        days=st.integers(1, 120),
        hours=st.floats(0.5, 150),
        levels=st.sampled_from([("critical",), ("acceptable",), ("critical", "acceptable")]),
    ),
    max_size=15,
)


@given(made=CATALOG_STEPS, percents=PERCENTS)
def test_edited_catalogue_cannot_break_the_limits(
    made: list[dict[str, object]], percents: dict[str, int]
) -> None:
    steps = tuple(
        CatalogStep.model_validate(
            one | {"code": f"s{number}", "title": "Шаг", "education": "informal", "result": "Итог"}
        )
        for number, one in enumerate(made)
    )
    catalog: RouteCatalog = CATALOG.model_copy(update={"steps": steps})
    route = assemble(scored(percents), catalog, MONDAY, CALENDAR)
    assert len(route) <= RULES.max_steps_per_route
    assert sum(one.step.form == COURSE for one in route) <= 1
    if route:
        length = (max(one.due for one in route) - MONDAY).days
        assert RULES.typical_route_days["min"] <= length <= RULES.typical_route_days["max"]


def test_three_critical_topics_give_eight_steps_and_one_course() -> None:
    percents = {"sub_content": 20, "psy_motivation": 25, "psy_behavior": 30, "com_dialog": 35}
    route = route_for(percents, start=date(2026, 9, 1))
    assert len(route) == 8
    assert [one.step.code for one in route if one.step.form == COURSE] == ["sub_content_01"]
    assert "com_dialog" not in {one.step.competency for one in route}


def test_route_begun_in_november_ends_before_the_summer() -> None:
    route = route_for({"sub_content": 20, "psy_motivation": 25, "psy_behavior": 30})
    assert len(route) >= 6
    assert max(one.due for one in route) < date(2027, 5, 27)


def test_route_goes_from_watching_through_trying_to_showing() -> None:
    route = route_for({"met_design": 30, "met_assess": 55})
    stages = {"lesson_visit": 0, "master_class": 0, "consultation": 0, "webinar": 0}
    shown = dict.fromkeys(SHOW, 2)
    order = [(stages | shown).get(one.step.form, 1) for one in route]
    assert order == sorted(order)
    assert order[-1] == 2


def test_critical_topic_begins_with_work_beside_a_colleague() -> None:
    route = route_for({"met_design": 30})
    assert {one.step.form for one in route} >= {"mentor_work", "lesson_visit"}


def test_step_of_showing_replaces_the_least_pressing_step() -> None:
    route = route_for({"met_individual": 50})
    assert sorted(one.step.form for one in route) == ["lesson_visit", "open_lesson"]


def test_step_that_could_expose_a_tired_teacher_is_never_chosen_automatically() -> None:
    assert route_for({"psy_resource": 10}) == []


def test_course_is_stretched_until_its_hours_fit_the_week() -> None:
    course = next(one for one in route_for({"sub_content": 20}) if one.step.form == COURSE)
    assert course.step.days == 45
    assert (course.due - course.starts).days >= 84


def test_short_route_goes_at_a_calm_pace() -> None:
    route = route_for({"dig_safety": 60})
    assert sum(one.step.days for one in route) < 30
    assert (max(one.due for one in route) - MONDAY).days >= 60


def test_step_avoids_the_winter_holidays() -> None:
    ten_days = CATALOG.steps_by_code["psy_behavior_04"]
    assert ten_days.days == 10
    for start, due in (
        (date(2026, 12, 14), date(2026, 12, 24)),
        (date(2026, 12, 20), date(2026, 12, 30)),
        (date(2026, 12, 21), date(2027, 1, 12)),
        (date(2026, 12, 28), date(2027, 1, 19)),
    ):
        assert after(start, 10, CALENDAR) == due
    (first, due), _ = spread([ten_days, ten_days], date(2027, 1, 1), RULES, CALENDAR)
    assert first == date(2027, 1, 12) < due, "no step lies in holidays only"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://example.org/urok", "link"),
        ("HTTP://example.org", "link"),
        ("Вот ссылка: https://example.org", "text"),
        ("Провела урок, всё получилось", "text"),
    ],
)
def test_address_alone_is_a_link(text: str, kind: str) -> None:
    assert kind_of_text(text) == kind
