"""Who may do what: decided from the acting person's grants, never from what a button says.

The table of rights is section «Rights» of ARCHITECTURE.md. Denied unless allowed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, exists, or_, select

from services.context import Actor, Context
from services.errors import NotAllowed, NotFound
from services.people.models import Account, OrgUnit, Person, RoleGrant
from services.roles import METHODISTS, STAFF, Role


def covers(actor: Actor, roles: Iterable[Role], unit_path: str) -> bool:
    """Whether one of the roles was granted to the actor in a unit above or at `unit_path`."""
    wanted = frozenset(roles)
    return any(grant.role in wanted and unit_path.startswith(grant.unit_path) for grant in actor.grants)


def require_role(ctx: Context, *roles: Role) -> Actor:
    """The acting person, if one of the roles was granted to them in any unit. Raises NotAllowed."""
    actor = ctx.me
    if not actor.has(*roles):
        raise NotAllowed
    return actor


def require_cover(ctx: Context, roles: Iterable[Role], unit_path: str) -> Actor:
    """The acting person, if one of the roles covers the unit. Raises NotAllowed."""
    if not covers(ctx.me, roles, unit_path):
        raise NotAllowed
    return ctx.me


def in_scope(actor: Actor, roles: Iterable[Role] = STAFF) -> ColumnElement[bool]:
    """An SQL condition: the unit (join OrgUnit) lies where one of the roles was granted to the actor."""
    wanted = frozenset(roles)
    paths = {grant.unit_path for grant in actor.grants if grant.role in wanted}
    return or_(False, *(OrgUnit.path.startswith(path, autoescape=True) for path in sorted(paths)))


async def load_person(ctx: Context, person_id: int) -> tuple[Person, str]:
    """A member of staff who was not archived, and the path of their unit. Raises NotFound."""
    row = (
        await ctx.db.execute(
            select(Person, OrgUnit.path)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(Person.id == person_id, Person.archived_at.is_(None))
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def require_methodist_of(ctx: Context, person_id: int) -> Person:
    """A person over whom the acting person is a methodist; nobody is a methodist over themself.

    Raises NotAllowed, NotFound.
    """
    person, path = await load_person(ctx, person_id)
    if person_id == ctx.me.person_id or not covers(ctx.me, METHODISTS, path):
        raise NotAllowed
    return person


async def methodists_of(ctx: Context, person_id: int, roles: Sequence[Role] = METHODISTS) -> list[Person]:
    """Methodists (in one of the roles) whose scope covers the person; the person is not among them.

    Those who have joined the bot come first, then the nearest. Raises NotFound.
    """
    _, path = await load_person(ctx, person_id)
    rows = await ctx.db.execute(
        select(Person, RoleGrant.role, OrgUnit.path, has_joined())
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.role.in_([role.value for role in roles]),
            Person.id != person_id,
            Person.archived_at.is_(None),
            OrgUnit.path.in_(paths_above(path)),
        )
    )
    nearest = sorted(rows, key=lambda row: (not row[3], _nearness(row[2], row[1], row[0].last_name)))
    return list({person.id: person for person, *_ in nearest}.values())


async def joined(ctx: Context, people: Iterable[int]) -> set[int]:
    """The ids of those of the people who have joined the bot; inside the caller's transaction."""
    return set(await ctx.db.scalars(select(Account.person_id).where(Account.person_id.in_(list(people)))))


async def nearest_methodists(ctx: Context, root: str, paths: Iterable[str]) -> dict[str, list[int]]:
    """The first two of `methodists_of` the people of each unit, by the unit's path, at or below `root`.

    The second methodist is for the first one, since nobody is their own methodist. One statement for all
    units.
    """
    rows = await ctx.db.execute(
        select(Person.id, Person.last_name, RoleGrant.role, OrgUnit.path, has_joined())
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.role.in_([role.value for role in METHODISTS]),
            Person.archived_at.is_(None),
            or_(OrgUnit.path.in_(paths_above(root)), OrgUnit.path.startswith(root, autoescape=True)),
        )
    )
    holders: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for person_id, _, _, path, is_here in sorted(rows, key=lambda row: _nearness(row[3], row[2], row[1])):
        holders[is_here, path].append(person_id)
    nearest: dict[str, list[int]] = {}
    for path in paths:
        upwards = paths_above(path)[::-1]
        found = (one for here in (True, False) for above in upwards for one in holders.get((here, above), ()))
        nearest[path] = list(dict.fromkeys(found))[:2]
    return nearest


def has_joined() -> ColumnElement[bool]:
    """An SQL condition on Person: the person has joined the bot, in any messenger."""
    return exists().where(Account.person_id == Person.id).correlate(Person)


def _nearness(path: str, role: str, last_name: str) -> tuple[int, int, str]:
    """A sorting key: the nearest methodists come first."""
    return -len(path), METHODISTS.index(Role(role)), last_name


def paths_above(path: str) -> list[str]:
    """`/1/4/9/` -> `/1/`, `/1/4/`, `/1/4/9/`: every unit from the root to this one."""
    numbers = path.strip("/").split("/")
    return ["/" + "/".join(numbers[:depth]) + "/" for depth in range(1, len(numbers) + 1)]
