"""The outbox messages about people."""

from __future__ import annotations

from handlers.people.links import PersonCard
from handlers.screen import BLANK, Button, Notice, Screen, quoted
from handlers.words import Words
from services.context import Context
from services.people import queries


async def newcomer_joined(ctx: Context, person_id: int) -> Screen | None:
    """For the author of a unit's link: a person joined by it."""
    name = await _name(ctx, person_id)
    if name is None:
        return None
    look = Button(Words("button-look"), PersonCard(person_id=person_id))
    return Screen([Words("notice-newcomer", name=name)], [[look]])


async def correction_asked(ctx: Context, person_id: int, text: str) -> Screen | None:
    """For the methodist: a person asks for a correction of their data."""
    name = await _name(ctx, person_id)
    return Screen([Words("notice-correction", name=name), BLANK, quoted(text)]) if name else None


async def _name(ctx: Context, person_id: int) -> str | None:
    async with ctx.transaction():
        return (await queries.person_names(ctx, {person_id})).get(person_id)


NOTICES: tuple[Notice, ...] = (newcomer_joined, correction_asked)
