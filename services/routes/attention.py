"""The routes a methodist accompanies: how many there are, and whose owner may need help.

Help is a weekly word in the morning digest, not an alarm a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from services.access import in_scope, require_role
from services.context import Context
from services.paging import page_of
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView
from services.roles import METHODISTS
from services.routes.models import WORKING_ROUTE, Route, RouteStep, is_open
from services.routes.queries import methodist_in_place

# A step so long overdue is not just late: something keeps its owner from it.
LATE = timedelta(days=7)
PAGE = 6


@dataclass(frozen=True, slots=True)
class Overview:
    """How many routes of the reader's scope are agreed on, under way, done this school year."""

    on_review: int
    working: int
    done: int
    stuck: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """A route whose owner may need help: so many steps long overdue, the oldest since `since`."""

    route_id: int
    owner: PersonView
    steps: int
    since: date


@dataclass(frozen=True, slots=True)
class StuckPage:
    """A page (from 0) of those who may need help, the longest waiting first; `total` is of all pages."""

    routes: tuple[Stuck, ...]
    total: int
    page: int
    pages: int


def those_responsible(today: date) -> Select[Any]:
    """Ids of the methodists somebody on whose routes may need help."""
    return (
        select(Route.methodist_id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .join(Person, Person.id == Route.person_id)
        .where(Route.methodist_id.is_not(None), _is_stuck(today), Person.archived_at.is_(None))
    )


async def overview(ctx: Context) -> Overview:
    """The routes of the acting methodist's scope, in numbers. Raises NotAllowed."""
    actor = require_role(ctx, *METHODISTS)
    async with ctx.transaction() as db:
        counted = await db.execute(
            select(Route.status, func.count())
            .join(Person, Person.id == Route.person_id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(
                in_scope(actor, METHODISTS),
                Person.archived_at.is_(None),
                Route.person_id != actor.person_id,
                (Route.status != "done") | (Route.ends >= ctx.today - timedelta(days=365)),
            )
            .group_by(Route.status)
        )
        counts: dict[str, int] = dict(counted.all())
        stuck = await needing_help(ctx)
    return Overview(
        on_review=counts.get("on_review", 0),
        working=sum(counts.get(status, 0) for status in WORKING_ROUTE),
        done=counts.get("done", 0),
        stuck=stuck.total,
    )


async def needing_help(ctx: Context, page: int = 0) -> StuckPage:
    """Owners of the routes the acting person answers for who have steps overdue for a week and more.

    For the recipient of a digest as well, whose grants the outbox does not carry: the database is asked
    whether they are in place. Nobody answers for one's own route.
    """
    async with ctx.transaction() as db:
        oldest = func.min(RouteStep.due)
        rows = (
            await db.execute(
                select(Route.id, Person, OrgUnit.short_title, func.count(RouteStep.id), oldest)
                .join(RouteStep, RouteStep.route_id == Route.id)
                .join(Person, Person.id == Route.person_id)
                .join(OrgUnit, OrgUnit.id == Person.unit_id)
                .where(
                    Route.methodist_id == ctx.me.person_id,
                    Route.person_id != ctx.me.person_id,
                    methodist_in_place(),
                    _is_stuck(ctx.today),
                    Person.archived_at.is_(None),
                )
                .group_by(Route.id, Person.id, OrgUnit.short_title)
                .order_by(oldest, Route.id)
            )
        ).all()
    page, pages = page_of(len(rows), page, PAGE)
    shown = rows[page * PAGE : (page + 1) * PAGE]
    return StuckPage(
        tuple(
            Stuck(route_id, PersonView.of(person, unit), steps, since)
            for route_id, person, unit, steps, since in shown
        ),
        len(rows),
        page,
        pages,
    )


def _is_stuck(today: date) -> ColumnElement[bool]:
    """An SQL condition: the step of a route under way is long overdue, and its owner did not put it off."""
    return (
        is_open()
        & Route.status.in_(WORKING_ROUTE)
        & (RouteStep.due <= today - LATE)
        & (RouteStep.remind_on.is_(None) | (RouteStep.remind_on <= today))
    )
