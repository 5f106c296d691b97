"""What changed after training: a leader is asked 30 to 90 days later, about events and courses.

Nothing is created in advance: what waits is read from places at events and accepted steps. Steps of a route
come from private results, so of these only courses count, which the school knows of anyway; a leader is told
the course's title and not the competency it was chosen for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, func, literal, or_, select

from services import outbox
from services.access import paths_above
from services.content import MarkedQuestion
from services.context import Context
from services.db import upsert
from services.errors import NotAllowed, NotFound, WrongState
from services.events.models import Event, Registration
from services.events.rules import PUBLISHED, REGISTERED
from services.paging import page_of
from services.people.models import OrgUnit, Person, RoleGrant
from services.people.queries import PersonView
from services.reminders import scans
from services.reminders.scans import ZoneDay
from services.roles import LEADERS
from services.routes.models import Route, RouteStep, StepEvent
from services.skill_views import rules
from services.skill_views.actions import save_mark
from services.skill_views.models import AFTER_TRAINING, SkillView
from services.skill_views.queries import marks_of

PAGE = 5
# A week's notice says nothing new in the next one, which brings its own.
NOTICE_LASTS = timedelta(days=7)
EVENT, STEP = "event", "step"
FORMAL = "formal"


@dataclass(frozen=True, slots=True)
class Training:
    """Training a teacher had: `source` is `event` or `step`, `competencies` are codes."""

    teacher: PersonView
    source: str
    source_id: int
    title: str
    competencies: tuple[str, ...]
    ended: date


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """A page (from 0) of trainings that wait for the reader's answer, the oldest first."""

    trainings: tuple[Training, ...]
    page: int
    pages: int
    total: int
    question: MarkedQuestion


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """One question to a leader; `competency` is a title, and None where it is not theirs to know."""

    training: Training
    place: int
    competency: str | None
    chosen: int | None
    question: MarkedQuestion


@dataclass(frozen=True, slots=True)
class _Found:
    training: Training
    unit_path: str
    begun_by: int | None


async def waiting_count(ctx: Context) -> int:
    """How many trainings wait for the acting person's answer; most people are told without a statement."""
    if not ctx.me.has(*LEADERS):
        return 0
    async with ctx.transaction():
        return len(await _waiting_for_me(ctx))


async def page_of_waiting(ctx: Context, page: int) -> TrainingPage:
    """What waits for the acting leader's answer. Raises NotAllowed for who leads nobody."""
    async with ctx.transaction():
        waiting = await _waiting_for_me(ctx)
        if not waiting and not await _my_paths(ctx):
            raise NotAllowed
    page, pages = page_of(len(waiting), page, PAGE)
    shown = tuple(waiting[page * PAGE : (page + 1) * PAGE])
    return TrainingPage(shown, page, pages, len(waiting), ctx.content.lesson_visit.after_training)


async def question(ctx: Context, person_id: int, source: str, source_id: int, place: int) -> TrainingQuestion:
    """A question about one training, at most at the first place without an answer.

    Raises NotFound for another place, WrongState where it does not wait for the acting person (any more).
    """
    async with ctx.transaction():
        training = await _mine(ctx, person_id, source, source_id)
        if not 0 <= place < len(training.competencies):
            raise NotFound
        view = await _view(ctx, training)
        marks = {} if view is None else await marks_of(ctx, view.id)
        code = training.competencies[place]
        return TrainingQuestion(
            training=training,
            place=place,
            competency=ctx.content.competencies[code].title if source == EVENT else None,
            chosen=marks.get(code),
            question=ctx.content.lesson_visit.after_training,
        )


