"""What a staff list would change: new people, known people, and rows the importing person may not load."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from services.access import covers, in_scope, paths_above
from services.content.people import RoleTitle
from services.context import Actor, Context, Grant
from services.people.models import Account, OrgUnit, Person, RoleGrant
from services.people.staff_file import LAST_NAME, PHONE, ROLES, UNIT, StaffRow
from services.roles import STAFF, Role, reach_of
from services.spreadsheets.rows import RowError, same

SCHOOL = "school"
# A row and its organisation; None where it is new or the row was refused.
_Placed = tuple[StaffRow, OrgUnit | None]
# These roles belong to one organisation in the list, but cover the municipality or region around it.
_GRANTED_IN = {
    Role.MUNICIPAL_METHODIST: "municipality",
    Role.OFFICE: "municipality",
    Role.REGIONAL_METHODIST: "region",
}
_FIELDS = (
    "last_name", "first_name", "middle_name", "position", "subjects",
    "birth_date", "teaching_since", "category", "phone", "personnel_number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A person whom the database already has; `values` holds the fields of `_FIELDS`."""

    id: int
    unit_id: int
    values: dict[str, Any]
    archived: bool
    joined: bool
    grants: tuple[Grant, ...]

    @property
    def full_name_key(self) -> str:
        return same(" ".join(self.values[part] for part in _FIELDS[:3]))

    @property
    def short_name_key(self) -> str:
        return same(" ".join(self.values[part] for part in _FIELDS[:2]))


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row that may be loaded: `unit` is None where `unit_key` names a new organisation."""

    row: StaffRow
    unit: OrgUnit | None
    unit_key: str
    known: Known | None
    values: dict[str, Any]
    grants: tuple[tuple[Role, int | None], ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether the database already holds everything that the row says."""
        if self.known is None or self.known.archived or self.grants or self.unit is None:
            return False
        return self.known.values == self.values and self.known.unit_id == self.unit.id


