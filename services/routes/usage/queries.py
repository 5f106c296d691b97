"""The question whether people use what they learnt: 30 and 90 days after a course or an event of a route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from services.context import Context
from services.errors import NotFound, WrongState
from services.reminders.rules import days_ahead
from services.routes.models import Route, RouteStep, StepEvent, UsageAnswer

# How many days a question stays open.
OPEN_DAYS = 21
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UsageQuestion:
    """A question about a step, `after` days after it; `answer` is a code of the catalogue, empty until given.

    `asked_on` is the day whose digest asks it; `is_open` tells whether the answer may still be given or
    changed.
    """

    step_id: int
    after: int
    title: str
    asked_on: date
    answer: str
    example: str
    is_open: bool


def learners(ctx: Context, scanned: Sequence[date], zone: ZoneInfo) -> Select[Any]:
    """Ids of the people who may have a question on one of the scanned days; `asked_on` tells exactly.

    Those whose day of a question has come, and those whose step was accepted lately, after that day.
    """
    lately = exists().where(
        StepEvent.step_id == RouteStep.id,
        StepEvent.new == "done",
        StepEvent.at >= datetime.combine(scanned[0] - _ONE_DAY, time(), zone),
    )
    asked = or_(
        *(
            (
                RouteStep.done_on.in_(days_ahead(scanned, [-after]))
                | (RouteStep.done_on.between(*_open_days(scanned[-1], after)) & lately)
            )
            & ~_answered(after)
            for after in ctx.content.catalog.usage.after
        )
    )
    return (
        select(Route.person_id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .where(RouteStep.done_on.is_not(None), is_learning(ctx), asked)
    )


async def open_questions(ctx: Context) -> tuple[UsageQuestion, ...]:
    """The acting person's open questions without an answer, the latest learning first."""
    accepted_at = (
        select(func.max(StepEvent.at))
        .where(StepEvent.step_id == RouteStep.id, StepEvent.new == "done")
        .scalar_subquery()
    )
    async with ctx.transaction() as db:
        found: list[UsageQuestion] = []
        for after in ctx.content.catalog.usage.after:
            rows = await db.execute(
                select(RouteStep, accepted_at)
                .join(Route, Route.id == RouteStep.route_id)
                .where(
                    Route.person_id == ctx.me.person_id,
                    RouteStep.done_on.between(*_open_days(ctx.today, after)),
                    is_learning(ctx),
                    ~_answered(after),
                )
                .order_by(RouteStep.done_on.desc(), RouteStep.id)
            )
            found += [_view(ctx, step, after, None, accepted) for step, accepted in rows]
    return tuple(found)


async def question(ctx: Context, step_id: int, after: int) -> UsageQuestion:
    """A question about the acting person's own step, answered or not.

    Raises NotFound, and WrongState if it is too early.
    """
    async with ctx.transaction() as db:
        if after not in ctx.content.catalog.usage.after:
            raise NotFound
        step = await db.scalar(
            select(RouteStep)
            .join(Route, Route.id == RouteStep.route_id)
            .where(
                RouteStep.id == step_id,
                Route.person_id == ctx.me.person_id,
                RouteStep.done_on.is_not(None),
                is_learning(ctx),
            )
        )
        if step is None:
            raise NotFound
        given = await db.scalar(
            select(UsageAnswer)
            .where(UsageAnswer.step_id == step_id, UsageAnswer.after == after)
            .execution_options(populate_existing=True)
        )
        asked = _view(ctx, step, after, given)
        if ctx.today < asked.asked_on:
            raise WrongState
        return asked


def is_learning(ctx: Context) -> ColumnElement[bool]:
    """An SQL condition: the step is an accepted course or event."""
    forms = sorted(ctx.content.catalog.usage.forms)
    return (RouteStep.status == "done") & (RouteStep.event_id.is_not(None) | RouteStep.form.in_(forms))


def _answered(after: int) -> ColumnElement[bool]:
    return exists().where(UsageAnswer.step_id == RouteStep.id, UsageAnswer.after == after)


def _open_days(today: date, after: int) -> tuple[date, date]:
    """The first and the last day on which a step must have been done for a question about it today."""
    last = today - timedelta(days=after)
    return last - timedelta(days=OPEN_DAYS), last


def _view(
    ctx: Context,
    step: RouteStep,
    after: int,
    given: UsageAnswer | None,
    accepted_at: datetime | None = None,
) -> UsageQuestion:
    done_on = step.done_on or ctx.today
    asked_on = done_on + timedelta(days=after)
    if accepted_at is not None:  # a question comes on the morning after the acceptance at the earliest
        asked_on = max(asked_on, accepted_at.astimezone(ctx.zone).date() + _ONE_DAY)
    return UsageQuestion(
        step_id=step.id,
        after=after,
        title=step.title,
        asked_on=asked_on,
        answer=given.answer if given else "",
        example=given.example if given else "",
        is_open=ctx.today <= done_on + timedelta(days=after + OPEN_DAYS),
    )
