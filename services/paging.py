"""Long lists, a page at a time."""

from __future__ import annotations


def page_of(count: int, page: int, size: int) -> tuple[int, int]:
    """The page (from 0) nearest to the asked one that exists, and how many there are: at least one."""
    pages = max(1, -(-count // size))
    return min(max(page, 0), pages - 1), pages
