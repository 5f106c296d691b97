"""The day of a person's attestation, as they told it themself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from services.access import load_person
from services.context import Context
from services.dates import check_between
from services.people.models import Person
from services.self_education import portfolio, rules


@dataclass(frozen=True, slots=True)
class AttestationView:
    """My attestation: its day and how many days are left (below zero it has passed), if I told it.

    `steps` is how many accepted steps my portfolio holds.
    """

    day: date | None
    days_left: int | None
    steps: int


async def mine(ctx: Context) -> AttestationView:
    """The acting person's attestation. Raises NotFound."""
    async with ctx.transaction():
        person, _ = await load_person(ctx, ctx.me.person_id)
        day = person.attestation_on
        left = (day - ctx.today).days if day else None
        return AttestationView(day, left, await portfolio.count(ctx))


async def set_day(ctx: Context, day: date | None) -> AttestationView:
    """Keep the day of the acting person's attestation; None forgets it. Again is harmless.

    Raises Invalid for a day that has passed or is too far ahead.
    """
    if day is not None:
        check_between(day, ctx.today, rules.latest_attestation(ctx.today))
    async with ctx.transaction() as db:
        await db.execute(update(Person).where(Person.id == ctx.me.person_id).values(attestation_on=day))
        return await mine(ctx)
