"""Drafting a route and throwing a draft away.

What changes a route or a step first locks its row, so that two presses at once change it once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import delete

from services.assessments import queries as assessments
from services.assessments.queries import Result
from services.context import Context
from services.db import upsert
from services.errors import WrongState
from services.routes import rules
from services.routes.history import lock_mine
from services.routes.models import Route, RouteStep
from services.routes.queries import live_route
from services.routes.views import RouteView, Sight, view


async def draft(ctx: Context, assessment_id: int, *, replace: bool = False) -> RouteView:
    """Draft a route from the acting person's own finished result, or return the live one they have.

    `replace` throws an earlier draft away. Raises NotFound, NotAllowed, WrongState where there is nothing
    to draft.
    """
    async with ctx.transaction() as db:
        result = await assessments.my_result(ctx, assessment_id)
        live = await live_route(ctx, ctx.me.person_id)
        if live is not None and replace and live.status == "draft":
            await db.execute(delete(Route).where(Route.id == live.id, Route.status == "draft"))
            live = None
        if live is None:
            await _add_draft(ctx, result)
            live = await live_route(ctx, ctx.me.person_id)
        if live is None:
            raise WrongState
        return await view(ctx, live, Sight.OWNER)


async def drop_draft(ctx: Context, route_id: int) -> None:
    """Throw the acting person's draft away. Raises NotFound, WrongState where it is no draft any more."""
    async with ctx.transaction() as db:
        route = await lock_mine(ctx, route_id)
        if route.status != "draft":
            raise WrongState
        await db.execute(delete(Route).where(Route.id == route_id))


def step_rows(route_id: int, planned: Iterable[rules.PlannedStep], first: int = 0) -> list[RouteStep]:
    """Rows of planned steps, from the position `first` on."""
    return [
        RouteStep(
            route_id=route_id,
            position=place,
            catalog_code=one.step.code,
            competency=one.step.competency,
            title=one.step.title,
            form=one.step.form,
            education=one.step.education,
            hours=one.step.hours,
            starts=one.starts,
            due=one.due,
            result=one.step.result,
            reason=asdict(one.reason),
            status="planned",
        )
        for place, one in enumerate(planned, start=first)
    ]


async def _add_draft(ctx: Context, result: Result) -> None:
    """A draft from a result, unless the person got a live route this very moment."""
    planned = rules.assemble(result.deficits, ctx.content.catalog, ctx.today, ctx.calendar)
    if not planned:
        raise WrongState("error-route-nothing")
    route_id = await ctx.db.scalar(
        upsert(ctx.db, Route)
        .values(
            person_id=ctx.me.person_id,
            assessment_id=result.assessment_id,
            starts=ctx.today,
            ends=max(one.due for one in planned),
            status="draft",
            version=1,
            created_at=ctx.now,
        )
        .on_conflict_do_nothing()
        .returning(Route.id)
    )
    if route_id is not None:
        ctx.db.add_all(step_rows(route_id, planned))
        await ctx.db.flush()
