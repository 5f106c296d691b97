"""One message to many people: queued at once, or spread bit by bit where there are many."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, func, literal, select, update

from services import mailings, outbox
from services.mailings import Mailing
from services.outbox import Delivery
from services.people.models import OrgUnit, Person
from tests.builders import MOSCOW
from tests.conftest import Town
from tests.personas import YOUNG_SPECIALIST

KIND = "route_approved"
# Where it is evening while Moscow works.
VLADIVOSTOK = "Asia/Vladivostok"
EVERYONE: Select[tuple[int]] = select(Person.id)


def at(day: int, hour: int) -> datetime:
    """A moment in Dubravino."""
    return datetime(2026, 11, day, hour, tzinfo=MOSCOW)


async def post_to_all(town: Town, people: Select[tuple[int]], **how: Any) -> int:
    ctx = town.nobody
    async with ctx.transaction():
        return await mailings.post_to_all(ctx, people, KIND, **{"key": "occasion", "route_id": 1, **how})


async def told(town: Town) -> list[int]:
    """Those who have a delivery, as committed."""
    return [row[0] for row in await town.rows(select(Delivery.person_id).order_by(Delivery.id))]


async def move_gymnasium_to_vladivostok(town: Town) -> None:
    async with town.database.transaction() as db:
        await db.execute(
            update(OrgUnit).where(OrgUnit.short_title == "Гимназия № 2").values(timezone=VLADIVOSTOK)
        )


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailings, "AT_ONCE", 10)


async def test_post_to_all_writes_to_EVERYONE_once(town: Town) -> None:
    school: Select[Any] = select(Person.id).join(OrgUnit).where(OrgUnit.short_title == "Школа № 1")
    expected = {row[0] for row in await town.rows(school)}
    assert len(expected) == 11
    assert await post_to_all(town, school, route_id=9) == len(expected)
    assert await post_to_all(town, school, route_id=9) == 0, "again tells nobody anything"

    people = await town.one(select(func.count()).select_from(Person))
    assert await post_to_all(town, EVERYONE, route_id=9) == people - len(expected)
    assert await post_to_all(town, EVERYONE, key="another", route_id=10) == people

    rows = await town.rows(select(Delivery.person_id, Delivery.arguments, Delivery.state, Delivery.kind))
    assert {row.person_id for row in rows if row.arguments == {"route_id": 9}} == {
        row[0] for row in await town.rows(EVERYONE)
    }
    assert {(row.state, row.kind) for row in rows} == {("queued", KIND)}


async def test_post_to_all_without_people_posts_nothing(town: Town) -> None:
    nobody: Select[Any] = select(Person.id).where(literal(value=False))
    assert await post_to_all(town, nobody) == 0
    assert await town.rows(select(Delivery.id)) == []


async def test_person_selected_twice_gets_one_delivery(town: Town) -> None:
    mine = select(Person.id).where(Person.id == town.id_of(YOUNG_SPECIALIST))
    twice: Select[tuple[int]] = select(mine.union_all(mine).subquery().c.id)
    assert await post_to_all(town, twice) == 1


async def test_post_to_all_keeps_to_the_allowed_hours_of_every_time_zone(town: Town) -> None:
    await move_gymnasium_to_vladivostok(town)
    town.clock.set(at(23, 14))
    people = await town.one(select(func.count()).select_from(Person))
    expires = at(25, 12)
    assert await post_to_all(town, EVERYONE, expires_at=expires) == people
    rows = await town.rows(
        select(OrgUnit.timezone, Delivery.not_before, Delivery.expires_at, func.count())
        .select_from(Delivery)
        .join(Person, Person.id == Delivery.person_id)
        .join(OrgUnit)
        .group_by(OrgUnit.timezone, Delivery.not_before, Delivery.expires_at)
        .order_by(OrgUnit.timezone)
    )
    assert [row.timezone for row in rows] == [VLADIVOSTOK, "Europe/Moscow"], "one moment a zone"
    assert rows[0].not_before == at(24, 1)
    assert timedelta() <= rows[1].not_before - at(23, 14) < timedelta(seconds=30)
    assert {row.expires_at for row in rows} == {expires}

    assert await post_to_all(town, EVERYONE, key="urgent", urgent=True) == people
    urgent = select(func.max(Delivery.not_before)).where(Delivery.priority == outbox.URGENT)
    assert await town.one(urgent) <= town.clock.now()


@pytest.mark.usefixtures("small_portions")
async def test_large_mailing_is_queued_bit_by_bit_and_then_forgotten(town: Town) -> None:
    people = await town.one(select(func.count()).select_from(Person))
    assert await post_to_all(town, EVERYONE) == people
    assert await told(town) == [], "the use case does not wait for it"
    counts = []
    while await mailings.spread(town.nobody):
        counts.append(len(await told(town)))
    assert counts == [10, 20, 30, people]
    assert len(set(await told(town))) == people
    assert await town.rows(select(Mailing.id)) == []


@pytest.mark.usefixtures("small_portions")
async def test_large_mailing_tells_nobody_a_second_time(town: Town) -> None:
    people = await town.one(select(func.count()).select_from(Person))
    await post_to_all(town, EVERYONE.where(Person.id == town.id_of(YOUNG_SPECIALIST)))
    await post_to_all(town, EVERYONE)
    while await mailings.spread(town.nobody):
        pass
    assert sorted(await told(town)) == sorted(row[0] for row in await town.rows(EVERYONE))
    assert len(await told(town)) == people


@pytest.mark.usefixtures("small_portions")
async def test_large_mailing_is_undone_with_its_use_case(town: Town) -> None:
    ctx = town.nobody
    with pytest.raises(ZeroDivisionError):
        async with ctx.transaction():
            await mailings.post_to_all(ctx, EVERYONE, KIND, key="occasion", route_id=1)
            raise ZeroDivisionError
    assert not await mailings.spread(town.nobody)


@pytest.mark.usefixtures("small_portions")
async def test_mailings_are_spread_in_their_order_with_their_hours(town: Town) -> None:
    await post_to_all(town, EVERYONE, key="first", route_id=1, urgent=True)
    await post_to_all(town, EVERYONE, key="second", route_id=2, expires_at=at(25, 12))
    while await mailings.spread(town.nobody):
        pass
    rows = await town.rows(
        select(Delivery.arguments, Delivery.priority, Delivery.expires_at).order_by(Delivery.id)
    )
    order = [row.arguments["route_id"] for row in rows]
    assert order == sorted(order)
    assert {row.priority for row in rows if row.arguments["route_id"] == 1} == {outbox.URGENT}
    assert {row.expires_at for row in rows if row.arguments["route_id"] == 2} == {at(25, 12)}
