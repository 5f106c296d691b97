"""What screens read about questionnaires and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from services import outside
from services.access import methodists_of
from services.assessments import rules
from services.assessments.models import (
    Answer,
    Assessment,
    OpenAnswer,
    ResultPicture,
    Score,
    Sharing,
)
from services.assessments.rules import SubjectScore
from services.content.questionnaires import Item, OpenItem, Questionnaire
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.mentoring.queries import mentors_of
from services.people.queries import PersonView, my_audiences, views_of
from services.questionnaires import library
from services.roles import FAR_METHODISTS, METHODISTS


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item to answer: its place from 0, and the number of the option chosen before, if any."""

    assessment_id: int
    questionnaire: Questionnaire
    place: int
    item: Item
    chosen: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answered situation, to be explained; `chosen` is the id of the chosen option."""

    assessment_id: int
    questionnaire: Questionnaire
    place: int
    item: Item
    chosen: str


@dataclass(frozen=True, slots=True)
class OpenItemView:
    """An open question, asked after the last item; it is answered in the person's own words or skipped."""

    assessment_id: int
    item: OpenItem
    place: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A questionnaire in the list.

    `continue_from` is the next place of one that was begun, `finished_id` its last result, `repeat_from` the
    first day to repeat it where that is ahead.
    """

    questionnaire: Questionnaire
    continue_from: int | None
    finished_id: int | None
    repeat_from: date | None


@dataclass(frozen=True, slots=True)
class Before:
    """The previous result of a questionnaire: its day, and percents by subject."""

    day: date
    percents: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """A finished assessment. `deficits` come in order of priority; `opened_to` holds the names of viewers.

    `is_new` on the day it was finished; `is_hasty` is True only for the owner; `repeat_from` is the first day
    to take the questionnaire again.
    """

    assessment_id: int
    questionnaire: Questionnaire
    owner: PersonView
    is_mine: bool
    finished: date
    is_new: bool
    total: SubjectScore
    groups: tuple[SubjectScore, ...]
    competencies: tuple[SubjectScore, ...]
    deficits: tuple[SubjectScore, ...]
    before: Before | None
    own_words: tuple[tuple[str, str], ...]
    opened_to: tuple[str, ...]
    is_hasty: bool
    repeat_from: date


def item_view(
    questionnaire: Questionnaire, assessment_id: int, answers: Mapping[str, str], place: int
) -> ItemView:
    """The view of the item at `place`."""
    item = questionnaire.items[place]
    chosen = answers.get(item.id)
    codes = rules.option_codes(questionnaire, item)
    return ItemView(
        assessment_id, questionnaire, place, item, codes.index(chosen) if chosen in codes else None
    )


# Built once, as the statement of `identify` is: it runs for every answer.
_MINE = (
    select(Assessment, Answer.item_id, Answer.option)
    .outerjoin(Answer, Answer.assessment_id == Assessment.id)
    .where(Assessment.id == bindparam("assessment_id"), Assessment.person_id == bindparam("person_id"))
)


async def load_mine(ctx: Context, assessment_id: int) -> tuple[Assessment, dict[str, str]]:
    """The acting person's own assessment and its answers, in one statement. Raises NotFound."""
    rows = (
        await ctx.db.execute(_MINE, {"assessment_id": assessment_id, "person_id": ctx.me.person_id})
    ).all()
    if not rows:
        raise NotFound
    return rows[0][0], {item_id: option for _, item_id, option in rows if item_id is not None}


async def answers_of(ctx: Context, assessment_id: int) -> dict[str, str]:
    """The answers given so far, by item, inside the caller's transaction."""
    rows = await ctx.db.execute(
        select(Answer.item_id, Answer.option).where(Answer.assessment_id == assessment_id)
    )
    return dict(rows.all())


async def item_at(ctx: Context, assessment_id: int, place: int) -> ItemView:
    """An answered item of an unfinished assessment, or the next item to answer. Raises NotFound."""
    async with ctx.transaction():
        assessment, answers = await load_mine(ctx, assessment_id)
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
        waiting = rules.next_obligatory(questionnaire, answers)
        last = len(questionnaire.items) - 1 if waiting is None else waiting
        if assessment.finished_at is not None or not 0 <= place <= last:
            raise NotFound
        return item_view(questionnaire, assessment_id, answers, place)


async def after_explanation(ctx: Context, assessment_id: int, place: int) -> ItemView | None:
    """The item after the explanation of the item at `place`; None where the result is ready.

    Raises NotFound.
    """
    async with ctx.transaction():
        assessment, answers = await load_mine(ctx, assessment_id)
        if assessment.finished_at is not None:
            return None
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
        if not 0 <= place < len(questionnaire.items):
            raise NotFound
        waiting = rules.next_obligatory(questionnaire, answers)
        following = rules.next_unanswered(questionnaire, answers, after=place)
        places = [one for one in (waiting, following) if one is not None]
        return item_view(questionnaire, assessment_id, answers, min(places, default=0))


