"""Scoring by the rules of the content."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessments import rules
from services.content.folder import Content
from services.content.questionnaires import Item, Questionnaire

CONTENT = Content()
ALL = list(CONTENT.questionnaires.values())
COMPETENCY = [one for one in ALL if one.purpose == "competency"]
FULL, WELLBEING = CONTENT.questionnaires["teacher_full"], CONTENT.questionnaires["wellbeing"]


def answers_worth(questionnaire: Questionnaire, wanted: int) -> dict[str, str]:
    """Answers that give about `wanted` points an item, as near as the options allow."""

    def best(item: Item) -> str:
        options = rules.option_codes(questionnaire, item)
        return min(options, key=lambda option: abs(rules.points(item, option, 3) - wanted))

    return {item.id: best(item) for item in questionnaire.items}


@pytest.mark.parametrize("questionnaire", ALL, ids=lambda one: one.code)
def test_best_answers_give_a_hundred_and_worst_ones_zero(questionnaire: Questionnaire) -> None:
    for wanted, percent, level in ((3, 100, "optimal"), (0, 0, "critical")):
        answers = answers_worth(questionnaire, wanted)
        total = rules.total(questionnaire, answers)
        scores = [*rules.score(questionnaire, CONTENT.competencies, answers), total]
        assert {(score.percent, score.level) for score in scores} == {(percent, level)}


def test_wellbeing_is_scored_by_sides_without_deficits() -> None:
    scores = rules.score(WELLBEING, CONTENT.competencies, answers_worth(WELLBEING, 0))
    assert [score.subject for score in scores] == ["energy", "interest", "contact", "recovery"]
    assert not any(score.is_group for score in scores)
    assert rules.deficits(scores, WELLBEING.scoring, CONTENT.competencies) == []


def test_side_needs_three_of_five_answers_and_the_whole_seven_of_ten() -> None:
    everything = answers_worth(WELLBEING, 3)
    contact = {"wb08", "wb09", "wb10"}
    two_of_three = {item: option for item, option in everything.items() if item != "wb08"}
    scores = {one.subject: one.percent for one in rules.score(WELLBEING, CONTENT.competencies, two_of_three)}
    assert scores["contact"] == 100
    one_of_three = {item: option for item, option in everything.items() if item not in contact - {"wb09"}}
    scores = {one.subject: one.percent for one in rules.score(WELLBEING, CONTENT.competencies, one_of_three)}
    assert scores["contact"] is None and scores["energy"] == 100
    ten = dict(list(everything.items())[:10])
    assert rules.total(WELLBEING, ten).percent == 100
    assert rules.total(WELLBEING, dict(list(everything.items())[:9])).level is None


def test_hurry_is_too_few_seconds_or_one_button_for_all_items() -> None:
    various = {item.id: rules.option_codes(FULL, item)[place % 4] for place, item in enumerate(FULL.items)}
    assert not rules.is_hasty(FULL, various, 90)
    assert rules.is_hasty(FULL, various, 89.9)
    same = {item.id: rules.option_codes(FULL, item)[2] for item in FULL.items}
    assert rules.is_hasty(FULL, same, 3600)
    assert not rules.is_hasty(WELLBEING, answers_worth(WELLBEING, 3), 1)


def test_reversed_item_counts_backwards() -> None:
    often_avoids_hard_tasks = {"tf05": "3", "tf06": "3"}
    scores = rules.score(FULL, CONTENT.competencies, often_avoids_hard_tasks)
    assert next(one for one in scores if one.subject == "sub_tasks").percent == 50


def test_group_is_computed_from_all_its_items() -> None:
    answers = answers_worth(FULL, 3) | {"tf01": "0", "tf02": "0"}
    scores = {one.subject: one.percent for one in rules.score(FULL, CONTENT.competencies, answers)}
    assert scores["sub_content"] == 0
    assert scores["sub"] == 75


def test_too_few_answers_give_no_level() -> None:
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
def test_levels_cover_every_percent_once(value: int, level: str) -> None:
    assert rules.level_of(value, FULL.scoring) == level


@st.composite
def answered(draw: st.DrawFn, among: list[Questionnaire] = ALL) -> tuple[Questionnaire, dict[str, str]]:
    """A questionnaire with random answers to some of its items."""
    questionnaire = draw(st.sampled_from(among))
    answers = {
        item.id: draw(st.sampled_from(rules.option_codes(questionnaire, item)))
        for item in questionnaire.items
        if draw(st.integers(0, 4))
    }
    return questionnaire, answers


@given(answered())
def test_percents_follow_the_formula_of_the_content(taken: tuple[Questionnaire, dict[str, str]]) -> None:
    """The percent is points / (3 × answered), rounded; it gives the level. Too few answers give none."""
    questionnaire, answers = taken
    scoring = questionnaire.scoring
    for one in (
        *rules.score(questionnaire, CONTENT.competencies, answers),
        rules.total(questionnaire, answers),
    ):
        about = [
            item
            for item in questionnaire.items
            if one.subject
            in (item.dimension or item.competency, CONTENT.competencies[item.competency].group, rules.TOTAL)
        ]
        given = [item for item in about if item.id in answers]
        least = (
            scoring.min_answered_share_total
            if one.subject == rules.TOTAL
            else scoring.min_answered_share_dimension
            if questionnaire.dimensions
            else scoring.min_answered_share_competency
        )
        if not given or len(given) / len(about) < least:
            assert (one.percent, one.level) == (None, None)
            continue
        earned = 0
        for item in given:
            option = answers[item.id]
            if item.type == "choice":
                earned += {choice.id: choice.score for choice in item.options}[option]
            else:
                earned += 3 - int(option) if item.reverse else int(option)
        exact = Decimal(100 * earned) / Decimal(3 * len(given))
        percent = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        assert one.percent == percent
        assert one.level == ("critical" if percent < 40 else "acceptable" if percent < 70 else "optimal")


@given(answered(), st.data())
def test_better_answer_never_lowers_a_percent(
    taken: tuple[Questionnaire, dict[str, str]], data: st.DataObject
) -> None:
    questionnaire, answers = taken
    item = data.draw(st.sampled_from([one for one in questionnaire.items if one.id in answers] or [None]))
    if item is None:
        return
    options = rules.option_codes(questionnaire, item)
    best = max(options, key=lambda option: rules.points(item, option, 3))
    before = {one.subject: one.percent for one in rules.score(questionnaire, CONTENT.competencies, answers)}
    after = rules.score(questionnaire, CONTENT.competencies, answers | {item.id: best})
    assert all((one.percent or 0) >= (before[one.subject] or 0) for one in after)


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
