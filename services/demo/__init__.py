"""Planting the fictional people of `content/demo_people.yaml` and `events.yaml` in an empty database."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from services.context import Context
from services.demo.history import plant_history
from services.demo.town import NOT_JOINED, DemoTown
from services.mentoring.models import MentorPair
from services.people.actions import add_unit
from services.people.models import Account, Consent, Person, RoleGrant
from services.roles import Role

SEED = 2026
UNIT_ROLES_ABOVE_OWN = {
    Role.MUNICIPAL_METHODIST: "municipality",
    Role.REGIONAL_METHODIST: "region",
    Role.OFFICE: "municipality",
    Role.ADMIN: "municipality",
}


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A demo person, for the sandbox."""

    code: str
    person_id: int
    chat_id: int
    first_name: str
    last_name: str
    phone: str
    title: str
    joined: bool


def chat_id_of(code: str) -> int:
    """The chat id of a demo person, equal in every database: `p09` -> 100009."""
    return 100_000 + int(code.removeprefix("p"))


def phone_of(code: str) -> str:
    """The phone number of a demo person, from a range that is not in use."""
    return f"+79000000{int(code.removeprefix('p')):03d}"


async def plant(ctx: Context, *, history: bool = True) -> None:
    """Fill an empty database with the demo people, and with their past actions if `history` is set.

    A database that has people is left alone.
    """
    async with ctx.transaction() as db:
        if await db.scalar(select(Person.id).limit(1)) is not None:
            return
        town = DemoTown(ctx, ctx.content.read("demo_people"), random.Random(SEED))  # noqa: S311 (demo data)
        await _plant_units(town)
        await _plant_people(town)
        _plant_pairs(town)
        if history:
            await plant_history(town)


async def everyone(ctx: Context) -> list[DemoPerson]:
    """The demo people, in the order of the content file."""
    async with ctx.transaction() as db:
        rows = await db.execute(
            select(Account.chat_id, Person.id, Person.phone).outerjoin_from(
                Person, Account, Account.person_id == Person.id
            )
        )
        by_phone = {phone: (person_id, chat_id) for chat_id, person_id, phone in rows}
    described = ctx.content.read("demo_people")
    schools = {unit["code"]: unit["short"] for unit in described["organizations"]}
    return [
        DemoPerson(
            code=one["code"],
            person_id=by_phone.get(phone_of(one["code"]), (0, None))[0],
            chat_id=chat_id_of(one["code"]),
            first_name=one["first_name"],
            last_name=one["last_name"],
            phone=phone_of(one["code"]),
            title=f"{one['position']}, {schools[one['organization']]}",
            joined=by_phone.get(phone_of(one["code"]), (0, None))[1] is not None,
        )
        for one in described["people"]
    ]


async def _plant_units(town: DemoTown) -> None:
    region = town.content["regions"][0]
    municipality = town.content["municipalities"][0]
    town.units["region"] = await add_unit(town.ctx, kind="region", title=region["title"], parent=None)
    town.units["municipality"] = await add_unit(
        town.ctx, kind="municipality", title=municipality["title"], parent=town.units["region"]
    )
    for one in town.content["organizations"]:
        parent = town.units["municipality" if "municipality" in one else "region"]
        town.units[one["code"]] = await add_unit(
            town.ctx, kind=one["kind"], title=one["title"], short=one["short"], parent=parent
        )


async def _plant_people(town: DemoTown) -> None:
    consent = town.ctx.content.consent
    categories = town.content["categories"]
    for one in town.content["people"]:
        code = one["code"]
        person = Person(
            unit_id=town.units[one["organization"]].id,
            last_name=one["last_name"],
            first_name=one["first_name"],
            middle_name=one["middle_name"],
            position=one["position"],
            subjects=one["subjects"],
            birth_date=date(one["birth_year"], 5, 15),
            teaching_since=date(one["teaching_since"], 9, 1),
            category=categories[one["category"]],
            phone=phone_of(code),
            personnel_number=code,
            created_at=town.ctx.now,
        )
        town.people[code] = person
        town.ctx.db.add(person)
    await town.ctx.db.flush()
    for one in town.content["people"]:
        person = town.people[one["code"]]
        for name in one["roles"]:
            if name not in set(Role):
                continue  # young specialist is computed, not granted
            unit = town.units[UNIT_ROLES_ABOVE_OWN.get(Role(name), one["organization"])]
            town.ctx.db.add(RoleGrant(person_id=person.id, role=name, unit_id=unit.id))
        if one["code"] in NOT_JOINED:
            continue
        joined_at = town.days_ago(60, 80)
        town.ctx.db.add_all(
            [
                Account(
                    person_id=person.id,
                    channel=town.ctx.channel,
                    chat_id=chat_id_of(one["code"]),
                    created_at=joined_at,
                ),
                Consent(
                    person_id=person.id,
                    version=consent.version,
                    text_hash=hashlib.sha256(consent.text.encode()).hexdigest(),
                    given_at=joined_at,
                ),
            ]
        )


def _plant_pairs(town: DemoTown) -> None:
    for one in town.content["mentor_pairs"]:
        started = one.get("started")
        agreed = datetime.combine(started, time(9), UTC) if started else None
        town.ctx.db.add(
            MentorPair(
                mentor_id=town.people[one["mentor"]].id,
                mentee_id=town.people[one["mentee"]].id,
                curator_id=town.people[one["curator"]].id,
                form=one["form"],
                kind=one["kind"],
                status=one["status"],
                started=started,
                ended=one.get("finished"),
                goal_competencies=one["goal_competencies"],
                mentor_consented_at=agreed,
                mentee_consented_at=agreed,
            )
        )
