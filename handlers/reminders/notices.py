"""The morning digest: everything one morning has to say, in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.events.links import Events
from handlers.menu.buttons import HOME
from handlers.routes.links import MyRoute, NeedingHelp, ShowStep, SnoozeStep, TransferQuestion
from handlers.screen import BLANK, Button, Notice, Screen
from handlers.self_education.links import Attestation, MyTheme
from handlers.words import Text, Words
from services.context import Context
from services.events import queries as events
from services.reminders.rules import begins_week, begun_term, scanned_days
from services.routes import attention, transfer
from services.routes import queries as routes
from services.self_education import queries as self_education
from services.texts import shorten

LINES = 6
TITLE_LIMIT = 100
NAMES = 3
NOON = time(12)
SNOOZED_DAYS = 3


@dataclass(frozen=True, slots=True)
class _Morning:
    """What a digest speaks of: today, and the days since the last scan."""

    today: date
    last_scan: date | None

    @property
    def scanned(self) -> list[date]:
        return scanned_days(self.today, self.last_scan)


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines about one thing, and the buttons that belong to it."""

    lines: Sequence[Text] = ()
    rows: Sequence[Sequence[Button]] = ()


async def digest(ctx: Context, day: str, since: str | None = None) -> Screen | None:
    """To whoever has something to hear this morning, as things are now; None where nothing is left to say."""
    morning = _Morning(date.fromisoformat(day), date.fromisoformat(since) if since else None)
    parts = [
        await _steps_and_events(ctx, morning),
        await _transfer(ctx, morning),
        await _theme(ctx, morning),
        await _attestation(ctx, morning),
        await _attention(ctx, morning),
    ]
    told = [part for part in parts if part.lines]
    if not told:
        return None
    # A server that stood still in the morning catches up later.
    is_morning = ctx.now.astimezone(ctx.zone).time() < NOON
    lines: list[Text] = [Words("digest-morning" if is_morning else "digest-day", name=ctx.me.address)]
    for part in told:
        lines += [BLANK, *part.lines]
    return Screen(lines, [*(row for part in told for row in part.rows), [HOME]])


async def _steps_and_events(ctx: Context, morning: _Morning) -> _Part:
    """What is due soon, and what is on today and tomorrow."""
    today = morning.today
    steps = await routes.due_steps(ctx, ctx.me.person_id, today)
    until = datetime.combine(today + timedelta(days=2), time(), ctx.zone)
    meetings = await events.registered_between(ctx, ctx.now, until)
    lines: list[Text] = [_meeting(one.starts_at, one.title, today) for one in meetings]
    lines += [_step(step.due, step.title, today) for step in steps]
    if len(lines) > LINES:
        lines = [*lines[:LINES], Words("digest-more", count=len(lines) - LINES)]
    if steps and steps[0].due < today:
        lines += [BLANK, Words("digest-no-hurry")]
    rows = []
    if steps:
        later = SnoozeStep(step_id=steps[0].id, days=SNOOZED_DAYS)
        rows.append([Button(Words("digest-open-step"), ShowStep(step_id=steps[0].id))])
        rows.append([Button(Words("digest-later", days=SNOOZED_DAYS), later)])
        rows.append([Button(Words("button-route"), MyRoute())])
    if meetings:
        rows.append([Button(Words("button-events"), Events())])
    return _Part(lines, rows)


async def _transfer(ctx: Context, morning: _Morning) -> _Part:
    """One question some time after a course or an event taken as a step; it leads to the next one itself."""
    questions = await transfer.open_questions(ctx)
    waiting = [one for one in questions if one.asked_on in morning.scanned]
    if not waiting:
        return _Part()
    first = waiting[0]
    link = TransferQuestion(step_id=first.step_id, after=first.after)
    return _Part(
        [Words("digest-transfer", title=shorten(first.title, TITLE_LIMIT))],
        [[Button(Words("digest-transfer-answer"), link)]],
    )


async def _theme(ctx: Context, morning: _Morning) -> _Part:
    """A word about one's own theme as a term of the school year begins."""
    term = begun_term(morning.scanned, ctx.calendar)
    nudge = await self_education.my_nudge(ctx) if term else None
    if term is None or nudge is None:
        return _Part()
    title, stage = shorten(nudge.title, TITLE_LIMIT), nudge.stage
    return _Part(
        [Words("digest-theme", term=term.title, title=title, stage=stage)],
        [[Button(Words("button-theme"), MyTheme())]],
    )


async def _attestation(ctx: Context, morning: _Morning) -> _Part:
    days = await self_education.my_countdown(ctx, morning.today, morning.last_scan)
    if days is None:
        return _Part()
    return _Part(
        [Words("digest-attestation", count=days)], [[Button(Words("button-attestation"), Attestation())]]
    )


async def _attention(ctx: Context, morning: _Morning) -> _Part:
    """To a methodist, once a week: who may need help."""
    if not begins_week(morning.today, morning.last_scan):
        return _Part()
    stuck = await attention.needing_help(ctx)
    if not stuck.total:
        return _Part()
    names = [one.owner.full_name for one in stuck.routes[:NAMES]]
    return _Part(
        [Words("digest-stuck", names=", ".join(names), more=stuck.total - len(names))],
        [[Button(Words("overview-stuck", count=stuck.total), NeedingHelp())]],
    )


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
