"""Entering many diagnostics: a spreadsheet is checked and shown, then entered once or thrown away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from services import audit
from services.access import in_scope, require_role
from services.context import Context
from services.db import upsert
from services.external_results.matching import Candidate, OwnedRow, match
from services.external_results.models import CONFIRMED, DECLINED, SUBMITTED, ExternalResult
from services.external_results.result_file import parse
from services.people.models import OrgUnit, Person
from services.roles import METHODISTS
from services.spreadsheets import uploads
from services.spreadsheets.rows import RowError, by_number, same

UPLOAD = "external_results"

# Person, source and day: two diagnostics with equal marks are one.
_Mark = tuple[int, str, date]


@dataclass(frozen=True, slots=True)
class ResultPreview:
    """What entering would change. `upload_id` is None where there is nothing to enter."""

    upload_id: int | None
    added: int
    unchanged: int
    wrong: int
    errors: tuple[RowError, ...]
    ignored_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultsEntered:
    """What entering changed; `gone` counts rows whose people left the methodist's scope after the check."""

    added: int
    unchanged: int
    gone: int


def require_importer(ctx: Context) -> None:
    """Raises NotAllowed where the acting person may not enter diagnostics."""
    require_role(ctx, *METHODISTS)


async def check(ctx: Context, data: bytes, file_name: str) -> ResultPreview:
    """Read a spreadsheet and keep what it adds until it is entered; an earlier waiting one is dropped.

    Raises NotAllowed, Invalid where the whole file cannot be used.
    """
    require_importer(ctx)
    parsed = await ctx.files.read("import-file-heavy", parse, data, file_name, ctx.today)
    async with ctx.transaction():
        owned, unmatched = match(parsed.rows, await _people(ctx), ctx.me.person_id)
        errors = sorted((*parsed.errors, *unmatched), key=by_number)
        known = await _known(ctx, {one.person_id for one in owned})
        fresh = [one for one in owned if known.get(_mark(one)) != CONFIRMED]
        return ResultPreview(
            upload_id=await uploads.keep(ctx, UPLOAD, _content(fresh)) if fresh else None,
            added=len(fresh),
            unchanged=len(owned) - len(fresh),
            wrong=len({error.number for error in errors}),
            errors=tuple(errors),
            ignored_columns=parsed.ignored_columns,
        )


async def discard(ctx: Context, upload_id: int) -> None:
    """Throw away a checked spreadsheet. Raises NotAllowed, NotFound, WrongState where it was entered."""
    require_importer(ctx)
    async with ctx.transaction():
        await uploads.discard(ctx, upload_id, UPLOAD)


async def apply(ctx: Context, upload_id: int) -> ResultsEntered:
    """Enter a checked spreadsheet as confirmed by the acting methodist, its author.

    Diagnostics in it that teachers have sent and that wait for a decision are confirmed too. Nobody is told:
    people see the diagnostics in their own lists. A second tap changes nothing and returns what the first
    did.
    Raises NotAllowed, NotFound.
    """
    require_importer(ctx)
    async with ctx.transaction():
        if (came := await uploads.outcome(ctx, upload_id, UPLOAD)) is not None:
            return ResultsEntered(**came)
        rows: list[dict[str, Any]] = (await uploads.read(ctx, upload_id, UPLOAD))["rows"]
        reachable = await _still_mine(ctx, {row["person_id"] for row in rows})
        fresh = [_values(ctx, upload_id, row) for row in rows if row["person_id"] in reachable]
        # Two methodists who enter the same rows at once take them in one order, so that no deadlock arises.
        fresh.sort(key=lambda row: (row["person_id"], row["source"], row["taken_on"]))
        added = await _confirm_waiting(ctx, fresh) + await _add(ctx, upload_id, fresh)
        counts = {"added": added, "unchanged": len(fresh) - added, "gone": len(rows) - len(fresh)}
        await uploads.settle(ctx, upload_id, counts)
        audit.note(ctx, "external_results_entered", **counts)
    return ResultsEntered(**counts)


