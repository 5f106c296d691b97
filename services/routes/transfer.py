"""Whether what was learnt is used: one question 30 and 90 days after a course or an event taken as a step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from services.context import Context
from services.reminders.rules import days_ahead
from services.routes.models import Route, RouteStep, TransferAnswer


def learners(ctx: Context, scanned: Iterable[date]) -> Select[Any]:
    """Ids of those to be asked on one of the scanned days."""
    wanted = tuple(scanned)
    asked = or_(
        *(
            RouteStep.done_on.in_(days_ahead(wanted, [-after])) & ~_answered(after)
            for after in ctx.content.catalog.transfer.after
        )
    )
    return (
        select(Route.person_id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .where(RouteStep.done_on.is_not(None), _is_learning(ctx), asked)
    )


def _is_learning(ctx: Context) -> ColumnElement[bool]:
    """An SQL condition: the step is a course or an event, and was accepted."""
    forms = sorted(ctx.content.catalog.transfer.forms)
    return (RouteStep.status == "done") & (RouteStep.event_id.is_not(None) | RouteStep.form.in_(forms))


def _answered(after: int) -> ColumnElement[bool]:
    return exists().where(TransferAnswer.step_id == RouteStep.id, TransferAnswer.after == after)
