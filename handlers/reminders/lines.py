"""The lines of the digest. Each row of `DIGEST` has two functions: who gets a line, and what it says.

Both must mean the same days. To add a line, write its two functions and add a row.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.events.links import Events
from handlers.routes.changes.links import SnoozeStep
from handlers.routes.closing.links import RouteSummary
from handlers.routes.links import MyRoute
from handlers.routes.overview.links import NeedingHelp
from handlers.routes.review.links import Review
from handlers.routes.steps.links import ShowStep
from handlers.routes.usage.links import ShowUsage
from handlers.screen import BLANK, Button
from handlers.self_education.links import Attestation, MyTheme
from handlers.words import Text, Words
from services.context import Context
from services.events import queries as events
from services.reminders.actions import People, Told, with_events, with_steps
from services.reminders.rules import Morning, begun_term
from services.reminders.scans import ZoneDay
from services.routes.closing import queries as closing
from services.routes.overview import attention
from services.routes.review import queries as review
from services.routes.steps import queries as step_queries
from services.routes.usage import queries as usage_queries
from services.routes.views import StepView
from services.self_education import queries as self_education
from services.texts import shorten

LINES = 6
TITLE_LIMIT = 100
NAMES = 3
SNOOZED_DAYS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """The lines about one thing, with `rows` of buttons, or with `buttons` for the row of its group."""

    lines: Sequence[Text] = ()
    rows: Sequence[Sequence[Button]] = ()
    buttons: Sequence[Button] = ()


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One thing of a digest. No empty line stands between the lines of one `group`."""

    group: str
    told: Told
    said: Callable[[Context, Morning], Awaitable[Part]]


async def _today(ctx: Context, morning: Morning) -> Part:
    """The steps due soon, and the events of today and tomorrow."""
    today = morning.today
    until = datetime.combine(today + timedelta(days=2), time(), ctx.zone)
    meetings = await events.registered_between(ctx, ctx.now, until)
    met = {one.id for one in meetings}
    due = await step_queries.due_steps(ctx, today, morning.last_scan)
    # An event that is also a step is told once, with its hour.
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
        if len(steps) == 1:  # with several steps the button would not say which one it puts off
            later = SnoozeStep(step_id=steps[0].id, days=SNOOZED_DAYS)
            rows.append([Button(Words("digest-later", days=SNOOZED_DAYS), later)])
    places = [Button(Words("button-route"), MyRoute())] if steps else []
    if meetings:
        places.append(Button(Words("button-events"), Events()))
    return Part(lines, [*rows, places] if places else rows)


async def _usage(ctx: Context, morning: Morning) -> Part:
    """A question some time after a course or event taken as a step; its answer leads to the next question."""
    questions = await usage_queries.open_questions(ctx)
    waiting = [one for one in questions if one.asked_on in morning.scanned]
    if not waiting:
        return Part()
    first = waiting[0]
    link = ShowUsage(step_id=first.step_id, after=first.after)
    return Part(
        [Words("digest-transfer", title=shorten(first.title, TITLE_LIMIT))],
        [[Button(Words("digest-transfer-answer"), link)]],
    )


async def _theme(ctx: Context, morning: Morning) -> Part:
    """The reader's theme, on the day that a term of the school year begins."""
    term = begun_term(morning.scanned, ctx.calendar)
    nudge = await self_education.my_nudge(ctx) if term else None
    if term is None or nudge is None:
        return Part()
    title = shorten(nudge.title, TITLE_LIMIT)
    line = Words("digest-theme", term=term.title, title=title, stage=nudge.stage)
    return Part([line], buttons=[Button(Words("button-theme"), MyTheme())])


async def _repeat(ctx: Context, morning: Morning) -> Part:
    """A questionnaire that may be taken again after a route."""
    repeat = await closing.my_repeat(ctx, morning.scanned)
    if repeat is None:
        return Part()
    button = Button(Words("digest-to-summary"), RouteSummary(route_id=repeat.route_id))
    return Part([Words("digest-repeat", title=repeat.title)], buttons=[button])


async def _attestation(ctx: Context, morning: Morning) -> Part:
    """The days left before attestation."""
    days = await self_education.my_countdown(ctx, morning.today, morning.last_scan)
    if days is None:
        return Part()
    button = Button(Words("button-attestation"), Attestation())
    return Part([Words("digest-attestation", count=days)], buttons=[button])


async def _undecided(ctx: Context, morning: Morning) -> Part:
    """How many items wait for a methodist's decision, once a week."""
    waiting = await review.sent_to_me(ctx) if morning.begins_week else 0
    if not waiting:
        return Part()
    button = Button(Words("overview-to-review"), Review())
    return Part([Words("digest-review", count=waiting)], [[button]])


async def _stuck(ctx: Context, morning: Morning) -> Part:
    """The teachers who may need a methodist's help, once a week."""
    stuck = await attention.my_people_in_need(ctx) if morning.begins_week else None
    if stuck is None or not stuck.total:
        return Part()
    names = [one.owner.full_name for one in stuck.items[:NAMES]]
    line = Words("digest-stuck", names=", ".join(names), more=stuck.total - len(names))
    return Part([line], [[Button(Words("overview-stuck", count=stuck.total), NeedingHelp())]])


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


def _today_told(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    return [*with_steps(ctx, one, morning), *with_events(ctx, one, morning)]


def _usage_told(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    return [one.of(usage_queries.learners(ctx, morning.scanned, one.zone))]


def _theme_told(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    has_begun = begun_term(morning.scanned, ctx.content.calendar(one.calendar)) is not None
    return [one.of(self_education.with_theme())] if has_begun else []


def _repeat_told(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    return [one.of(closing.before_repeat(ctx, morning.scanned, one.zone))]


def _attestation_told(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    return [one.of(self_education.before_attestation(ctx, morning.scanned))]


def _undecided_told(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    return [one.of(people) for people in attention.with_undecided()] if morning.begins_week else []


def _stuck_told(ctx: Context, one: ZoneDay, morning: Morning) -> People:
    return [one.of(attention.with_stuck(morning.today))] if morning.begins_week else []


DIGEST = (
    DigestLine("today", _today_told, _today),
    DigestLine("usage", _usage_told, _usage),
    DigestLine("growth", _theme_told, _theme),
    DigestLine("growth", _repeat_told, _repeat),
    DigestLine("growth", _attestation_told, _attestation),
    DigestLine("attention", _undecided_told, _undecided),
    DigestLine("attention", _stuck_told, _stuck),
)
