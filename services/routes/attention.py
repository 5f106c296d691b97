"""Who may need help with a route: a weekly word to the methodist, not an alarm a step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from services.people.models import Person
from services.routes.models import OPEN_STEP, WORKING_ROUTE, Route, RouteStep

# A step so long overdue is not just late: something keeps its owner from it.
LATE = timedelta(days=7)


def those_responsible(today: date) -> Select[Any]:
    """Ids of the methodists to whose routes somebody may need help."""
    return (
        select(Route.methodist_id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .join(Person, Person.id == Route.person_id)
        .where(Route.methodist_id.is_not(None), is_stuck(today), Person.archived_at.is_(None))
    )


def is_stuck(today: date) -> ColumnElement[bool]:
    """An SQL condition: the step of a route under way is long overdue."""
    return Route.status.in_(WORKING_ROUTE) & RouteStep.status.in_(OPEN_STEP) & (RouteStep.due <= today - LATE)
