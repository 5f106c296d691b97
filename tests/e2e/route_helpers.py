"""What the journeys along routes share: an album, a step opened, a morning scanned, an event ahead."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select

from bot.sandbox import people
from bot.sandbox.media import tiny_png
from bot.sandbox.messages import Message
from bot.sandbox.user import SandboxUser
from handlers.routes.steps.links import ShowStep
from services.outbox import Delivery
from services.reminders.models import ScanRecord
from services.routes.models import Route, RouteStep
from tests.conftest import MOSCOW, Town
from tests.e2e.conftest import Street

# A bot that has just been started takes a while to answer.
WAIT = 20.0
MORNING = time(8, 5)
# What a scanned morning is recorded under; schools with a calendar of their own add its code.
ZONE = "Europe/Moscow"


async def sends_album(street: Street, user: SandboxUser, photos: int) -> None:
    """Several photos sent together: they come one by one."""
    for _ in range(photos):
        photo = street.sandbox.store_photo(tiny_png(), "photo.png")
        people._send(street.sandbox, user._chat, media=photo, album="777")


async def opens_step(user: SandboxUser, step_id: int) -> Message:
    """From one's own route to a step of it, on whatever page its button stands."""
    await user.says("/route")
    await user.presses_data(ShowStep(step_id=step_id).pack(), await user.sees("аршрут", within=WAIT))
    return await user.sees("Срок", within=WAIT)


async def steps_of(town: Town, code: str) -> Sequence[RouteStep]:
    """The steps of a persona's route, in order."""
    async with town.database.transaction() as db:
        return (
            await db.scalars(
                select(RouteStep)
                .join(Route, Route.id == RouteStep.route_id)
                .where(Route.person_id == town.id_of(code))
                .order_by(RouteStep.route_id, RouteStep.position)
            )
        ).all()


async def comes_morning(street: Street, day: date, *calendars: str) -> None:
    """Five past eight of a day on which the morning scan runs; wait until it has, by these calendars too."""
    street.set_clock(datetime.combine(day, MORNING, MOSCOW))
    records = {" ".join(filter(None, (ZONE, calendar))) for calendar in ("", *calendars)}
    async with asyncio.timeout(WAIT):
        while not records <= await _scanned(street.town, day):
            await asyncio.sleep(0.05)


async def _scanned(town: Town, day: date) -> set[str]:
    return {row[0] for row in await town.rows(select(ScanRecord.zone).where(ScanRecord.day == day))}


async def told_in_the_morning(town: Town, day: date) -> set[str]:
    """The codes of people for whom a digest was posted that day."""
    rows = await town.rows(
        select(Delivery.person_id).where(
            Delivery.kind == "digest", Delivery.dedup_key.startswith(f"digest:{day.isoformat()}")
        )
    )
    codes = {one.person_id: code for code, one in town.people.items()}
    found = [codes[row[0]] for row in rows]
    assert len(found) == len(set(found)), "one digest a day"
    return set(found)
