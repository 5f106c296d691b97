"""Pages of long lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

# So many entries of each queue are read for the desk.
DESK_SIZE = 7
T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list: page `number` (from 0) of `count` pages; `total` is the length of the whole list."""

    items: tuple[T, ...] = ()
    number: int = 0
    count: int = 1
    total: int = 0

    @classmethod
    def of(cls, everything: Sequence[T], number: int, size: int) -> Page[T]:
        """Page `number` (from 0) of a list, or the nearest page that exists."""
        number, count = page_of(len(everything), number, size)
        return cls(tuple(everything[number * size : (number + 1) * size]), number, count, len(everything))

    def map(self, view: Callable[[T], V]) -> Page[V]:
        """The page with `view` applied to every item."""
        return Page(tuple(view(one) for one in self.items), self.number, self.count, self.total)


def page_of(count: int, page: int, size: int) -> tuple[int, int]:
    """The existing page (from 0) nearest to `page`, and the number of pages, at least one."""
    pages = max(1, -(-count // size))
    return min(max(page, 0), pages - 1), pages


async def read_page(
    db: AsyncSession, rows: Select[*tuple[Any, ...]], number: int, size: int, *, together: bool = False
) -> Page[Any]:
    """A page of an ordered SELECT. One statement counts the rows, another reads those of the page.

    `together` does both in one statement, which adds a last column: quicker where rows are hard to find.
    """
    if together:
        counted = rows.add_columns(func.count().over()).limit(size).offset(number * size)
        found = (await db.execute(counted)).all()
        if found or number == 0:
            total = found[0][-1] if found else 0
            return Page(tuple(found), number, page_of(total, number, size)[1], total)
    total = await db.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    number, count = page_of(total, number, size)
    last = await db.execute(rows.limit(size).offset(number * size))
    return Page(tuple(last.all()), number, count, total)