async def open_item(ctx: Context, assessment_id: int, place: int = 0) -> OpenItemView | None:
    """The first open question without an answer, from `place` on, of a finished assessment.

    Raises NotFound.
    """
    async with ctx.transaction() as db:
        assessment, _ = await load_mine(ctx, assessment_id)
        if assessment.finished_at is None:
            raise NotFound
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
        answered = set(
            await db.scalars(select(OpenAnswer.item_id).where(OpenAnswer.assessment_id == assessment_id))
        )
    for number, item in enumerate(questionnaire.followup):
        if number >= place and item.id not in answered:
            return OpenItemView(assessment_id, item, number)
    return None


async def offers(ctx: Context) -> list[Offer]:
    """The questionnaires for the acting person; a young specialist sees that of the first year first.

    A questionnaire that was begun is offered in the version in which it was begun.
    """
    async with ctx.transaction() as db:
        audiences = await my_audiences(ctx)
        rows = await db.execute(
            select(Assessment, Answer.item_id)
            .outerjoin(Answer, (Answer.assessment_id == Assessment.id) & Assessment.finished_at.is_(None))
            .where(Assessment.person_id == ctx.me.person_id)
            .order_by(Assessment.id)
        )
        taken: dict[str, list[tuple[Assessment, str | None]]] = {}
        for assessment, item_id in rows:
            taken.setdefault(assessment.questionnaire, []).append((assessment, item_id))
        suitable = [one for one in (await library.current(ctx)).values() if audiences & set(one.audience)]
        # Questionnaires for a single audience come first, and wellbeing checks last.
        suitable.sort(key=lambda one: (one.purpose == "wellbeing", len(one.audience)))
        return [await _offer(ctx, one, taken.get(one.code, [])) for one in suitable]


async def _offer(
    ctx: Context, questionnaire: Questionnaire, taken: list[tuple[Assessment, str | None]]
) -> Offer:
    unfinished = next((assessment for assessment, _ in taken if assessment.finished_at is None), None)
    finished = [assessment for assessment, _ in taken if assessment.finished_at is not None]
    last = finished[-1] if finished else None
    repeat_from = None
    if last is not None and last.finished_at is not None:
        day = repeat_day(ctx, questionnaire, last.finished_at)
        repeat_from = day if day > ctx.today else None
    place = None
    if unfinished is not None:
        questionnaire = await library.version_of(ctx, questionnaire.code, unfinished.version)
        begun = {item_id: "" for assessment, item_id in taken if assessment is unfinished and item_id}
        place = rules.next_unanswered(questionnaire, begun) or 0
    return Offer(questionnaire, place, last.id if last else None, repeat_from)


def repeat_day(ctx: Context, questionnaire: Questionnaire, finished_at: datetime) -> date:
    """The first day to take a questionnaire again, in the acting person's time zone."""
    return finished_at.astimezone(ctx.zone).date() + timedelta(days=questionnaire.repeat_after_days)


async def result(ctx: Context, assessment_id: int) -> Result:
    """A finished result, for its owner and people who were given access. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        assessment = await db.get(Assessment, assessment_id)
        if assessment is None or (finished_at := assessment.finished_at) is None:
            raise NotFound
        owner_id = assessment.person_id
        is_mine = owner_id == ctx.me.person_id
        if not is_mine and not await is_open_to_me(ctx, assessment):
            raise NotAllowed("error-result-private")
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
        scores = await _scores(ctx, assessment.id, questionnaire)
        opened = await db.scalars(
            select(Sharing.viewer_id)
            .where(Sharing.assessment_id == assessment_id, Sharing.closed_at.is_(None))
            .order_by(Sharing.id)
        )
        viewer_ids = opened.all()
        people = await views_of(ctx, [owner_id, *viewer_ids])
        finished = finished_at.astimezone(ctx.zone).date()
        return Result(
            assessment_id=assessment_id,
            questionnaire=questionnaire,
            owner=people[owner_id],
            is_mine=is_mine,
            finished=finished,
            is_new=finished == ctx.today,
            total=SubjectScore(rules.TOTAL, True, assessment.percent, assessment.level),
            groups=tuple(score for score in scores if score.is_group),
            competencies=tuple(score for score in scores if not score.is_group),
            deficits=tuple(rules.deficits(scores, questionnaire.scoring, ctx.content.competencies)),
            before=await _before(ctx, assessment, finished_at),
            own_words=await _own_words(ctx, assessment.id, questionnaire),
            opened_to=tuple(people[one].full_name for one in viewer_ids),
            is_hasty=is_mine and await _is_hasty(ctx, assessment, questionnaire, finished_at),
            repeat_from=repeat_day(ctx, questionnaire, finished_at),
        )


async def my_result(ctx: Context, assessment_id: int) -> Result:
    """The acting person's own finished result. Raises NotFound, NotAllowed."""
    view = await result(ctx, assessment_id)
    if not view.is_mine:
        raise NotAllowed
    return view


