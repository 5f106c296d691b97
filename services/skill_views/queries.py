"""What screens and notices read about lesson visits, and the right to visit a person's lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from services.access import covers, load_person
from services.content.observation import LessonVisit
from services.context import Context
from services.errors import DomainError, NotAllowed, NotFound
from services.mentoring.queries import mentors_of
from services.paging import Page, read_page
from services.people.models import Account, RoleGrant
from services.people.queries import PersonView, views_of
from services.roles import METHODISTS, Role
from services.skill_views import rules
from services.skill_views.models import LESSON_VISIT, SkillMark, SkillView

PAGE = 5


@dataclass(frozen=True, slots=True)
class Visit:
    """A lesson visit: marks by competency. `is_author` tells whether the reader wrote it.

    `may_change` is True for the author until it is shown to the teacher, while they may visit the lessons.
    """

    id: int
    teacher: PersonView
    author: PersonView
    is_author: bool
    observed_on: date
    checklist: LessonVisit
    marks: Mapping[str, int]
    titles: Mapping[str, str]
    is_shown: bool
    may_change: bool
    comment: str

    @property
    def codes(self) -> list[str]:
        """The competencies of the checklist, in its order."""
        return [item.competency for item in self.checklist.items]


@dataclass(frozen=True, slots=True)
class VisitStart:
    """What is shown before a visit is written down: teacher, days to offer, the visit begun before, if any.

    `is_mentor` tells whether the reader visits the lesson as a mentor; else they do as a methodist.
    """

    teacher: PersonView
    is_mentor: bool
    days: tuple[date, ...]
    today: date
    begun: Visit | None
    has_written: bool


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit in a list; `other` is the other side. `is_new` to a teacher who never opened it."""

    id: int
    other: PersonView
    observed_on: date
    is_shown: bool
    is_new: bool
    has_comment: bool


async def may_visit(ctx: Context, person_id: int) -> bool:
    """Whether the acting person may write down visits to a person's lessons."""
    async with ctx.transaction():
        try:
            await require_visitor(ctx, person_id)
        except DomainError:
            return False
        return True


async def require_visitor(ctx: Context, person_id: int) -> PersonView:
    """A teacher whose lessons the acting person, as their mentor or methodist, may visit.

    Raises NotFound, NotAllowed for others and for a teacher who has not joined: they never consented.
    """
    _, path = await load_person(ctx, person_id)
    me = ctx.me
    if person_id == me.person_id:
        raise NotAllowed
    if not covers(me, METHODISTS, path) and me.person_id not in await mentors_of(ctx, person_id):
        raise NotAllowed
    teaches = await ctx.db.scalar(
        select(Account.id)
        .join(RoleGrant, RoleGrant.person_id == Account.person_id)
        .where(Account.person_id == person_id, RoleGrant.role == Role.TEACHER.value)
        .limit(1)
    )
    if teaches is None:
        raise NotAllowed("error-visit-teacher")
    return (await views_of(ctx, [person_id]))[person_id]


async def start(ctx: Context, person_id: int) -> VisitStart:
    """What is shown before a visit to a person's lesson is written down. Raises NotAllowed, NotFound."""
    async with ctx.transaction() as db:
        teacher = await require_visitor(ctx, person_id)
        begun = await db.scalar(
            select(SkillView.id).where(
                SkillView.author_id == ctx.me.person_id,
                SkillView.person_id == person_id,
                SkillView.kind == LESSON_VISIT,
                SkillView.finished_at.is_(None),
            )
        )
        return VisitStart(
            teacher=teacher,
            is_mentor=ctx.me.person_id in await mentors_of(ctx, person_id),
            days=tuple(rules.lesson_days(ctx.today)),
            today=ctx.today,
            begun=None if begun is None else await visit(ctx, begun),
            has_written=await has_written(ctx),
        )


async def visit(ctx: Context, view_id: int) -> Visit:
    """A visit, for its author and, after it is shown, for its teacher. Raises NotFound for everybody else."""
    async with ctx.transaction() as db:
        view = await db.scalar(
            select(SkillView).where(SkillView.id == view_id, SkillView.kind == LESSON_VISIT)
        )
        if view is None:
            raise NotFound
        is_author = view.author_id == ctx.me.person_id
        is_shown = view.finished_at is not None
        if not is_author and not (is_shown and view.person_id == ctx.me.person_id):
            raise NotFound
        people = await views_of(ctx, (view.person_id, view.author_id))
        marks = await marks_of(ctx, view_id)
        competencies = ctx.content.competencies
        checklist = ctx.content.lesson_visit
        known = [*(item.competency for item in checklist.items), *marks]
        return Visit(
            id=view.id,
            teacher=people[view.person_id],
            author=people[view.author_id],
            is_author=is_author,
            observed_on=view.observed_on,
            checklist=checklist,
            marks=marks,
            titles={code: competencies[code].title for code in known if code in competencies},
            is_shown=is_shown,
            may_change=is_author and not is_shown and await may_visit(ctx, view.person_id),
            comment=view.comment,
        )


async def marks_of(ctx: Context, view_id: int) -> dict[str, int]:
    """Marks by competency, inside the caller's transaction."""
    rows = await ctx.db.execute(
        select(SkillMark.competency, SkillMark.value).where(SkillMark.view_id == view_id)
    )
    return dict(rows.all())


async def my_visits(ctx: Context, page: int) -> Page[VisitLine]:
    """Visits to the acting person's lessons that were shown to them, newest first."""
    mine = (SkillView.person_id == ctx.me.person_id) & SkillView.finished_at.is_not(None)
    return await _page(ctx, page, mine, by_teacher=True)


async def written(ctx: Context, page: int) -> Page[VisitLine]:
    """Visits that the acting person wrote down, newest first; former mentees included."""
    return await _page(ctx, page, SkillView.author_id == ctx.me.person_id, by_teacher=False)


async def has_written(ctx: Context) -> bool:
    """Whether the acting person ever wrote down a visit."""
    async with ctx.transaction() as db:
        found = await db.scalar(
            select(SkillView.id)
            .where(SkillView.author_id == ctx.me.person_id, SkillView.kind == LESSON_VISIT)
            .limit(1)
        )
        return found is not None


async def _page(
    ctx: Context, page: int, condition: ColumnElement[bool], *, by_teacher: bool
) -> Page[VisitLine]:
    rows = (
        select(SkillView, SkillView.author_id if by_teacher else SkillView.person_id)
        .where(condition, SkillView.kind == LESSON_VISIT)
        .order_by(SkillView.observed_on.desc(), SkillView.id.desc())
    )

    def line(row: Any) -> VisitLine:
        view, other_id = row
        return VisitLine(
            id=view.id,
            other=people[other_id],
            observed_on=view.observed_on,
            is_shown=view.finished_at is not None,
            is_new=by_teacher and view.seen_at is None,
            has_comment=bool(view.comment),
        )

    async with ctx.transaction() as db:
        found = await read_page(db, rows, page, PAGE)
        people = await views_of(ctx, (other_id for _, other_id in found.items))
        return found.map(line)
