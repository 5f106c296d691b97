"""Doing steps: sending proof, accepting it, returning it.

What changes a route or a step first locks its row, so that two presses at once change it once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select

from services import audit, outbox
from services.access import methodists_of, require_methodist_of
from services.context import Context
from services.db import upsert
from services.errors import NotAllowed, WrongState
from services.routes.history import Remark, comment, move
from services.routes.models import (
    CLOSED_STEP,
    OPEN_STEP,
    WORKING_ROUTE,
    Evidence,
    Route,
    RouteStep,
    StepEvent,
)
from services.routes.queries import load_step
from services.routes.views import Sight, StepCard, card
from services.texts import checked

PROOF_TEXT_LIMIT = 2000


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
            await move(ctx, step, "on_review")
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
        await move(ctx, step, "done")
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


async def return_step(ctx: Context, step_id: int, remark: Remark) -> StepCard:
    """Return a step under review with words about what is missing; its teacher hears of it.

    Raises NotFound, NotAllowed, WrongState, Invalid for words missing or too long.
    """
    words = remark.checked()
    async with ctx.transaction():
        step, route = await load_step(ctx, step_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        if step.status != "on_review":
            raise WrongState("error-step-decided")
        await move(ctx, step, "returned", why=words.text)
        comment_id = await comment(ctx, route.id, step.id, words)
        audit.note(ctx, "step_returned", subject_id=route.person_id, step_id=step.id)
        await outbox.post(
            ctx, route.person_id, "step_returned", dedup_key=f"step_returned:{comment_id}", step_id=step.id
        )
        return await card(ctx, step, route, Sight.METHODIST)


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