async def _scores(ctx: Context, assessment_id: int, questionnaire: Questionnaire) -> list[SubjectScore]:
    """The scores of a result, in the order of the framework, without subjects that the framework lost."""
    dimensions = [dimension.code for dimension in questionnaire.dimensions]
    known = [*ctx.content.groups, *ctx.content.competencies, *dimensions]
    order = {code: place for place, code in enumerate(known)}
    scores = [
        SubjectScore(score.subject, score.is_group, score.percent, score.level)
        for score in await ctx.db.scalars(select(Score).where(Score.assessment_id == assessment_id))
        if score.subject in order
    ]
    return sorted(scores, key=lambda score: order[score.subject])


async def _before(ctx: Context, assessment: Assessment, finished_at: datetime) -> Before | None:
    """The owner's previous result of the questionnaire, if the acting person may see it."""
    previous = await ctx.db.scalar(
        select(Assessment)
        .where(
            Assessment.person_id == assessment.person_id,
            Assessment.questionnaire == assessment.questionnaire,
            Assessment.finished_at < finished_at,
        )
        .order_by(Assessment.finished_at.desc())
        .limit(1)
    )
    if previous is None or previous.finished_at is None:
        return None
    # A result opened to a viewer opens no earlier result.
    if assessment.person_id != ctx.me.person_id and not await is_open_to_me(ctx, previous):
        return None
    rows = await ctx.db.execute(
        select(Score.subject, Score.percent).where(
            Score.assessment_id == previous.id, Score.percent.is_not(None)
        )
    )
    percents = {subject: percent for subject, percent in rows if percent is not None}
    if previous.percent is not None:
        percents[rules.TOTAL] = previous.percent
    return Before(previous.finished_at.astimezone(ctx.zone).date(), percents)


async def _own_words(
    ctx: Context, assessment_id: int, questionnaire: Questionnaire
) -> tuple[tuple[str, str], ...]:
    """Open questions with their answers, in order."""
    rows = await ctx.db.execute(
        select(OpenAnswer.item_id, OpenAnswer.text).where(OpenAnswer.assessment_id == assessment_id)
    )
    written = dict(rows.all())
    return tuple((item.text, written[item.id]) for item in questionnaire.followup if item.id in written)


async def _is_hasty(
    ctx: Context, assessment: Assessment, questionnaire: Questionnaire, finished_at: datetime
) -> bool:
    seconds = (finished_at - assessment.started_at).total_seconds()
    return rules.is_hasty(questionnaire, await answers_of(ctx, assessment.id), seconds)


async def picture_of(ctx: Context, assessment_id: int) -> str | None:
    """The outside id of a result's picture; None where it was not drawn for the acting channel yet.

    The caller checks the rights.
    """
    async with ctx.transaction() as db:
        known = await db.scalar(
            select(ResultPicture.file_id).where(
                ResultPicture.assessment_id == assessment_id, ResultPicture.channel == ctx.channel
            )
        )
    return outside.with_channel(ctx.channel, known) if known is not None else None


async def is_open_to_me(ctx: Context, assessment: Assessment) -> bool:
    """Whether the result is open to the acting person, and they are still the owner's methodist or mentor."""
    if not await is_opened_to(ctx, assessment.id, ctx.me.person_id):
        return False
    return ctx.me.person_id in await viewers_for(ctx, assessment)


async def is_opened_to(ctx: Context, assessment_id: int, viewer_id: int) -> bool:
    """Whether the owner opened the result to a person and has not closed it."""
    opened = await ctx.db.scalar(
        select(Sharing.id)
        .where(
            Sharing.assessment_id == assessment_id,
            Sharing.viewer_id == viewer_id,
            Sharing.closed_at.is_(None),
        )
        .limit(1)
    )
    return opened is not None


async def viewers(ctx: Context, assessment_id: int) -> list[PersonView]:
    """People the acting person may give access to their result. Raises NotFound."""
    async with ctx.transaction():
        assessment, _ = await load_mine(ctx, assessment_id)
        found = await viewers_for(ctx, assessment)
        people = await views_of(ctx, found)
    return [people[one] for one in found]


async def viewers_for(ctx: Context, assessment: Assessment) -> list[int]:
    """Ids of the people whom the questionnaire's privacy code names: mentors first, then methodists.

    A leader's result is not for the methodists of the leader's own school, who work under the leader.
    """
    questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
    privacy = questionnaire.privacy.code
    if privacy == "self_only":
        return []
    owner = assessment.person_id
    mentors = await mentors_of(ctx, owner) if privacy == "shared_with_mentor" else []
    roles = FAR_METHODISTS if privacy == "shared_with_municipal_methodist" else METHODISTS
    methodists = await methodists_of(ctx, owner, roles)
    return list(dict.fromkeys([*mentors, *(one.id for one in methodists)]))
