"""The day of a person's attestation, as the person told it."""

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
    """The acting person's attestation: its day and the days left, None if the day is not told.

    `days_left` is negative once the day has passed. `steps` is the number of accepted steps in the portfolio.
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
    """Keep the day of the acting person's attestation; None removes it. A second call changes nothing.

    Raises Invalid for a day that has passed or is too far ahead.
    """
    if day is not None:
        check_between(day, ctx.today, rules.latest_attestation(ctx.today))
    async with ctx.transaction() as db:
        await db.execute(update(Person).where(Person.id == ctx.me.person_id).values(attestation_on=day))
        return await mine(ctx)
