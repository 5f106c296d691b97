"""A message to somebody else is saved with the fact, waits for a decent hour and is sent by one sender."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, delete, event, func, select, update

from bot import migrate
from services import mailings, outbox
from services.clock import MovableClock
from services.content.folder import Content
from services.context import Context, Policy
from services.conversations import actions as conversations
from services.conversations.models import Conversation
from services.db import Database
from services.letters import Letter
from services.outbox import LEASE, Claimed, Delivery, Outcome
from services.outside import MAX, TELEGRAM
from services.people.models import Account, OrgUnit, Person, RoleGrant
from services.people.queries import identify
from services.roles import Role
from tests.conftest import MONDAY, MOSCOW, Town
from tests.integration.stories import join_in_max
from tests.personas import (
    ENGLISH_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    MENTOR,
    NOT_JOINED,
    PRIMARY_YOUNG_SPECIALIST,
    SCHOOL_METHODIST,
    SCIENCE_TEACHER,
    TEACHER,
    YOUNG_SPECIALIST,
)

KIND = "route_approved"
BOTH = (TELEGRAM, MAX)
# Where it is evening while Moscow works.
VLADIVOSTOK = "Asia/Vladivostok"


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment in Dubravino."""
    return datetime(2026, month, day, hour, minute, tzinfo=MOSCOW)


async def post(town: Town, code: str = YOUNG_SPECIALIST, **how: Any) -> None:
    """Queue one message, as a use case does."""
    ctx = town.nobody
    async with ctx.transaction():
        await outbox.post(
            ctx, town.id_of(code), how.pop("kind", KIND), **{"urgent": True, "route_id": 1, **how}
        )


async def post_to_all(town: Town, people: Select[tuple[int]], **how: Any) -> int:
    """Queue one message to many."""
    ctx = town.nobody
    async with ctx.transaction():
        return await mailings.post_to_all(ctx, people, KIND, **{"key": "occasion", "route_id": 1, **how})


async def claim(town: Town, limit: int = 100, channels: Collection[str] = (TELEGRAM,)) -> list[Claimed]:
    return await outbox.claim(town.nobody, limit, channels)


async def record(town: Town, *outcomes: Outcome, channels: Collection[str] = (TELEGRAM,)) -> None:
    await outbox.record(town.nobody, outcomes, channels)


async def states(town: Town) -> dict[int, str]:
    """Delivery ids and their states, as committed."""
    return dict(await town.rows(select(Delivery.id, Delivery.state).order_by(Delivery.id)))


async def not_before(town: Town) -> datetime:
    moment = await town.one(select(Delivery.not_before))
    assert isinstance(moment, datetime)
    return moment.astimezone(MOSCOW)


async def is_reachable(town: Town, code: str = YOUNG_SPECIALIST) -> bool:
    return bool(await town.one(select(Account.reachable).where(Account.person_id == town.id_of(code))))


async def move_gymnasium_to_vladivostok(town: Town) -> None:
    async with town.database.transaction() as session:
        await session.execute(
            update(OrgUnit).where(OrgUnit.short_title == "Гимназия № 2").values(timezone=VLADIVOSTOK)
        )


async def reachable_channels(town: Town, code: str = YOUNG_SPECIALIST) -> set[str]:
    mine = select(Account.channel).where(Account.person_id == town.id_of(code), Account.reachable)
    return {row[0] for row in await town.rows(mine)}


class Breakdown(Exception):
    """Something that goes wrong after the message was queued."""


