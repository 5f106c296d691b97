"""What screens read about questionnaires and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, select

from services.access import methodists_of
from services.assessments import rules
from services.assessments.models import Answer, Assessment, Score, Sharing
from services.assessments.rules import SubjectScore
from services.content import Item, Questionnaire
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.mentoring.models import MentorPair
from services.mentoring.rules import is_working
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView, my_audiences


@dataclass(frozen=True, slots=True)
class ItemView:
    """One question: its place from 0, and the number of the option chosen before, if any."""

    assessment_id: int
    questionnaire: Questionnaire
    place: int
    item: Item
    chosen: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A questionnaire in the list: begun (next place), finished (when, result), or too early to repeat."""

    questionnaire: Questionnaire
    continue_from: int | None
    finished_id: int | None
    repeat_from: date | None


@dataclass(frozen=True, slots=True)
class Result:
    """A finished assessment. `deficits` come in order of priority; `opened_to` is empty while private."""

    assessment_id: int
    questionnaire: Questionnaire
    owner: PersonView
    is_mine: bool
    finished: date
    groups: tuple[SubjectScore, ...]
    competencies: tuple[SubjectScore, ...]
    deficits: tuple[SubjectScore, ...]
    opened_to: tuple[str, ...]


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


# Made once, as `identify` is: this runs for every answer.
_MINE = (
    select(Assessment, Answer.item_id, Answer.option)
    .outerjoin(Answer, Answer.assessment_id == Assessment.id)
    .where(Assessment.id == bindparam("assessment_id"), Assessment.person_id == bindparam("person_id"))
)


async def load_mine(ctx: Context, assessment_id: int) -> tuple[Assessment, dict[str, str]]:
    """The acting person's own assessment with its answers, in one statement. Raises NotFound."""
    rows = (
        await ctx.db.execute(_MINE, {"assessment_id": assessment_id, "person_id": ctx.me.person_id})
    ).all()
    if not rows:
        raise NotFound
    return rows[0][0], {item_id: option for _, item_id, option in rows if item_id is not None}


async def item_at(ctx: Context, assessment_id: int, place: int) -> ItemView:
    """An item of an unfinished assessment, to look at again. Raises NotFound."""
    async with ctx.transaction():
        assessment, answers = await load_mine(ctx, assessment_id)
        questionnaire = ctx.content.questionnaires[assessment.questionnaire]
        if assessment.finished_at is not None or not 0 <= place < len(questionnaire.items):
            raise NotFound
        return item_view(questionnaire, assessment_id, answers, place)


async def offers(ctx: Context) -> list[Offer]:
    """The questionnaires for the acting person; a young specialist sees the first-year one first."""
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
        suitable = [
            questionnaire
            for questionnaire in ctx.content.questionnaires.values()
            if questionnaire.purpose == "competency" and audiences & set(questionnaire.audience)
        ]
        # What was made for one audience alone speaks to it best.
        suitable.sort(key=lambda questionnaire: len(questionnaire.audience))
        return [_offer(ctx, one, taken.get(one.code, [])) for one in suitable]


def _offer(ctx: Context, questionnaire: Questionnaire, taken: list[tuple[Assessment, str | None]]) -> Offer:
    begun = {item_id: "" for assessment, item_id in taken if assessment.finished_at is None and item_id}
    unfinished = any(assessment.finished_at is None for assessment, _ in taken)
    finished = [assessment for assessment, _ in taken if assessment.finished_at is not None]
    last = finished[-1] if finished else None
    repeat_from = None
    if last is not None and last.finished_at is not None:
        day = last.finished_at.astimezone(ctx.zone).date() + timedelta(days=questionnaire.repeat_after_days)
        repeat_from = day if day > ctx.today else None
    place = rules.next_unanswered(questionnaire, begun) if unfinished else None
    return Offer(questionnaire, place, last.id if last else None, repeat_from)


async def result(ctx: Context, assessment_id: int) -> Result:
    """A finished result, for its owner or for someone it is open to. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        row = (
            await db.execute(
                select(Assessment, Person, OrgUnit.short_title)
                .join(Person, Person.id == Assessment.person_id)
                .join(OrgUnit, OrgUnit.id == Person.unit_id)
                .where(Assessment.id == assessment_id)
            )
        ).one_or_none()
        if row is None or (finished_at := row[0].finished_at) is None:
            raise NotFound
        assessment, owner, unit = row
        opened = (
            await db.execute(
                select(Sharing.viewer_id, Person)
                .join(Person, Person.id == Sharing.viewer_id)
                .where(Sharing.assessment_id == assessment_id, Sharing.closed_at.is_(None))
                .order_by(Sharing.id)
            )
        ).all()
        is_mine = owner.id == ctx.me.person_id
        if not is_mine and not await is_open_to_me(ctx, assessment):
            raise NotAllowed("error-result-private")
        questionnaire = ctx.content.questionnaires[assessment.questionnaire]
        scores = [
            SubjectScore(score.subject, score.is_group, score.percent, score.level)
            for score in await db.scalars(select(Score).where(Score.assessment_id == assessment_id))
        ]
    order = [*ctx.content.groups, *ctx.content.competencies]
    scores.sort(key=lambda score: order.index(score.subject))
    return Result(
        assessment_id=assessment_id,
        questionnaire=questionnaire,
        owner=PersonView.of(owner, unit),
        is_mine=is_mine,
        finished=finished_at.astimezone(ctx.zone).date(),
        groups=tuple(score for score in scores if score.is_group),
        competencies=tuple(score for score in scores if not score.is_group),
        deficits=tuple(rules.deficits(scores, questionnaire.scoring, ctx.content.competencies)),
        opened_to=tuple(viewer.full_name for _, viewer in opened),
    )


async def is_open_to_me(ctx: Context, assessment: Assessment) -> bool:
    """Whether the owner opened the result to the acting person, who is still their methodist or mentor."""
    if not await is_opened_to(ctx, assessment.id, ctx.me.person_id):
        return False
    return ctx.me.person_id in {viewer.id for viewer in await viewers_for(ctx, assessment)}


async def is_opened_to(ctx: Context, assessment_id: int, viewer_id: int) -> bool:
    """Whether the owner opened the result to someone and has not closed it again."""
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
    """To whom the acting person may open the result. Raises NotFound."""
    async with ctx.transaction():
        assessment, _ = await load_mine(ctx, assessment_id)
        return await viewers_for(ctx, assessment)


async def viewers_for(ctx: Context, assessment: Assessment) -> list[PersonView]:
    """The methodists over the person, and their mentor where the questionnaire's privacy code says so."""
    privacy = ctx.content.questionnaires[assessment.questionnaire].privacy.code
    found: list[Person] = []
    if privacy == "self_only":
        return []
    if privacy == "shared_with_mentor":
        mentors = await ctx.db.scalars(
            select(Person)
            .join(MentorPair, MentorPair.mentor_id == Person.id)
            .where(MentorPair.mentee_id == assessment.person_id, is_working())
        )
        found.extend(mentors)
    found.extend(await methodists_of(ctx, assessment.person_id))
    units = await ctx.db.execute(
        select(OrgUnit.id, OrgUnit.short_title).where(OrgUnit.id.in_({person.unit_id for person in found}))
    )
    titles = dict(units.all())
    return [PersonView.of(person, titles[person.unit_id]) for person in dict.fromkeys(found)]
