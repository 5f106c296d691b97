"""A template given to very many people, and while others change what it goes by."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from handlers.route_templates import giving_screens
from services.context import Context
from services.errors import WrongState
from services.people.models import Account, OrgUnit, Person, RoleGrant
from services.people.my_data.withdrawal import withdraw
from services.people.rules import Audience
from services.route_templates import giving, rules, segments, undoing
from services.routes.models import ON_TEMPLATE, Route, RouteStep, RouteVersion
from tests.conftest import Town
from tests.integration.stories import outcome, posted, statements, unit_of
from tests.integration.test_route_templates import GETTING, TODAY, given, kept, owners, previewed
from tests.personas import GYMNASIUM_METHODIST, GYMNASIUM_TEACHER
from tests.shown import read_plainly


async def test_calendar_changed_while_a_template_is_given_leaves_routes_whole(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = await kept(town)
    insert_routes = giving._insert_routes

    async def and_then_another_calendar(ctx: Context, *arguments: Any) -> int:
        made = await insert_routes(ctx, *arguments)
        await ctx.db.execute(update(OrgUnit).values(calendar="trimesters"))
        return made

    monkeypatch.setattr(giving, "_insert_routes", and_then_another_calendar)
    assert (await given(town, template.id)).given == len(GETTING)
    steps = await town.rows(
        select(RouteStep.route_id, func.count())
        .join(Route)
        .where(Route.basis == ON_TEMPLATE)
        .group_by(RouteStep.route_id)
    )
    assert [count for _, count in steps] == [3] * len(GETTING)
    assert await town.one(select(func.count(RouteVersion.id))) == len(GETTING)


async def test_withdrawal_while_a_template_is_given_leaves_no_route(town: Town) -> None:
    """Whichever comes first, a person who withdrew consent is left with no route."""
    template = await kept(town)
    view = await previewed(town, template.id)
    giver, early, late = [await town.acting(code) for code in (GYMNASIUM_METHODIST, *GETTING[:2])]
    async with early.transaction():
        await withdraw(early)
        giving_now = asyncio.create_task(outcome(giving.give(giver, view.order, view.key)))
        await asyncio.sleep(0.1)
        assert not giving_now.done()
    assert await giving_now == "WrongState", "one fewer than was shown"
    view = await previewed(town, template.id)
    async with giver.transaction():
        card = await giving.give(giver, view.order, view.key)
        leaving = asyncio.create_task(withdraw(late))
        await asyncio.sleep(0.1)
        assert not leaving.done()
    await leaving
    assert card.given == 3
    assert await owners(town) == list(GETTING[2:])
    assert sorted(await posted(town, "route_given")) == sorted(town.id_of(code) for code in GETTING[2:])


async def test_template_is_given_to_nobody_where_there_are_too_many_people(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = await kept(town)
    order = (await previewed(town, template.id)).order
    monkeypatch.setattr(rules, "MOST_AT_ONCE", len(GETTING) - 1)
    view = await previewed(town, template.id)
    shown = read_plainly(giving_screens.preview(view, TODAY))
    assert "Выберите организацию поменьше" in shown
    assert "Дать маршрут" not in shown
    with pytest.raises(WrongState, match="too-many"):
        await giving.give(await town.acting(GYMNASIUM_METHODIST), order, view.key)
    assert await owners(town) == []
    mentors = await given(town, template.id, audience=Audience.MENTOR)
    assert mentors.given == 1


async def test_giving_a_template_takes_the_same_statements_for_any_number_of_people(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = await kept(town)
    unit_id = await unit_of(town, GYMNASIUM_TEACHER)
    async with town.database.transaction() as db:
        ids = (
            await db.scalars(
                insert(Person).returning(Person.id),
                [
                    {
                        "unit_id": unit_id,
                        "last_name": f"Ромашкина {number}",
                        "first_name": "Анна",
                        "middle_name": "",
                        "position": "",
                        "subjects": [],
                        "category": "",
                        "locale": "ru",
                        "created_at": town.clock.now(),
                    }
                    for number in range(200)
                ],
            )
        ).all()
        grants = [{"person_id": one, "role": "teacher", "unit_id": unit_id} for one in ids]
        await db.execute(insert(RoleGrant), grants)
        chats = [
            {"person_id": one, "channel": "telegram", "chat_id": 900_000 + one, "reachable": True}
            for one in ids
        ]
        await db.execute(insert(Account), [{**chat, "created_at": town.clock.now()} for chat in chats])
    view = await previewed(town, template.id)
    with statements(town.database) as heard:
        card = await giving.give(await town.acting(GYMNASIUM_METHODIST), view.order, view.key)
    assert card.given == 204
    assert len(heard) <= 25, heard
    assert await town.one(select(func.count(RouteStep.id))) == 204 * 3 + 5
    people = await segments.members(await town.acting(GYMNASIUM_METHODIST), view.order, 1)
    assert (len(people.members.items), people.members.count) == (15, 14)
    monkeypatch.setattr(undoing, "BATCH", 100)
    with statements(town.database) as heard:
        undone = await undoing.undo(await town.acting(GYMNASIUM_METHODIST), card.id)
    assert undone.taken == 204
    assert len(heard) <= 30, heard
    # PostgreSQL takes 32,767 values in one statement: none names everybody.
    assert max(one.count("?") + one.count("$") for one in heard) <= 110
