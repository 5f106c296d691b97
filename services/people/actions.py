"""Inviting, joining, consenting, correcting."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from services import audit, outbox
from services.access import load_person, methodists_of, require_cover
from services.content.calendars import USUAL_CALENDAR
from services.context import Context
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people import rules
from services.people.models import Account, Consent, Invite, OrgUnit, Person, RoleGrant
from services.roles import STAFF, Role, reach_of
from services.texts import checked, visible

PERSONAL_INVITE_LASTS = timedelta(days=30)
UNIT_INVITE_LASTS = timedelta(days=14)
UNIT_INVITE_USES = 50
CORRECTION_LIMIT = 1000
# Long enough to read the consent, short enough to be worthless when found in a chat.
JOINING_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A valid invite, as its reader sees it. `person` is the name in a personal invite, None in a unit's."""

    code: str
    person: str | None
    unit: str


async def open_invite(ctx: Context, code: str) -> Invitation:
    """Look at an invite without using it. Raises Invalid where it is unknown, expired or used."""
    async with ctx.transaction() as db:
        invite = await _valid_invite(ctx, code)
        if invite.person_id is not None:
            person, _ = await load_person(ctx, invite.person_id)
            unit = await db.get_one(OrgUnit, person.unit_id)
            return Invitation(code, person.address, unit.title)
        unit = await db.get_one(OrgUnit, invite.unit_id)
        return Invitation(code, None, unit.title)


async def invite_by_phone(ctx: Context, phone: str) -> Invitation:
    """Draw an invite for the staff member with this phone number; the channel proved whose number it is.

    Until the visitor consents nothing about them is stored, except this short-lived personal invite.
    Raises NotFound where nobody has the number, or more than one person.
    """
    number = rules.normal_phone(phone)
    async with ctx.transaction() as db:
        found = (
            await db.scalars(
                select(Person).where(Person.phone == number, Person.archived_at.is_(None)).limit(2)
            )
        ).all()
        if number is None or len(found) != 1:
            raise NotFound("error-phone-unknown")
        person = found[0]
        unit = await db.get_one(OrgUnit, person.unit_id)
        code = _add_invite(ctx, lasts=JOINING_LASTS, uses=1, person_id=person.id, by_phone=True)
        return Invitation(code, person.address, unit.title)


async def invite_admin(ctx: Context, chat_id: int) -> Invitation:
    """Draw an invite for an admin named by the operator (`ADMIN_IDS`). An empty database gets its root unit.

    Raises NotAllowed for other chats.
    """
    if (ctx.channel, chat_id) not in ctx.policy.admin_ids:
        raise NotAllowed
    async with ctx.transaction() as db:
        root = await db.scalar(
            select(OrgUnit).where(OrgUnit.parent_id.is_(None)).order_by(OrgUnit.id).limit(1)
        )
        if root is None:
            root = await add_unit(ctx, kind="root", title="Наша организация", parent=None)
        # No grant is stored: the admin's right lasts as long as the operator names the chat.
        code = _add_invite(ctx, lasts=JOINING_LASTS, uses=1, unit_id=root.id)
        return Invitation(code, None, root.title)


async def join(ctx: Context, code: str, chat_id: int, first_name: str, last_name: str) -> bool:
    """Record the visitor's consent and tie the chat to the person.

    The names are the channel's own; they are used where a unit's invite brings someone whom the staff list
    does not know. Returns whether a new person was made, whose name is then worth asking.
    Raises Invalid for a stale code, for a chat that already belongs to a person, and for a person who has
    joined already: only their own number, proven by the channel, moves a person to a new chat.
    """
    async with ctx.transaction() as db:
        taken = await db.scalar(
            select(Account.id).where(Account.channel == ctx.channel, Account.chat_id == chat_id)
        )
        if taken is not None:
            raise Invalid("error-already-joined")
        invite = await _valid_invite(ctx, code)
        invite.uses_left -= 1
        newcomer = invite.person_id is None
        if invite.person_id is not None:
            person, _ = await load_person(ctx, invite.person_id)
        else:
            person = await _newcomer(ctx, invite, first_name, last_name)
        await _tie(ctx, person, chat_id, by_phone=invite.by_phone)
        await db.execute(update(Invite).where(Invite.person_id == person.id).values(uses_left=0))
        consent = ctx.content.consent
        db.add(
            Consent(
                person_id=person.id,
                version=consent.version,
                text_hash=hashlib.sha256(consent.text.encode()).hexdigest(),
                given_at=ctx.now,
            )
        )
        audit.note(ctx, "joined", subject_id=person.id)
        await outbox.wake(ctx, person.id)
        if newcomer and invite.created_by_id is not None:
            await outbox.post(ctx, invite.created_by_id, "newcomer_joined", person_id=person.id)
        return newcomer


async def rename_me(ctx: Context, text: str) -> None:
    """Set the acting person's own name. Raises Invalid where the text does not look like a name."""
    parts = rules.split_full_name(text)
    if parts is None:
        raise Invalid("error-full-name")
    async with ctx.transaction():
        person, _ = await load_person(ctx, ctx.me.person_id)
        person.last_name, person.first_name, person.middle_name = parts
        audit.note(ctx, "renamed", subject_id=person.id)


async def ask_correction(ctx: Context, text: str) -> str:
    """Ask the nearest methodist to correct the acting person's data; returns the methodist's name.

    Raises Invalid for an empty or too long text, NotFound where nobody is responsible.
    """
    words = checked(text, CORRECTION_LIMIT)
    async with ctx.transaction():
        methodists = await methodists_of(ctx, ctx.me.person_id)
        if not methodists:
            raise NotFound("error-no-methodist")
        await outbox.post(
            ctx, methodists[0].id, "correction_asked", urgent=True, person_id=ctx.me.person_id, text=words
        )
        return methodists[0].full_name


