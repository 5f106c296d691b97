"""A teacher's and other people's views of skills, side by side, in their own words, never averaged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select, update

from services.assessments.models import Assessment, Score
from services.assessments.queries import is_open_to_me
from services.content.competencies import level_at
from services.context import Context
from services.conversations.queries import addressees
from services.errors import NotAllowed, NotFound
from services.mentoring.models import MentorPair
from services.paging import Page
from services.people.queries import PersonView, views_of
from services.questionnaires import library
from services.skill_views import rules
from services.skill_views.models import LESSON_VISIT, SkillMark, SkillView

PAGE = 3
MENTOR, METHODIST, LEADER = "mentor", "methodist", "leader"


@dataclass(frozen=True, slots=True)
class OwnView:
    """The teacher's own latest score of a competency; `sign` is the sign of its level."""

    percent: int
    sign: str
    day: date


@dataclass(frozen=True, slots=True)
class OtherView:
    """Another person's latest mark, in the words of its button.

    `by` is the author's role (`mentor`, `methodist`, `leader`), `may_write` whether the reader may write to
    them.
    """

    by: str
    author: PersonView
    words: str
    day: date
    may_write: bool


@dataclass(frozen=True, slots=True)
class CompetencyViews:
    """The views of a competency; `talk` is `rules.reason_to_talk`."""

    code: str
    title: str
    own: OwnView | None
    others: tuple[OtherView, ...]
    talk: str | None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Competencies of which there are two views or more; those to talk about come first.

    `owner` is None for the teacher themself; `has_visits` tells whether their lessons were visited.
    """

    owner: PersonView | None
    competencies: Page[CompetencyViews]
    has_visits: bool


@dataclass(frozen=True, slots=True)
class _Marked:
    view_id: int
    other: OtherView
    percent: int


async def mine(ctx: Context, page: int) -> SideBySide:
    """The acting person's skills as they and others see them.

    Leaders' answers are shown nowhere else: those on this page count as seen from now on.
    """
    me = ctx.me.person_id
    async with ctx.transaction() as db:
        own = await _own(ctx, Assessment.person_id == me)
        may_write = frozenset(one.person.id for one in await addressees(ctx))
        others = await _others(ctx, me, SkillView.person_id == me, may_write)
        has_visits = await db.scalar(
            select(SkillView.id)
            .where(
                SkillView.person_id == me,
                SkillView.kind == LESSON_VISIT,
                SkillView.finished_at.is_not(None),
            )
            .limit(1)
        )
        view = _compare(ctx, own, others, page, owner=None, has_visits=has_visits is not None)
        shown = {one.code for one in view.competencies.items}
        answered = {one.view_id for code in shown for one in others.get(code, ()) if one.other.by == LEADER}
        if answered:
            await db.execute(
                update(SkillView)
                .where(SkillView.id.in_(answered), SkillView.seen_at.is_(None))
                .values(seen_at=ctx.now)
            )
        return view


async def of_result(ctx: Context, assessment_id: int, page: int) -> SideBySide:
    """The views for a person whom the teacher gave access to a result; the teacher gets `mine`.

    The reader sees this result as the teacher's own view, and others' views that the teacher has seen or that
    the reader wrote. Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        assessment = await db.get(Assessment, assessment_id)
        if assessment is None or assessment.finished_at is None:
            raise NotFound
        owner_id = assessment.person_id
        if owner_id == ctx.me.person_id:
            return await mine(ctx, page)
        if not await is_open_to_me(ctx, assessment):
            raise NotAllowed("error-result-private")
        own = await _own(ctx, Assessment.id == assessment_id)
        seen = or_(SkillView.seen_at.is_not(None), SkillView.author_id == ctx.me.person_id)
        others = await _others(ctx, owner_id, (SkillView.person_id == owner_id) & seen, frozenset())
        owner = (await views_of(ctx, [owner_id]))[owner_id]
        return _compare(ctx, own, others, page, owner=owner, has_visits=False)


async def _own(ctx: Context, condition: ColumnElement[bool]) -> dict[str, OwnView]:
    """The latest score of every competency; sides of wellbeing are left out."""
    rows = (
        await ctx.db.execute(
            select(Assessment, Assessment.finished_at, Score.subject, Score.percent)
            .join(Score, Score.assessment_id == Assessment.id)
            .where(
                condition,
                Assessment.finished_at.is_not(None),
                Score.is_group.is_(False),
                Score.percent.is_not(None),
            )
            .order_by(Assessment.finished_at, Assessment.id)
        )
    ).all()
    levels = list(ctx.content.levels.values())
    found: dict[str, OwnView] = {}
    for assessment, finished_at, subject, percent in rows:
        questionnaire = await library.version_of(ctx, assessment.questionnaire, assessment.version)
        if questionnaire.purpose == "competency" and finished_at is not None and percent is not None:
            day = finished_at.astimezone(ctx.zone).date()
            found[subject] = OwnView(percent, level_at(percent, levels).mark, day)
    return found


async def _others(
    ctx: Context, person_id: int, condition: ColumnElement[bool], may_write: frozenset[int]
) -> dict[str, list[_Marked]]:
    """The latest finished mark of each other person, by competency."""
    db = ctx.db
    mentors = set(await db.scalars(select(MentorPair.mentor_id).where(MentorPair.mentee_id == person_id)))
    found = await db.execute(
        select(SkillView, SkillMark)
        .join(SkillMark, SkillMark.view_id == SkillView.id)
        .where(condition, SkillView.finished_at.is_not(None))
        .order_by(SkillView.observed_on, SkillView.id)
    )
    rows = found.all()
    authors = await views_of(ctx, (view.author_id for view, _ in rows))
    checklist = ctx.content.lesson_visit
    latest: dict[str, dict[tuple[str, int], _Marked]] = {}
    for view, mark in rows:
        is_visit = view.kind == LESSON_VISIT
        words = (checklist if is_visit else checklist.after_training).words.get(mark.value)
        if words is None:  # the mark was removed from the checklist
            continue
        author = authors[view.author_id]
        by = (MENTOR if author.id in mentors else METHODIST) if is_visit else LEADER
        other = OtherView(by, author, words, view.observed_on, author.id in may_write)
        seen = _Marked(view.id, other, rules.percent_of_mark(mark.value))
        latest.setdefault(mark.competency, {})[by, author.id] = seen
    order = (MENTOR, METHODIST, LEADER)
    return {
        code: sorted(marked.values(), key=lambda one: order.index(one.other.by))
        for code, marked in latest.items()
    }


def _compare(
    ctx: Context,
    own: dict[str, OwnView],
    others: dict[str, list[_Marked]],
    page: int,
    *,
    owner: PersonView | None,
    has_visits: bool,
) -> SideBySide:
    levels = list(ctx.content.levels.values())
    compared = []
    for code, competency in ctx.content.competencies.items():
        self_view, marked = own.get(code), others.get(code, [])
        if len(marked) + (self_view is not None) < 2:
            continue
        percent = None if self_view is None else self_view.percent
        talk = rules.reason_to_talk(percent, [one.percent for one in marked], levels)
        seen_by = tuple(one.other for one in marked)
        compared.append(CompetencyViews(code, competency.title, self_view, seen_by, talk))
    compared.sort(key=lambda one: one.talk is None)
    return SideBySide(owner, Page.of(compared, page, PAGE), has_visits)
