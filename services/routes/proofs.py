"""To which steps something may belong that was sent without a form being open."""

from __future__ import annotations

from sqlalchemy import func, select

from services.context import Context
from services.routes.models import OPEN_STEP, WORKING_ROUTE, Evidence, Route, RouteStep
from services.routes.showing import step_view
from services.routes.views import StepView

MOST_SENT = 3
MOST_OPEN = 2


async def taking_proof(ctx: Context) -> list[StepView]:
    """The acting person's steps on review, the one sent last first; then the open ones due soonest."""
    last = select(func.max(Evidence.id)).where(Evidence.step_id == RouteStep.id).scalar_subquery()
    mine = (
        select(RouteStep)
        .join(Route, Route.id == RouteStep.route_id)
        .where(Route.person_id == ctx.me.person_id, Route.status.in_(WORKING_ROUTE))
    )
    sent = mine.where(RouteStep.status == "on_review").order_by(last.desc()).limit(MOST_SENT)
    ahead = mine.where(RouteStep.status.in_(OPEN_STEP)).order_by(RouteStep.due, RouteStep.position)
    async with ctx.transaction() as db:
        found = [*await db.scalars(sent), *await db.scalars(ahead.limit(MOST_OPEN))]
        return [step_view(ctx, step, ctx.today, scores=True) for step in found]
