"""Drafting a route, agreeing on it, doing its steps and accepting them.

What changes a route or a step first locks its row, so that two presses at once change it once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, exists, select

from services import audit, outbox
from services.access import methodists_of, require_methodist_of
from services.assessments import queries as assessments
from services.assessments.queries import Result
from services.context import Context
from services.db import upsert
from services.errors import NotAllowed, NotFound, WrongState
from services.routes import rules
from services.routes.models import (
    CLOSED_STEP,
    OPEN_STEP,
    WORKING_ROUTE,
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    StepEvent,
)
from services.routes.queries import live_route, load_route, load_step
from services.routes.views import RouteView, Sight, StepCard, card, view
from services.texts import checked

PROOF_TEXT_LIMIT = 2000
COMMENT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Proof:
    """What was sent to show that a step is done. `source` is the "chat:message" it came in.

    `kind` is photo, document, voice, video, link or text; `album` groups what was sent together.
    """

    kind: str
    source: str
    text: str = ""
    file_id: str | None = None
    file_name: str | None = None
    album: str | None = None


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
        route = await _lock_mine(ctx, route_id)
        if route.status != "draft":
            raise WrongState
        await db.execute(delete(Route).where(Route.id == route_id))


async def send_to_review(ctx: Context, route_id: int) -> RouteView:
    """Send the acting person's draft to the nearest methodist, who hears of it. Again is harmless.

    Raises NotFound (also where nobody is responsible), WrongState.
    """
    async with ctx.transaction():
        route = await _lock_mine(ctx, route_id)
        if route.status == "draft":
            methodists = await methodists_of(ctx, route.person_id)
            if not methodists:
                raise NotFound("error-no-methodist")
            route.methodist_id, route.status = methodists[0].id, "on_review"
            await outbox.post(
                ctx,
                methodists[0].id,
                "route_submitted",
                dedup_key=f"route_submitted:{route.id}:{route.version}",
                route_id=route.id,
            )
        elif route.status != "on_review":
            raise WrongState("error-route-decided")
        return await view(ctx, route, Sight.OWNER)


async def approve(ctx: Context, route_id: int) -> RouteView:
    """Approve a route under review; its teacher hears of it. The one who approved it may press again.

    Raises NotFound, NotAllowed, WrongState where someone else decided first.
    """
    async with ctx.transaction():
        route = await load_route(ctx, route_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        me = ctx.me.person_id
        if route.status == "on_review":
            route.status, route.approved_by_id, route.approved_at = "approved", me, ctx.now
            audit.note(ctx, "route_approved", subject_id=route.person_id, route_id=route.id)
            await outbox.post(
                ctx,
                route.person_id,
                "route_approved",
                dedup_key=f"route_approved:{route.id}",
                route_id=route.id,
            )
        elif route.status not in WORKING_ROUTE or route.approved_by_id != me:
            raise WrongState("error-route-decided")
        return await view(ctx, route, Sight.METHODIST)


async def return_route(ctx: Context, route_id: int, text: str) -> RouteView:
    """Return a route under review with words about what to change; its teacher hears of it.

    Raises NotFound, NotAllowed, WrongState, Invalid for words missing or too long.
    """
    words = checked(text, COMMENT_LIMIT)
    async with ctx.transaction():
        route = await load_route(ctx, route_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        if route.status != "on_review":
            raise WrongState("error-route-decided")
        route.status = "draft"
        route.version += 1
        await _comment(ctx, route.id, None, words)
        audit.note(ctx, "route_returned", subject_id=route.person_id, route_id=route.id)
        await outbox.post(
            ctx,
            route.person_id,
            "route_returned",
            dedup_key=f"route_returned:{route.id}:{route.version}",
            route_id=route.id,
            version=route.version,
        )
        return await view(ctx, route, Sight.METHODIST)


async def submit(ctx: Context, step_id: int, proof: Proof) -> StepCard:
    """Attach proof to the acting person's step and send the step to review; its methodist hears of it once.

    What is sent while the step is on review is added to it. The same message delivered twice adds nothing.
    Raises NotFound, NotAllowed, WrongState, Invalid for a text missing or too long.
    """
    if proof.file_id is None:
        checked(proof.text, PROOF_TEXT_LIMIT)
    async with ctx.transaction():
        step, route = await load_step(ctx, step_id, lock=True)
        if route.person_id != ctx.me.person_id:
            raise NotAllowed
        if await _attach(ctx, step, route, proof) and step.status != "on_review":
            await _move(ctx, step, "on_review")
            if route.status == "approved":
                route.status = "in_progress"
            methodist_id = await _responsible(ctx, route)
            if methodist_id is not None:
                await outbox.post(
                    ctx,
                    methodist_id,
                    "step_submitted",
                    dedup_key=f"step_submitted:{step.id}:{proof.source}",
                    step_id=step.id,
                )
        return await card(ctx, step, route, Sight.OWNER)


async def add_to_album(ctx: Context, proof: Proof) -> bool:
    """Attach a later file of an album to the step its first file went to; whether there is such a step.

    Raises WrongState where the step was decided about meanwhile.
    """
    async with ctx.transaction() as db:
        step_id = await db.scalar(
            select(Evidence.step_id)
            .where(Evidence.album == proof.album, Evidence.author_id == ctx.me.person_id)
            .limit(1)
        )
        if proof.album is None or step_id is None:
            return False
        step, route = await load_step(ctx, step_id, lock=True)
        await _attach(ctx, step, route, proof)
        return True


async def accept_step(ctx: Context, step_id: int) -> None:
    """Accept a step under review; its teacher hears of it. After the last one the route is done.

    The one who accepted it may press again. Raises NotFound, NotAllowed, WrongState.
    """
    async with ctx.transaction() as db:
        step, route = await load_step(ctx, step_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        if step.status == "done" and await _i_accepted(ctx, step_id):
            return
        if step.status != "on_review":
            raise WrongState("error-step-decided")
        await _move(ctx, step, "done")
        audit.note(ctx, "step_accepted", subject_id=route.person_id, step_id=step.id)
        unfinished = await db.scalar(
            select(RouteStep.id)
            .where(
                RouteStep.route_id == route.id, RouteStep.id != step.id, RouteStep.status.not_in(CLOSED_STEP)
            )
            .limit(1)
        )
        if unfinished is None:
            route.status = "done"
            await outbox.post(
                ctx, route.person_id, "route_done", dedup_key=f"route_done:{route.id}", route_id=route.id
            )
        else:
            await outbox.post(
                ctx,
                route.person_id,
                "step_accepted",
                dedup_key=f"step_accepted:{step.id}",
                step_id=step.id,
            )


async def return_step(ctx: Context, step_id: int, text: str) -> StepCard:
    """Return a step under review with words about what is missing; its teacher hears of it.

    Raises NotFound, NotAllowed, WrongState, Invalid for words missing or too long.
    """
    words = checked(text, COMMENT_LIMIT)
    async with ctx.transaction():
        step, route = await load_step(ctx, step_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        if step.status != "on_review":
            raise WrongState("error-step-decided")
        await _move(ctx, step, "returned", why=words)
        comment_id = await _comment(ctx, route.id, step.id, words)
        audit.note(ctx, "step_returned", subject_id=route.person_id, step_id=step.id)
        await outbox.post(
            ctx, route.person_id, "step_returned", dedup_key=f"step_returned:{comment_id}", step_id=step.id
        )
        return await card(ctx, step, route, Sight.METHODIST)


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


async def _lock_mine(ctx: Context, route_id: int) -> Route:
    route = await load_route(ctx, route_id, lock=True)
    if route.person_id != ctx.me.person_id:
        raise NotFound
    return route


async def _responsible(ctx: Context, route: Route) -> int | None:
    """The methodist of a route: the one it was sent to while they are in place, else the nearest one now."""
    there = [methodist.id for methodist in await methodists_of(ctx, route.person_id)]
    if there and route.methodist_id not in there:
        route.methodist_id = there[0]
    return route.methodist_id if there else None


async def _attach(ctx: Context, step: RouteStep, route: Route, proof: Proof) -> bool:
    """Save proof of a step; False where this very message was saved before. Raises WrongState."""
    known = await ctx.db.scalar(select(exists().where(Evidence.source == proof.source)))
    if known:
        return False
    if route.status not in WORKING_ROUTE or step.status not in (*OPEN_STEP, "on_review"):
        raise WrongState("error-step-decided")
    added = await ctx.db.scalar(
        upsert(ctx.db, Evidence)
        .values(
            step_id=step.id,
            author_id=ctx.me.person_id,
            kind=proof.kind,
            text=proof.text.strip(),
            file_id=proof.file_id,
            file_name=proof.file_name,
            source=proof.source,
            album=proof.album,
            at=ctx.now,
        )
        .on_conflict_do_nothing()
        .returning(Evidence.id)
    )
    return added is not None


async def _move(ctx: Context, step: RouteStep, status: str, *, why: str = "") -> None:
    """Change a locked step's status and write it into its history."""
    ctx.db.add(
        StepEvent(
            step_id=step.id,
            actor_id=ctx.me.person_id,
            field="status",
            old=step.status,
            new=status,
            why=why,
            at=ctx.now,
        )
    )
    step.status = status
    await ctx.db.flush()


async def _i_accepted(ctx: Context, step_id: int) -> bool:
    return bool(
        await ctx.db.scalar(
            select(
                exists().where(
                    StepEvent.step_id == step_id,
                    StepEvent.new == "done",
                    StepEvent.actor_id == ctx.me.person_id,
                )
            )
        )
    )


async def _comment(ctx: Context, route_id: int, step_id: int | None, text: str) -> int:
    comment = RouteComment(
        route_id=route_id, step_id=step_id, author_id=ctx.me.person_id, text=text, at=ctx.now
    )
    ctx.db.add(comment)
    await ctx.db.flush()
    return comment.id