async def invite_person(ctx: Context, person_id: int) -> str:
    """Draw a personal invite and return its code; the person's earlier invites stop working.

    Raises NotFound, NotAllowed outside the acting person's scope and for people of a higher level (the holder
    of the link becomes that person), WrongState where the person has joined already.
    """
    async with ctx.transaction() as db:
        _, path = await load_person(ctx, person_id)
        actor = require_cover(ctx, STAFF, path)
        roles = await db.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
        if any(reach_of(Role(role)) > max(reach_of(grant.role) for grant in actor.grants) for role in roles):
            raise NotAllowed
        if await _reachable(ctx, person_id):
            raise WrongState("error-person-joined")
        await db.execute(update(Invite).where(Invite.person_id == person_id).values(uses_left=0))
        audit.note(ctx, "invited", subject_id=person_id)
        return _add_invite(ctx, lasts=PERSONAL_INVITE_LASTS, uses=1, person_id=person_id)


async def invite_unit(ctx: Context, unit_id: int) -> tuple[str, str]:
    """Draw an invite that makes its users teachers of a unit; returns the code and the unit's title.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        unit = await db.get(OrgUnit, unit_id)
        if unit is None:
            raise NotFound
        require_cover(ctx, STAFF, unit.path)
        audit.note(ctx, "invited_unit", unit_id=unit_id)
        code = _add_invite(
            ctx, lasts=UNIT_INVITE_LASTS, uses=UNIT_INVITE_USES, unit_id=unit_id, role=Role.TEACHER
        )
        return code, unit.title


async def add_unit(
    ctx: Context, *, kind: str, title: str, parent: OrgUnit | None, short: str = ""
) -> OrgUnit:
    """Add a unit below `parent`, with its time zone and calendar. The caller has checked the right."""
    unit = OrgUnit(
        parent_id=parent.id if parent else None,
        kind=kind,
        title=title,
        short_title=short or title[:100],
        path="",
        timezone=parent.timezone if parent else ctx.policy.zone.key,
        calendar=parent.calendar if parent else USUAL_CALENDAR,
    )
    ctx.db.add(unit)
    await ctx.db.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    return unit


def _add_invite(
    ctx: Context,
    *,
    lasts: timedelta,
    uses: int,
    person_id: int | None = None,
    unit_id: int | None = None,
    role: Role | None = None,
    by_phone: bool = False,
) -> str:
    code, row = draw_invite(ctx, lasts=lasts, uses=uses, person_id=person_id, unit_id=unit_id, role=role)
    ctx.db.add(Invite(**row, by_phone=by_phone))
    return code


def draw_invite(
    ctx: Context,
    *,
    lasts: timedelta,
    uses: int,
    person_id: int | None = None,
    unit_id: int | None = None,
    role: Role | None = None,
) -> tuple[str, dict[str, Any]]:
    """A new code, and the values of the Invite that keeps its hash; nothing is written."""
    code = secrets.token_urlsafe(12)
    return code, {
        "code_hash": _hash(code),
        "person_id": person_id,
        "unit_id": unit_id,
        "role": role,
        "created_by_id": ctx.actor.person_id if ctx.actor else None,
        "created_at": ctx.now,
        "expires_at": ctx.now + lasts,
        "uses_left": uses,
    }


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def _valid_invite(ctx: Context, code: str) -> Invite:
    invite = await ctx.db.scalar(select(Invite).where(Invite.code_hash == _hash(code)).with_for_update())
    if invite is None:
        raise Invalid("error-invite-unknown")
    if invite.uses_left <= 0:
        raise Invalid("error-invite-used")
    if invite.expires_at <= ctx.now:
        raise Invalid("error-invite-expired")
    return invite


async def _newcomer(ctx: Context, invite: Invite, first_name: str, last_name: str) -> Person:
    assert invite.unit_id is not None  # noqa: S101 (an invite has a person or a unit)
    person = Person(
        unit_id=invite.unit_id,
        first_name=_shown(first_name) or "—",
        last_name=_shown(last_name),
        subjects=[],
        locale=ctx.policy.locale,
        created_at=ctx.now,
    )
    ctx.db.add(person)
    await ctx.db.flush()
    if invite.role:
        ctx.db.add(RoleGrant(person_id=person.id, role=invite.role, unit_id=invite.unit_id))
    return person


def _shown(name: str) -> str:
    """What can be seen of a name that somebody gave themself in the messenger."""
    return " ".join(visible(part) for part in name.split())[:100].strip()


async def _tie(ctx: Context, person: Person, chat_id: int, *, by_phone: bool) -> None:
    account = await ctx.db.scalar(
        select(Account).where(Account.person_id == person.id, Account.channel == ctx.channel)
    )
    if account is None:
        ctx.db.add(
            Account(
                person_id=person.id, channel=ctx.channel, chat_id=chat_id, reachable=True, created_at=ctx.now
            )
        )
        await ctx.db.flush()
        return
    if account.reachable and not by_phone:
        raise Invalid("error-person-joined")
    account.chat_id, account.reachable = chat_id, True
    audit.note(ctx, "moved_chat", subject_id=person.id)


async def _reachable(ctx: Context, person_id: int) -> bool:
    found = await ctx.db.scalar(
        select(Account.id).where(
            Account.person_id == person_id, Account.channel == ctx.channel, Account.reachable
        )
    )
    return found is not None
