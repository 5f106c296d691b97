"""The documents of a route, and the data they are made of."""

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
    """The documents of a route. Only the owner gets the calendar file, while the route is under way."""

    route_id: int
    owner: str
    is_mine: bool
    status: str
    has_calendar: bool


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """An open step for a calendar; `moves` is how often its due date was changed."""

    step_id: int
    title: str
    evidence: str
    result: str
    due: date
    moves: int


@dataclass(frozen=True, slots=True)
class CalendarSteps:
    """The open steps `ahead`, soonest first, and the number of overdue steps, which are not in the file."""

    ahead: tuple[CalendarStep, ...]
    passed: int


async def of_route(ctx: Context, route_id: int) -> DocumentsOfRoute:
    """The documents of a route that the acting person may get. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        view = await reading.route_of(ctx, route_id)
    if view.sight not in (Sight.OWNER, Sight.METHODIST):
        raise NotAllowed
    is_mine = view.sight is Sight.OWNER
    return DocumentsOfRoute(
        route_id, view.owner.full_name, is_mine, view.status, is_mine and view.status in WORKING_ROUTE
    )


async def paper(ctx: Context, route_id: int) -> tuple[RoutePaper, bytes | None]:
    """A route for its document, and the template that applies, None for the standard one.

    For the owner, and for methodists over the owner once the route was sent. Raises NotFound, NotAllowed.
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
