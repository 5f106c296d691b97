"""What changed after training: a leader is asked 30 to 90 days after an event.

Nothing is created in advance: the questions follow from places at events. Leaders are asked only about events
announced to everybody who may come (see `_for_anybody`), never about courses of routes: a course was chosen
for a critical result, so its title beside a teacher's name would tell a leader what is private.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, delete, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from services import mailings
from services.access import paths_above, require_role
from services.content.observation import MarkedQuestion
from services.context import Context
from services.db import upsert
from services.errors import NotFound, WrongState
from services.events.models import Event, Registration
from services.events.rules import PUBLISHED, REGISTERED
from services.paging import Page
from services.people.models import OrgUnit, Person, RoleGrant
from services.people.queries import PersonView
from services.reminders import scans
from services.reminders.scans import ZoneDay
from services.roles import LEADERS
from services.skill_views import rules
from services.skill_views.actions import save_mark
from services.skill_views.models import AFTER_TRAINING, SkillMark, SkillView

PAGE = 5
# A notice is sent once a week, so it expires after a week.
NOTICE_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Training:
    """An event at which a teacher had a place; `competencies` are codes."""

    registration_id: int
    event_id: int
    teacher: PersonView
    title: str
    competencies: tuple[str, ...]
    ended: date

    @property
    def key(self) -> str:
        """The training as a view of skills names it: «event:12»."""
        return f"event:{self.event_id}"


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """A page of the trainings that wait for the reader's answer, the oldest first."""

    trainings: Page[Training]
    question: MarkedQuestion


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question to a leader; `competency` is a title, `chosen` the leader's mark so far."""

    training: Training
    place: int
    competency: str
    chosen: int | None
    question: MarkedQuestion


@dataclass(frozen=True, slots=True)
class _Found:
    """An unanswered training, the nearest leaders, and the leader who has begun to answer, if any."""

    training: Training
    near: frozenset[int]
    begun_by: int | None

    @property
    def asked(self) -> frozenset[int]:
        """The leaders to ask. One answer is enough: a near leader who began to answer is asked alone."""
        return self.near & {self.begun_by} or self.near


async def waiting_count(ctx: Context) -> int:
    """The number of trainings that wait for the acting person's answer. No statement for other roles."""
    if not ctx.me.has(*LEADERS):
        return 0
    async with ctx.transaction():
        return len(await _waiting_for_me(ctx))


async def page_of_waiting(ctx: Context, page: int) -> TrainingPage:
    """A page of what waits for the acting leader's answer. Raises NotAllowed for people who lead nobody."""
    require_role(ctx, *LEADERS)
    async with ctx.transaction():
        return _page(ctx, await _waiting_for_me(ctx), page)


async def question(ctx: Context, registration_id: int, place: int) -> TrainingQuestion:
    """The question about the competency at `place` (from 0) of a training, named by its registration.

    Raises NotFound for an unknown place, WrongState where the training does not wait for the acting person.
    """
    async with ctx.transaction():
        waiting = await _waiting_for_me(ctx, Registration.id == registration_id)
        if not waiting:
            raise WrongState("error-training-gone")
        return await _question(ctx, waiting[0].training, place)


async def answer(
    ctx: Context, registration_id: int, place: int, value: int
) -> TrainingQuestion | TrainingPage:
    """Save a leader's mark of the competency at `place` (from 0), or that the leader does not know.

    Returns the next question. The last mark completes the answer, which cannot be changed then; the trainings
    that still wait are returned. A repeated last mark is harmless. Raises NotFound for an unknown place or
    mark, WrongState where the training does not wait for the acting person.
    """
    async with ctx.transaction():
        waiting = await _waiting_for_me(ctx)
        found = next((one for one in waiting if one.training.registration_id == registration_id), None)
        if found is None:
            if not await _is_answered_by_me(ctx, registration_id):
                raise WrongState("error-training-gone")
            return _page(ctx, waiting, 0)
        training = found.training
        words = ctx.content.lesson_visit.after_training.words
        if not 0 <= place < len(training.competencies) or value not in (rules.SKIPPED, *words):
            raise NotFound
        view = await _take(ctx, found)
        if view.finished_at is None:
            await save_mark(ctx, view.id, training.competencies[place], value)
            if place + 1 < len(training.competencies):
                return await _question(ctx, training, place + 1)
            view.finished_at, view.observed_on = ctx.now, ctx.today
        return _page(ctx, [one for one in waiting if one is not found], 0)