async def test_delivery_is_saved_in_the_transaction_of_its_fact(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    with pytest.raises(Breakdown):
        async with ctx.transaction():
            await conversations.ask(ctx, town.id_of(MENTOR), Letter("100009:1", "Как быть с оценками?"))
            raise Breakdown
    assert await town.rows(select(Conversation.id)) == []
    assert await town.rows(select(Delivery.id)) == []

    await conversations.ask(ctx, town.id_of(MENTOR), Letter("100009:1", "Как быть с оценками?"))
    assert await town.one(select(func.count()).select_from(Conversation)) == 1
    assert await town.one(select(Delivery.state)) == "queued"


async def test_posting_outside_a_transaction_is_refused(town: Town) -> None:
    with pytest.raises(RuntimeError):
        await outbox.post(town.nobody, town.id_of(YOUNG_SPECIALIST), KIND)


async def test_delivery_with_the_same_key_is_posted_once(town: Town) -> None:
    for _ in range(2):
        await post(town, dedup_key="route:1:approved")
    await post(town, dedup_key="route:2:approved")
    for _ in range(2):
        await post(town)
    assert await town.one(select(func.count()).select_from(Delivery)) == 4


@pytest.mark.parametrize(
    ("now", "rings"),
    [
        (at(23, 10), at(23, 10)),  # a working Monday
        (at(23, 19, 59), at(23, 19, 59)),
        (at(23, 20), at(24, 8)),  # evening
        (at(24, 3, 15), at(24, 8)),  # night
        (at(28, 21), at(30, 8)),  # Saturday evening: Sunday is silent too
        (at(29, 12), at(30, 8)),  # Sunday
        (at(28, 12, month=10), at(5, 8)),  # autumn holidays, then the Day of National Unity
        (at(31, 9, month=12), datetime(2027, 1, 12, 8, tzinfo=MOSCOW)),  # winter holidays
    ],
)
async def test_delivery_that_is_not_urgent_waits_for_an_allowed_hour(
    town: Town, now: datetime, rings: datetime
) -> None:
    town.clock.set(now)
    await post(town, urgent=False)
    waits_until = await not_before(town)
    assert timedelta() <= waits_until - rings < timedelta(seconds=30)

    quiet = rings - now > timedelta(minutes=1)
    assert len(await claim(town)) == (0 if quiet else 1)
    town.clock.set(rings + timedelta(seconds=30))
    assert len(await claim(town)) == (1 if quiet else 0)


async def test_urgent_delivery_is_sent_in_quiet_hours(town: Town) -> None:
    town.clock.set(at(29, 23, 30))
    await post(town, urgent=True)
    assert await not_before(town) <= town.clock.now()
    assert len(await claim(town)) == 1


async def test_allowed_hour_is_in_the_recipients_time_zone(town: Town) -> None:
    await move_gymnasium_to_vladivostok(town)
    town.clock.set(at(23, 14))  # 21:00 in Vladivostok
    await post(town, YOUNG_SPECIALIST, urgent=False)
    await post(town, GYMNASIUM_YOUNG_SPECIALIST, urgent=False)
    assert [one.recipient.person_id for one in await claim(town)] == [town.id_of(YOUNG_SPECIALIST)]
    waiting = select(Delivery.not_before).where(Delivery.person_id == town.id_of(GYMNASIUM_YOUNG_SPECIALIST))
    assert await town.one(waiting) == at(24, 1)  # 8:00 in Vladivostok


async def test_urgent_deliveries_go_first_and_the_rest_in_order(town: Town) -> None:
    await post(town, urgent=False, route_id=1)
    await post(town, urgent=False, route_id=2)
    await post(town, urgent=True, route_id=3)
    assert [one.arguments["route_id"] for one in await claim(town, 2)] == [3, 1]
    assert [one.arguments["route_id"] for one in await claim(town, 2)] == [2]


async def test_claim_names_the_recipient_and_the_chat(town: Town) -> None:
    await move_gymnasium_to_vladivostok(town)
    await post(town, GYMNASIUM_YOUNG_SPECIALIST, route_id=5)
    await post(town, NOT_JOINED)
    young, absent = await claim(town)
    assert (young.kind, young.arguments, young.attempts) == (KIND, {"route_id": 5}, 0)
    assert young.chat == town.chat_of(GYMNASIUM_YOUNG_SPECIALIST)
    assert young.recipient.zone.key == VLADIVOSTOK
    assert (absent.chat, absent.recipient.person_id) == (None, town.id_of(NOT_JOINED))


async def test_a_claim_carries_the_grants_held_at_that_moment(town: Town) -> None:
    await post(town, SCHOOL_METHODIST)
    (first,) = await claim(town)
    acting = (await town.acting(SCHOOL_METHODIST)).me
    assert set(first.recipient.grants) == set(acting.grants)
    assert replace(first.recipient, grants=()) == replace(acting, grants=())
    assert first.recipient.has(Role.SCHOOL_METHODIST)

    async with town.database.transaction() as session:
        await session.execute(delete(RoleGrant).where(RoleGrant.person_id == town.id_of(SCHOOL_METHODIST)))
    await post(town, SCHOOL_METHODIST)
    (second,) = await claim(town)
    assert second.recipient.grants == ()


async def test_admin_named_by_the_operator_is_an_admin_in_a_delivery(town: Town) -> None:
    town.admin_ids = frozenset({town.chat_of(YOUNG_SPECIALIST)})
    await post(town, YOUNG_SPECIALIST)
    await post(town, TEACHER)
    admin, colleague = await claim(town)
    assert set(admin.recipient.grants) == set((await town.acting(YOUNG_SPECIALIST)).me.grants)
    assert admin.recipient.has(Role.ADMIN)
    assert not colleague.recipient.has(Role.ADMIN)


async def test_delivery_to_an_archived_person_carries_no_grants(town: Town) -> None:
    async with town.database.transaction() as session:
        gone = (
            update(Person)
            .where(Person.id == town.id_of(SCHOOL_METHODIST))
            .values(archived_at=town.clock.now())
        )
        await session.execute(gone)
    await post(town, SCHOOL_METHODIST)
    (claimed,) = await claim(town)
    assert claimed.recipient.grants == ()


async def test_delivery_goes_to_the_older_of_two_accounts(town: Town) -> None:
    await join_in_max(town, YOUNG_SPECIALIST)
    await post(town)
    assert [one.chat for one in await claim(town, channels=BOTH)] == [town.chat_of(YOUNG_SPECIALIST)]
    assert await town.one(select(Delivery.channel)) == TELEGRAM
    assert await claim(town, channels=BOTH) == []


async def test_delivery_goes_only_to_a_served_channel(town: Town) -> None:
    in_max = await join_in_max(town, YOUNG_SPECIALIST)
    await post(town, route_id=1)
    assert [one.chat for one in await claim(town, channels=[MAX])] == [in_max]
    await post(town, TEACHER, route_id=2)
    assert [one.chat for one in await claim(town, channels=[MAX])] == [None]


async def test_delivery_goes_to_the_other_account_when_one_is_blocked(town: Town) -> None:
    in_max = await join_in_max(town, YOUNG_SPECIALIST)
    await post(town)
    (first,) = await claim(town, channels=BOTH)
    await record(town, Outcome(first, "unreachable", error="Forbidden"), channels=BOTH)
    assert await states(town) == {first.id: "queued"}
    assert await reachable_channels(town) == {MAX}

    (second,) = await claim(town, channels=BOTH)
    assert (second.id, second.chat, second.attempts) == (first.id, in_max, 1)
    await record(town, Outcome(second, "unreachable", error="Forbidden"), channels=BOTH)
    assert await states(town) == {first.id: "unreachable"}
    assert await reachable_channels(town) == set()


async def test_blocked_account_ends_a_delivery_when_no_other_channel_is_served(town: Town) -> None:
    await join_in_max(town, YOUNG_SPECIALIST)
    await post(town)
    (claimed,) = await claim(town)
    await record(town, Outcome(claimed, "unreachable", error="Forbidden"))
    assert await states(town) == {claimed.id: "unreachable"}


async def test_refusal_by_a_chat_the_person_has_left_marks_nothing(town: Town) -> None:
    await post(town)
    (claimed,) = await claim(town)
    async with town.database.transaction() as session:
        mine = update(Account).where(Account.person_id == town.id_of(YOUNG_SPECIALIST))
        await session.execute(mine.values(chat_id=900_001))
    await record(town, Outcome(claimed, "unreachable", error="Bad Request: chat not found"))
    assert await is_reachable(town)
    assert [one.chat for one in await claim(town)] == [(TELEGRAM, 900_001)]


async def test_blocking_and_unblocking_change_one_account(town: Town) -> None:
    await join_in_max(town, YOUNG_SPECIALIST, reachable=False)
    ctx = replace(await town.acting(YOUNG_SPECIALIST), channel=MAX)
    async with ctx.transaction():
        await outbox.wake(ctx, ctx.me.person_id)
    assert await reachable_channels(town) == {TELEGRAM, MAX}
    await outbox.lose_touch(ctx, ctx.me.person_id)
    assert await reachable_channels(town) == {TELEGRAM}


async def test_admins_number_in_another_messenger_is_not_an_admin(town: Town) -> None:
    in_max = await join_in_max(town, YOUNG_SPECIALIST)
    town.admin_ids = frozenset({in_max})
    await post(town)
    (by_telegram,) = await claim(town)
    assert not by_telegram.recipient.has(Role.ADMIN)
    assert not (await town.acting(YOUNG_SPECIALIST)).me.has(Role.ADMIN)
    await record(town, Outcome(by_telegram, "queued", wait_until=town.clock.now(), tried=False))
    (by_max,) = await claim(town, channels=[MAX])
    assert by_max.recipient.has(Role.ADMIN)
    there = await identify(replace(town.nobody, channel=MAX), in_max[1])
    assert there.actor is not None and there.actor.has(Role.ADMIN)


async def test_two_senders_never_claim_the_same_delivery(town: Town, database_url: str) -> None:
    """Two replicas, each with its own connections."""
    everyone: Select[tuple[int]] = select(Person.id)
    for occasion in range(4):
        await post_to_all(town, everyone, key=str(occasion), urgent=True)
    queued = await town.one(select(func.count()).select_from(Delivery))
    replica = Database(database_url)

    async def take_all(database: Database) -> list[int]:
        ctx = Context(database, town.clock, town.content, town.nobody.policy)
        taken = []
        while batch := await outbox.claim(ctx, 7, (TELEGRAM,)):
            assert len(batch) <= 7
            taken += [one.id for one in batch]
        return taken

    try:
        shares = await asyncio.gather(
            *(take_all(database) for database in (town.database, replica, town.database, replica))
        )
    finally:
        await replica.close()
    taken = [one for share in shares for one in share]
    assert len(taken) == len(set(taken)) == queued
    assert set((await states(town)).values()) == {"sending"}


async def test_delivery_of_a_dead_sender_is_claimed_again_after_its_lease(town: Town) -> None:
    await post(town)
    (first,) = await claim(town)
    town.clock.move(LEASE - timedelta(seconds=20))
    assert await claim(town) == []
    town.clock.move(timedelta(seconds=25))
    (again,) = await claim(town)
    assert again.id == first.id


async def test_delivery_sent_by_another_sender_stays_sent(town: Town) -> None:
    """A sender slept through its lease; its failure is of no interest any more."""
    await post(town)
    (slow,) = await claim(town)
    town.clock.move(LEASE + timedelta(seconds=5))
    (quick,) = await claim(town)
    await record(town, Outcome(quick, "sent", message_id=7))
    await record(town, Outcome(slow, "queued", wait_until=town.clock.now(), error="500"))
    assert await states(town) == {slow.id: "sent"}
    assert await claim(town) == []


async def test_every_outcome_is_recorded(town: Town) -> None:
    for code in (YOUNG_SPECIALIST, TEACHER, ENGLISH_TEACHER, SCIENCE_TEACHER, SCHOOL_METHODIST):
        await post(town, code)
    sent, waits, blocked, late, broken = await claim(town)
    until = town.clock.now() + timedelta(minutes=3)
    await record(
        town,
        Outcome(sent, "sent", message_id=77),
        Outcome(waits, "queued", wait_until=until, error="500"),
        Outcome(blocked, "unreachable", error="Forbidden: bot was blocked by the user"),
        Outcome(late, "expired", tried=False),
        Outcome(broken, "failed", error="ValueError"),
    )
    rows = await town.rows(
        select(Delivery.state, Delivery.attempts, Delivery.message_id, Delivery.error, Delivery.lease_until)
        .select_from(Delivery)
        .order_by(Delivery.id)
    )
    assert [tuple(row) for row in rows] == [
        ("sent", 0, 77, None, None),
        ("queued", 1, None, "500", None),
        ("unreachable", 1, None, "Forbidden: bot was blocked by the user", None),
        ("expired", 0, None, None, None),
        ("failed", 1, None, "ValueError", None),
    ]
    assert await town.one(select(Delivery.sent_at).where(Delivery.id == sent.id)) is not None
    assert not await is_reachable(town, ENGLISH_TEACHER)
    assert await is_reachable(town)

    assert await claim(town) == [], "what waits is not tried before its time, and the rest never"
    town.clock.move(timedelta(minutes=3))
    assert [(one.id, one.attempts) for one in await claim(town)] == [(waits.id, 1)]


async def test_person_who_has_not_joined_is_not_marked_as_blocking(town: Town) -> None:
    await post(town, NOT_JOINED)
    (absent,) = await claim(town)
    await record(town, Outcome(absent, "unreachable", tried=False))
    assert await states(town) == {absent.id: "unreachable"}
    assert await town.rows(select(Account.id).where(~Account.reachable)) == []


async def test_person_who_unblocks_the_bot_gets_what_is_not_out_of_date(town: Town) -> None:
    await post(town, route_id=1)
    town.clock.move(timedelta(days=13))
    await post(town, route_id=2)
    await post(town, route_id=3, expires_at=town.clock.now() + timedelta(days=1))
    await post(town, TEACHER, route_id=4)
    claimed = await claim(town)
    assert len(claimed) == 4
    await record(town, *(Outcome(one, "unreachable") for one in claimed))
    assert not await is_reachable(town)

    town.clock.move(timedelta(days=2))
    ctx = await town.acting(YOUNG_SPECIALIST)
    async with ctx.transaction():
        await outbox.wake(ctx, ctx.me.person_id)
    assert await is_reachable(town)
    assert not await is_reachable(town, TEACHER)
    assert [one.arguments["route_id"] for one in await claim(town)] == [2]


async def test_sent_deliveries_do_not_slow_a_claim(tmp_path: Path) -> None:
    """SQLite reads the queue through its own small index."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'plan.db'}")
    await migrate.upgrade(database)
    statements: list[tuple[str, Any]] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, parameters, *_: statements.append((statement, parameters)),
    )
    ctx = Context(database, MovableClock(MONDAY), Content(), Policy(zone=MOSCOW))
    await outbox.claim(ctx, 10, (TELEGRAM,))
    statement, parameters = next(one for one in statements if "UPDATE" in one[0])
    async with database.engine.connect() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(parameters))
        steps = [str(tuple(row)[-1]) for row in plan]
    await database.close()
    assert any("INDEX ix_deliveries_queue" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step or step == "SCAN deliveries" for step in steps), steps


@pytest.mark.parametrize(
    ("now", "starts", "rings"),
    [
        # On Saturday night for Sunday noon: two hours before it starts, though it is a Sunday.
        (datetime(2026, 11, 21, 21, tzinfo=MOSCOW), datetime(2026, 11, 22, 12, tzinfo=MOSCOW), "22 10:00"),
        # At two in the night for nine in the morning: not at two.
        (datetime(2026, 11, 24, 2, tzinfo=MOSCOW), datetime(2026, 11, 24, 9, tzinfo=MOSCOW), "24 07:00"),
        (datetime(2026, 11, 24, 2, tzinfo=MOSCOW), datetime(2026, 11, 24, 15, tzinfo=MOSCOW), "24 08:00"),
        (datetime(2026, 11, 24, 12, tzinfo=MOSCOW), datetime(2026, 11, 24, 13, tzinfo=MOSCOW), "24 12:00"),
    ],
)
async def test_news_of_an_event_waits_for_the_morning_but_not_past_two_hours_before_it(
    town: Town, now: datetime, starts: datetime, rings: str
) -> None:
    town.clock.set(now)
    ctx = town.nobody
    async with ctx.transaction():
        latest = starts - timedelta(hours=2)
        await outbox.post(
            ctx,
            town.id_of(YOUNG_SPECIALIST),
            "newcomer_joined",
            latest=latest,
            person_id=town.id_of(PRIMARY_YOUNG_SPECIALIST),
        )
    not_before = await town.one(select(Delivery.not_before))
    assert f"{not_before.astimezone(MOSCOW):%d %H:%M}" == rings


async def test_after_a_month_only_the_fact_of_a_message_is_kept(town: Town) -> None:
    await post(town)
    (one,) = await claim(town)
    await record(town, Outcome(one, "sent", message_id=5))
    await post(town, TEACHER, urgent=True, route_id=2)  # waits for its person
    town.clock.set(at(23, 10) + timedelta(days=29))
    assert await outbox.forget_messages(town.nobody) == 0
    town.clock.set(at(23, 10) + timedelta(days=31))
    assert await outbox.forget_messages(town.nobody) == 1
    rows = await town.rows(
        select(Delivery.kind, Delivery.state, Delivery.arguments, Delivery.sent_at).order_by(Delivery.id)
    )
    assert [(row.kind, row.state, row.arguments) for row in rows] == [
        (KIND, "sent", {}),
        (KIND, "queued", {"route_id": 2}),
    ]
    assert rows[0].sent_at is not None
    assert await outbox.forget_messages(town.nobody) == 0, "once"


async def test_operator_says_how_long_messages_are_known(town: Town) -> None:
    await post(town)
    (one,) = await claim(town)
    await record(town, Outcome(one, "sent", message_id=5))
    ctx = town.nobody
    ctx.policy = replace(ctx.policy, forget_after=timedelta(days=3))
    town.clock.set(at(23, 10) + timedelta(days=4))
    assert await outbox.forget_messages(ctx) == 1
