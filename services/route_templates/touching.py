"""The signs that somebody has touched a route given from a template: undoing leaves such a route alone.

A test fails if a column of a route or of a step, or a table that refers to them, is missing in all of
`GIVEN`, `FILLED`, `ON_ROUTE`, `ON_STEP` and `NO_TOUCH`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from services.conversations.models import Conversation
from services.db import Base
from services.routes.models import (
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    RouteVersion,
    StepChange,
    StepEvent,
    StepReflection,
    UsageAnswer,
)

Column = InstrumentedAttribute[Any]

# The values of these columns in a route as it was given; another value is a touch.
GIVEN: dict[Column, Any] = {
    Route.status: "approved",
    Route.version: 1,
    RouteStep.status: "planned",
}
# A row of one of these tables is a touch of the route or of the step to which it refers.
ON_ROUTE = (RouteComment,)
ON_STEP = (Evidence, StepEvent, StepChange, StepReflection, UsageAnswer, Conversation)

_AS_GIVEN = "it stays as it was given while the route is approved"
_RECORDED = "a change of it in an approved route is written into StepEvent"
# Tables and columns that are no touch, with the reason.
NO_TOUCH: dict[Column | type[Base], str] = {
    RouteVersion: "the first one is part of giving, and a later one raises Route.version",
    **dict.fromkeys(
        (Route.methodist_id, Route.is_left), "a route handed over to another methodist was touched by nobody"
    ),
    Route.finished_at: "it comes with the status",
    Route.ends: "it follows the dates of the steps",
    **dict.fromkeys(
        (
            Route.person_id, Route.assessment_id, Route.basis, Route.assignment_id, Route.starts,
            Route.approved_by_id, Route.approved_at, Route.created_at, RouteStep.route_id, RouteStep.position,
            RouteStep.catalog_code, RouteStep.competency, RouteStep.title, RouteStep.result, RouteStep.reason,
            RouteStep.event_id,
        ),
        _AS_GIVEN,
    ),
    **dict.fromkeys(
        (RouteStep.form, RouteStep.education, RouteStep.hours, RouteStep.starts, RouteStep.due), _RECORDED
    ),
}  # fmt: skip

# The columns of a step that are empty as it is given: any value in them is a touch.
FILLED: tuple[Column, ...] = tuple(
    one.class_attribute
    for one in RouteStep.__mapper__.column_attrs
    if one.columns[0].nullable and one.class_attribute not in NO_TOUCH
)


def is_touched(steps: int) -> ColumnElement[bool]:
    """An SQL condition on Route, given with so many steps: somebody has changed or added anything in it."""
    mine = RouteStep.route_id == Route.id
    count = select(func.count(RouteStep.id)).where(mine).scalar_subquery()
    of_route = [column != value for column, value in GIVEN.items() if column.class_ is Route]
    of_step = [column != value for column, value in GIVEN.items() if column.class_ is RouteStep]
    of_step += [column.is_not(None) for column in FILLED]
    return or_(
        count != steps,
        *of_route,
        exists().where(mine, or_(*of_step)),
        *(exists().where(table.route_id == Route.id) for table in ON_ROUTE),
        *(exists().where(mine, table.step_id == RouteStep.id) for table in ON_STEP),
    )
