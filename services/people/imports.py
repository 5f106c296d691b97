"""Loading a staff list: it is checked and shown, then loaded once or thrown away."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update

from services import audit
from services.access import require_role
from services.context import Context
from services.people.actions import PERSONAL_INVITE_LASTS, add_unit, draw_invite
from services.people.import_changes import SCHOOL, Changes, MatchedRow, find_changes, preview_changes
from services.people.models import Invite, Person, RoleGrant
from services.people.staff_file import StaffRow, dump, load, parse
from services.roles import STAFF
from services.spreadsheets import uploads
from services.spreadsheets.rows import RowError, by_number

UPLOAD = "staff_list"


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What loading would change. `upload_id` is None where there is nothing to load."""

    upload_id: int | None
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
    """A row that was loaded; `code` of the personal invite is None for a person who has joined already."""

    row: StaffRow
    code: str | None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What loading changed."""

    added: int
    updated: int
    unchanged: int
    new_units: int
    rows: tuple[LoadedRow, ...]


def require_importer(ctx: Context) -> None:
    """Raises NotAllowed where the acting person may not load staff lists."""
    require_role(ctx, *STAFF)


async def check(ctx: Context, data: bytes, file_name: str) -> ImportPreview:
    """Read a staff list and keep its right rows until they are loaded; an earlier waiting list is dropped.

    Raises NotAllowed, Invalid where the whole file cannot be used.
    """
    require_importer(ctx)
    parsed = await ctx.files.read("import-file-heavy", parse, data, file_name, ctx.content.roles, ctx.today)
    changes = await preview_changes(ctx, parsed.rows)
    content = await asyncio.to_thread(lambda: {"rows": [dump(one.row) for one in changes.rows]})
    errors = await asyncio.to_thread(lambda: sorted((*parsed.errors, *changes.errors), key=by_number))
    async with ctx.transaction():
        waiting = None
        if changes.rows:
            waiting = await uploads.keep(ctx, UPLOAD, content)
        else:
            await uploads.drop_waiting(ctx, UPLOAD)
        added, updated, unchanged = _counts(changes)
        return ImportPreview(
            upload_id=waiting,
            added=added,
            updated=updated,
            unchanged=unchanged,
            wrong=len({error.number for error in errors}),
            errors=tuple(errors),
            new_units=tuple(changes.new_units.values()),
            ignored_columns=parsed.ignored_columns,
        )


def former_list(number: int) -> int:
    """The upload id of a list from when staff lists were numbered apart: below zero, where no upload is."""
    return -number


async def discard(ctx: Context, upload_id: int) -> None:
    """Throw away a checked list. Raises NotAllowed, NotFound, WrongState where it was loaded."""
    require_importer(ctx)
    async with ctx.transaction():
        await uploads.discard(ctx, upload_id, UPLOAD)


async def apply(ctx: Context, upload_id: int) -> ImportResult:
    """Load a checked list: people, roles, new organisations, personal invites for people who have not joined.

    The list is compared anew, since the database may have changed since it was shown. No role is removed, and
    an empty cell erases nothing. Earlier personal invites of these people stop working, as with
    `invite_person`. Only the author may load the list, once.
    Raises NotAllowed, NotFound, WrongState.
    """
    require_importer(ctx)
    async with ctx.transaction():
        content = await uploads.read(ctx, upload_id, UPLOAD, lock=True)
        changes = await find_changes(ctx, [load(stored) for stored in content["rows"]])
        unit_ids = await _add_units(ctx, changes)
        person_ids = await _save_people(ctx, changes, unit_ids)
        await _save_grants(ctx, changes, unit_ids, person_ids)
        codes = await _save_invites(ctx, changes, person_ids)
        added, updated, unchanged = _counts(changes)
        counts = {"added": added, "updated": updated, "unchanged": unchanged, "new_units": len(unit_ids)}
        await uploads.settle(ctx, upload_id, counts)
        audit.note(ctx, "imported", **counts)
    return ImportResult(
        **counts, rows=tuple(LoadedRow(one.row, codes.get(one.row.number)) for one in changes.rows)
    )


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
    """Write the people in two statements; returns their ids by row number."""
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
    """Draw an invite for every person without an account; returns the codes by row number."""
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
