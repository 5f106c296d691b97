"""How the outbox messages about people look."""

from __future__ import annotations

from handlers.people.links import PersonCard
from handlers.screen import BLANK, Button, Notice, Screen, quoted
from handlers.words import Words
from services.context import Context
from services.people import queries


async def newcomer_joined(ctx: Context, person_id: int) -> Screen | None:
    """To whoever made the unit's link: someone came by it."""
    async with ctx.transaction():
        names = await queries.person_names(ctx, {person_id})
    if person_id not in names:
        return None
    return Screen(
        [Words("notice-newcomer", name=names[person_id])],
        [[Button(Words("button-look"), PersonCard(person_id=person_id))]],
    )


async def correction_asked(ctx: Context, person_id: int, text: str) -> Screen | None:
    """To the methodist: someone asks to correct their data."""
    async with ctx.transaction():
        names = await queries.person_names(ctx, {person_id})
    if person_id not in names:
        return None
    return Screen([Words("notice-correction", name=names[person_id]), BLANK, quoted(text)])


NOTICES: dict[str, Notice] = {"newcomer_joined": newcomer_joined, "correction_asked": correction_asked}
