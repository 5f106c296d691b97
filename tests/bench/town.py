"""A migrated database with as many fictional teachers as a measurement needs."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Integer, column, insert, literal, select, true, values

from bot.migrate import upgrade
from services.assessments.models import Assessment, Score
from services.clock import Clock, SystemClock
from services.content.folder import Content
from services.context import Context, Policy
from services.db import Base, Database
from services.people.actions import add_unit
from services.people.models import Account, Consent, Person, RoleGrant
from services.roles import Role
from services.routes.models import Route, RouteStep

CONTENT = Content()
MOSCOW = ZoneInfo("Europe/Moscow")
FIRST_CHAT = 500_000
IN_A_SCHOOL = 50
AT_ONCE = 5_000

Row = TypeVar("Row")


def url_of(file: Path) -> str:
    """The database's address, as DATABASE_URL takes it."""
    return f"sqlite+aiosqlite:///{file}"


def chat_of(person_id: int) -> int:
    """The chat of a person of the bench."""
    return FIRST_CHAT + person_id


@asynccontextmanager
async def opened(where: Path | str, clock: Clock | None = None) -> AsyncIterator[Context]:
    """A context over a database, an SQLite file or an address; nobody acts."""
    database = Database(where if isinstance(where, str) else url_of(where))
    try:
        yield Context(database, clock or SystemClock(), CONTENT, Policy(zone=MOSCOW))
    finally:
        await database.close()


async def settle(ctx: Context, count: int) -> None:
    """Migrate an empty database and let teachers 1 to `count` join, fifty a school."""
    await upgrade(ctx.database)
    consent = CONTENT.consent
    text_hash = hashlib.sha256(consent.text.encode()).hexdigest()
    now = ctx.now
    async with ctx.transaction():
        region = await add_unit(ctx, kind="region", title="Край", parent=None)
        town = await add_unit(ctx, kind="municipality", title="Город", parent=region)
        schools = [
            (await add_unit(ctx, kind="school", title=f"Школа № {number}", parent=town)).id
            for number in range(1, -(-count // IN_A_SCHOOL) + 1)
        ]
        of_person = {number: schools[(number - 1) // IN_A_SCHOOL] for number in range(1, count + 1)}
        await _fill(ctx, Person, (_person(number, of_person[number], now) for number in of_person))
        await _fill(
            ctx,
            Account,
            (
                {
                    "person_id": number,
                    "channel": ctx.channel,
                    "chat_id": chat_of(number),
                    "reachable": True,
                    "created_at": now,
                }
                for number in of_person
            ),
        )
        await _fill(
            ctx,
            RoleGrant,
            (
                {"person_id": number, "role": Role.TEACHER.value, "unit_id": unit}
                for number, unit in of_person.items()
            ),
        )
        await _fill(
            ctx,
            Consent,
            (
                {
                    "person_id": number,
                    "version": consent.version,
                    "text_hash": text_hash,
                    "given_at": now,
                }
                for number in of_person
            ),
        )


async def finish(ctx: Context, code: str, people: Sequence[int]) -> None:
    """Give each person a finished result of a questionnaire; its id is the person's id."""
    questionnaire = CONTENT.questionnaires[code]
    subjects = list(dict.fromkeys(item.competency for item in questionnaire.items if item.competency))
    async with ctx.transaction():
        await _fill(
            ctx,
            Assessment,
            (
                {
                    "id": number,
                    "person_id": number,
                    "questionnaire": code,
                    "version": questionnaire.version,
                    "started_at": ctx.now - timedelta(days=1, hours=1),
                    "finished_at": ctx.now - timedelta(days=1),
                    "percent": 55,
                    "level": "acceptable",
                }
                for number in people
            ),
        )
        await _fill(
            ctx,
            Score,
            (
                {
                    "assessment_id": number,
                    "subject": subject,
                    "is_group": False,
                    "percent": (37 * number + 13 * place) % 101,
                    "level": "acceptable",
                }
                for number in people
                for place, subject in enumerate(subjects)
            ),
        )


async def lay_routes(ctx: Context, people: int, *, today: date, later_steps: int) -> None:
    """Give each person a route under way with one step due today and `later_steps` open ones far from due."""
    now = ctx.now
    async with ctx.transaction():
        await _fill(
            ctx,
            Route,
            (
                {
                    "id": number,
                    "person_id": number,
                    "starts": today - timedelta(days=30),
                    "ends": today + timedelta(days=300),
                    "status": "in_progress",
                    "version": 1,
                    "created_at": now,
                }
                for number in range(1, people + 1)
            ),
        )
        # Reminders look a week ahead; what is not due today is due well after that.
        later = [(place, today + timedelta(days=20 + 7 * place)) for place in range(1, later_steps + 1)]
        await _lay_steps(ctx, [(0, today), *later])


async def _lay_steps(ctx: Context, due: list[tuple[int, date]]) -> None:
    """A step of every route at each place, route by route, as they come to lie in a living bot's table."""
    places = values(column("place", Integer), column("due", Date), name="places").data(due).cte("places")
    step = {
        "route_id": Route.id,
        "position": places.c.place,
        "competency": literal("met_design"),
        "title": literal("Разобрать с коллегой видеозапись своего урока"),
        "form": literal("lesson"),
        "education": literal("informal"),
        "hours": literal(4.0),
        "starts": Route.starts,
        "due": places.c.due,
        "result": literal("Заметки к уроку"),
        "reason": literal({}, RouteStep.reason.type),
        "status": literal("planned"),
    }
    every = select(*step.values()).join_from(Route, places, true()).order_by(Route.id, places.c.place)
    await ctx.db.execute(insert(RouteStep).from_select(list(step), every))


def _person(number: int, unit_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "unit_id": unit_id,
        "last_name": f"Проверочная-{number}",
        "first_name": "Анна",
        "middle_name": "Ивановна",
        "position": "учитель",
        "subjects": [],
        "category": "",
        "locale": "ru",
        "birth_date": date(1980, 5, 15),
        "teaching_since": date(2005, 9, 1),
        "created_at": now,
    }


async def _fill(ctx: Context, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    for some in _batches(rows):
        # The connection, not the session: no objects are made of the rows.
        await (await ctx.db.connection()).execute(insert(table), some)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some
