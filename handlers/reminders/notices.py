"""The morning digest: what is due soon and what is on today and tomorrow."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from handlers.events.links import Events
from handlers.menu.buttons import HOME
from handlers.routes.links import MyRoute, ShowStep
from handlers.screen import BLANK, Button, Notice, Screen
from handlers.words import Text, Words
from services.context import Context
from services.events import queries as events
from services.routes import queries as routes
from services.texts import shorten

LINES = 6
TITLE_LIMIT = 100
NOON = time(12)


async def digest(ctx: Context, day: str, since: str | None = None) -> Screen | None:
    """To whoever has steps due or events ahead, as things stand now; None where nothing is left to say."""
    today = date.fromisoformat(day)
    steps = await routes.due_steps(ctx, ctx.me.person_id, today)
    until = datetime.combine(today + timedelta(days=2), time(), ctx.zone)
    meetings = await events.registered_between(ctx, ctx.now, until)
    if not steps and not meetings:
        return None
    lines: list[Text] = [_meeting(one.starts_at, one.title, today) for one in meetings]
    lines += [_step(step.due, step.title, today) for step in steps]
    if len(lines) > LINES:
        lines = [*lines[:LINES], Words("digest-more", count=len(lines) - LINES)]
    if steps and steps[0].due < today:
        lines += [BLANK, Words("digest-no-hurry")]
    rows = []
    if steps:
        rows.append([Button(Words("digest-open-step"), ShowStep(step_id=steps[0].id))])
        rows.append([Button(Words("button-route"), MyRoute())])
    if meetings:
        rows.append([Button(Words("button-events"), Events())])
    rows.append([HOME])
    # A server that stood still in the morning catches up later.
    is_morning = ctx.now.astimezone(ctx.zone).time() < NOON
    greeting = Words("digest-morning" if is_morning else "digest-day", name=ctx.me.address)
    return Screen([greeting, BLANK, *lines], rows)


def _meeting(starts_at: datetime, title: str, today: date) -> Text:
    key = "digest-event-today" if starts_at.date() == today else "digest-event-tomorrow"
    return Words(key, time=f"{starts_at:%H:%M}", title=shorten(title, TITLE_LIMIT))


def _step(due: date, title: str, today: date) -> Text:
    title = shorten(title, TITLE_LIMIT)
    if due < today:
        return Words("digest-step-waits", day=due, title=title)
    if due == today:
        return Words("digest-step-today", title=title)
    if due == today + timedelta(days=1):
        return Words("digest-step-tomorrow", title=title)
    return Words("digest-step-due", day=due, title=title)


NOTICES: dict[str, Notice] = {"digest": digest}
