"""What may be shown of a route, and how a loaded one becomes a view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from services.assessments.models import Assessment
from services.assessments.queries import is_open_to_me
from services.content.catalog import StepForm
from services.content.competencies import Competency, Level
from services.context import Context
from services.events.models import Event
from services.events.rules import CANCELLED
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView, person_names
from services.routes.models import (
    ASKED,
    CLOSED_STEP,
    ON_TEMPLATE,
    OPEN_STEP,
    WORKING_ROUTE,
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    RouteVersion,
    StepChange,
    StepReflection,
)
from services.routes.plan import is_own
from services.routes.rules import Reason


class Sight(StrEnum):
    """As whom the acting person looks at a route; a leader sees progress only."""

    OWNER = "owner"
    METHODIST = "methodist"
    MENTOR = "mentor"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of a step its owner asked for, and nobody decided yet: `move` to `due`, or `remove`.

    `why` is for its owner and the methodist; to others it is empty. It `is_late` where the day asked for went
    by and nobody had answered.
    """

    id: int
    kind: str
    due: date | None
    why: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class RemarkView:
    """Words somebody said about a route or a step; spoken ones have a file of the channel."""

    id: int
    text: str
    file_kind: str | None
    file_id: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as shown. `level` is the competency's when the route was drafted, if the viewer may know."""

    id: int
    route_id: int
    number: int
    title: str
    competency: Competency
    form: StepForm
    hours: float
    starts: date
    due: date
    result: str
    status: str
    reason: Reason
    level: Level | None
    is_overdue: bool
    remind_on: date | None = None
    asked: ChangeView | None = None
    # The event it is, if any; `is_own` where its owner put it into words.
    event_id: int | None = None
    is_own: bool = False
    # Whether the event it is was cancelled.
    event_off: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still the teacher's turn."""
        return self.status in OPEN_STEP

    @property
    def is_closed(self) -> bool:
        """Whether nothing more happens to it."""
        return self.status in CLOSED_STEP


@dataclass(frozen=True, slots=True)
class RouteView:
    """A route as shown. A leader gets the counts alone: no steps, no remark, no competencies."""

    id: int
    owner: PersonView
    sight: Sight
    status: str
    version: int
    starts: date
    ends: date
    assessment_id: int | None
    # The reason named where there was no diagnosis; None where there was one.
    basis: str | None
    methodist: str | None
    is_outdated: bool
    done: int
    total: int
    overdue: int
    steps: tuple[StepView, ...]
    # The last words about it; and the methodist it was sent to.
    remark: RemarkView | None = None
    methodist_id: int | None = None
    # Which sending waits for a decision; 0 where none does, or where it was sent before versions were kept.
    sent_id: int = 0
    # Whether this very approval gave its steps new dates: it had waited past their deadlines.
    is_redated: bool = False
    # Whether who approved it had done so before: a second tap.
    is_repeated: bool = False
    # Whether one more step may be added.
    has_room: bool = True

    @property
    def next_step(self) -> StepView | None:
        """What to do first: the open step that is due soonest."""
        return min((step for step in self.steps if step.is_open), key=lambda step: step.due, default=None)


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One thing sent as proof: `kind` is photo, document, voice, video, link or text.

    Where it is shown alone it names its step, and its `owner` to whoever is not.
    """

    id: int
    step_id: int
    kind: str
    text: str
    file_id: str | None
    file_name: str | None
    step_title: str = ""
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """What its owner wrote about a step, in answer to a question of the route catalogue."""

    code: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step with its route's state, the last words about it, and what was sent, where it may be seen."""

    step: StepView
    owner: PersonView
    sight: Sight
    route_status: str
    evidence: tuple[EvidenceView, ...]
    reflections: tuple[ReflectionView, ...]
    remark: RemarkView | None = None

    @property
    def event_off(self) -> bool:
        """Whether the event it is was cancelled."""
        return self.step.event_off

    @property
    def can_submit(self) -> bool:
        """Whether the acting person may send it to review, or add to what was sent."""
        waits = self.step.is_open or self.step.status == "on_review"
        return self.sight is Sight.OWNER and self.route_status in WORKING_ROUTE and waits

    @property
    def can_reflect(self) -> bool:
        """Whether the acting person may still write what came of it: they did it, it is not accepted yet."""
        return self.sight is Sight.OWNER and self.step.status in ("on_review", "returned")

    @property
    def can_decide(self) -> bool:
        """Whether the acting person is to accept or return it."""
        decides = self.sight is Sight.METHODIST or (
            self.sight is Sight.MENTOR and is_pair_work(self.step.form.code)
        )
        return decides and self.step.status == "on_review"


