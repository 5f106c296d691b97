"""Taking a questionnaire: begin, answer, finish; open the result and close it again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from services import audit, outbox
from services.assessments import rules
from services.assessments.models import Answer, Assessment, Score, Sharing
from services.assessments.queries import ItemView, is_opened_to, item_view, load_mine, viewers_for
from services.content import Questionnaire
from services.context import Context
from services.db import upsert
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people.queries import my_audiences


async def begin(ctx: Context, code: str) -> ItemView:
    """Begin a questionnaire, or go on with one already begun; the item to answer next.

    Raises NotFound for an unknown or foreign questionnaire, WrongState where it is too early to repeat it.
    """
    questionnaire = ctx.content.questionnaires.get(code)
    if questionnaire is None or questionnaire.purpose != "competency":
        raise NotFound
    async with ctx.transaction() as db:
        if not await my_audiences(ctx) & set(questionnaire.audience):
            raise NotAllowed
        unfinished = await _unfinished(ctx, code)
        if unfinished is None:
            await _refuse_early_repeat(ctx, questionnaire)
            # Two taps at once: whoever comes second goes on with what the first began.
            await db.execute(
                upsert(db, Assessment)
                .values(
                    person_id=ctx.me.person_id,
                    questionnaire=code,
                    version=questionnaire.version,
                    started_at=ctx.now,
                )
                .on_conflict_do_nothing()
            )
            unfinished = await _unfinished(ctx, code)
            if unfinished is None:
                raise WrongState
        answers = await _answers(ctx, unfinished.id)
        place = rules.next_unanswered(questionnaire, answers)
        return item_view(questionnaire, unfinished.id, answers, 0 if place is None else place)


async def answer(ctx: Context, assessment_id: int, place: int, choice: int) -> ItemView | None:
    """Save the answer to the item at `place` (from 0): button number `choice`, or -1 to skip an optional one.

    Returns the next item to answer, or None where this was the last one and the result is ready.
    An answer given before is replaced; the same one again changes nothing, even where it was the last.
    One read, one write: this is the bot's most frequent press.
    Raises NotFound, WrongState where it is finished, Invalid for an item or option that does not exist.
    """
    async with ctx.transaction() as db:
        assessment, answers = await load_mine(ctx, assessment_id)
        questionnaire = ctx.content.questionnaires[assessment.questionnaire]
        if not 0 <= place < len(questionnaire.items):
            raise Invalid
        item = questionnaire.items[place]
        codes = rules.option_codes(questionnaire, item)
        skipped = choice == -1 and item.optional
        if not skipped and not 0 <= choice < len(codes):
            raise Invalid
        if assessment.finished_at is not None:
            if answers.get(item.id) == (None if skipped else codes[choice]):  # the last answer, tapped twice
                return None
            raise WrongState("error-assessment-finished")
        if skipped:
            answers.pop(item.id, None)
            await db.execute(
                delete(Answer).where(Answer.assessment_id == assessment_id, Answer.item_id == item.id)
            )
        elif answers.get(item.id) != codes[choice]:
            answers[item.id] = codes[choice]
            fresh = {"option": codes[choice], "answered_at": ctx.now}
            await db.execute(
                upsert(db, Answer)
                .values(assessment_id=assessment_id, item_id=item.id, **fresh)
                .on_conflict_do_update(index_elements=["assessment_id", "item_id"], set_=fresh)
            )
        if place == len(questionnaire.items) - 1 or len(answers) == len(questionnaire.items):
            waiting = rules.next_obligatory(questionnaire, answers)
            if waiting is None:
                await _finish(ctx, assessment, questionnaire, answers)
                return None
            return item_view(questionnaire, assessment_id, answers, waiting)
        following = rules.next_unanswered(questionnaire, answers, after=place)
        return item_view(questionnaire, assessment_id, answers, place + 1 if following is None else following)


async def share(ctx: Context, assessment_id: int, viewer_id: int) -> None:
    """Open a finished result to a methodist or mentor; they hear of it. Again is harmless.

    Raises NotFound, WrongState where it is not finished, NotAllowed for a viewer the rules do not name.
    """
    async with ctx.transaction() as db:
        assessment, _ = await load_mine(ctx, assessment_id)
        if assessment.finished_at is None:
            raise WrongState
        if viewer_id not in {viewer.id for viewer in await viewers_for(ctx, assessment)}:
            raise NotAllowed
        if await is_opened_to(ctx, assessment_id, viewer_id):
            return
        db.add(Sharing(assessment_id=assessment_id, viewer_id=viewer_id, opened_at=ctx.now))
        audit.note(ctx, "result_opened", subject_id=viewer_id)
        await outbox.post(
            ctx,
            viewer_id,
            "result_opened",
            # Opening, closing and opening again within a day rings once.
            dedup_key=f"result_opened:{assessment_id}:{viewer_id}:{ctx.today}",
            assessment_id=assessment_id,
        )


async def close(ctx: Context, assessment_id: int) -> None:
    """Close the result to everyone it was opened to. Raises NotFound."""
    async with ctx.transaction() as db:
        await load_mine(ctx, assessment_id)
        await db.execute(
            update(Sharing)
            .where(Sharing.assessment_id == assessment_id, Sharing.closed_at.is_(None))
            .values(closed_at=ctx.now)
        )
        audit.note(ctx, "result_closed")


async def _unfinished(ctx: Context, code: str) -> Assessment | None:
    return await ctx.db.scalar(
        select(Assessment).where(
            Assessment.person_id == ctx.me.person_id,
            Assessment.questionnaire == code,
            Assessment.finished_at.is_(None),
        )
    )


async def _answers(ctx: Context, assessment_id: int) -> dict[str, str]:
    rows = await ctx.db.execute(
        select(Answer.item_id, Answer.option).where(Answer.assessment_id == assessment_id)
    )
    return dict(rows.all())


async def _refuse_early_repeat(ctx: Context, questionnaire: Questionnaire) -> None:
    last = await ctx.db.scalar(
        select(func.max(Assessment.finished_at)).where(
            Assessment.person_id == ctx.me.person_id, Assessment.questionnaire == questionnaire.code
        )
    )
    if last is None:
        return
    allowed_from = last.astimezone(ctx.zone).date() + timedelta(days=questionnaire.repeat_after_days)
    if ctx.today < allowed_from:
        raise WrongState("error-assessment-early", day=allowed_from)


async def _finish(
    ctx: Context, assessment: Assessment, questionnaire: Questionnaire, answers: dict[str, str]
) -> None:
    assessment.finished_at = ctx.now
    for one in rules.score(questionnaire, ctx.content.competencies, answers):
        ctx.db.add(
            Score(
                assessment_id=assessment.id,
                subject=one.subject,
                is_group=one.is_group,
                percent=one.percent,
                level=one.level,
            )
        )
