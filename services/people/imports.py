"""Loading a staff list: check and show it, then load it once or throw it away."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, update

from services import audit
from services.access import require_role
from services.context import Context
from services.errors import NotFound, WrongState
from services.people.actions import PERSONAL_INVITE_LASTS, add_unit, draw_invite
from services.people.import_changes import SCHOOL, Changes, MatchedRow, find_changes, highest_grant
from services.people.models import Invite, Person, RoleGrant, StaffImport
from services.people.staff_file import StaffRow, dump, load, parse
from services.roles import STAFF
from services.spreadsheets.rows import RowError

# A list is personal data: one nobody decided about is not kept.
UNDECIDED_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What loading would do. `import_id` is None where there is nothing to load."""

    import_id: int | None
    added: int
    updated: int
    unchanged: int
    wrong: int
    errors: tuple[RowError, ...]
    new_units: tuple[str, ...]
    ignored_columns: tuple[str, ...]

    @property
    def right(self) -> int:
        """How many rows can be loaded."""
        return self.added + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class LoadedRow:
    """A row that was loaded; `code` of the personal invite is None for who is in the bot already."""

    row: StaffRow
    code: str | None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What loading did."""

    added: int
    updated: int
    unchanged: int
    new_units: int
    rows: tuple[LoadedRow, ...]


def require_importer(ctx: Context) -> None:
    """Raises NotAllowed for who may not load staff lists."""
    require_role(ctx, *STAFF)


async def check(ctx: Context, data: bytes, file_name: str) -> ImportPreview:
    """Read a staff list and keep its right rows until they are loaded; an earlier waiting list is dropped.

    Raises NotAllowed, Invalid where the file as a whole cannot be used.
    """
    require_importer(ctx)
    parsed = await asyncio.to_thread(parse, data, file_name, ctx.content.roles, ctx.today)
    async with ctx.transaction() as db:
        await db.execute(
            delete(StaffImport).where(
                StaffImport.applied_at.is_(None), StaffImport.author_id == ctx.me.person_id
            )
        )
        changes = await find_changes(ctx, parsed.rows)
        waiting = await _keep(ctx, changes) if changes.rows else None
        errors = sorted((*parsed.errors, *changes.errors), key=lambda error: error.number)
        added, updated, unchanged = _counts(changes)
        return ImportPreview(
            import_id=waiting,
            added=added,
            updated=updated,
            unchanged=unchanged,
            wrong=len({error.number for error in errors}),
            errors=tuple(errors),
            new_units=tuple(changes.new_units.values()),
            ignored_columns=parsed.ignored_columns,
        )


async def discard(ctx: Context, import_id: int) -> None:
    """Throw a checked list away. Raises NotAllowed, NotFound, WrongState where it was loaded."""
    require_importer(ctx)
    async with ctx.transaction() as db:
        await _refuse_foreign_or_loaded(ctx, import_id)
        await db.execute(delete(StaffImport).where(StaffImport.id == import_id))


async def apply(ctx: Context, import_id: int) -> ImportResult:
    """Load a checked list: people, roles, new organisations, and a personal invite for who has not joined.

    The list is compared anew, since the database may have moved on since it was shown. Nothing is removed:
    neither roles nor what an empty cell does not tell. Earlier personal invites of these people stop working,
    as with `invite_person`. Only the author may load it, once.
    Raises NotAllowed, NotFound, WrongState.
    """
    require_importer(ctx)
    async with ctx.transaction() as db:
        await _refuse_foreign_or_loaded(ctx, import_id)
        content = await db.scalar(
            update(StaffImport)
            .where(StaffImport.id == import_id, StaffImport.applied_at.is_(None))
            .values(applied_at=ctx.now)
            .returning(StaffImport.content)
        )
        if content is None:
            raise WrongState("import-already-loaded")
        changes = await find_changes(ctx, [load(stored) for stored in content["rows"]])
        unit_ids = await _add_units(ctx, changes)
        person_ids = await _save_people(ctx, changes, unit_ids)
        await _save_grants(ctx, changes, unit_ids, person_ids)
        codes = await _save_invites(ctx, changes, person_ids)
        added, updated, unchanged = _counts(changes)
        counts = {"added": added, "updated": updated, "unchanged": unchanged, "new_units": len(unit_ids)}
        # The list itself has served: personal data is not kept twice.
        await db.execute(update(StaffImport).where(StaffImport.id == import_id).values(content=counts))
        audit.note(ctx, "imported", **counts)
    return ImportResult(
        **counts, rows=tuple(LoadedRow(one.row, codes.get(one.row.number)) for one in changes.rows)
    )


async def forget_undecided_lists(ctx: Context) -> int:
    """A job: delete checked lists nobody decided about in time; returns how many."""
    async with ctx.transaction() as db:
        gone = await db.scalars(
            delete(StaffImport)
            .where(StaffImport.applied_at.is_(None), StaffImport.created_at < ctx.now - UNDECIDED_KEPT)
            .returning(StaffImport.id)
        )
        return len(gone.all())


async def _keep(ctx: Context, changes: Changes) -> int:
    waiting = StaffImport(
        author_id=ctx.me.person_id,
        unit_id=highest_grant(ctx.me).unit_id,
        content={"rows": [dump(one.row) for one in changes.rows]},
        created_at=ctx.now,
    )
    ctx.db.add(waiting)
    await ctx.db.flush()
    return waiting.id


async def _refuse_foreign_or_loaded(ctx: Context, import_id: int) -> None:
    waiting = await ctx.db.get(StaffImport, import_id)
    if waiting is None or waiting.author_id != ctx.me.person_id:
        raise NotFound
    if waiting.applied_at is not None:
        raise WrongState("import-already-loaded")


def _counts(changes: Changes) -> tuple[int, int, int]:
    added = sum(one.known is None for one in changes.rows)
    unchanged = sum(one.is_unchanged for one in changes.rows)
    return added, len(changes.rows) - added - unchanged, unchanged


async def _add_units(ctx: Context, changes: Changes) -> dict[str, int]:
    added = {
        key: await add_unit(ctx, kind=SCHOOL, title=title, parent=changes.parent)
        for key, title in changes.new_units.items()
    }
    return {key: unit.id for key, unit in added.items()}


def _unit_id(one: MatchedRow, unit_ids: dict[str, int]) -> int:
    return one.unit.id if one.unit else unit_ids[one.unit_key]


async def _save_people(ctx: Context, changes: Changes, unit_ids: dict[str, int]) -> dict[int, int]:
    """Write people in two statements; their ids by row number."""
    fresh = [one for one in changes.rows if one.known is None]
    person_ids = {one.row.number: one.known.id for one in changes.rows if one.known is not None}
    if fresh:
        common = {"locale": ctx.policy.locale, "created_at": ctx.now}
        ids = await ctx.db.scalars(
            insert(Person).returning(Person.id, sort_by_parameter_order=True),
            [one.values | common | {"unit_id": _unit_id(one, unit_ids)} for one in fresh],
        )
        person_ids.update(zip((one.row.number for one in fresh), ids, strict=True))
    changed: list[dict[str, Any]] = [
        one.values | {"id": one.known.id, "unit_id": _unit_id(one, unit_ids), "archived_at": None}
        for one in changes.rows
        if one.known is not None and not one.is_unchanged
    ]
    if changed:
        await ctx.db.execute(update(Person), changed)
    return person_ids


async def _save_grants(
    ctx: Context, changes: Changes, unit_ids: dict[str, int], person_ids: dict[int, int]
) -> None:
    grants = [
        {
            "person_id": person_ids[one.row.number],
            "role": role.value,
            "unit_id": unit_ids[one.unit_key] if unit_id is None else unit_id,
        }
        for one in changes.rows
        for role, unit_id in one.grants
    ]
    if grants:
        await ctx.db.execute(insert(RoleGrant), grants)


async def _save_invites(ctx: Context, changes: Changes, person_ids: dict[int, int]) -> dict[int, str]:
    """A fresh invite for everyone without an account; their codes by row number."""
    awaited = [one.row.number for one in changes.rows if one.known is None or not one.known.joined]
    if not awaited:
        return {}
    await ctx.db.execute(
        update(Invite)
        .where(Invite.person_id.in_([person_ids[number] for number in awaited]), Invite.uses_left > 0)
        .values(uses_left=0)
        .execution_options(synchronize_session=False)
    )
    codes: dict[int, str] = {}
    rows: list[dict[str, Any]] = []
    for number in awaited:
        codes[number], row = draw_invite(
            ctx, lasts=PERSONAL_INVITE_LASTS, uses=1, person_id=person_ids[number]
        )
        rows.append(row)
    await ctx.db.execute(insert(Invite), rows)
    return codes
