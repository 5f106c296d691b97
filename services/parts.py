"""Reading a large scope in parts: between two parts everybody else gets a turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from sqlalchemy import func, select

from services.access import in_scope
from services.context import Context
from services.people.models import OrgUnit, Person
from services.roles import GROUP_READERS, Role

# SQLite reads a few facts of so many people in some 20 ms.
PEOPLE_AT_ONCE = 400


async def parts_of_scope(ctx: Context, *roles: Role) -> AsyncIterator[list[int]]:
    """Ids of units in the acting person's scope, a part at a time; units without people are left out.

    The roles are those of `GROUP_READERS`, unless others are named. Read each part in a transaction of its
    own.
    """
    async with ctx.transaction() as db:
        counted = await db.execute(
            select(Person.unit_id, func.count())
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(in_scope(ctx.me, roles or GROUP_READERS), Person.archived_at.is_(None))
            .group_by(Person.unit_id)
        )
        sizes: dict[int, int] = dict(counted.all())
    async for part in parts(ctx, sizes):
        yield part


async def parts(ctx: Context, sizes: Mapping[int, int]) -> AsyncIterator[list[int]]:
    """Units by id, so many at a time that a part has about `PEOPLE_AT_ONCE` people. `sizes` counts them."""
    part: list[int] = []
    people = 0
    for unit_id, size in sizes.items():
        if part and people + size > PEOPLE_AT_ONCE:
            yield part
            if not ctx.is_in_transaction:
                await asyncio.sleep(0)  # on SQLite nothing else waits, so nobody else would get a turn
            part, people = [], 0
        part.append(unit_id)
        people += size
    if part:
        yield part
