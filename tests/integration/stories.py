"""What the tests share: stored rows, new people, every kind of button."""

from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, event, func, select

import handlers
from bot.sandbox.messages import SandboxPerson
from bot.sandbox.user import SandboxUser
from handlers.links import Link
from services import mailings
from services.assessments import actions as assessments
from services.assessments import queries, rules
from services.assessments.models import Answer, Assessment
from services.assessments.queries import Explanation, ItemView
from services.assessments.scores import save_scores
from services.context import Context
from services.db import Base, Database
from services.errors import DomainError
from services.inbox import InboxEntry
from services.outbox import Delivery
from services.outside import MAX, ChatId
from services.people.models import Account, Person
from services.questionnaires import library
from tests.conftest import Phones, Town
from tests.personas import YOUNG_SPECIALIST

# For tests in which the kind of database cannot matter.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# The open question of a chat may change with every press, and deliveries change by themselves.
PASSING = ("form_states", "deliveries")

Stored = dict[str, list[str]]


async def stored(town: Town, *, but: Collection[str] = ()) -> Stored:
    """Every committed row of every table, for a comparison with a later moment.

    Handled letters, of which only a number is left, are left out; a letter is handled when its answer is
    said, a moment after a phone shows it.
    """
    for _ in range(100):
        waiting = await town.rows(select(InboxEntry.update_id).where(InboxEntry.content.is_not(None)))
        if not waiting:
            break
        await asyncio.sleep(0.02)
    async with town.database.transaction() as session:
        return {
            table.name: sorted(repr(tuple(row)) for row in await session.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in but
        } | {"inbox": [repr(row) for row in waiting]}


def counted(rows: Stored) -> dict[str, int]:
    """How many rows each table holds."""
    return {name: len(found) for name, found in rows.items()}


def grown(before: Stored, after: Stored) -> dict[str, int]:
    """By how many rows each table that changed has grown; 0 where rows were only changed."""
    return {name: len(after[name]) - len(before[name]) for name in before if before[name] != after[name]}


def kept_before() -> list[dict[str, Any]]:
    """Chats of the release before: the `state` each was in, and the `data` it kept."""
    sample = Path(__file__).parents[1] / "data" / "release_before" / "questions.json"
    return list(json.loads(sample.read_text(encoding="utf-8")))


def stranger(phones: Phones, chat_id: int, first_name: str = "Оператор", last_name: str = "") -> SandboxUser:
    """The phone of a person whom the bot has never seen."""
    person = SandboxPerson(chat_id, first_name, last_name, "+79991112233", "Кто-то новый")
    phones.sandbox.add_person(person)
    return phones.sandbox.user(chat_id)


async def finish(ctx: Context, code: str, choice: Callable[[int], int] = lambda place: 1) -> int:
    """Take a questionnaire from the first item to the last; returns the assessment."""
    following: ItemView | None = await assessments.begin(ctx, code)
    assert following is not None
    assessment_id = following.assessment_id
    while following is not None:
        following = await answered(ctx, assessment_id, following.place, choice(following.place))
    return assessment_id


async def taken(ctx: Context, code: str, choice: Callable[[int], int] = lambda place: 1) -> int:
    """What `finish` leaves in the database, written at once; returns the assessment."""
    async with ctx.transaction() as db:
        questionnaire = await library.newest(ctx, code)
        answers = {
            item.id: rules.option_codes(questionnaire, item)[choice(place)]
            for place, item in enumerate(questionnaire.items)
        }
        overall = rules.total(questionnaire, answers)
        assessment = Assessment(
            person_id=ctx.me.person_id,
            questionnaire=code,
            version=questionnaire.version,
            started_at=ctx.now,
            finished_at=ctx.now,
            percent=overall.percent,
            level=overall.level,
        )
        db.add(assessment)
        await db.flush()
        db.add_all(
            Answer(assessment_id=assessment.id, item_id=item_id, option=option, answered_at=ctx.now)
            for item_id, option in answers.items()
        )
        scores = rules.score(questionnaire, ctx.content.competencies, answers)
        await save_scores(ctx, assessment, scores)
        return assessment.id


async def answered(ctx: Context, assessment_id: int, place: int, choice: int) -> ItemView | None:
    """Answer an item and go on past its explanation, if it has one."""
    following = await assessments.answer(ctx, assessment_id, place, choice)
    if isinstance(following, Explanation):
        return await queries.after_explanation(ctx, assessment_id, place)
    return following


async def reacts(user: SandboxUser, press: Awaitable[str | None]) -> str:
    """What a person reads after a press: the toast, then the screen that came or changed."""
    before = {message.message_id: message for message in user.messages}
    toast = await press
    fresh = [one.words for one in user.messages if one.from_bot and before.get(one.message_id) != one]
    return "\n".join([toast or "", *fresh]).strip()


def every_link() -> list[type[Link]]:
    """Every kind of button the bot can draw."""
    found: list[type[Link]] = []
    for place in pkgutil.walk_packages(handlers.__path__, "handlers."):
        if place.name.endswith("links"):
            found += [
                one
                for one in vars(importlib.import_module(place.name)).values()
                if isinstance(one, type) and issubclass(one, Link) and one is not Link
            ]
    return sorted(set(found), key=lambda link: link.__prefix__)


def filled(link: type[Link], number: int, word: str = "nothing") -> str:
    """A button's data with `number` as every id and every confirmation given."""
    values: dict[type, Any] = {int: number, bool: True, str: word}
    fields = {name: values[field.annotation] for name, field in link.model_fields.items()}  # type: ignore[index]
    return link.model_construct(**fields).pack()


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL statements sent to a database inside the block."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", hear)


async def outcome(attempt: Awaitable[Any]) -> str:
    """`done`, or the error's name."""
    try:
        await attempt
    except DomainError as error:
        return type(error).__name__
    return "done"


async def posted(town: Town, kind: str) -> list[int]:
    """The people who get notices of this kind, a number per notice."""
    rows = await town.rows(select(Delivery.person_id).where(Delivery.kind == kind).order_by(Delivery.id))
    return [row[0] for row in rows]


async def asks_mentor(phones: Phones) -> SandboxUser:
    """The young specialist is asked for the words of a question to the mentor; returns their phone."""
    young = phones.of(YOUNG_SPECIALIST)
    await young.says("/ask")
    await young.presses("Полевой")
    await young.sees("Напишите вопрос")
    return young


async def join_in_max(town: Town, code: str, *, reachable: bool = True) -> ChatId:
    """Give a persona a second account, whose chat has the number of the first."""
    chat_id = town.people[code].chat_id
    account = Account(
        person_id=town.id_of(code),
        channel=MAX,
        chat_id=chat_id,
        reachable=reachable,
        created_at=town.clock.now(),
    )
    async with town.database.transaction() as session:
        session.add(account)
    return MAX, chat_id


async def unit_of(town: Town, code: str) -> int:
    """The unit where a persona works."""
    return int(await town.one(select(Person.unit_id).where(Person.id == town.id_of(code))))


async def joined(town: Town, code: str) -> int:
    """How many chats a persona has."""
    accounts = select(func.count(Account.id)).where(Account.person_id == town.id_of(code))
    return int(await town.one(accounts))


async def announce(town: Town, title: str = "Практикум") -> int:
    """Announce an event to everyone who has joined; returns how many will hear."""
    event_id = await town.event(title=title)
    ctx = town.nobody
    async with ctx.transaction():
        joined: Select[tuple[int]] = select(Account.person_id)
        return await mailings.post_to_all(
            ctx, joined, "event_announced", key=f"event:{event_id}", event_id=event_id
        )
