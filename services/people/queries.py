"""What screens read about people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from services.access import has_joined, in_scope, joined, load_person, require_cover, require_role
from services.context import Actor, Context, Grant
from services.kept import Kept
from services.outside import ChatId
from services.paging import Page, read_page
from services.people import rules
from services.people.models import Account, Consent, KeptState, OrgUnit, Person, RoleGrant
from services.people.rules import Audience
from services.roles import STAFF, Role


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind a chat, None where nobody joined, and what the chat is being asked."""

    actor: Actor | None
    reachable: bool = True
    kept: Kept = field(default_factory=Kept)


# The columns of a Person joined with their OrgUnit that `actor_of` reads.
ACTOR_COLUMNS = (
    Person.id.label("person_id"),
    Person.last_name,
    Person.first_name,
    Person.middle_name,
    Person.locale,
    OrgUnit.id.label("unit_id"),
    OrgUnit.path.label("unit_path"),
    OrgUnit.timezone,
    OrgUnit.calendar,
)
_granted_unit = aliased(OrgUnit)
# Built once: building the statement took longer than running it.
_IDENTIFY = (
    select(
        *ACTOR_COLUMNS,
        Account.reachable,
        KeptState.state,
        KeptState.data,
        RoleGrant.role,
        _granted_unit.id,
        _granted_unit.path,
    )
    .join(Account, Account.person_id == Person.id)
    .join(OrgUnit, OrgUnit.id == Person.unit_id)
    .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    .outerjoin(_granted_unit, _granted_unit.id == RoleGrant.unit_id)
    .outerjoin(KeptState, (KeptState.channel == Account.channel) & (KeptState.chat_id == Account.chat_id))
    .where(
        Account.channel == bindparam("channel"),
        Account.chat_id == bindparam("chat_id"),
        Person.archived_at.is_(None),
    )
)


async def identify(ctx: Context, chat_id: int) -> Visitor:
    """The visitor of a chat of the acting channel, in one statement: this runs for every update."""
    async with ctx.transaction() as db:
        rows = (await db.execute(_IDENTIFY, {"channel": ctx.channel, "chat_id": chat_id})).all()
    if not rows:
        return Visitor(actor=None)
    row = rows[0]
    grants = [Grant(Role(role), unit, unit_path) for *_, role, unit, unit_path in rows if role]
    actor = actor_of(ctx, row, grants, (ctx.channel, chat_id))
    return Visitor(actor, row.reachable, Kept(row.state, row.data or {}))


def actor_of(ctx: Context, row: Any, grants: Iterable[Grant], chat: ChatId | None) -> Actor:
    """The actor of a row that holds ACTOR_COLUMNS, with the grants stored for them.

    An actor whose chat the operator named in `ADMIN_IDS` is an admin as well; that grant is never stored.
    """
    granted = tuple(grants)
    if chat in ctx.policy.admin_ids:
        granted += (Grant(Role.ADMIN, row.unit_id, "/"),)
    return Actor(
        person_id=row.person_id,
        full_name=" ".join(part for part in (row.last_name, row.first_name, row.middle_name) if part),
        address=" ".join(part for part in (row.first_name, row.middle_name) if part),
        unit_id=row.unit_id,
        unit_path=row.unit_path,
        zone=ZoneInfo(row.timezone),
        locale=row.locale,
        grants=granted,
        calendar=row.calendar,
    )


async def grants_of(ctx: Context, people: Iterable[int]) -> dict[int, list[Grant]]:
    """The stored grants of people by person id, without archived people and people who have no grants.

    One statement inside the caller's transaction.
    """
    rows = await ctx.db.execute(
        select(RoleGrant.person_id, RoleGrant.role, OrgUnit.id, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.person_id.in_(list(people)), Person.archived_at.is_(None))
    )
    found: dict[int, list[Grant]] = {}
    for person_id, role, unit_id, path in rows:
        found.setdefault(person_id, []).append(Grant(Role(role), unit_id, path))
    return found


