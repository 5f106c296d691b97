"""Writing down a lesson visit, showing it to the teacher, and the teacher's answer.

Every change of a visit first locks its row, so that two presses at once change it once.
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
    """Begin to write down a visit to a person's lesson, or continue the visit begun before.

    `ordinal` is the day (`date.toordinal`). Raises NotAllowed, NotFound, WrongState where the day is too far.
    """
    async with ctx.transaction() as db:
        await require_visitor(ctx, person_id)
        day = rules.lesson_day(ordinal, ctx.today)
        if day is None:
            raise WrongState("error-visit-day")
        me = ctx.me.person_id
        # Of two taps at once the second continues what the first began.
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
    """Save the mark of the competency at `place` (from 0), or that it was not seen. The last tap counts.

    Returns the visit and the next place without a mark, None where there is none. Raises NotAllowed, NotFound
    (also for an unknown place or mark), WrongState where the visit was shown to the teacher.
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
    """Write a mark over an earlier one; SKIPPED deletes it. Inside the caller's transaction."""
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
    """Show a visit to its teacher and tell them; then it cannot be changed. A repeated call changes nothing.

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
    """Open a visit. Once the teacher has seen it, people to whom they opened a result see it too.

    Raises NotFound.
    """
    async with ctx.transaction() as db:
        found = await visit(ctx, view_id)
        if not found.is_author:
            view = await db.get_one(SkillView, view_id)
            view.seen_at = view.seen_at or ctx.now
        return found


async def comment(ctx: Context, view_id: int, text: str) -> Visit:
    """Answer a visit to the acting person's lesson and tell the observer; an earlier answer is replaced.

    Raises NotFound (also for the observer), Invalid for an empty or too long text.
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
            # Where the answer is corrected within a day, the observer is told once and reads the last words.
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