async def answer(
    ctx: Context, person_id: int, source: str, source_id: int, place: int, value: int
) -> int | None:
    """Save a leader's mark, or that they do not know, of the competency at `place` (from 0).

    Returns the next place; None where this was the last, and the answer is complete and cannot be changed.
    The last one again is harmless. Raises NotFound for a place or mark that does not exist, WrongState where
    it does not wait for the acting person (any more).
    """
    async with ctx.transaction() as db:
        me = ctx.me.person_id
        key = f"{source}:{source_id}"
        mine = await db.scalar(
            select(SkillView.id).where(
                SkillView.person_id == person_id,
                SkillView.training == key,
                SkillView.author_id == me,
                SkillView.finished_at.is_not(None),
            )
        )
        if mine is not None:
            return None
        training = await _mine(ctx, person_id, source, source_id)
        words = ctx.content.lesson_visit.after_training.words
        if not 0 <= place < len(training.competencies) or value not in (rules.SKIPPED, *words):
            raise NotFound
        await db.execute(
            upsert(db, SkillView)
            .values(
                person_id=person_id,
                author_id=me,
                kind=AFTER_TRAINING,
                training=key,
                observed_on=ctx.today,
                started_at=ctx.now,
                comment="",
            )
            .on_conflict_do_nothing()
        )
        view = await _view(ctx, training, lock=True)
        if view is None or view.author_id != me:  # another leader was quicker
            raise WrongState("error-training-gone")
        if view.finished_at is not None:
            return None
        await save_mark(ctx, view.id, training.competencies[place], value)
        if place + 1 < len(training.competencies):
            return place + 1
        view.finished_at, view.observed_on = ctx.now, ctx.today
        return None


async def scan_after_training(ctx: Context) -> int:
    """Tell leaders, once a week at most, that something waits for their answer; returns how many.

    Looks once a day in every time zone, outside quiet hours.
    """
    return sum([await _scan_zone(ctx, one) for one in await scans.due(ctx, AFTER_TRAINING)])


async def _scan_zone(ctx: Context, one: ZoneDay) -> int:
    async with ctx.transaction():
        if not await scans.take(ctx, one):
            return 0
        found = await _trainings(ctx, one.today, one.zone, OrgUnit.timezone == one.name)
        leaders = await _leaders(ctx, {waiting.unit_path for waiting in found})
        asked: set[int] = set()
        for waiting in found:
            near = rules.nearest_leaders(waiting.unit_path, waiting.training.teacher.id, leaders)
            asked |= near if waiting.begun_by is None else near & {waiting.begun_by}
        chosen: Select[Any] = select(Person.id).where(Person.id.in_(asked))
        return await outbox.post_to_all(
            ctx,
            chosen,
            "after_training",
            key=f"after_training:{rules.week_of(one.today)}",
            expires_at=ctx.now + NOTICE_LASTS,
        )


async def _mine(ctx: Context, person_id: int, source: str, source_id: int) -> Training:
    """A training of this person that waits for the acting leader. Raises WrongState."""
    for one in await _waiting_for_me(ctx, Person.id == person_id):
        if (one.source, one.source_id) == (source, source_id):
            return one
    raise WrongState("error-training-gone")


async def _waiting_for_me(ctx: Context, *conditions: ColumnElement[bool]) -> list[Training]:
    me = ctx.me.person_id
    paths = await _my_paths(ctx)
    if not paths:
        return []
    covered = or_(*(OrgUnit.path.startswith(path, autoescape=True) for path in paths))
    found = await _trainings(ctx, ctx.today, ctx.zone, covered, *conditions)
    leaders = await _leaders(ctx, {one.unit_path for one in found})
    return [
        one.training
        for one in found
        if me in rules.nearest_leaders(one.unit_path, one.training.teacher.id, leaders)
        and one.begun_by in (None, me)
    ]


async def _my_paths(ctx: Context) -> list[str]:
    """The units the acting person leads. From the database: a notice's recipient comes without grants."""
    paths = await ctx.db.scalars(
        select(OrgUnit.path)
        .join(RoleGrant, RoleGrant.unit_id == OrgUnit.id)
        .where(RoleGrant.person_id == ctx.me.person_id, _leads())
        .distinct()
        .order_by(OrgUnit.path)
    )
    return list(paths)


