"""Shares that may be shown: none reveals 1 to 4 people, not even by subtraction."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.routes.usage.share import Count, tree_of, visible

# A region, its two municipalities, their schools; people may work in the municipality itself.
PATHS = ["/1/", "/1/2/", "/1/3/", "/1/2/4/", "/1/2/5/", "/1/2/6/", "/1/3/7/", "/1/3/8/"]


def counts(*people: int) -> dict[str, Count]:
    return {path: Count(one, one, 0) for path, one in zip(PATHS, people, strict=True) if one}


def seen(told: dict[str, Count], *scope: str) -> set[str]:
    """The units whose shares the reader of a scope sees."""
    return visible(tree_of(told, PATHS), list(scope))


def test_small_school_is_hidden_together_with_the_next_smallest() -> None:
    shown = seen(counts(0, 0, 0, 9, 6, 3, 0, 0), "/1/2/")
    assert shown == {"/1/2/", "/1/2/4/"}
    # The leader of the small school alone sees no share; the leader of the other school sees theirs.
    assert seen(counts(0, 0, 0, 9, 6, 3, 0, 0), "/1/2/6/") == set()
    assert seen(counts(0, 0, 0, 9, 6, 3, 0, 0), "/1/2/5/") == {"/1/2/5/"}


def test_below_a_hidden_unit_nothing_is_shown() -> None:
    # The second municipality has 7 people, but 4 more work in the region itself.
    shown = seen(counts(4, 0, 0, 20, 0, 0, 7, 0), "/1/")
    assert shown == {"/1/", "/1/2/", "/1/2/4/"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_differences_of_shown_numbers_are_never_one_to_four_people(people: list[int]) -> None:
    told = counts(*people)
    tree, shown = tree_of(told, PATHS), seen(told, "/1/")
    for path in shown:
        below = [part for part in PATHS if part in shown and part.startswith(path) and part != path]
        whole = tree.counts[path].people
        assert whole >= 5
        for size in range(len(below) + 1):
            for some in combinations(below, size):
                apart = all(not one.startswith(other) for one in some for other in some if one != other)
                rest = whole - sum(tree.counts[part].people for part in some)
                assert not apart or rest == 0 or rest >= 5


def test_parts_are_the_units_right_below() -> None:
    below = tree_of({}, PATHS).below
    assert below["/1/"] == ["/1/2/", "/1/3/"]
    assert below["/1/3/"] == ["/1/3/7/", "/1/3/8/"]
    assert "/1/3/7/" not in below
