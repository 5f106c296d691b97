"""Answers that travel in a button, and how much may be told about a group. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from services.assessments.rules import option_codes
from services.content.questionnaires import Questionnaire
from services.errors import Invalid

# More items would not fit into a button, which carries a character for each.
UNSAVED_ITEMS_LIMIT = 40
# Written answers begin with it: digits alone would look like a number no id can have.
BEGINNING = "a"
SKIPPED = "-"
_DIGITS = "0123456789"
# A questionnaire may ask for more people, never for fewer.
LEAST_RESPONDENTS = 10
# Means are told this roughly, in percent: one person more or less must not show.
ROUGHNESS = 5


def may_go_unsaved(questionnaire: Questionnaire) -> bool:
    """Whether a questionnaire can be taken without a trace."""
    return (
        questionnaire.purpose == "wellbeing"
        and questionnaire.privacy.allow_without_saving
        and len(questionnaire.items) <= UNSAVED_ITEMS_LIMIT
        and all(len(option_codes(questionnaire, item)) <= len(_DIGITS) for item in questionnaire.items)
    )


def read_answers(questionnaire: Questionnaire, written: str) -> dict[str, str]:
    """The answers by item, as they were written: a beginning, then a letter for each item answered so far.

    A letter is the number of the option chosen, or `-` for an item left out.
    Raises Invalid for another beginning, more letters than items, and a letter that names no option.
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
    """The place, from 0, of the item to be answered next."""
    return len(written) - len(BEGINNING)


def least_respondents(questionnaire: Questionnaire) -> int:
    """From how many people on a mean may be told."""
    return max(LEAST_RESPONDENTS, questionnaire.privacy.aggregate_min_respondents)


def rough_mean(percents: int, count: int) -> int:
    """The mean of `count` percents that add up to `percents`, to the nearest 5 %, half up."""
    return int(Fraction(percents, count * ROUGHNESS) + Fraction(1, 2)) * ROUGHNESS


def rough_count(count: int) -> int:
    """«Не меньше»: how many people, rounded down to tens."""
    return count // 10 * 10


def shown_parts(total: int, parts: Mapping[str, int], least: int) -> set[str]:
    """The parts of a group whose means may stand beside the mean of all `total` people.

    A part has `least` people or more, and so have those left over once the shown parts are subtracted from
    the whole, or there is nobody left.
    """
    shown = {part for part, count in parts.items() if count >= least}
    rest = total - sum(parts[part] for part in shown)
    if shown and 0 < rest < least:
        # Who is hidden needs company: the smallest part joins them.
        shown.remove(min(shown, key=lambda part: (parts[part], part)))
    return shown


def roots(paths: Iterable[str]) -> list[str]:
    """The units of a scope without those that lie within another one of it."""
    kept: list[str] = []
    for path in sorted(paths):
        if not any(path.startswith(root) for root in kept):
            kept.append(path)
    return kept


def part_of(path: str, scope: list[str]) -> str | None:
    """The part of a scope a unit counts for, as a path; None where it is the scope itself.

    The parts of one unit are the units right below it; several units are each a part.
    """
    root = next((root for root in scope if path.startswith(root)), None)
    if root is None or len(scope) > 1:
        return root
    below = path.removeprefix(root).partition("/")[0]
    return f"{root}{below}/" if below else None