async def identify_anew(ctx: Context) -> None:
    """Load the acting person anew, for work that takes minutes: a role may be taken from them meanwhile.

    Where the person has left the bot, `ctx.me` raises NotAllowed afterwards.
    """
    async with ctx.transaction() as db:
        chat_id = await db.scalar(
            select(Account.chat_id).where(
                Account.person_id == ctx.me.person_id, Account.channel == ctx.channel
            )
        )
        ctx.actor = (await identify(ctx, chat_id)).actor if chat_id is not None else None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as shown to other people; `unit` is the title of their organisation."""

    id: int
    full_name: str
    address: str
    position: str
    unit: str

    @classmethod
    def of(cls, person: Person, unit: str) -> PersonView:
        """A view of a loaded person."""
        return cls(person.id, person.full_name, person.address, person.position, unit)


async def views_of(ctx: Context, ids: Iterable[int]) -> dict[int, PersonView]:
    """Views of people by person id, with the short titles of their units; archived people as well.

    One statement inside the caller's transaction, none where there are no ids. Ids of nobody are left out.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    rows = await ctx.db.execute(
        select(Person, OrgUnit.short_title)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(Person.id.in_(wanted))
    )
    return {person.id: PersonView.of(person, unit) for person, unit in rows}


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that the staff list says about a person, as the person sees it."""

    person: PersonView
    roles: tuple[str, ...]
    subjects: tuple[str, ...]
    birth_date: date | None
    teaching_since: date | None
    category: str
    phone: str | None
    joined_at: datetime | None
    consented_at: datetime | None


async def my_profile(ctx: Context) -> Profile:
    """The acting person's own data."""
    async with ctx.transaction() as db:
        person, _ = await load_person(ctx, ctx.me.person_id)
        unit = await db.get_one(OrgUnit, person.unit_id)
        account = await db.scalar(
            select(Account).where(Account.person_id == person.id, Account.channel == ctx.channel)
        )
        consent = await db.scalar(
            select(Consent)
            .where(Consent.person_id == person.id, Consent.withdrawn_at.is_(None))
            .order_by(Consent.id.desc())
            .limit(1)
        )
        titles = ctx.content.roles.roles
        roles = list(dict.fromkeys(titles[grant.role].title for grant in ctx.me.grants))
        return Profile(
            person=PersonView.of(person, unit.title),
            roles=tuple(roles),
            subjects=tuple(person.subjects),
            birth_date=person.birth_date,
            teaching_since=person.teaching_since,
            category=person.category,
            phone=person.phone,
            joined_at=account.created_at.astimezone(ctx.zone) if account else None,
            consented_at=consent.given_at.astimezone(ctx.zone) if consent else None,
        )


async def my_audiences(ctx: Context) -> frozenset[Audience]:
    """The audiences the acting person belongs to today. Raises NotFound."""
    async with ctx.transaction():
        person, _ = await load_person(ctx, ctx.me.person_id)
        young = rules.is_young_specialist(person.birth_date, person.teaching_since, ctx.today)
    return rules.audiences((grant.role for grant in ctx.me.grants), young=young)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person in a methodist's list. `joined` tells whether the bot can write to the person."""

    id: int
    full_name: str
    unit: str
    joined: bool


async def staff(ctx: Context, page: int, *, size: int = 7) -> Page[StaffMember]:
    """A page (from 0) of the people in the acting methodist's or admin's scope. Raises NotAllowed."""
    actor = require_role(ctx, *STAFF)
    rows = (
        select(Person, OrgUnit.short_title, has_joined())
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(in_scope(actor), Person.archived_at.is_(None))
        .order_by(Person.last_name, Person.first_name, Person.id)
    )
    async with ctx.transaction() as db:
        found = await read_page(db, rows, page, size)
    return found.map(lambda row: StaffMember(row[0].id, row[0].full_name, row[1], row[2]))


async def member_card(ctx: Context, person_id: int) -> tuple[PersonView, tuple[str, ...], bool]:
    """A person in scope: the view, the titles of roles, whether they joined. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        _, path = await load_person(ctx, person_id)
        require_cover(ctx, STAFF, path)
        roles = await db.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
        is_here = person_id in await joined(ctx, [person_id])
        titles = dict.fromkeys(ctx.content.roles.roles[Role(role)].title for role in roles)
        return (await views_of(ctx, [person_id]))[person_id], tuple(titles), is_here


async def person_names(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    """Full names by person id, inside the caller's transaction; ids of nobody are left out."""
    return {person_id: view.full_name for person_id, view in (await views_of(ctx, ids)).items()}


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to choose from."""

    id: int
    title: str


async def my_units(ctx: Context, page: int, *, size: int = 6) -> Page[UnitChoice]:
    """A page (from 0) of the units in the acting methodist's or admin's scope. Raises NotAllowed."""
    actor = require_role(ctx, *STAFF)
    rows = (
        select(OrgUnit.id, OrgUnit.short_title)
        .where(in_scope(actor))
        .order_by(OrgUnit.short_title, OrgUnit.id)
    )
    async with ctx.transaction() as db:
        return (await read_page(db, rows, page, size)).map(lambda row: UnitChoice(*row))