async def _people(ctx: Context) -> list[Candidate]:
    """All people in the acting methodist's scope."""
    found = await ctx.db.execute(
        select(
            Person.id,
            Person.last_name,
            Person.first_name,
            Person.middle_name,
            Person.personnel_number,
            OrgUnit.id,
        )
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(in_scope(ctx.me, METHODISTS), Person.archived_at.is_(None))
    )
    units = await ctx.db.execute(select(OrgUnit.id, OrgUnit.title, OrgUnit.short_title))
    titles = {unit_id: frozenset({same(title), same(short)}) for unit_id, title, short in units}
    return [
        Candidate(person_id, same(f"{last} {first}"), same(middle), number or "", titles[unit_id])
        for person_id, last, first, middle, number, unit_id in found
    ]


async def _known(ctx: Context, person_ids: Collection[int]) -> dict[_Mark, str]:
    """The statuses of the people's waiting and confirmed diagnostics."""
    found = await ctx.db.execute(
        select(
            ExternalResult.person_id, ExternalResult.source, ExternalResult.taken_on, ExternalResult.status
        ).where(ExternalResult.person_id.in_(person_ids), ExternalResult.status != DECLINED)
    )
    return {(person_id, source, taken_on): status for person_id, source, taken_on, status in found}


def _mark(one: OwnedRow) -> _Mark:
    return one.person_id, one.row.source, one.row.taken_on


def _content(owned: Sequence[OwnedRow]) -> dict[str, Any]:
    """The rows in a form that JSON can hold; a person is only an id."""
    return {
        "rows": [
            {
                "number": one.row.number,
                "person_id": one.person_id,
                "source": one.row.source,
                "taken_on": one.row.taken_on.isoformat(),
            }
            for one in owned
        ]
    }


async def _still_mine(ctx: Context, person_ids: Collection[int]) -> set[int]:
    found = await ctx.db.scalars(
        select(Person.id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(Person.id.in_(person_ids), in_scope(ctx.me, METHODISTS), Person.archived_at.is_(None))
    )
    return set(found)


def _values(ctx: Context, upload_id: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "person_id": row["person_id"],
        "source": row["source"],
        "taken_on": date.fromisoformat(row["taken_on"]),
        "origin": f"{_origin(upload_id)}{row['number']}",
        "status": CONFIRMED,
        "submitted_at": ctx.now,
        "decided_by_id": ctx.me.person_id,
        "decided_at": ctx.now,
        "reason": "",
    }


def _origin(upload_id: int) -> str:
    """The beginning of the origins of an upload's rows."""
    return f"upload:{upload_id}:"


async def _confirm_waiting(ctx: Context, rows: Sequence[dict[str, Any]]) -> int:
    """Confirm the rows that teachers have sent themselves; returns how many."""
    marks = {(row["person_id"], row["source"], row["taken_on"]) for row in rows}
    waiting = await ctx.db.execute(
        select(ExternalResult.id, ExternalResult.person_id, ExternalResult.source, ExternalResult.taken_on)
        .where(
            ExternalResult.person_id.in_({row["person_id"] for row in rows}),
            ExternalResult.status == SUBMITTED,
        )
        .order_by(ExternalResult.id)
        .with_for_update()
    )
    ids = [result_id for result_id, *mark in waiting if tuple(mark) in marks]
    confirmed = await ctx.db.scalars(
        update(ExternalResult)
        .where(ExternalResult.id.in_(ids), ExternalResult.status == SUBMITTED)
        .values(status=CONFIRMED, decided_by_id=ctx.me.person_id, decided_at=ctx.now)
        .returning(ExternalResult.id)
        .execution_options(synchronize_session=False)
    )
    return len(confirmed.all())


async def _add(ctx: Context, upload_id: int, rows: Sequence[dict[str, Any]]) -> int:
    """Add the rows that are not stored yet; returns how many."""
    if not rows:
        return 0
    # Core adds the rows and a second statement counts them: RETURNING takes twice as long, and on SQLite all
    # wait.
    connection = await ctx.db.connection()
    await connection.execute(upsert(ctx.db, ExternalResult).on_conflict_do_nothing(), list(rows))
    added = await ctx.db.scalar(
        select(func.count(ExternalResult.id)).where(
            ExternalResult.origin.startswith(_origin(upload_id), autoescape=True)
        )
    )
    return added or 0
