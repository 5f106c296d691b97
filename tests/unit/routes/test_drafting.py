"""Changes of a route's steps, in any order, keep the rules of a route."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.calendar import is_quiet_day
from services.content.catalog import CatalogStep
from services.content.folder import Content
from services.errors import DomainError, Invalid, NotFound, WrongState
from services.routes import rules
from services.routes.days import check_day, day_of, latest_day, stretch_of, suggested_days
from services.routes.models import RouteStep
from services.routes.new_steps import event_row, own_row, step_rows
from services.routes.plan import Plan, full_week
from services.routes.rules import PlannedStep, Reason

CONTENT = Content()
CATALOG, CALENDAR = CONTENT.catalog, CONTENT.calendar()
RULES = CATALOG.assembly_rules
MONDAY = date(2026, 11, 23)
CODES = [step.code for step in CATALOG.steps]


def row(step: CatalogStep, starts: date, due: date) -> RouteStep:
    reason = Reason("critical", 20, rules.part_of(step.form), first=False)
    return step_rows(1, [PlannedStep(step, starts, due, reason)])[0]


def add(plan: Plan, code: str) -> RouteStep:
    step = CATALOG.steps_by_code[code]
    added = row(step, *plan.first_fitting(step))
    plan.add(added)
    return added


def plan_of(*codes: str, today: date = MONDAY) -> Plan:
    plan = Plan([], CATALOG, CALENDAR, today)
    for code in codes:
        add(plan, code)
    return plan


PLACES = st.integers(0, 7)
DAYS = st.integers(-5, 400)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("catalog"), st.sampled_from(CODES), st.just(0)),
        st.tuples(st.just("own"), st.sampled_from(sorted(CONTENT.competencies)), DAYS),
        st.tuples(st.just("event"), st.sampled_from(sorted(CONTENT.event_formats)), st.integers(0, 365)),
        st.tuples(st.just("swap"), PLACES, st.integers(0, 5)),
        st.tuples(st.just("remove"), PLACES, st.just(0)),
        st.tuples(st.just("date"), PLACES, DAYS),
        st.tuples(st.just("spread"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


def change(plan: Plan, today: date, kind: str, what: object, number: int) -> None:
    """One press of a teacher; a change that the rules refuse has no effect."""
    day = today + timedelta(days=number)
    if kind == "catalog":
        add(plan, str(what))
    elif kind == "own":
        check_day(day, today)
        plan.add(own_row(1, "Свой шаг", str(what), day, today, CATALOG))
    elif kind == "event":
        form = CONTENT.event_formats[str(what)].step_form
        topic = next(iter(plan.topics), "met_design")
        plan.add(event_row(1, "Событие", topic, form, 1.5, (day, day), CATALOG))
    elif kind == "spread":
        plan.spread()
    elif isinstance(what, int) and what < len(plan.steps):
        step = plan.steps[what]
        if kind == "remove":
            plan.remove(step)
        elif kind == "date":
            plan.set_due(step, day)
        else:
            options = plan.options(step.competency, "critical", instead=step)
            chosen = options[number % len(options)] if options else CATALOG.steps[number]
            plan.swap(step, chosen)


def check(steps: Sequence[RouteStep], today: date) -> None:
    assert len(steps) <= RULES.max_steps_per_route
    assert len({step.competency for step in steps}) <= RULES.max_competencies_per_route
    assert sum(step.form == rules.COURSE for step in steps) <= 1
    assert [step.position for step in steps] == list(range(len(steps)))
    codes = [step.catalog_code for step in steps if step.catalog_code]
    assert len(codes) == len(set(codes))
    for step in steps:
        assert today <= step.starts <= step.due <= latest_day(today)
        assert bool(step.reason["first"]) == (step.position == 0 and step.catalog_code is not None)


@settings(max_examples=150)
@given(changes=CHANGES, today=st.dates(date(2026, 9, 1), date(2027, 8, 31)))
def test_any_changes_in_any_order_keep_the_rules(changes: list[tuple[str, object, int]], today: date) -> None:
    plan = plan_of(today=today)
    for kind, what, number in changes:
        before = [vars(step) | {"_sa_instance_state": None} for step in plan.steps]
        try:
            change(plan, today, kind, what, number)
        except DomainError:
            assert [vars(step) | {"_sa_instance_state": None} for step in plan.steps] == before
        check(plan.steps, today)


@given(changes=CHANGES)
def test_spread_dates_keep_events_and_avoid_holidays(
    changes: list[tuple[str, object, int]],
) -> None:
    plan = plan_of()
    for kind, what, number in changes:
        with suppress(DomainError):
            change(plan, MONDAY, kind, what, number)
    for step in plan.steps:
        step.event_id = 7 if step.title == "Событие" else None
    fixed = {id(step): step.due for step in plan.steps if step.event_id}
    plan.spread()
    for step in plan.steps:
        assert step.due == fixed[id(step)] if step.event_id else not is_quiet_day(step.due, CALENDAR)
    assert [step.due for step in plan.steps] == sorted(step.due for step in plan.steps)


def stretches(plan: Plan, code: str, today: date) -> Iterator[tuple[date, date]]:
    """Every period within the year that a step of the catalogue may take, earliest first."""
    step, day = CATALOG.steps_by_code[code], today
    while True:
        starts = rules.working_day(day, CALENDAR)
        due = rules.after(starts, rules.span_of(step, RULES), CALENDAR)
        if due > latest_day(today):
            return
        yield starts, due
        day = starts + timedelta(days=1)


@settings(max_examples=40)
@given(changes=CHANGES, code=st.sampled_from(CODES), today=st.dates(date(2026, 9, 1), date(2027, 8, 31)))
def test_step_takes_the_first_days_without_a_full_week(
    changes: list[tuple[str, object, int]], code: str, today: date
) -> None:
    plan = plan_of(today=today)
    for kind, what, number in changes:
        with suppress(DomainError):
            change(plan, today, kind, what, number)
    assume(plan.full_week(None) is None)
    taken = plan.first_fitting(CATALOG.steps_by_code[code])
    for stretch in stretches(plan, code, today):
        added = row(CATALOG.steps_by_code[code], *stretch)
        if stretch == taken:
            assert full_week([*plan.steps, added], RULES.max_hours_per_week) is None
            return
        assert full_week([*plan.steps, added], RULES.max_hours_per_week), "an earlier period fits"


def test_step_does_not_wait_for_a_step_due_in_half_a_year() -> None:
    plan = plan_of()
    plan.add(own_row(1, "Свой шаг", "met_design", date(2027, 5, 8), MONDAY, CATALOG))
    starts, due = plan.first_fitting(CATALOG.steps_by_code["met_design_02"])
    assert starts == MONDAY and due < date(2027, 1, 1)


def test_swapped_step_keeps_its_place_and_the_dates_of_others() -> None:
    plan = plan_of("met_design_02", "met_design_03", "met_assess_03")
    others = [(step.starts, step.due) for step in (plan.steps[0], plan.steps[2])]
    second = plan.steps[1]
    begins = second.starts
    plan.swap(second, CATALOG.steps_by_code["met_design_04"])
    assert [step.catalog_code for step in plan.steps] == ["met_design_02", "met_design_04", "met_assess_03"]
    assert [(step.starts, step.due) for step in (plan.steps[0], plan.steps[2])] == others
    assert second.starts == begins and (second.due - begins).days >= 30
    assert second.reason["level"] == "critical" and second.reason["part"] == "show"
    with pytest.raises(Invalid):
        plan.swap(second, CATALOG.steps_by_code["met_assess_04"])
    with pytest.raises(Invalid):
        plan.swap(second, CATALOG.steps_by_code["met_design_02"])


def test_step_without_room_is_refused_with_the_reason() -> None:
    plan = plan_of("met_methods_04", "met_assess_01", "sub_content_02")
    for code, key in (("met_assess_02", "error-route-course"), ("com_team_01", "error-route-topics")):
        with pytest.raises(WrongState, match=key):
            add(plan, code)
    assert [one.form for one in plan.options("met_assess", "critical")].count(rules.COURSE) == 0
    for code in ("met_assess_03", "met_assess_04", "met_assess_05", "sub_content_03", "sub_content_04"):
        add(plan, code)
    with pytest.raises(WrongState, match="error-route-full"):
        add(plan, "sub_content_05")


def test_earlier_date_moves_the_beginning_and_the_place() -> None:
    plan = plan_of("met_design_02", "met_design_03", "met_assess_03")
    last = plan.steps[2]
    plan.set_due(last, MONDAY + timedelta(days=2))
    assert plan.steps[0] is last and last.starts == MONDAY
    assert [step.reason["first"] for step in plan.steps] == [True, False, False]
    for day in (MONDAY - timedelta(days=1), date(3000, 1, 1)):
        with pytest.raises(Invalid):
            plan.set_due(last, day)


def test_approved_steps_keep_their_numbers_and_a_new_one_comes_last() -> None:
    agreed = plan_of("met_design_02", "met_design_03").steps
    plan = Plan(agreed, CATALOG, CALENDAR, MONDAY, is_draft=False)
    plan.add(own_row(1, "Свой шаг", "met_design", MONDAY, MONDAY, CATALOG))
    assert [step.position for step in plan.steps] == [0, 1, 2]
    assert plan.steps[:2] == agreed and plan.steps[2].title == "Свой шаг"


def test_weeks_with_too_much_work_are_noticed() -> None:
    plan = plan_of("met_design_01", "met_design_02", "met_assess_03")
    assert full_week(plan.steps, RULES.max_hours_per_week) is None
    for step in plan.steps:
        plan.set_due(step, MONDAY + timedelta(days=5))
    assert plan.full_week(None) is not None
    week = plan.full_week(plan.steps[0])
    assert week is not None and week.first == MONDAY and week.hours == sum(step.hours for step in plan.steps)
    late = own_row(1, "Свой шаг", "met_design", MONDAY + timedelta(days=100), MONDAY, CATALOG)
    plan.add(late)
    assert plan.full_week(late) is None, "this step is not in the week that is too full"
    plan.spread()
    assert plan.full_week(None) is None


def test_days_offered_are_working_days_each_once() -> None:
    offered = suggested_days(date(2026, 12, 16), CALENDAR)
    assert [(one.kind, one.day) for one in offered] == [
        ("week", date(2026, 12, 23)),
        ("fortnight", date(2026, 12, 30)),
        ("month", date(2027, 1, 15)),
    ], "the end of the term is offered, too"
    autumn = {one.kind: one.day for one in suggested_days(date(2026, 9, 1), CALENDAR)}
    assert autumn["term"] == date(2026, 10, 24), "the term's last day is a Sunday"
    summer = suggested_days(date(2027, 7, 1), CALENDAR)
    assert "term" not in {one.kind for one in summer}, "the terms of the next year are not known"


@pytest.mark.parametrize("number", [-1, 0, 10**9, date(2020, 1, 1).toordinal(), date(3000, 1, 1).toordinal()])
def test_forged_day_number_is_refused(number: int) -> None:
    with pytest.raises((Invalid, NotFound)):
        day_of(number, MONDAY)
    assert stretch_of(f"{number}-{number}", MONDAY) is None


def test_year_ahead_is_the_limit_also_from_a_leap_day() -> None:
    assert latest_day(date(2028, 2, 29)) == date(2029, 2, 28)
    assert check_day(date(2027, 11, 23), MONDAY) == date(2027, 11, 23)
    work = SimpleNamespace(days=400, hours=2.0)
    starts, due = plan_of().fit(MONDAY, rules.span_of(work, RULES))
    assert starts >= MONDAY and not is_quiet_day(due, CALENDAR) and due <= latest_day(MONDAY)