# The pair's programme: a mentor sees the proofs of these steps, accepts and returns them.
PAIR_WORK = "mentor_work"


def is_pair_work(form: str) -> bool:
    """Whether a step of this form is the mentor's to look at, beside the methodist."""
    return form == PAIR_WORK


async def _may_see_scores(ctx: Context, route: Route, sight: Sight) -> bool:
    """Whether levels and percents may be told: to the owner, and to whom they opened the result."""
    if sight is Sight.OWNER:
        return True
    assessment = await ctx.db.get(Assessment, route.assessment_id) if route.assessment_id else None
    return assessment is not None and await is_open_to_me(ctx, assessment)


async def owner_of(ctx: Context, route: Route) -> tuple[PersonView, ZoneInfo]:
    """Whose route it is, and the zone of their organisation, by which its dates are meant."""
    person, unit, timezone = (
        await ctx.db.execute(
            select(Person, OrgUnit.short_title, OrgUnit.timezone)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .where(Person.id == route.person_id)
        )
    ).one()
    return PersonView.of(person, unit), ZoneInfo(timezone)


def today_of(ctx: Context, zone: ZoneInfo) -> date:
    """The calendar date in a zone, whoever reads it."""
    return ctx.now.astimezone(zone).date()


async def sent_id_of(ctx: Context, route: Route) -> int:
    """Which sending of a route waits for a decision; see `RouteView.sent_id`."""
    if route.status != "on_review":
        return 0
    kept = await ctx.db.scalar(
        select(RouteVersion.id).where(
            RouteVersion.route_id == route.id, RouteVersion.version == route.version
        )
    )
    return kept or 0


async def view(ctx: Context, route: Route, sight: Sight) -> RouteView:
    """What may be shown of a loaded route, inside the caller's transaction."""
    # Before the steps: were it sent anew in between, what is shown is the newer, and approving it is refused.
    sent_id = await sent_id_of(ctx, route)
    owner, zone = await owner_of(ctx, route)
    today = today_of(ctx, zone)
    rows = (
        await ctx.db.scalars(
            select(RouteStep).where(RouteStep.route_id == route.id).order_by(RouteStep.position)
        )
    ).all()
    off = await events_off(ctx, rows)
    scores = await _may_see_scores(ctx, route, sight)
    asked = await _asked(ctx, RouteStep.route_id == route.id, sight, today)
    steps = [
        step_view(ctx, one, today, scores=scores, asked=asked.get(one.id), event_off=one.event_id in off)
        for one in rows
    ]
    remark = None if sight is Sight.LEADER else await _last_remark(ctx, route.id, None)
    counted = [step for step in steps if step.status != "cancelled"]
    names = await person_names(ctx, {route.methodist_id} if route.methodist_id else set())
    return RouteView(
        id=route.id,
        owner=owner,
        sight=sight,
        status=route.status,
        version=route.version,
        starts=route.starts,
        ends=route.ends,
        assessment_id=route.assessment_id,
        basis=_basis(ctx, route),
        methodist=names.get(route.methodist_id or 0),
        is_outdated=route.starts < today,
        done=sum(step.status == "done" for step in counted),
        total=len(counted),
        overdue=sum(step.is_overdue for step in counted) if route.status in WORKING_ROUTE else 0,
        steps=() if sight is Sight.LEADER else tuple(steps),
        remark=remark,
        methodist_id=route.methodist_id,
        sent_id=sent_id,
        has_room=sum(not step.is_closed for step in steps)
        < ctx.content.catalog.assembly_rules.max_steps_per_route,
    )


def _basis(ctx: Context, route: Route) -> str | None:
    catalog = ctx.content.catalog
    return catalog.given_basis if route.basis == ON_TEMPLATE else catalog.titles_of_bases.get(route.basis)


async def card(ctx: Context, step: RouteStep, route: Route, sight: Sight) -> StepCard:
    """What may be shown of a loaded step, inside the caller's transaction."""
    sent: list[Evidence] = []
    reflections: tuple[ReflectionView, ...] = ()
    if sees_proofs(sight, step.form):
        sent = list(
            await ctx.db.scalars(select(Evidence).where(Evidence.step_id == step.id).order_by(Evidence.id))
        )
        reflections = await _reflections(ctx, step.id)
    scores = await _may_see_scores(ctx, route, sight)
    owner, zone = await owner_of(ctx, route)
    today = today_of(ctx, zone)
    asked = await _asked(ctx, RouteStep.id == step.id, sight, today)
    remark = await _last_remark(ctx, route.id, step.id)
    event_off = step.event_id in await events_off(ctx, [step])
    return StepCard(
        step=step_view(ctx, step, today, scores=scores, asked=asked.get(step.id), event_off=event_off),
        owner=owner,
        sight=sight,
        route_status=route.status,
        evidence=tuple(evidence_view(one) for one in sent),
        reflections=reflections,
        remark=remark,
    )


