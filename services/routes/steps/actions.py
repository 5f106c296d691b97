"""Doing steps: sending proof, reflecting on a step, accepting and returning a step."""

from __future__ import annotations

from sqlalchemy import exists, select

from services import audit, outbox
from services.context import Context
from services.db import upsert
from services.errors import Invalid, WrongState
from services.letters import Letter
from services.routes.access import Right, deciding_mentors, my_step, step_for
from services.routes.closing.actions import close_if_complete
from services.routes.history import decided, move
from services.routes.models import (
    OPEN_STEP,
    WORKING_ROUTE,
    Evidence,
    Route,
    RouteStep,
    StepEvent,
    StepReflection,
)
from services.routes.overview.actions import assign_methodist
from services.routes.remarks import Remark, comment
from services.routes.rules import kind_of_text
from services.routes.step_reading import card
from services.routes.steps.queries import names_of
from services.routes.views import Sight, StepCard
from services.texts import checked

PROOF_TEXT_LIMIT = 2000
REFLECTION_LIMIT = 500
_FILE_NAME_LIMIT = 300
# Enough to keep the extension of a long file name.
_ENDING_KEPT = 40


async def submit(ctx: Context, step_id: int, proof: Letter) -> tuple[StepCard, tuple[str, ...]]:
    """Attach proof to the acting person's step and send the step to review.

    The mentors or the methodist who decide hear of it once. Files are kept by their outside ids, so their
    size does not matter. Proof sent while the step is on review is added. A message delivered twice adds
    nothing.
    Returns the step and the names of `mentors_asked`.
    Raises NotFound, NotAllowed, WrongState, Invalid for a text missing or too long.
    """
    if proof.file is None:
        checked(proof.text, PROOF_TEXT_LIMIT)
    async with ctx.transaction():
        step, route = await my_step(ctx, step_id, lock=True)
        mentors = await deciding_mentors(ctx, step, route)
        if await _attach(ctx, step, route, proof) and step.status != "on_review":
            step.done_on = ctx.today
            await move(ctx, step, "on_review")
            if route.status == "approved":
                route.status = "in_progress"
            for person_id in mentors or await _methodist(ctx, route):
                await outbox.post(
                    ctx,
                    person_id,
                    "step_submitted",
                    dedup_key=f"step_submitted:{step.id}:{proof.source}:{person_id}",
                    step_id=step.id,
                )
        return await card(ctx, step, route, Sight.OWNER), await names_of(ctx, mentors)


async def add(ctx: Context, step_id: int, proof: Letter) -> None:
    """Attach one more file of an album to the acting person's step; nobody is notified again.

    Raises NotFound, NotAllowed, and WrongState if the step was decided meanwhile.
    """
    async with ctx.transaction():
        step, route = await my_step(ctx, step_id, lock=True)
        await _attach(ctx, step, route, proof)


async def correct(ctx: Context, proof: Letter) -> bool:
    """Correct the acting person's proof as they corrected its message; returns whether a step has it.

    Raises WrongState if the step was decided meanwhile, Invalid for a text missing or too long.
    """
    async with ctx.transaction() as db:
        sent = await db.scalar(
            select(Evidence).where(Evidence.source == proof.source, Evidence.author_id == ctx.me.person_id)
        )
        if sent is None:
            return False
        step, _ = await my_step(ctx, sent.step_id, lock=True)
        if step.status != "on_review":
            raise WrongState("error-proof-corrected-late")
        file = proof.file
        sent.text = proof.text.strip() if file else checked(proof.text, PROOF_TEXT_LIMIT)
        sent.kind = file.kind if file else kind_of_text(proof.text)
        sent.file_id = file.file_id if file else None
        sent.file_name = _kept_name(file.name) if file else None
        return True


async def add_to_album(ctx: Context, proof: Letter) -> bool:
    """Attach a file to the step that got the first file of its album; returns whether there is such one."""
    if proof.album is None:
        return False
    async with ctx.transaction() as db:
        step_id = await db.scalar(
            select(Evidence.step_id)
            .where(Evidence.album == proof.album, Evidence.author_id == ctx.me.person_id)
            .limit(1)
        )
        if step_id is not None:
            await add(ctx, step_id, proof)
    return step_id is not None


