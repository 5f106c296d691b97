"""Scoring: from answers to percents, levels and deficits. Pure.

The rules stand in the `scoring` section of each questionnaire.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.content.competencies import Competency, level_at
from services.content.questionnaires import Item, Questionnaire, ScoringRules

# The subject of the score of all items together.
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class SubjectScore:
    """The score of a competency, a side of wellbeing or a group of competencies.

    Percent and level are None where too few items were answered.
    """

    subject: str
    is_group: bool
    percent: int | None
    level: str | None


def option_codes(questionnaire: Questionnaire, item: Item) -> list[str]:
    """The codes stored as answers to an item, in the order of its buttons."""
    if item.type == "choice":
        return [option.id for option in item.options]
    return [str(option.value) for option in questionnaire.scale_of(item).options]


def points(item: Item, option: str, max_value: int) -> int:
    """The points of an answer; those of a reversed item are counted from the other end of the scale."""
    if item.type == "choice":
        return next(choice.score for choice in item.options if choice.id == option)
    return max_value - int(option) if item.reverse else int(option)


def percent(earned: int, answered: int, max_value: int) -> int:
    """The share of the possible points in whole percent, halves rounded up."""
    return int(Fraction(100 * earned, max_value * answered) + Fraction(1, 2))


def level_of(value: int, rules: ScoringRules) -> str:
    """The code of the level whose band holds a whole percent."""
    return level_at(value, rules.levels).code


def score(
    questionnaire: Questionnaire, competencies: Mapping[str, Competency], answers: Mapping[str, str]
) -> list[SubjectScore]:
    """The scores of all subjects of the questionnaire, then of the groups of competencies.

    A group is scored by all its items, not as a mean of means; it needs enough answered items, as a
    competency does.
    """
    by_subject: dict[str, list[Item]] = {}
    by_group: dict[str, list[Item]] = {}
    for item in questionnaire.items:
        by_subject.setdefault(questionnaire.subject_of(item), []).append(item)
        # A version may be older than the framework and hold competencies that the framework lost.
        if item.dimension is None and item.competency in competencies:
            by_group.setdefault(competencies[item.competency].group, []).append(item)
    rules = questionnaire.scoring
    share = rules.min_answered_share_competency
    own_share = rules.min_answered_share_dimension if questionnaire.dimensions else share
    return [
        *(_score_items(code, False, items, answers, rules, own_share) for code, items in by_subject.items()),
        *(_score_items(code, True, items, answers, rules, share) for code, items in by_group.items()),
    ]


def total(questionnaire: Questionnaire, answers: Mapping[str, str]) -> SubjectScore:
    """The score of all items together."""
    rules = questionnaire.scoring
    return _score_items(TOTAL, True, questionnaire.items, answers, rules, rules.min_answered_share_total)


def _score_items(
    subject: str,
    is_group: bool,
    items: Sequence[Item],
    answers: Mapping[str, str],
    rules: ScoringRules,
    least_share: float,
) -> SubjectScore:
    answered = [item for item in items if item.id in answers]
    if len(answered) < max(1, least_share * len(items)):
        return SubjectScore(subject, is_group, None, None)
    earned = sum(points(item, answers[item.id], rules.max_value) for item in answered)
    value = percent(earned, len(answered), rules.max_value)
    return SubjectScore(subject, is_group, value, level_of(value, rules))


def is_hasty(questionnaire: Questionnaire, answers: Mapping[str, str], seconds: float) -> bool:
    """Whether the answers came faster than one can read, or nearly all from one button."""
    checks = questionnaire.scoring.quality_checks
    if checks is None or not answers:
        return False
    pressed = Counter(
        option_codes(questionnaire, item).index(answers[item.id])
        for item in questionnaire.items
        if item.id in answers
    )
    same = max(pressed.values()) / pressed.total()
    return seconds < checks.min_seconds_total or same >= checks.same_answer_share


def next_obligatory(questionnaire: Questionnaire, answers: Mapping[str, str]) -> int | None:
    """The place of the first unanswered item that may not be skipped; None where there is none."""
    return next(
        (
            place
            for place, item in enumerate(questionnaire.items)
            if item.id not in answers and not questionnaire.may_skip(item)
        ),
        None,
    )


def deficits(
    scores: Iterable[SubjectScore], rules: ScoringRules, competency_order: Iterable[str]
) -> list[SubjectScore]:
    """Competencies on a level of `deficit_levels`, the most urgent first.

    The order: deficits named in `priority_override`, then by level, by percent, and as in the framework.
    """
    order = {code: place for place, code in enumerate(competency_order)}
    severity = {level: place for place, level in enumerate(rules.deficit_levels)}
    found = [one for one in scores if not one.is_group and one.level in severity]
    return sorted(
        found,
        key=lambda one: (
            one.subject not in rules.priority_override,
            severity[one.level or ""],
            one.percent,
            order[one.subject],
        ),
    )


def next_unanswered(questionnaire: Questionnaire, answers: Mapping[str, str], after: int = -1) -> int | None:
    """The place of the first unanswered item after `after`; None where there is none."""
    places = range(after + 1, len(questionnaire.items))
    return next((place for place in places if questionnaire.items[place].id not in answers), None)
