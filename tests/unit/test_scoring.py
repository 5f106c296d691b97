"""Scoring by the content's own rules."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessments import rules
from services.content import Content, Item, Questionnaire

CONTENT = Content()
COMPETENCY = [one for one in CONTENT.questionnaires.values() if one.purpose == "competency"]
FULL = CONTENT.questionnaires["teacher_full"]


def answers_worth(questionnaire: Questionnaire, wanted: int) -> dict[str, str]:
    """The answers that bring as near to `wanted` points an item as its options allow."""

    def best(item: Item) -> str:
        options = rules.option_codes(questionnaire, item)
        return min(options, key=lambda option: abs(rules.points(item, option, 3) - wanted))

    return {item.id: best(item) for item in questionnaire.items}


@pytest.mark.parametrize("questionnaire", COMPETENCY, ids=lambda one: one.code)
def test_the_extremes_are_a_hundred_and_nought(questionnaire: Questionnaire) -> None:
    for wanted, percent, level in ((3, 100, "optimal"), (0, 0, "critical")):
        scores = rules.score(questionnaire, CONTENT.competencies, answers_worth(questionnaire, wanted))
        assert {(score.percent, score.level) for score in scores} == {(percent, level)}


def test_a_reversed_item_counts_backwards() -> None:
    often_avoids_hard_tasks = {"tf05": "3", "tf06": "3"}
    scores = rules.score(FULL, CONTENT.competencies, often_avoids_hard_tasks)
    assert next(one for one in scores if one.subject == "sub_tasks").percent == 50


def test_a_group_is_computed_from_all_its_items() -> None:
    answers = answers_worth(FULL, 3) | {"tf01": "0", "tf02": "0"}
    scores = {one.subject: one.percent for one in rules.score(FULL, CONTENT.competencies, answers)}
    assert scores["sub_content"] == 0
    assert scores["sub"] == 75


def test_too_few_answers_make_no_conclusion() -> None:
    digital = CONTENT.questionnaires["digital"]
    one_of_three = {"dg16": "3"}
    scores = rules.score(digital, CONTENT.competencies, one_of_three)
    assert next(one for one in scores if one.subject == "dig_ai").level is None


@pytest.mark.parametrize(
    ("earned", "answered", "percent"), [(3, 8, 13), (1, 2, 17), (5, 8, 21), (1, 3, 11), (2, 3, 22)]
)
def test_percents_round_half_up(earned: int, answered: int, percent: int) -> None:
    assert rules.percent(earned, answered, 3) == percent


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (0, "critical"),
        (39, "critical"),
        (40, "acceptable"),
        (69, "acceptable"),
        (70, "optimal"),
        (100, "optimal"),
    ],
)
def test_levels_meet_without_a_gap(value: int, level: str) -> None:
    assert rules.level_of(value, FULL.scoring) == level


@given(st.data(), st.sampled_from(COMPETENCY))
def test_any_answers_give_percents_and_ordered_deficits(
    data: st.DataObject, questionnaire: Questionnaire
) -> None:
    answers = {
        item.id: data.draw(st.sampled_from(rules.option_codes(questionnaire, item)))
        for item in questionnaire.items
        if data.draw(st.booleans())
    }
    scores = rules.score(questionnaire, CONTENT.competencies, answers)
    assert all(score.percent is None or 0 <= score.percent <= 100 for score in scores)
    found = rules.deficits(scores, questionnaire.scoring, CONTENT.competencies)
    assert {one.subject for one in found} == {
        one.subject for one in scores if not one.is_group and one.level in ("critical", "acceptable")
    }
    ranks = [
        (
            one.subject not in questionnaire.scoring.priority_override,
            one.level != "critical",
            one.percent or 0,
        )
        for one in found
    ]
    assert all(first <= second for first, second in pairwise(ranks))


def test_safety_comes_first_where_the_content_says_so() -> None:
    digital = CONTENT.questionnaires["digital"]
    answers = answers_worth(digital, 0) | {"dg12": "2", "dg13": "2", "dg14": "2", "dg15": "c"}
    scores = rules.score(digital, CONTENT.competencies, answers | {"dg15": "b"})
    assert rules.deficits(scores, digital.scoring, CONTENT.competencies)[0].subject == "dig_safety"