async def reflect(ctx: Context, step_id: int, question: str, text: str) -> StepCard:
    """Keep the acting person's answer to a question about a step; a new answer replaces the old one.

    Once the step is accepted, a first answer is still kept, but no answer is replaced.
    Raises NotFound, NotAllowed, WrongState for a step not sent yet, Invalid for an unknown question and for
    words missing or too long.
    """
    if question not in {one.code for one in ctx.content.catalog.reflection}:
        raise Invalid
    words = checked(text, REFLECTION_LIMIT)
    async with ctx.transaction() as db:
        step, route = await my_step(ctx, step_id, lock=True)
        if step.status not in ("on_review", "returned", "done"):
            raise WrongState("error-step-decided")
        fresh = {"text": words, "at": ctx.now}
        adding = upsert(db, StepReflection).values(step_id=step_id, question=question, **fresh)
        await db.execute(
            adding.on_conflict_do_nothing()
            if step.status == "done"
            else adding.on_conflict_do_update(index_elements=["step_id", "question"], set_=fresh)
        )
        return await card(ctx, step, route, Sight.OWNER)


async def accept_step(ctx: Context, step_id: int) -> bool:
    """Accept a step on review; its owner hears of it. With its last step accepted the route is done.

    Returns False, and changes nothing, if the acting person accepted the step before.
    Raises NotFound, NotAllowed, WrongState.
    """
    async with ctx.transaction():
        step, route, _ = await step_for(ctx, step_id, Right.DECIDE, lock=True)
        if step.status == "done" and await _i_accepted(ctx, step_id):
            return False
        if step.status != "on_review":
            raise await decided(ctx, step.id)
        await move(ctx, step, "done")
        audit.note(ctx, "step_accepted", subject_id=route.person_id, step_id=step.id)
        if not await close_if_complete(ctx, route):
            await outbox.post(
                ctx,
                route.person_id,
                "step_accepted",
                dedup_key=f"step_accepted:{step.id}",
                step_id=step.id,
            )
        return True


async def return_step(ctx: Context, step_id: int, remark: Remark) -> StepCard:
    """Return a step on review with a comment on what is missing; its owner hears of it.

    Raises NotFound, NotAllowed, WrongState, Invalid for a comment missing or too long.
    """
    words = remark.checked()
    async with ctx.transaction():
        step, route, sight = await step_for(ctx, step_id, Right.DECIDE, lock=True)
        if step.status != "on_review":
            raise await decided(ctx, step.id)
        step.done_on = None
        await move(ctx, step, "returned", why=words.text)
        comment_id = await comment(ctx, route.id, step.id, words)
        audit.note(ctx, "step_returned", subject_id=route.person_id, step_id=step.id)
        await outbox.post(
            ctx, route.person_id, "step_returned", dedup_key=f"step_returned:{comment_id}", step_id=step.id
        )
        return await card(ctx, step, route, sight)


async def _methodist(ctx: Context, route: Route) -> set[int]:
    methodist_id = await assign_methodist(ctx, route)
    return set() if methodist_id is None else {methodist_id}


async def _attach(ctx: Context, step: RouteStep, route: Route, proof: Letter) -> bool:
    """Save proof of a step; returns False if this message was saved before. Raises WrongState."""
    known = await ctx.db.scalar(select(exists().where(Evidence.source == proof.source)))
    if known:
        return False
    if step.status == "done":
        raise WrongState("error-step-accepted")
    if route.status not in WORKING_ROUTE or step.status not in (*OPEN_STEP, "on_review"):
        raise WrongState("error-step-decided")
    file = proof.file
    added = await ctx.db.scalar(
        upsert(ctx.db, Evidence)
        .values(
            step_id=step.id,
            author_id=ctx.me.person_id,
            kind=file.kind if file else kind_of_text(proof.text),
            text=proof.text.strip(),
            file_id=file and file.file_id,
            file_name=file and _kept_name(file.name),
            source=proof.source,
            album=proof.album,
            at=ctx.now,
        )
        .on_conflict_do_nothing()
        .returning(Evidence.id)
    )
    return added is not None


def _kept_name(name: str | None) -> str | None:
    """A file's name, shortened in the middle if it is too long: the end tells the kind of the file."""
    if name is None or len(name) <= _FILE_NAME_LIMIT:
        return name
    return f"{name[: _FILE_NAME_LIMIT - _ENDING_KEPT - 1]}…{name[-_ENDING_KEPT:]}"


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
