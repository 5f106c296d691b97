"""What can be had of a route on paper, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from services.context import Context
from services.documents import units
from services.documents.models import DocumentTemplate
from services.documents.papers import RoutePaper, papers
from services.errors import NotAllowed
from services.routes import reading
from services.routes.models import OPEN_STEP, WORKING_ROUTE, RouteStep, StepEvent
from services.routes.views import Sight


@dataclass(frozen=True, slots=True)
class DocumentsOfRoute:
    """What can be had of a route: the calendar file is its owner's alone, while the route works."""

    route_id: int
    owner: str
    is_mine: bool
    status: str
    has_calendar: bool


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """An open step for a calendar; `moves` is how often its date was changed."""

    step_id: int
    title: str
    evidence: str
    result: str
    due: date
    moves: int


@dataclass(frozen=True, slots=True)
class CalendarSteps:
    """The open steps still `ahead`, soonest first, and the number of those whose deadline has passed.

    A calendar reminds of nothing that has passed: those stay out of it.
    """

    ahead: tuple[CalendarStep, ...]
    passed: int


async def of_route(ctx: Context, route_id: int) -> DocumentsOfRoute:
    """What the acting person can have of a route. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        view = await reading.route_of(ctx, route_id)
    if view.sight not in (Sight.OWNER, Sight.METHODIST):
        raise NotAllowed
    is_mine = view.sight is Sight.OWNER
    return DocumentsOfRoute(
        route_id, view.owner.full_name, is_mine, view.status, is_mine and view.status in WORKING_ROUTE
    )


async def paper(ctx: Context, route_id: int) -> tuple[RoutePaper, bytes | None]:
    """A route as its document tells it, and the template that counts, None for the standard one.

    For its owner, and for their methodists once it was sent. Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        await of_route(ctx, route_id)
        (found,) = await papers(ctx, [route_id])
        return found, await db.scalar(units.in_force(found.unit_path, DocumentTemplate.content))


async def calendar(ctx: Context, route_id: int) -> CalendarSteps:
    """The open steps of the acting person's own working route. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        if not (await of_route(ctx, route_id)).has_calendar:
            raise NotAllowed
        moves = (
            select(func.count(StepEvent.id))
            .where(StepEvent.step_id == RouteStep.id, StepEvent.field == "due")
            .scalar_subquery()
        )
        rows = await db.execute(
            select(RouteStep.id, RouteStep.title, RouteStep.form, RouteStep.result, RouteStep.due, moves)
            .where(RouteStep.route_id == route_id, RouteStep.status.in_(OPEN_STEP))
            .order_by(RouteStep.due, RouteStep.position)
        )
        forms = ctx.content.catalog.forms_by_code
        steps = [
            CalendarStep(id_, title, forms[form].evidence, result, due, moved)
            for id_, title, form, result, due, moved in rows
        ]
    ahead = tuple(step for step in steps if step.due >= ctx.today)
    return CalendarSteps(ahead, len(steps) - len(ahead))