async def events_off(ctx: Context, steps: Iterable[RouteStep]) -> frozenset[int | None]:
    """Ids of the events that steps are and that were cancelled, inside the caller's transaction."""
    taken = {step.event_id for step in steps if step.event_id is not None}
    if not taken:
        return frozenset()
    return frozenset(
        await ctx.db.scalars(select(Event.id).where(Event.id.in_(taken), Event.status == CANCELLED))
    )


async def _reflections(ctx: Context, step_id: int) -> tuple[ReflectionView, ...]:
    """What was written about a step, in the order of the catalogue's questions."""
    rows = await ctx.db.execute(
        select(StepReflection.question, StepReflection.text).where(StepReflection.step_id == step_id)
    )
    written = dict(rows.all())
    return tuple(
        ReflectionView(one.code, one.text, written[one.code])
        for one in ctx.content.catalog.reflection
        if one.code in written
    )


def sees_proofs(sight: Sight, form: str) -> bool:
    """Whether what was sent for a step of this form may be seen."""
    return sight in (Sight.OWNER, Sight.METHODIST) or (sight is Sight.MENTOR and is_pair_work(form))


async def _last_remark(ctx: Context, route_id: int, step_id: int | None) -> RemarkView | None:
    """The last words about a route or a step itself, not about a change of it that was refused."""
    found = await ctx.db.scalar(
        select(RouteComment)
        .where(
            RouteComment.route_id == route_id,
            RouteComment.step_id == step_id,
            RouteComment.change_id.is_(None),
        )
        .order_by(RouteComment.id.desc())
        .limit(1)
    )
    return remark_view(found) if found else None


def remark_view(said: RouteComment) -> RemarkView:
    """The view of somebody's words."""
    return RemarkView(said.id, said.text, said.file_kind, said.file_id)


async def _asked(
    ctx: Context, which: ColumnElement[bool], sight: Sight, today: date
) -> dict[int, ChangeView]:
    """The changes waiting for a decision, by step; why they were asked for is for those who decide."""
    rows = await ctx.db.scalars(
        select(StepChange)
        .join(RouteStep, RouteStep.id == StepChange.step_id)
        .where(which, StepChange.status == ASKED)
    )
    return {
        one.step_id: ChangeView(
            one.id, one.kind, one.due, one.why if sees_reasons(sight) else "", is_late=is_late(one, today)
        )
        for one in rows
    }


def is_late(change: StepChange, today: date) -> bool:
    """Whether a change waits for an answer, and the day asked for has gone by."""
    return change.status == ASKED and change.due is not None and change.due < today


def sees_reasons(sight: Sight) -> bool:
    """Whether why a change was asked for, and what was said refusing it, may be read: it may be private."""
    return sight in (Sight.OWNER, Sight.METHODIST)


def evidence_view(one: Evidence) -> EvidenceView:
    """The view of one piece of proof."""
    return EvidenceView(one.id, one.step_id, one.kind, one.text, one.file_id, one.file_name)


def step_view(
    ctx: Context,
    step: RouteStep,
    today: date,
    *,
    scores: bool,
    asked: ChangeView | None = None,
    event_off: bool = False,
) -> StepView:
    """The view of a step on the day `today`; without `scores` its level and percent are left out."""
    content = ctx.content
    level = step.reason.get("level") if scores else None
    return StepView(
        id=step.id,
        route_id=step.route_id,
        number=step.position + 1,
        title=step.title,
        competency=content.competencies[step.competency],
        form=content.catalog.forms_by_code[step.form],
        hours=step.hours,
        starts=step.starts,
        due=step.due,
        result=step.result,
        status=step.status,
        reason=Reason(
            level=level,
            percent=step.reason.get("percent") if scores else None,
            part=step.reason.get("part", "try"),
            first=bool(step.reason.get("first")),
        ),
        level=content.levels.get(level) if level else None,
        is_overdue=step.status in OPEN_STEP and step.due < today,
        remind_on=step.remind_on,
        asked=asked,
        event_id=step.event_id,
        is_own=is_own(step),
        event_off=event_off,
    )
