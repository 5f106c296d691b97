"""Answers kept in a button, and means that reveal no single person."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.wellbeing.links import UnsavedAnswer, UnsavedHelp, UnsavedSmallSteps
from services.content.questionnaires import Questionnaire
from services.errors import Invalid
from services.wellbeing import rules
from services.wellbeing.rules import BEGINNING
from tests.conftest import CONTENT

WELLBEING = CONTENT.questionnaires["wellbeing"]
LENGTH = len(WELLBEING.items)
LEAST = rules.LEAST_RESPONDENTS


def changed(**fields: Any) -> Questionnaire:
    return WELLBEING.model_copy(update=fields)


# Answers in a button


@given(st.text("0123-", max_size=LENGTH))
def test_every_letter_is_the_answer_to_its_item(written: str) -> None:
    answers = rules.read_answers(WELLBEING, BEGINNING + written)
    expected = {
        item.id: letter for item, letter in zip(WELLBEING.items, written, strict=False) if letter != "-"
    }
    assert rules.place_after(BEGINNING + written) == len(written)
    assert answers == expected  # in this scale the number of an option is its value


@pytest.mark.parametrize(
    "forged", ["4", "9", "b", "²", "٣", "0" * (LENGTH + 1), "-" * 40, "0 1", "0\n", "--1x", "+1", "−"]
)
def test_letters_that_are_no_answers_are_refused(forged: str) -> None:
    for written in (BEGINNING + forged, forged, ""):
        with pytest.raises(Invalid, match="error-wellbeing-answers"):
            rules.read_answers(WELLBEING, written)


def test_longest_check_fits_into_its_buttons() -> None:
    letters = BEGINNING + "3" * rules.UNSAVED_ITEMS_LIMIT
    for link in (UnsavedAnswer, UnsavedHelp, UnsavedSmallSteps):
        packed = link(code=WELLBEING.code, version=9999, answers=letters).pack()
        assert len(packed.encode()) <= 64


def test_short_wellbeing_check_can_be_taken_unsaved() -> None:
    assert rules.may_go_unsaved(WELLBEING)
    longest = changed(items=WELLBEING.items[:1] * rules.UNSAVED_ITEMS_LIMIT)
    assert rules.may_go_unsaved(longest)
    assert not rules.may_go_unsaved(changed(items=[*longest.items, WELLBEING.items[0]]))
    assert not rules.may_go_unsaved(
        changed(privacy=WELLBEING.privacy.model_copy(update={"allow_without_saving": False}))
    )
    others = [one for one in CONTENT.questionnaires.values() if one is not WELLBEING]
    assert others
    assert not any(rules.may_go_unsaved(one) for one in others)


# Means that reveal no single person


@pytest.mark.parametrize(
    ("percents", "count", "told"),
    [(0, 10, 0), (1000, 10, 100), (524, 10, 50), (525, 10, 55), (574, 10, 55), (575, 10, 60)],
)
def test_mean_is_rounded_to_the_nearest_five(percents: int, count: int, told: int) -> None:
    assert rules.rough_mean(percents, count) == told


@given(st.lists(st.integers(0, 100), min_size=LEAST, max_size=200))
def test_rounded_mean_stays_near_and_within_the_scale(percents: list[int]) -> None:
    told = rules.rough_mean(sum(percents), len(percents))
    assert told % 5 == 0
    assert 0 <= told <= 100
    assert abs(told - sum(percents) / len(percents)) <= 2.5


def test_number_of_answers_is_told_in_tens() -> None:
    assert [rules.rough_count(count) for count in (10, 11, 19, 20, 101)] == [10, 10, 10, 20, 100]


def test_questionnaire_may_require_more_people_but_not_fewer() -> None:
    def asking(count: int) -> Questionnaire:
        return changed(privacy=WELLBEING.privacy.model_copy(update={"aggregate_min_respondents": count}))

    assert [rules.least_respondents(asking(count)) for count in (0, 1, 10, 25)] == [10, 10, 10, 25]


@pytest.mark.parametrize(
    ("total", "parts", "shown"),
    [
        (30, {"a": 15, "b": 15}, {"a", "b"}),
        (24, {"a": 15, "b": 9}, set()),  # the whole minus a would give the nine of b
        (34, {"a": 15, "b": 10, "c": 9}, {"a"}),
        (33, {"a": 15, "b": 9, "c": 9}, {"a"}),  # the rest are eighteen
        (12, {"a": 10}, set()),  # two work in the unit above
        (25, {"a": 15}, {"a"}),
        (10, {"a": 10}, {"a"}),
        (19, {"a": 9, "b": 9, "c": 1}, set()),
        (10, {}, set()),
    ],
)
def test_parts_are_shown_where_subtraction_reveals_nothing(
    total: int, parts: dict[str, int], shown: set[str]
) -> None:
    assert rules.shown_parts(total, parts, LEAST) == shown


@given(st.lists(st.integers(1, 40), max_size=6), st.integers(0, 15))
def test_shown_parts_never_leave_a_few_hidden_people(counts: list[int], above: int) -> None:
    parts = {str(number): count for number, count in enumerate(counts)}
    total = sum(counts) + above
    shown = rules.shown_parts(total, parts, LEAST)
    assert all(parts[part] >= LEAST for part in shown)
    for size in range(1, len(shown) + 1):
        for taken in combinations(shown, size):
            rest = total - sum(parts[part] for part in taken)
            assert rest == 0 or rest >= LEAST


def test_scope_is_told_by_the_units_right_below_it() -> None:
    assert rules.roots(["/1/2/", "/1/", "/1/2/4/", "/9/"]) == ["/1/", "/9/"]
    assert rules.roots(["/1/2/", "/1/20/"]) == ["/1/2/", "/1/20/"]
    assert rules.part_of("/1/2/4/", ["/1/"]) == "/1/2/"
    assert rules.part_of("/1/2/", ["/1/"]) == "/1/2/"
    assert rules.part_of("/1/", ["/1/"]) is None
    assert rules.part_of("/1/2/4/", ["/1/2/", "/1/3/"]) == "/1/2/"
    assert rules.part_of("/1/3/", ["/1/2/", "/1/3/"]) == "/1/3/"
    assert rules.part_of("/7/", ["/1/2/"]) is None