async def _leaders(ctx: Context, unit_paths: Iterable[str]) -> list[tuple[int, str]]:
    """Leaders of these units and of those above them: id and path of the unit."""
    above = {path for unit_path in unit_paths for path in paths_above(unit_path)}
    rows = await ctx.db.execute(
        select(RoleGrant.person_id, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(_leads(), Person.archived_at.is_(None), OrgUnit.path.in_(above))
    )
    return [(person_id, path) for person_id, path in rows]


def _leads() -> ColumnElement[bool]:
    return RoleGrant.role.in_([role.value for role in LEADERS])


async def _view(ctx: Context, training: Training, *, lock: bool = False) -> SkillView | None:
    statement = select(SkillView).where(
        SkillView.person_id == training.teacher.id,
        SkillView.training == f"{training.source}:{training.source_id}",
    )
    return await ctx.db.scalar(statement.with_for_update() if lock else statement)


async def _trainings(
    ctx: Context, today: date, zone: ZoneInfo, *conditions: ColumnElement[bool]
) -> list[_Found]:
    """Trainings that ended in the days asked about and are not answered, the oldest first."""
    since = _midnight(today - timedelta(days=rules.LAST_DAY), zone)
    until = _midnight(today - timedelta(days=rules.FIRST_DAY - 1), zone)
    people = (Person.archived_at.is_(None), *conditions)
    events = await ctx.db.execute(
        select(Person, OrgUnit, Event.id, Event.title, Event.competencies, Event.ends_at, SkillView.author_id)
        .join(Registration, Registration.person_id == Person.id)
        .join(Event, Event.id == Registration.event_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .outerjoin(SkillView, _about(literal(f"{EVENT}:") + Event.id.cast(String)))
        .where(
            Registration.status == REGISTERED,
            Event.status == PUBLISHED,
            Event.ends_at >= since,
            Event.ends_at < until,
            SkillView.finished_at.is_(None),
            *people,
        )
    )
    accepted = (
        select(StepEvent.step_id, func.max(StepEvent.at).label("at"))
        .where(StepEvent.field == "status", StepEvent.new == "done")
        .where(StepEvent.at >= since)
        .group_by(StepEvent.step_id)
        .subquery()
    )
    steps = await ctx.db.execute(
        select(
            Person,
            OrgUnit,
            RouteStep.id,
            RouteStep.title,
            RouteStep.competency,
            accepted.c.at,
            SkillView.author_id,
        )
        .join(Route, Route.person_id == Person.id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .join(accepted, accepted.c.step_id == RouteStep.id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .outerjoin(SkillView, _about(literal(f"{STEP}:") + RouteStep.id.cast(String)))
        .where(
            RouteStep.status == "done",
            RouteStep.education == FORMAL,
            accepted.c.at < until,
            SkillView.finished_at.is_(None),
            *people,
        )
    )
    found = [
        _found(ctx, (EVENT, event_id, title), person, unit, codes, ended.astimezone(zone).date(), begun)
        for person, unit, event_id, title, codes, ended, begun in events
    ] + [
        _found(ctx, (STEP, step_id, title), person, unit, [code], at.astimezone(zone).date(), begun)
        for person, unit, step_id, title, code, at, begun in steps
    ]
    return sorted(
        (one for one in found if one.training.competencies),
        key=lambda one: (one.training.ended, one.training.teacher.full_name, one.training.source_id),
    )


def _about(training: ColumnElement[str]) -> ColumnElement[bool]:
    return (SkillView.person_id == Person.id) & (SkillView.training == training)


def _found(
    ctx: Context,
    what: tuple[str, int, str],
    person: Person,
    unit: OrgUnit,
    codes: list[str],
    ended: date,
    begun_by: int | None,
) -> _Found:
    """`what` is the source, its id and its title."""
    known = tuple(dict.fromkeys(code for code in codes if code in ctx.content.competencies))
    training = Training(PersonView.of(person, unit.short_title), *what, known, ended)
    return _Found(training, unit.path, begun_by)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
