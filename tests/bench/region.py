"""A region of 20,000 people in 400 schools: the demo district with its history, many times over.

Whatever the demo plants stands here in the same measure, so no table is forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKeyConstraint, String, Table, UniqueConstraint, insert, select, text, update

from bot.migrate import upgrade
from services import demo
from services.context import Context
from services.db import Base
from services.outbox import Delivery
from services.people.models import OrgUnit, Person
from services.roles import Role
from services.routes.models import OPEN_STEP, Route, RouteStep, UsageAnswer
from services.routes.overview.actions import hand_over
from tests.bench import town

DISTRICTS = 134
# Beside the demo people, each district has so many teachers more: copies of those who have routes.
COLLEAGUES = 118
# Deliveries of the past, a person.
TOLD_BEFORE = 5
# What a colleague has of a demo person's roles.
WORKING_ROLES = (Role.TEACHER, Role.CLASS_TEACHER, Role.MENTOR)
# Single answers are read by their owner alone; half a million rows more would tell nothing.
LEFT_OUT = frozenset({"answers", "alembic_version", "form_states", "served_bots", "scan_records"})

# What hangs on a unit or on two people is planted once a district.
NOT_COLLEAGUES = frozenset(
    {"events", "mentor_pairs", "conversations", "conversation_messages", "route_templates", "registrations"}
)
# Every so many an open step waits for its methodist.
ON_REVIEW = 40
Ids = dict[str, dict[Any, Any]]


async def plant(ctx: Context) -> int:
    """Migrate an empty database and plant the region in it; returns how many people it has."""
    await upgrade(ctx.database)
    await demo.plant(ctx)
    async with ctx.transaction():
        grower = _Grower(ctx, await _read(ctx))
        await grower.grow()
        await _send_steps_to_review(ctx)
        await _tell_before(ctx)
        await _answer_about_usage(ctx)
        if ctx.database.engine.dialect.name == "postgresql":
            await _number_on(ctx)
            await ctx.db.execute(text("ANALYZE"))  # its autovacuum would do so in a while
        people = len((await ctx.db.scalars(select(Person.id))).all())
    await hand_over(ctx)  # the colleagues' routes went to methodists of other schools
    return people


async def _read(ctx: Context) -> dict[Table, list[dict[str, Any]]]:
    return {
        table: [dict(row) for row in (await ctx.db.execute(select(table))).mappings()]
        for table in Base.metadata.sorted_tables
        if table.name not in LEFT_OUT
    }


class _Grower:
    """Copies rows, with new numbers, wherever they belong to a unit or a person that is copied."""

    def __init__(self, ctx: Context, rows: Mapping[Table, list[dict[str, Any]]]) -> None:
        self._ctx = ctx
        self._rows = rows
        self._next = {
            table: max((row["id"] for row in found), default=0) + 1
            for table, found in rows.items()
            if "id" in table.c
        }
        self._new: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._copies = 0

    async def grow(self) -> None:
        """Plant the districts beside the first one, and the colleagues of all of them."""
        units = self._rows[_table(OrgUnit)]
        district = next(unit for unit in units if unit["kind"] == "municipality")
        inside = {unit["id"]: unit for unit in units if unit["path"].startswith(district["path"])}
        schools = [unit for unit in inside if inside[unit]["kind"] == "school"]
        people = {row["id"]: row for row in self._rows[_table(Person)] if row["unit_id"] in inside}
        with_routes = [row["person_id"] for row in self._rows[_table(Route)] if row["person_id"] in people]
        for number in range(DISTRICTS):
            moved: Ids = {"org_units": {}, "people": {}}
            if number:
                moved = self._copy(units=inside.values(), people=people)
            for place in range(COLLEAGUES):
                here = moved["org_units"]
                school = schools[place % len(schools)]
                colleague = people[with_routes[place % len(with_routes)]]
                self._copy_colleague(colleague, moved, here.get(school, school))
            if sum(map(len, self._new.values())) > town.AT_ONCE * 4:
                await self._write()
        await self._write()

    def _copy(self, units: Iterable[dict[str, Any]], people: Mapping[int, dict[str, Any]]) -> Ids:
        """A whole district."""
        moved: Ids = defaultdict(dict)
        for unit in units:
            moved["org_units"][unit["id"]] = self._number(_table(OrgUnit))
        for person in people:
            moved["people"][person] = self._number(_table(Person))
        self._follow(moved, {})
        return moved

    def _copy_colleague(self, person: dict[str, Any], district: Ids, school: int) -> None:
        """A person of the demo once more, in this district, with their results and route."""
        moved: Ids = defaultdict(dict)
        moved["people"][person["id"]] = self._number(_table(Person))
        moved["org_units"] = {}
        others = {name: found for name, found in district.items() if name in ("people", "org_units")}
        self._follow(moved, others, school)

    def _follow(self, moved: Ids, around: Ids, school: int | None = None) -> None:
        """Copy every row that hangs on what is moved; other rows it names are of the district around."""
        self._copies += 1
        for table, rows in self._rows.items():
            for row in rows:
                own = row.get("id")
                is_subject = table.name in ("people", "org_units")
                if is_subject and own not in moved[table.name]:
                    continue
                if school is not None and not _is_colleagues(table, row):
                    continue
                links = _links(table)
                named = [column for column in links if row[column] is not None]
                hangs = is_subject or any(row[column] in moved[links[column]] for column in named)
                if not hangs:
                    continue
                copy = dict(row)
                for column in named:
                    target = links[column]
                    old = row[column]
                    copy[column] = moved[target].get(old, around.get(target, {}).get(old, old))
                if own is not None:
                    copy["id"] = moved[table.name].get(own) or self._number(table)
                    moved[table.name][own] = copy["id"]
                self._make_unlike(table, copy, moved)
                if school is not None and table.name in ("people", "role_grants"):
                    copy["unit_id"] = school
                self._new[table].append(copy)

    def _make_unlike(self, table: Table, copy: dict[str, Any], moved: Ids) -> None:
        """Give a copy marks of its own where no two rows may share one."""
        for column in _marks(table):
            if copy[column] is not None:
                copy[column] = f"{copy[column][:100]}~{self._copies}"
        if table.name == "accounts":
            copy["chat_id"] = town.chat_of(copy["person_id"])
        if table.name == "people":
            copy["phone"] = None
            copy["last_name"] = f"{copy['last_name']}-{copy['id']}"
        if table.name == "org_units":
            numbers = [int(one) for one in copy["path"].strip("/").split("/")]
            copy["path"] = "/" + "/".join(str(moved["org_units"].get(one, one)) for one in numbers) + "/"
            copy["short_title"] = f"{copy['short_title']} {copy['id']}"

    def _number(self, table: Table) -> int:
        number = self._next[table]
        self._next[table] += 1
        return number

    async def _write(self) -> None:
        connection = await self._ctx.db.connection()
        for table in self._rows:
            if self._new[table]:
                await connection.execute(insert(table), self._new[table])
        self._new.clear()


def _is_colleagues(table: Table, row: Mapping[str, Any]) -> bool:
    """Whether a colleague has the like of it: no office, no event, no pair of their own."""
    if table.name == "role_grants":
        return row["role"] in WORKING_ROLES
    return table.name not in NOT_COLLEAGUES


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _links(table: Table) -> dict[str, str]:
    """The columns that name a row of another table, and which table."""
    return {
        element.parent.name: element.column.table.name
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for element in constraint.elements
    }


def _marks(table: Table) -> list[str]:
    """The columns of text that are unique by themselves."""
    unique = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    unique += [one.columns for one in table.indexes if one.unique]
    single = [next(iter(columns)) for columns in unique if len(columns) == 1]
    return [column.name for column in single if isinstance(column.type, String)]


async def _send_steps_to_review(ctx: Context) -> None:
    waiting = RouteStep.status.in_(OPEN_STEP) & (RouteStep.id % ON_REVIEW == 0)
    await ctx.db.execute(update(RouteStep).where(waiting).values(status="on_review", done_on=ctx.today))


async def _tell_before(ctx: Context) -> None:
    """What everybody was told before."""
    now = ctx.now
    people = (await ctx.db.scalars(select(Person.id))).all()
    connection = await ctx.db.connection()
    for place in range(TOLD_BEFORE):
        at: datetime = now - timedelta(days=3 * place + 1)
        rows = [
            {
                "person_id": person,
                "kind": "digest",
                "arguments": {"day": str(at.date()), "last": str(at.date())},
                "priority": 5,
                "not_before": at,
                "dedup_key": f"region:{place}:{person}",
                "state": "sent",
                "attempts": 1,
                "created_at": at,
                "sent_at": at,
                "channel": ctx.channel,
                "message_id": 10_000_000 + place * 100_000 + person,
            }
            for person in people
        ]
        await connection.execute(insert(Delivery), rows)


async def _answer_about_usage(ctx: Context) -> None:
    """Whether what was learnt is used, said of every finished step."""
    said = [one.code for one in ctx.content.catalog.usage.answers]
    steps = (await ctx.db.scalars(select(RouteStep.id).where(RouteStep.status == "done"))).all()
    rows = [
        {"step_id": step, "after": 30, "answer": said[step % len(said)], "example": "", "at": ctx.now}
        for step in steps
    ]
    await (await ctx.db.connection()).execute(insert(UsageAnswer), rows)


async def _number_on(ctx: Context) -> None:
    """Let PostgreSQL number new rows after those that brought their numbers."""
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and table.name not in LEFT_OUT:
            await ctx.db.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 (our tables)
                    f"(SELECT coalesce(max(id), 1) FROM {table.name}))"
                )
            )
