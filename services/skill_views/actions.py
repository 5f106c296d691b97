"""Writing down what was seen in a lesson, showing it to the teacher, answering it.

What changes a visit first locks its row, so that two presses at once change it once.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from services import outbox
from services.context import Context
from services.db import upsert
from services.errors import NotFound, WrongState
from services.skill_views import rules
from services.skill_views.models import LESSON_VISIT, SkillMark, SkillView
from services.skill_views.queries import Visit, require_visitor, visit
from services.texts import checked

COMMENT_LIMIT = 1000


async def begin(ctx: Context, person_id: int, ordinal: int) -> Visit:
    """Begin to write down a visit to this person on a day (its number), or go on with the one begun before.

    Raises NotAllowed, NotFound, WrongState where the day is too far.
    """
    async with ctx.transaction() as db:
        await require_visitor(ctx, person_id)
        day = rules.lesson_day(ordinal, ctx.today)
        if day is None:
            raise WrongState("error-visit-day")
        me = ctx.me.person_id
        # Two taps at once: whoever comes second goes on with what the first began.
        await db.execute(
            upsert(db, SkillView)
            .values(
                person_id=person_id,
                author_id=me,
                kind=LESSON_VISIT,
                observed_on=day,
                started_at=ctx.now,
                comment="",
            )
            .on_conflict_do_nothing()
        )
        begun = await db.scalar(
            select(SkillView.id).where(
                SkillView.author_id == me,
                SkillView.person_id == person_id,
                SkillView.kind == LESSON_VISIT,
                SkillView.finished_at.is_(None),
            )
        )
        if begun is None:
            raise WrongState
        return await visit(ctx, begun)


async def mark(ctx: Context, view_id: int, place: int, value: int) -> tuple[Visit, int | None]:
    """Save the mark of the competency at `place` (from 0), or that it was not seen. The last tap wins.

    Returns the visit and the next place without a mark; None where there is none. Raises NotAllowed, NotFound
    (also for a place or mark that does not exist), WrongState once it is shown to the teacher.
    """
    checklist = ctx.content.lesson_visit
    if not 0 <= place < len(checklist.items) or value not in (rules.SKIPPED, *checklist.words):
        raise NotFound
    async with ctx.transaction():
        view = await _lock_mine(ctx, view_id)
        _refuse_shown(view)
        await require_visitor(ctx, view.person_id)
        await save_mark(ctx, view_id, checklist.items[place].competency, value)
        written = await visit(ctx, view_id)
        return written, rules.next_unmarked(written.codes, written.marks, place)


async def save_mark(ctx: Context, view_id: int, competency: str, value: int) -> None:
    """Write a mark over an earlier one, or take it away, inside the caller's transaction."""
    if value == rules.SKIPPED:
        await ctx.db.execute(
            delete(SkillMark).where(SkillMark.view_id == view_id, SkillMark.competency == competency)
        )
        return
    await ctx.db.execute(
        upsert(ctx.db, SkillMark)
        .values(view_id=view_id, competency=competency, value=value)
        .on_conflict_do_update(index_elements=["view_id", "competency"], set_={"value": value})
    )


async def show_to_teacher(ctx: Context, view_id: int) -> Visit:
    """Show a visit to its teacher, who hears of it; it cannot be changed any more. Again is harmless.

    Raises NotAllowed, NotFound, WrongState where nothing was marked.
    """
    async with ctx.transaction() as db:
        view = await _lock_mine(ctx, view_id)
        if view.finished_at is None:
            await require_visitor(ctx, view.person_id)
            if not (await visit(ctx, view_id)).marks:
                raise WrongState("error-visit-empty")
            view.finished_at = ctx.now
            await outbox.post(
                ctx, view.person_id, "visit_shown", dedup_key=f"visit_shown:{view.id}", view_id=view.id
            )
            await db.flush()
        return await visit(ctx, view_id)


async def drop(ctx: Context, view_id: int) -> None:
    """Throw away a visit not yet shown to the teacher. Raises NotFound, WrongState."""
    async with ctx.transaction() as db:
        _refuse_shown(await _lock_mine(ctx, view_id))
        await db.execute(delete(SkillView).where(SkillView.id == view_id))


async def look(ctx: Context, view_id: int) -> Visit:
    """Open a visit; from then on those to whom the teacher opened a result may see it as well.

    Raises NotFound.
    """
    async with ctx.transaction() as db:
        found = await visit(ctx, view_id)
        if not found.is_author:
            view = await db.get_one(SkillView, view_id)
            view.seen_at = view.seen_at or ctx.now
        return found


async def comment(ctx: Context, view_id: int, text: str) -> Visit:
    """Answer a visit to one's own lesson; the observer hears of it. An earlier answer is replaced.

    Raises NotFound, NotAllowed for the observer, Invalid for words missing or too long.
    """
    words = checked(text, COMMENT_LIMIT)
    async with ctx.transaction() as db:
        view = await db.scalar(
            select(SkillView)
            .where(
                SkillView.id == view_id,
                SkillView.person_id == ctx.me.person_id,
                SkillView.kind == LESSON_VISIT,
                SkillView.finished_at.is_not(None),
            )
            .with_for_update()
        )
        if view is None:
            raise NotFound
        view.seen_at = view.seen_at or ctx.now
        if view.comment != words:
            view.comment = words
            # Once a day: whoever polishes an answer does not ring each time, and the last words are shown.
            await outbox.post(
                ctx,
                view.author_id,
                "visit_answered",
                urgent=True,
                dedup_key=f"visit_answered:{view.id}:{ctx.today}",
                view_id=view.id,
            )
        await db.flush()
        return await visit(ctx, view_id)


async def _lock_mine(ctx: Context, view_id: int) -> SkillView:
    view = await ctx.db.scalar(
        select(SkillView)
        .where(
            SkillView.id == view_id,
            SkillView.author_id == ctx.me.person_id,
            SkillView.kind == LESSON_VISIT,
        )
        .with_for_update()
    )
    if view is None:
        raise NotFound
    return view


def _refuse_shown(view: SkillView) -> None:
    if view.finished_at is not None:
        raise WrongState("error-visit-shown")
