"""Somebody in two messengers is one person: listed once, told once, reached while one account is open."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from services.conversations import actions as conversations
from services.conversations.actions import Presence
from services.events import queries as events
from services.letters import Letter
from services.outside import MAX, TELEGRAM
from services.people import queries as people
from services.people.models import Account
from services.people.rules import Audience
from services.route_templates import segments
from tests.conftest import Town
from tests.integration.stories import join_in_max
from tests.personas import MENTOR, SCHOOL_METHODIST, YOUNG_SPECIALIST


@pytest.fixture(params=["both", "only the other"])
async def elsewhere(request: pytest.FixtureRequest, town: Town) -> None:
    """The mentor is in both messengers, or only in the one that the others are not in."""
    await join_in_max(town, MENTOR)
    if request.param == "only the other":
        async with town.database.transaction() as session:
            mine = Account.person_id == town.id_of(MENTOR)
            await session.execute(delete(Account).where(mine, Account.channel == TELEGRAM))


async def test_person_in_two_messengers_is_listed_once_as_joined(town: Town, elsewhere: None) -> None:
    ctx = await town.acting(SCHOOL_METHODIST)
    page = await people.staff(ctx, 0, size=100)
    assert [one.joined for one in page.items if one.id == town.id_of(MENTOR)] == [True]
    _, _, is_joined = await people.member_card(ctx, town.id_of(MENTOR))
    assert is_joined


async def test_announcement_counts_a_person_in_two_messengers_once(town: Town) -> None:
    ctx = await town.acting(SCHOOL_METHODIST)
    before = await events.audience_sizes(ctx)
    await join_in_max(town, MENTOR)
    assert await events.audience_sizes(ctx) == before
    async with town.database.transaction() as session:
        mine = Account.person_id == town.id_of(MENTOR)
        await session.execute(delete(Account).where(mine, Account.channel == TELEGRAM))
    assert (await events.audience_sizes(ctx))[Audience.MENTOR] == before[Audience.MENTOR]


async def test_template_is_given_once_to_a_person_in_two_messengers(town: Town, elsewhere: None) -> None:
    ctx = await town.acting(SCHOOL_METHODIST)
    async with ctx.transaction():
        found = await segments.who_gets(ctx, ctx.me.unit_path, Audience.MENTOR, lock=True)
    assert [person_id for person_id, _ in found].count(town.id_of(MENTOR)) == 1


async def test_an_asker_is_told_of_the_account_that_is_open(town: Town) -> None:
    await join_in_max(town, MENTOR)
    ctx, mine = await town.acting(YOUNG_SPECIALIST), Account.person_id == town.id_of(MENTOR)

    async def block(channel: str) -> None:
        async with town.database.transaction() as session:
            await session.execute(
                update(Account).where(mine, Account.channel == channel).values(reachable=False)
            )

    async def presence(number: int) -> Presence:
        letter = Letter(f"telegram:100009:{number}", "Как начать урок?")
        return (await conversations.ask(ctx, town.id_of(MENTOR), letter)).presence

    assert await presence(1) is Presence.HERE
    await block(TELEGRAM)
    assert await presence(2) is Presence.HERE
    await block(MAX)
    assert await presence(3) is Presence.AWAY
