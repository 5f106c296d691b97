"""Numbers of a large scope are found once for some minutes; those of a small one each time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.recent import KEPT, LARGE, Recent

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)


class Region:
    """Counts how often its numbers were looked for."""

    def __init__(self, people: int) -> None:
        self._people = people
        self.looked = 0

    async def find(self) -> tuple[str, int]:
        self.looked += 1
        await asyncio.sleep(0)
        return f"found {self.looked}", self._people


async def test_numbers_of_a_region_are_kept_for_some_minutes() -> None:
    recent, region = Recent(), Region(LARGE)
    assert await recent.of(("map",), NOW, region.find) == "found 1"
    assert await recent.of(("map",), NOW + KEPT - timedelta(seconds=1), region.find) == "found 1"
    assert await recent.of(("map",), NOW + KEPT, region.find) == "found 2"


async def test_numbers_of_a_school_are_always_fresh() -> None:
    recent, school = Recent(), Region(LARGE - 1)
    assert await recent.of(("map",), NOW, school.find) == "found 1"
    assert await recent.of(("map",), NOW, school.find) == "found 2"


async def test_people_of_other_rights_get_other_numbers() -> None:
    recent, region, other = Recent(), Region(LARGE), Region(LARGE)
    await recent.of(("map", "/1/"), NOW, region.find)
    assert await recent.of(("map", "/2/"), NOW, other.find) == "found 1"
    assert (region.looked, other.looked) == (1, 1)


async def test_who_asks_at_once_waits_for_one_answer() -> None:
    recent, region = Recent(), Region(LARGE)
    found = await asyncio.gather(*(recent.of(("map",), NOW, region.find) for _ in range(20)))
    assert set(found) == {"found 1"}


async def test_what_failed_is_not_kept() -> None:
    recent, region = Recent(), Region(LARGE)

    async def fails() -> tuple[str, int]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await recent.of(("map",), NOW, fails)
    assert await recent.of(("map",), NOW, region.find) == "found 1"


async def test_what_is_old_is_forgotten() -> None:
    recent, region = Recent(), Region(LARGE)
    for number in range(100):
        await recent.of(("map", number), NOW, region.find)
    await recent.of(("map",), NOW + KEPT, region.find)
    assert len(recent._found) == len(recent._turns) == 1