@dataclass(slots=True)
class Changes:
    """Rows to load, mistakes of the others, and new organisations (titles by key) with their parent."""

    parent: OrgUnit | None
    rows: list[MatchedRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    new_units: dict[str, str] = field(default_factory=dict)


def highest_grant(actor: Actor) -> Grant:
    """The methodist's or admin's grant nearest to the root."""
    return min((grant for grant in actor.grants if grant.role in STAFF), key=lambda one: len(one.unit_path))


async def find_changes(ctx: Context, rows: Sequence[StaffRow]) -> Changes:
    """Compare rows with the database, in the caller's transaction.

    The number of statements does not grow with the number of rows.
    """
    placed = _place(ctx.me, await _units(ctx), ctx.content.roles.roles, rows)
    return _match(*placed, *await _people(ctx, placed[1]))


async def preview_changes(ctx: Context, rows: Sequence[StaffRow]) -> Changes:
    """What `find_changes` finds, for a preview: only statements are in transactions.

    Thousands of rows are compared in threads, so that nobody else waits.
    """
    async with ctx.transaction():
        units = await _units(ctx)
    placed = await asyncio.to_thread(_place, ctx.me, units, ctx.content.roles.roles, rows)
    async with ctx.transaction():
        people = await _people(ctx, placed[1])
    return await asyncio.to_thread(_match, *placed, *people)


async def _units(ctx: Context) -> list[OrgUnit]:
    return list(await ctx.db.scalars(select(OrgUnit).order_by(OrgUnit.id)))


def _place(
    actor: Actor, units: list[OrgUnit], titles: Mapping[str, RoleTitle], rows: Sequence[StaffRow]
) -> tuple[_Matcher, list[_Placed]]:
    matcher = _Matcher(actor, units, titles)
    return matcher, [(row, matcher.place(row)) for row in rows]


async def _people(ctx: Context, placed: Sequence[_Placed]) -> tuple[list[Known], dict[str, int]]:
    """The known people whom the rows may mean, and who has the rows' telephone numbers now."""
    unit_ids = {unit.id for _, unit in placed if unit is not None}
    numbers = {row.personnel_number for row, _ in placed if row.personnel_number}
    return await _known(ctx, unit_ids, numbers), await _phones(ctx, [row for row, _ in placed])


def _match(
    matcher: _Matcher, placed: Sequence[_Placed], people: Sequence[Known], phones: dict[str, int]
) -> Changes:
    matcher.remember(people, phones)
    matcher.match([(row, unit) for row, unit in placed if row.number not in matcher.refused])
    matcher.changes.errors.sort(key=lambda error: error.number)
    return matcher.changes


async def _known(ctx: Context, unit_ids: set[int], numbers: set[str]) -> list[Known]:
    condition: ColumnElement[bool] = or_(
        Person.unit_id.in_(unit_ids), Person.personnel_number.in_(numbers) & in_scope(ctx.me)
    )
    chosen = select(Person.id).join(OrgUnit, OrgUnit.id == Person.unit_id).where(condition)
    joined = set(await ctx.db.scalars(select(Account.person_id).where(Account.person_id.in_(chosen))))
    grants: dict[int, list[Grant]] = {}
    for person_id, role, unit_id, path in await ctx.db.execute(
        select(RoleGrant.person_id, RoleGrant.role, OrgUnit.id, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(RoleGrant.person_id.in_(chosen))
    ):
        grants.setdefault(person_id, []).append(Grant(Role(role), unit_id, path))
    columns = [getattr(Person, name) for name in _FIELDS]
    people = await ctx.db.execute(
        select(Person.id, Person.unit_id, Person.archived_at, *columns)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(condition)
        .order_by(Person.id)
    )
    return [
        Known(
            id=person_id,
            unit_id=unit_id,
            values=dict(zip(_FIELDS, values, strict=True)),
            archived=archived_at is not None,
            joined=person_id in joined,
            grants=tuple(grants.get(person_id, ())),
        )
        for person_id, unit_id, archived_at, *values in people
    ]


async def _phones(ctx: Context, rows: Sequence[StaffRow]) -> dict[str, int]:
    """The ids of the people who have the list's telephone numbers now, by number."""
    numbers = [row.phone for row in rows if row.phone]
    found = await ctx.db.execute(
        select(Person.phone, Person.id).where(Person.phone.in_(numbers), Person.archived_at.is_(None))
    )
    return {phone: person_id for phone, person_id in found if phone is not None}


class _Matcher:
    """Decides about rows one by one, from data loaded for all rows at once."""

    def __init__(self, actor: Actor, units: list[OrgUnit], titles: Mapping[str, RoleTitle]) -> None:
        self._actor = actor
        self._titles = titles
        self._paths = {unit.id: unit.path for unit in units}
        self._by_path = {unit.path: unit for unit in units}
        self._by_title: dict[str, list[OrgUnit]] = {}
        for unit in units:
            for key in {same(unit.title), same(unit.short_title)}:
                self._by_title.setdefault(key, []).append(unit)
        self.changes = Changes(self._parent(units))
        self.refused: set[int] = set()
        self._by_number: dict[str, list[Known]] = {}
        self._by_name: dict[tuple[int, str], list[Known]] = {}
        self._by_short_name: dict[tuple[int, str], list[Known]] = {}
        self._phones: dict[str, int] = {}
        self._accepted: dict[tuple[int | None, str, str], int] = {}

    def _parent(self, units: list[OrgUnit]) -> OrgUnit | None:
        """The unit below which new organisations are added. None for a school, which has none below it."""
        grant = highest_grant(self._actor)
        if grant.unit_path == "/":
            return next((unit for unit in units if unit.parent_id is None), None)
        unit = self._by_path.get(grant.unit_path)
        return unit if unit is not None and unit.kind != SCHOOL else None

    def _refuse(self, row: StaffRow, column: str, key: str, **arguments: str | int) -> None:
        self.refused.add(row.number)
        self.changes.errors.append(RowError(row.number, column, key, {"column": column, **arguments}))

    def place(self, row: StaffRow) -> OrgUnit | None:
        """The row's organisation; None where it is new or the row was refused."""
        named = self._by_title.get(same(row.unit), [])
        mine = [unit for unit in named if covers(self._actor, STAFF, unit.path)]
        if len(mine) > 1:  # several units may share a short title: the full one decides
            mine = [unit for unit in mine if same(unit.title) == same(row.unit)]
        if len(mine) == 1:
            return mine[0]
        if any(covers(self._actor, STAFF, unit.path) for unit in named):
            self._refuse(row, UNIT, "import-error-unit-ambiguous", value=row.unit)
        elif named:
            self._refuse(row, UNIT, "import-error-unit-foreign", value=row.unit)
        elif self.changes.parent is None:
            self._refuse(row, UNIT, "import-error-unit-unknown", value=row.unit)
        return None

    def remember(self, people: Sequence[Known], phones: dict[str, int]) -> None:
        """Index known people by number and by name."""
        self._phones = phones
        for known in people:
            if number := known.values["personnel_number"]:
                self._by_number.setdefault(number, []).append(known)
            self._by_name.setdefault((known.unit_id, known.full_name_key), []).append(known)
            self._by_short_name.setdefault((known.unit_id, known.short_name_key), []).append(known)

    def match(self, placed: Sequence[tuple[StaffRow, OrgUnit | None]]) -> None:
        """Find each row's person, first by number, then by name, and decide which rows can be loaded."""
        matched: dict[int, Known] = {}
        owners: dict[int, StaffRow] = {}
        for find in (self._find_by_number, self._find_by_name):
            for row, unit in placed:
                if row.number in matched:
                    continue
                free = (one for one in find(row, unit) if one.id not in owners)
                if (known := next(free, None)) is not None:
                    matched[row.number], owners[known.id] = known, row
        for row, unit in placed:
            self._decide(row, unit, matched.get(row.number), owners)

    def _find_by_number(self, row: StaffRow, unit: OrgUnit | None) -> list[Known]:
        """A number identifies a person within one organisation; elsewhere the name must match too."""
        named = self._by_number.get(row.personnel_number or "", [])
        here = [known for known in named if unit is not None and known.unit_id == unit.id]
        return here or [known for known in named if known.full_name_key == row.name_key]

    def _find_by_name(self, row: StaffRow, unit: OrgUnit | None) -> list[Known]:
        if unit is None:
            return []
        found = self._by_name.get((unit.id, row.name_key), [])
        if not found and not row.middle_name:
            found = self._by_short_name.get((unit.id, row.name_key), [])
        return found if len(found) == 1 else [known for known in found if not known.archived][:1]

    def _decide(
        self, row: StaffRow, unit: OrgUnit | None, known: Known | None, owners: dict[int, StaffRow]
    ) -> None:
        home = unit or self.changes.parent
        assert home is not None  # noqa: S101 (a row without either was refused)
        reach = max(
            reach_of(grant.role)
            for grant in self._actor.grants
            if grant.role in STAFF and home.path.startswith(grant.unit_path)
        )
        too_high = [role for role in row.roles if reach_of(role) > reach]
        holder = self._phones.get(row.phone or "")
        mark = (unit.id, "", row.name_key) if unit else (None, same(row.unit), row.name_key)
        if known and any(reach_of(grant.role) > reach for grant in known.grants):
            self._refuse(row, LAST_NAME, "import-error-above")
        elif too_high:
            self._refuse(row, ROLES, "import-error-role-high", value=self._titles[too_high[0]].title)
        elif holder is not None and not self._gives_up(holder, row, known, owners):
            self._refuse(row, PHONE, "import-error-phone-taken", value=row.phone or "")
        elif first := self._accepted.get(mark):  # a list may name an organisation by its full and short title
            self._refuse(row, LAST_NAME, "import-error-repeated", first=first)
        else:
            self._accepted[mark] = row.number
            self._accept(row, unit, known)

    @staticmethod
    def _gives_up(holder: int, row: StaffRow, known: Known | None, owners: dict[int, StaffRow]) -> bool:
        """Whether the phone number is the person's own, or the list gives its holder another number."""
        if known is not None and known.id == holder:
            return True
        return holder in owners and owners[holder].phone not in (None, row.phone)

    def _accept(self, row: StaffRow, unit: OrgUnit | None, known: Known | None) -> None:
        key = same(row.unit)
        if unit is None:
            self.changes.new_units.setdefault(key, row.unit)
        grants = [
            (role, target)
            for role in row.roles
            for target in [self._granted_in(role, unit)]
            if not self._has(known, role, target)
        ]
        self.changes.rows.append(MatchedRow(row, unit, key, known, _merged(row, known), tuple(grants)))

    def _granted_in(self, role: Role, unit: OrgUnit | None) -> int | None:
        """The unit of a grant: the row's organisation (None: a new one), or the unit a wider role covers."""
        kind = _GRANTED_IN.get(role)
        home = unit or self.changes.parent
        if kind is None or home is None:
            return unit.id if unit else None
        for path in reversed(paths_above(home.path)):
            above = self._by_path.get(path)
            if above is not None and above.kind == kind and covers(self._actor, STAFF, path):
                return above.id
        return unit.id if unit else None

    def _has(self, known: Known | None, role: Role, unit_id: int | None) -> bool:
        if known is None or unit_id is None:
            return False
        path = self._paths[unit_id]
        return any(grant.role is role and path.startswith(grant.unit_path) for grant in known.grants)


def _merged(row: StaffRow, known: Known | None) -> dict[str, Any]:
    """The person's fields after loading. An empty cell erases nothing.

    The phone of a person who has joined stays: the owner of that number can join as this person.
    """
    told: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS} | {"subjects": list(row.subjects)}
    if known is None:
        return told
    merged = {name: told[name] or known.values[name] for name in _FIELDS}
    if known.joined and known.values["phone"]:
        merged["phone"] = known.values["phone"]
    return merged
