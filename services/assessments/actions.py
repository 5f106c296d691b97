"""Taking a questionnaire: begin, answer, finish; opening the result and closing it again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, select, update

from services import audit, outbox
from services.assessments import rules
from services.assessments.models import Answer, Assessment, OpenAnswer, ResultPicture, Sharing
from services.assessments.queries import (
    Explanation,
    ItemView,
    answers_of,
    is_opened_to,
    item_view,
    load_mine,
    repeat_day,
    viewers_for,
)
from services.assessments.scores import save_scores
from services.content.questionnaires import Questionnaire
from services.context import Context
from services.db import upsert
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people.queries import my_audiences
from services.questionnaires import library
from services.texts import checked

OPEN_ANSWER_LIMIT = 1000


async def begin(ctx: Context, code: str) -> ItemView:
    """Begin a questionnaire, or continue one that was begun, in the version in which it was begun.

    Returns the next item to answer. Raises NotFound for an unknown questionnaire, NotAllowed for one of
    another audience, WrongState where it is too early to repeat it.
    """
    async with ctx.transaction() as db:
        questionnaire = await library.newest(ctx, code)
        if not await my_audiences(ctx) & set(questionnaire.audience):
            raise NotAllowed
        unfinished = await _unfinished(ctx, code)
        if unfinished is None:
            await _refuse_early_repeat(ctx, questionnaire)
            # Of two taps at once the second continues what the first began.
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
        questionnaire = await library.version_of(ctx, code, unfinished.version)
        answers = await answers_of(ctx, unfinished.id)
        place = rules.next_unanswered(questionnaire, answers)
        return item_view(questionnaire, unfinished.id, answers, 0 if place is None else place)


async def answer(ctx: Context, assessment_id: int, place: int, choice: int) -> ItemView | Explanation | None:
    """Save the answer to the item at `place` (from 0): button number `choice`, or -1 to skip the item.

    Returns what comes next: the explanation of the situation, else the next item, or None where this was the
    last item and the result is ready.
    A new answer replaces an earlier one; an equal one changes nothing, even after the last item.
    One read and one write: this is the bot's most frequent press. The last answer writes the result too.
    Raises NotFound, WrongState where the questionnaire is finished, Invalid for an item or option that does
    not exist and for an item whose turn has not come.
    """
    async with ctx.transaction() as db:
        assessment, answers = await load_mine(ctx, assessment_id)
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
        if not 0 <= place < len(questionnaire.items):
            raise Invalid
        item = questionnaire.items[place]
        codes = rules.option_codes(questionnaire, item)
        skipped = choice == -1 and questionnaire.may_skip(item)
        if not skipped and not 0 <= choice < len(codes):
            raise Invalid
        option = None if skipped else codes[choice]
        if assessment.finished_at is not None:
            # The last answer was tapped twice. The answers to a finished wellbeing check are not kept.
            if questionnaire.purpose != "wellbeing" and answers.get(item.id) != option:
                raise WrongState("error-assessment-finished")
            return _explained(questionnaire, assessment_id, place, option)
        waiting = rules.next_obligatory(questionnaire, answers)
        if waiting is not None and place > waiting:
            raise Invalid
        if option is None:
            answers.pop(item.id, None)
            await db.execute(
                delete(Answer).where(Answer.assessment_id == assessment_id, Answer.item_id == item.id)
            )
        elif answers.get(item.id) != option:
            answers[item.id] = option
            fresh = {"option": option, "answered_at": ctx.now}
            await db.execute(
                upsert(db, Answer)
                .values(assessment_id=assessment_id, item_id=item.id, **fresh)
                .on_conflict_do_update(index_elements=["assessment_id", "item_id"], set_=fresh)
            )
        following = _following(questionnaire, answers, place)
        if following is None:
            await _finish(ctx, assessment, questionnaire, answers)
        explained = _explained(questionnaire, assessment_id, place, option)
        if explained is not None or following is None:
            return explained
        return item_view(questionnaire, assessment_id, answers, following)


def _following(questionnaire: Questionnaire, answers: Mapping[str, str], place: int) -> int | None:
    """The place of the item to ask after the item at `place`; None where all items were asked."""
    last = len(questionnaire.items) - 1
    if place == last or len(answers) == len(questionnaire.items):
        return rules.next_obligatory(questionnaire, answers)
    following = rules.next_unanswered(questionnaire, answers, after=place)
    return place + 1 if following is None else following


def _explained(
    questionnaire: Questionnaire, assessment_id: int, place: int, option: str | None
) -> Explanation | None:
    """The explanation of an answered situation; None for skipped items and items without an explanation."""
    item = questionnaire.items[place]
    if option is None or not item.explain:
        return None
    return Explanation(assessment_id, questionnaire, place, item, option)


async def write_open_answer(ctx: Context, assessment_id: int, item_id: str, text: str) -> None:
    """Save the answer to an open question of a finished questionnaire; a later answer replaces it.

    Raises NotFound, WrongState where the questionnaire is not finished, Invalid for an empty or too long
    text.
    """
    words = checked(text, OPEN_ANSWER_LIMIT)
    async with ctx.transaction() as db:
        assessment, _ = await load_mine(ctx, assessment_id)
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
        if item_id not in {item.id for item in questionnaire.followup}:
            raise NotFound
        if assessment.finished_at is None:
            raise WrongState
        fresh = {"text": words, "answered_at": ctx.now}
        await db.execute(
            upsert(db, OpenAnswer)
            .values(assessment_id=assessment_id, item_id=item_id, **fresh)
            .on_conflict_do_update(index_elements=["assessment_id", "item_id"], set_=fresh)
        )


async def keep_picture(ctx: Context, assessment_id: int, file_id: str) -> None:
    """Keep the acting channel's own file id of the picture of the acting person's result.

    A later picture replaces it. Raises NotFound.
    """
    async with ctx.transaction() as db:
        await load_mine(ctx, assessment_id)
        await db.execute(
            upsert(db, ResultPicture)
            .values(assessment_id=assessment_id, channel=ctx.channel, file_id=file_id)
            .on_conflict_do_update(index_elements=["assessment_id", "channel"], set_={"file_id": file_id})
        )


async def share(ctx: Context, assessment_id: int, viewer_id: int) -> None:
    """Open a finished result to a methodist or mentor and tell them. A repeated call changes nothing.

    Raises NotFound, WrongState where it is not finished, NotAllowed for people not among `viewers_for`.
    """
    async with ctx.transaction() as db:
        assessment, _ = await load_mine(ctx, assessment_id)
        if assessment.finished_at is None:
            raise WrongState
        if viewer_id not in await viewers_for(ctx, assessment):
            raise NotAllowed
        if await is_opened_to(ctx, assessment_id, viewer_id):
            return
        db.add(Sharing(assessment_id=assessment_id, viewer_id=viewer_id, opened_at=ctx.now))
        audit.note(ctx, "result_opened", subject_id=viewer_id)
        await outbox.post(
            ctx,
            viewer_id,
            "result_opened",
            # Where the result is opened twice within a day, the viewer is told once.
            dedup_key=f"result_opened:{assessment_id}:{viewer_id}:{ctx.today}",
            assessment_id=assessment_id,
        )


async def close(ctx: Context, assessment_id: int) -> None:
    """End the access that others were given to the result. Raises NotFound."""
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


async def _refuse_early_repeat(ctx: Context, questionnaire: Questionnaire) -> None:
    last = await ctx.db.scalar(
        select(func.max(Assessment.finished_at)).where(
            Assessment.person_id == ctx.me.person_id, Assessment.questionnaire == questionnaire.code
        )
    )
    if last is None:
        return
    allowed_from = repeat_day(ctx, questionnaire, last)
    if ctx.today < allowed_from:
        raise WrongState("error-assessment-early", day=allowed_from, year=str(allowed_from.year))


async def _finish(
    ctx: Context, assessment: Assessment, questionnaire: Questionnaire, answers: dict[str, str]
) -> None:
    overall = rules.total(questionnaire, answers)
    assessment.finished_at, assessment.percent, assessment.level = ctx.now, overall.percent, overall.level
    await save_scores(ctx, assessment, rules.score(questionnaire, ctx.content.competencies, answers))
    if questionnaire.purpose == "wellbeing":
        # Keep the least data: nobody, not even the owner, needs the single answers from now on.
        await ctx.db.execute(delete(Answer).where(Answer.assessment_id == assessment.id))
