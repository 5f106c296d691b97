"""No number of a group tells of fewer than five people, not even by subtraction."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.content import Content
from services.group_results.rules import (
    LEAST,
    Axis,
    Tally,
    Target,
    code_of,
    in_order,
    level_of,
    subjects_in,
    visible,
    year_before,
)

LEVELS = Content().levels
MATHS, PHYSICS, BOTH, MUSIC = "математика", "физика", "математика и физика", "музыка"


def schools(*sizes: int) -> tuple[dict[int, frozenset[int]], dict[int, int]]:
    return {number: frozenset([number]) for number in range(len(sizes))}, dict(enumerate(sizes))


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((4,), set()),
        ((5,), {0}),
        ((9, 6, 5), {0, 1, 2}),
        ((9, 0), {0}),
        ((9, 3), set()),  # nine are all but three: their number gives the three away
        ((9, 8, 3), {0}),  # so would nine and eight together
        ((9, 8, 3, 2), {0, 1}),  # the three and the two together are five
        ((5, 5, 1), {1}),
    ],
)
def test_small_schools_are_hidden_and_do_not_follow_from_the_others(
    sizes: tuple[int, ...], shown: set[int]
) -> None:
    assert visible(*schools(*sizes)) == shown


@given(st.lists(st.integers(0, 12), max_size=7))
def test_whatever_schools_are_subtracted_five_people_are_left_or_nobody(sizes: list[int]) -> None:
    rows, people = schools(*sizes)
    shown = visible(rows, people)
    assert all(people[number] >= LEAST for number in shown)
    for count in range(len(shown) + 1):
        for some in combinations(sorted(shown), count):
            rest = sum(sizes) - sum(sizes[number] for number in some)
            if shown or sum(sizes) >= LEAST:
                assert rest == 0 or rest >= LEAST


def test_subjects_that_share_teachers() -> None:
    rows = {"maths": frozenset([MATHS, BOTH]), "physics": frozenset([PHYSICS, BOTH])}
    assert visible(rows, {MATHS: 6, BOTH: 2, PHYSICS: 5}) == {"maths", "physics"}
    assert visible(rows, {MATHS: 6, BOTH: 2, PHYSICS: 2}) == set(), "8 of 10, and then the 4 of physics"
    assert visible(rows, {MATHS: 6, BOTH: 2, PHYSICS: 2, MUSIC: 7}) == {"maths"}


def test_a_subject_that_lies_within_another_one() -> None:
    rows = {"physics": frozenset([BOTH]), "maths": frozenset([MATHS, BOTH])}
    assert visible(rows, {BOTH: 7, MATHS: 1, MUSIC: 9}) == {"maths"}, "their difference is one person"
    assert visible(rows, {BOTH: 7, MATHS: 5, MUSIC: 9}) == {"maths", "physics"}


def test_the_rest_of_the_scope_stands_in_no_row() -> None:
    row = {"maths": frozenset([MATHS])}
    for others, is_shown in ((0, True), (1, False), (4, False), (5, True)):
        assert bool(visible(row, {MATHS: 10, "": others})) == is_shown


def test_means_and_levels() -> None:
    assert (Tally(2, 79).mean, Tally(3, 118).mean, Tally(5, 0).mean) == (40, 39, 0)
    assert Tally(2, 79) + Tally(1, 1) == Tally(3, 80)
    marks = [level_of(percent, LEVELS).mark for percent in (0, 39, 40, 69, 70, 100)]
    assert marks == ["🔴", "🔴", "🟡", "🟡", "🟢", "🟢"]


def test_the_year_that_counts() -> None:
    assert year_before(date(2026, 11, 23)) == date(2025, 11, 23)
    assert year_before(date(2028, 2, 29)) == date(2027, 3, 1)


def test_subjects_are_the_same_however_they_are_typed() -> None:
    assert subjects_in('["Физика", " физика ", "", "Музыка"]') == ("физика", "Музыка")
    assert subjects_in("[]") == ()
    assert code_of("Изобразительное  искусство") == code_of(" изобразительное искусство")
    assert code_of("Физика") != code_of("Музыка")


def test_schools_stand_in_the_order_of_their_numbers() -> None:
    titles = ["Школа № 10", "Гимназия № 2", "Школа № 2", "2-я школа"]
    assert sorted(titles, key=in_order) == ["2-я школа", "Гимназия № 2", "Школа № 2", "Школа № 10"]


@pytest.mark.parametrize(
    "target", [Target(unit_id=4, title="Школа № 1"), Target(subject="Физика", title="Ф")]
)
def test_a_target_is_kept_as_it_is(target: Target) -> None:
    assert Target.of_data(target.to_data()) == target
    assert set(Axis) == {"unit", "subject"}
