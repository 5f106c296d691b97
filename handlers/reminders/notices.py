"""The morning digest: everything one morning has to say, in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.events.links import Events
from handlers.menu.buttons import HOME
from handlers.routes.changes.links import SnoozeStep
from handlers.routes.closing.links import RouteSummary
from handlers.routes.links import MyRoute
from handlers.routes.overview.links import NeedingHelp
from handlers.routes.review.links import Review
from handlers.routes.steps.links import ShowStep
from handlers.routes.usage.links import UsageQuestion
from handlers.screen import BLANK, Button, Notice, Screen
from handlers.self_education.links import Attestation, MyTheme
from handlers.words import Text, Words
from services.context import Context
from services.events import queries as events
from services.reminders.rules import begins_week, begun_term, scanned_days
from services.routes.closing import queries as closing
from services.routes.overview import attention
from services.routes.steps import queries as step_queries
from services.routes.usage import queries as usage_queries
from services.routes.views import StepView
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
        await _usage(ctx, morning),
        await _growth(ctx, morning),
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
    until = datetime.combine(today + timedelta(days=2), time(), ctx.zone)
    meetings = await events.registered_between(ctx, ctx.now, until)
    met = {one.id for one in meetings}
    due = await step_queries.due_steps(ctx, today, morning.last_scan)
    # An event that is a step as well is said once, with its hour.
    steps = [step for step in due.told if step.event_id not in met]
    lines: list[Text] = [_meeting(one.starts_at, one.title, today) for one in meetings]
    lines += [_step(step, today) for step in steps]
    if len(lines) > LINES:
        lines = [*lines[:LINES], Words("digest-more", count=len(lines) - LINES)]
    if steps and due.waiting:
        lines.append(Words("digest-waiting", count=due.waiting))
    if any(step.is_overdue and not step.event_off for step in steps):
        lines += [BLANK, Words("digest-no-hurry")]
    rows = []
    if steps:
        rows.append([Button(Words("digest-open-step"), ShowStep(step_id=steps[0].id))])
        if len(steps) == 1:  # of several it would be unclear which one
            later = SnoozeStep(step_id=steps[0].id, days=SNOOZED_DAYS)
            rows.append([Button(Words("digest-later", days=SNOOZED_DAYS), later)])
    places = [Button(Words("button-route"), MyRoute())] if steps else []
    if meetings:
        places.append(Button(Words("button-events"), Events()))
    return _Part(lines, [*rows, places] if places else rows)


async def _usage(ctx: Context, morning: _Morning) -> _Part:
    """One question some time after a course or an event taken as a step; it leads to the next one itself."""
    questions = await usage_queries.open_questions(ctx)
    waiting = [one for one in questions if one.asked_on in morning.scanned]
    if not waiting:
        return _Part()
    first = waiting[0]
    link = UsageQuestion(step_id=first.step_id, after=first.after)
    return _Part(
        [Words("digest-transfer", title=shorten(first.title, TITLE_LIMIT))],
        [[Button(Words("digest-transfer-answer"), link)]],
    )


async def _growth(ctx: Context, morning: _Morning) -> _Part:
    """One's own theme as a term of the school year begins; a result to repeat; attestation counted down."""
    lines: list[Text] = []
    row: list[Button] = []
    term = begun_term(morning.scanned, ctx.calendar)
    nudge = await self_education.my_nudge(ctx) if term else None
    if term is not None and nudge is not None:
        title = shorten(nudge.title, TITLE_LIMIT)
        lines.append(Words("digest-theme", term=term.title, title=title, stage=nudge.stage))
        row.append(Button(Words("button-theme"), MyTheme()))
    repeat = await closing.my_repeat(ctx, morning.scanned)
    if repeat is not None:
        lines.append(Words("digest-repeat", title=repeat.title))
        row.append(Button(Words("digest-to-summary"), RouteSummary(route_id=repeat.route_id)))
    days = await self_education.my_countdown(ctx, morning.today, morning.last_scan)
    if days is not None:
        lines.append(Words("digest-attestation", count=days))
        row.append(Button(Words("button-attestation"), Attestation()))
    return _Part(lines, [row] if row else [])


async def _attention(ctx: Context, morning: _Morning) -> _Part:
    """To a methodist, once a week: what waits for their decision, and who may need help."""
    if not begins_week(morning.today, morning.last_scan):
        return _Part()
    lines: list[Text] = []
    rows: list[list[Button]] = []
    if waiting := await attention.undecided(ctx):
        lines.append(Words("digest-review", count=waiting))
        rows.append([Button(Words("overview-to-review"), Review())])
    stuck = await attention.my_people_in_need(ctx)
    if stuck.total:
        names = [one.owner.full_name for one in stuck.routes[:NAMES]]
        lines.append(Words("digest-stuck", names=", ".join(names), more=stuck.total - len(names)))
        rows.append([Button(Words("overview-stuck", count=stuck.total), NeedingHelp())])
    return _Part(lines, rows)


def _meeting(starts_at: datetime, title: str, today: date) -> Text:
    key = "digest-event-today" if starts_at.date() == today else "digest-event-tomorrow"
    return Words(key, time=f"{starts_at:%H:%M}", title=shorten(title, TITLE_LIMIT))


def _step(step: StepView, today: date) -> Text:
    due, title = step.due, shorten(step.title, TITLE_LIMIT)
    if step.event_off:
        return Words("digest-step-off", title=title)
    if due < today:
        return Words("digest-step-waits", day=due, title=title)
    if due == today:
        return Words("digest-step-today", title=title)
    if due == today + timedelta(days=1):
        return Words("digest-step-tomorrow", title=title)
    return Words("digest-step-due", day=due, title=title)


NOTICES: dict[str, Notice] = {"digest": digest}
