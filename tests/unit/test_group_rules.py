"""No number of a group reveals fewer than five people, not even by subtraction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.content.competencies import level_at
from services.content.folder import Content
from services.group_results.rules import (
    LEAST,
    Axis,
    Tally,
    code_of,
    first_subject,
    in_order,
    visible,
    year_before,
)

LEVELS = Content().levels
SUBJECTS = ("", "история", "математика", "физика")


def schools(*sizes: int) -> dict[tuple[str, str], int]:
    """Schools whose teachers have named no subject."""
    return {(str(number), ""): size for number, size in enumerate(sizes)}


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((4,), set()),
        ((5,), {"0"}),
        ((9, 6, 5), {"0", "1", "2"}),
        ((9, 0), {"0"}),
        ((9, 3), set()),  # nine of twelve reveal the other three
        ((9, 8, 3), {"0"}),  # nine and eight together would reveal three
        ((9, 8, 3, 2), {"0", "1"}),  # the three and the two together are five
        ((5, 5, 1), {"1"}),
    ],
)
def test_small_schools_are_hidden_and_do_not_follow_from_the_others(
    sizes: tuple[int, ...], shown: set[str]
) -> None:
    assert visible(schools(*sizes)).units == shown


def test_small_subjects_are_hidden_and_do_not_follow_from_the_others() -> None:
    school = {("1", "математика"): 9, ("1", "физика"): 6, ("1", "история"): 3}
    assert visible(school).subjects == {"математика"}
    assert visible({**school, ("1", ""): 2}).subjects == {"математика", "физика"}
    assert visible({("1", "математика"): 9, ("1", ""): 3}).subjects == set(), "the three have no subject"


def test_subject_of_one_school_is_not_compared_with_it() -> None:
    """All eight of a subject teach in a school of ten: the difference would be two people."""
    primary = {("A", "начальные классы"): 8, ("A", "физика"): 2, ("B", "физика"): 7}
    assert visible(primary).units == {"A", "B"}
    assert visible(primary).subjects == set(), "one subject alone would reveal the rest"
    wider = {**primary, ("B", "начальные классы"): 5}
    assert visible(wider).subjects == {"начальные классы", "физика"}
    apart = {("A", "начальные классы"): 8, ("A", "физика"): 5, ("B", "физика"): 7}
    assert visible(apart).subjects == {"начальные классы", "физика"}


crowds = st.dictionaries(st.tuples(st.sampled_from("ABCD"), st.sampled_from(SUBJECTS)), st.integers(0, 12))


@settings(deadline=None)
@given(crowds)
def test_any_subtraction_leaves_five_people_or_none(people: dict[tuple[str, str], int]) -> None:
    shown = visible(people)
    everyone = {parts for parts, count in people.items() if count}
    assert "" not in shown.subjects

    def told(size: int) -> bool:
        return size == 0 or size >= LEAST

    def rows(keys: Iterable[str], side: int) -> list[set[tuple[str, str]]]:
        found = [{parts for parts in everyone if parts[side] == key} for key in sorted(keys)]
        return [*found, everyone.difference(*found)]  # the people in none of the rows follow from the total

    def size(parts: set[tuple[str, str]]) -> int:
        return sum(people[one] for one in parts)

    units, subjects = rows(shown.units, 0), rows(shown.subjects, 1)
    if not (shown.units or shown.subjects):
        return
    assert all(size(row) >= LEAST for row in [*units[:-1], *subjects[:-1]])
    for ones, others in ((units, subjects), (subjects, units), (units, units), (subjects, subjects)):
        for one, count in product(ones, range(len(others) + 1)):
            for some in combinations(others, count):
                assert told(size(one ^ set().union(*some)))


@settings(deadline=None)
@given(crowds)
def test_only_small_rows_are_hidden_where_nothing_follows(people: dict[tuple[str, str], int]) -> None:
    """With five people in every cell nothing is hidden."""
    full = {(unit, subject): 5 + people.get((unit, subject), 0) for unit in "AB" for subject in SUBJECTS}
    assert visible(full).units == {"A", "B"}
    assert visible(full).subjects == set(SUBJECTS) - {""}


def test_means_and_levels() -> None:
    assert (Tally(2, 79).mean, Tally(3, 118).mean, Tally(5, 0).mean) == (40, 39, 0)
    assert Tally(2, 79) + Tally(1, 1) == Tally(3, 80)
    marks = [level_at(percent, LEVELS.values()).mark for percent in (0, 39, 40, 69, 70, 100)]
    assert marks == ["🔴", "🔴", "🟡", "🟡", "🟢", "🟢"]


def test_results_of_the_last_year_count() -> None:
    assert year_before(date(2026, 11, 23)) == date(2025, 11, 23)
    assert year_before(date(2028, 2, 29)) == date(2027, 3, 1)


def test_first_subject_counts_in_any_spelling() -> None:
    assert first_subject('["", " Физика ", "Музыка"]') == "Физика"
    assert first_subject("[]") == first_subject("") == ""
    assert code_of("Изобразительное  искусство") == code_of(" изобразительное искусство")
    assert code_of("Физика") != code_of("Музыка")


def test_schools_are_ordered_by_their_numbers() -> None:
    titles = ["Школа № 10", "Гимназия № 2", "Школа № 2", "2-я школа"]
    assert sorted(titles, key=in_order) == ["2-я школа", "Гимназия № 2", "Школа № 2", "Школа № 10"]


def test_rows_of_a_map_are_units_or_subjects() -> None:
    assert set(Axis) == {"unit", "subject"}