async def scan_after_training(ctx: Context) -> int:
    """Tell leaders, once a week at most, that trainings wait for their answer; returns how many were told.

    Looks once a day in every time zone, outside quiet hours.
    """
    return sum([await _scan_zone(ctx, one) for one in await scans.due(ctx, AFTER_TRAINING)])


async def _scan_zone(ctx: Context, one: ZoneDay) -> int:
    async with ctx.transaction():
        if not await scans.take(ctx, one):
            return 0
        found = await _unanswered(ctx, one.today, one.zone, one.is_here())
        asked = frozenset[int]().union(*(waiting.asked for waiting in found))
        chosen: Select[Any] = select(Person.id).where(Person.id.in_(asked))
        return await mailings.post_to_all(
            ctx,
            chosen,
            "after_training",
            key=f"after_training:{rules.week_of(one.today)}",
            expires_at=ctx.now + NOTICE_LASTS,
        )


def _page(ctx: Context, waiting: Sequence[_Found], page: int) -> TrainingPage:
    shown = Page.of([one.training for one in waiting], page, PAGE)
    return TrainingPage(shown, ctx.content.lesson_visit.after_training)


async def _question(ctx: Context, training: Training, place: int) -> TrainingQuestion:
    if not 0 <= place < len(training.competencies):
        raise NotFound
    code = training.competencies[place]
    chosen = await ctx.db.scalar(
        select(SkillMark.value)
        .join(SkillView, SkillView.id == SkillMark.view_id)
        .where(
            SkillView.person_id == training.teacher.id,
            SkillView.training == training.key,
            SkillView.author_id == ctx.me.person_id,
            SkillMark.competency == code,
        )
    )
    return TrainingQuestion(
        training=training,
        place=place,
        competency=ctx.content.competencies[code].title,
        chosen=chosen,
        question=ctx.content.lesson_visit.after_training,
    )


async def _is_answered_by_me(ctx: Context, registration_id: int) -> bool:
    answered = await ctx.db.scalar(
        select(SkillView.id)
        .join(Registration, _is_of_place())
        .where(
            Registration.id == registration_id,
            SkillView.author_id == ctx.me.person_id,
            SkillView.finished_at.is_not(None),
        )
    )
    return answered is not None


async def _take(ctx: Context, found: _Found) -> SkillView:
    """The acting leader's answer: begun now or before, or taken over from a former leader of the teacher.

    Raises WrongState where another leader was quicker.
    """
    db, me, training = ctx.db, ctx.me.person_id, found.training
    await db.execute(
        upsert(db, SkillView)
        .values(
            person_id=training.teacher.id,
            author_id=me,
            kind=AFTER_TRAINING,
            training=training.key,
            observed_on=ctx.today,
            started_at=ctx.now,
            comment="",
        )
        .on_conflict_do_nothing()
    )
    view = await db.scalar(
        select(SkillView)
        .where(SkillView.person_id == training.teacher.id, SkillView.training == training.key)
        .with_for_update()
    )
    if view is None:
        raise WrongState("error-training-gone")
    if view.author_id != me:
        if view.finished_at is not None or view.author_id in found.near:
            raise WrongState("error-training-gone")
        view.author_id, view.started_at = me, ctx.now
        await db.execute(delete(SkillMark).where(SkillMark.view_id == view.id))
    return view


async def _waiting_for_me(ctx: Context, *conditions: ColumnElement[bool]) -> list[_Found]:
    paths = _my_paths(ctx)
    if not paths:
        return []
    found = await _unanswered(ctx, ctx.today, ctx.zone, _may_be_led_from(paths), *conditions)
    return [one for one in found if ctx.me.person_id in one.asked]


def _my_paths(ctx: Context) -> list[str]:
    """The paths of the units that the acting person leads."""
    return sorted({grant.unit_path for grant in ctx.me.grants if grant.role in LEADERS})


