"""Rules of wellbeing checks: answers that travel in a button, means that may be shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from services.assessments.rules import option_codes
from services.content.questionnaires import Questionnaire
from services.errors import Invalid

# A button carries a character for each item; more would not fit.
UNSAVED_ITEMS_LIMIT = 40
# Written answers begin with this letter: digits alone would look like an id that is too large.
BEGINNING = "a"
SKIPPED = "-"
_DIGITS = "0123456789"
# The least number of people for a mean; a questionnaire may only raise it.
LEAST_RESPONDENTS = 10
# Means are rounded to so many percent: one person more or less must not be seen.
ROUGHNESS = 5


def may_go_unsaved(questionnaire: Questionnaire) -> bool:
    """Whether a questionnaire can be taken without saving anything."""
    return (
        questionnaire.purpose == "wellbeing"
        and questionnaire.privacy.allow_without_saving
        and len(questionnaire.items) <= UNSAVED_ITEMS_LIMIT
        and all(len(option_codes(questionnaire, item)) <= len(_DIGITS) for item in questionnaire.items)
    )


def read_answers(questionnaire: Questionnaire, written: str) -> dict[str, str]:
    """The answers by item: `written` is BEGINNING and then a character for each item so far.

    A character is the number of the chosen option, or `-` for a skipped item.
    Raises Invalid for another beginning, for more characters than items, and for a character of no option.
    """
    letters = written.removeprefix(BEGINNING)
    if letters == written or len(letters) > len(questionnaire.items):
        raise Invalid("error-wellbeing-answers")
    answers: dict[str, str] = {}
    for item, letter in zip(questionnaire.items, letters, strict=False):
        if letter == SKIPPED:
            continue
        number, codes = _DIGITS.find(letter), option_codes(questionnaire, item)
        if not 0 <= number < len(codes):
            raise Invalid("error-wellbeing-answers")
        answers[item.id] = codes[number]
    return answers


def place_after(written: str) -> int:
    """The place (from 0) of the item to answer next."""
    return len(written) - len(BEGINNING)


def least_respondents(questionnaire: Questionnaire) -> int:
    """The least number of people for which a mean may be shown."""
    return max(LEAST_RESPONDENTS, questionnaire.privacy.aggregate_min_respondents)


def rough_mean(percents: int, count: int) -> int:
    """The mean of `count` percents whose sum is `percents`, to the nearest 5 %, halves rounded up."""
    return int(Fraction(percents, count * ROUGHNESS) + Fraction(1, 2)) * ROUGHNESS


def rough_count(count: int) -> int:
    """The number of people rounded down to tens, for «не меньше»."""
    return count // 10 * 10


def shown_parts(total: int, parts: Mapping[str, int], least: int) -> set[str]:
    """The parts of a group whose means may be shown beside the mean of all `total` people.

    Every shown part has `least` people or more. The people in no shown part are `least` or more, too, or
    none.
    """
    shown = {part for part, count in parts.items() if count >= least}
    rest = total - sum(parts[part] for part in shown)
    if shown and 0 < rest < least:
        # Too few people are hidden: the smallest shown part is hidden with them.
        shown.remove(min(shown, key=lambda part: (parts[part], part)))
    return shown


def roots(paths: Iterable[str]) -> list[str]:
    """The units of a scope that lie within no other unit of it, as paths."""
    kept: list[str] = []
    for path in sorted(paths):
        if not any(path.startswith(root) for root in kept):
            kept.append(path)
    return kept


def part_of(path: str, scope: list[str]) -> str | None:
    """The part of a scope to which a unit belongs, as a path; None where the unit is the scope itself.

    The parts of a scope of one unit are the units right below it; in a scope of several, each unit is a part.
    """
    root = next((root for root in scope if path.startswith(root)), None)
    if root is None or len(scope) > 1:
        return root
    below = path.removeprefix(root).partition("/")[0]
    return f"{root}{below}/" if below else None