def _may_be_led_from(paths: Iterable[str]) -> ColumnElement[bool]:
    """An SQL condition on Person and OrgUnit: a leader of these units may be the person's nearest leader.

    Skips units that have a nearer leader, but for people who are leaders; `rules.nearest_leaders` decides.
    """
    unit, led, leader = aliased(OrgUnit), aliased(OrgUnit), aliased(Person)
    nearer = (
        select(RoleGrant.id)
        .join(led, led.id == RoleGrant.unit_id)
        .join(leader, leader.id == RoleGrant.person_id)
        .where(_leads(), leader.archived_at.is_(None), unit.path.startswith(led.path))
    )
    covered = or_(*(OrgUnit.path.startswith(path, autoescape=True) for path in paths))
    nearest = or_(
        *(
            unit.path.startswith(path, autoescape=True)
            & ~exists(nearer.where(func.length(led.path) > len(path)))
            for path in paths
        )
    )
    leaders = select(RoleGrant.person_id).where(_leads())
    return covered & or_(OrgUnit.id.in_(select(unit.id).where(nearest)), Person.id.in_(leaders))


async def _leaders(ctx: Context, unit_paths: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """Leaders of these units and of the units above, as (id, path), by the path of the unit they lead."""
    above = {path for unit_path in unit_paths for path in paths_above(unit_path)}
    rows = await ctx.db.execute(
        select(RoleGrant.person_id, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(_leads(), Person.archived_at.is_(None), OrgUnit.path.in_(above))
    )
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for person_id, path in rows:
        found[path].append((person_id, path))
    return found


def _leads() -> ColumnElement[bool]:
    return RoleGrant.role.in_([role.value for role in LEADERS])


async def _unanswered(
    ctx: Context, today: date, zone: ZoneInfo, *conditions: ColumnElement[bool]
) -> list[_Found]:
    """Unanswered trainings that ended between LAST_DAY and FIRST_DAY days before today, the oldest first.

    One statement where there are none.
    """
    since = _midnight(today - timedelta(days=rules.LAST_DAY), zone)
    until = _midnight(today - timedelta(days=rules.FIRST_DAY - 1), zone)
    rows = await ctx.db.execute(
        select(
            Registration.id, Person, OrgUnit.path, OrgUnit.short_title,
            Event.id, Event.title, Event.competencies, Event.ends_at, SkillView.author_id,
        )
        .select_from(Event)
        .join(Registration, Registration.event_id == Event.id)
        .join(Person, Person.id == Registration.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .outerjoin(SkillView, _is_of_place())
        .where(
            Event.status == PUBLISHED,
            Event.ends_at >= since,
            Event.ends_at < until,
            _for_anybody(),
            Registration.status == REGISTERED,
            Person.archived_at.is_(None),
            SkillView.finished_at.is_(None),
            *conditions,
        )
    )  # fmt: skip
    found: list[tuple[Training, str, int | None]] = []
    for registration_id, person, path, unit, event_id, title, competencies, ended_at, begun_by in rows:
        codes = tuple(dict.fromkeys(code for code in competencies if code in ctx.content.competencies))
        if codes:
            teacher, ended = PersonView.of(person, unit), ended_at.astimezone(zone).date()
            training = Training(registration_id, event_id, teacher, title, codes, ended)
            found.append((training, path, begun_by))
    if not found:
        return []
    found.sort(key=lambda one: (one[0].ended, one[0].teacher.full_name, one[0].event_id))
    leaders = await _leaders(ctx, {path for _, path, _ in found})
    return [
        _Found(training, _near(path, training.teacher.id, leaders), begun_by)
        for training, path, begun_by in found
    ]


def _near(unit_path: str, person_id: int, leaders: dict[str, list[tuple[int, str]]]) -> frozenset[int]:
    above = [leader for path in paths_above(unit_path) for leader in leaders.get(path, ())]
    return frozenset(rules.nearest_leaders(unit_path, person_id, above))


def _is_of_place() -> ColumnElement[bool]:
    """An SQL condition: the view is about the training of the registration."""
    key: ColumnElement[str] = literal("event:") + Registration.event_id.cast(String)
    return (SkillView.person_id == Registration.person_id) & (SkillView.training == key)


def _for_anybody() -> ColumnElement[bool]:
    """An SQL condition: the event was announced to everybody who may come.

    An event made from a cell of the map has a target and is announced mostly to teachers with a deficit in
    its topic: their names beside the topic would tell a leader what is private.
    """
    # A missing target is stored as NULL or as the JSON null, depending on how the row was written.
    return or_(Event.target.is_(None), Event.target.cast(String) == "null")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
