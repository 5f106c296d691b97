"""Reading a step as the acting person may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, select

from services.assessments.models import Assessment
from services.assessments.queries import is_open_to_me
from services.context import Context
from services.errors import NotFound
from services.events.models import Event
from services.events.rules import CANCELLED
from services.people.queries import person_names
from services.routes.access import Right, my_step, step_for
from services.routes.models import (
    ASKED,
    OPEN_STEP,
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    StepChange,
    StepEvent,
    StepReflection,
)
from services.routes.new_steps import is_own
from services.routes.owners import owner_of, today_of
from services.routes.rules import Reason
from services.routes.views import (
    ChangeView,
    EvidenceView,
    ReflectionView,
    RemarkView,
    Sight,
    StepCard,
    StepDetails,
    StepEventView,
    StepRemark,
    StepView,
    sees_proofs,
    sees_reasons,
)

# A history may be long: only its latest entries are shown.
SHOWN_CHANGES = 8
SHOWN_REMARKS = 3


async def step_card(ctx: Context, step_id: int) -> StepCard:
    """A step, if the acting person may see it; a leader may not. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        return await card(ctx, *await step_for(ctx, step_id, Right.SEE))


async def my_step_view(ctx: Context, step_id: int) -> StepView:
    """A step of the acting person's own route, in any state. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        step, _ = await my_step(ctx, step_id)
        return step_view(ctx, step, ctx.today, scores=True)


async def evidence(ctx: Context, evidence_id: int) -> EvidenceView:
    """One piece of proof, for the step's owner, a methodist over the owner, and the mentor of a pair's work.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        found = await db.get(Evidence, evidence_id)
        if found is None:
            raise NotFound
        step, route, sight = await step_for(ctx, found.step_id, Right.SEE_PROOFS)
        owner = None if sight is Sight.OWNER else (await owner_of(ctx, route))[0].full_name
        return replace(evidence_view(found), step_title=step.title, owner=owner)


async def details(ctx: Context, step_id: int) -> StepDetails:
    """A step with its latest changes and comments, if the acting person may see it; a leader may not.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        card = await step_card(ctx, step_id)
        events = (
            await db.scalars(
                select(StepEvent)
                .where(StepEvent.step_id == step_id)
                .order_by(StepEvent.id.desc())
                .limit(SHOWN_CHANGES)
            )
        ).all()
        said = select(RouteComment).where(RouteComment.step_id == step_id)
        if not sees_reasons(card.sight):
            said = said.where(RouteComment.change_id.is_(None))
        remarks = (await db.scalars(said.order_by(RouteComment.id.desc()).limit(SHOWN_REMARKS))).all()
        people = {one.actor_id for one in events} | {one.author_id for one in remarks}
        names: dict[int, str | None] = {**await person_names(ctx, people), ctx.me.person_id: None}
    return StepDetails(
        card=card,
        events=tuple(_event_view(ctx, one, names.get(one.actor_id), card.sight) for one in reversed(events)),
        remarks=tuple(
            StepRemark(one.id, names.get(one.author_id), one.text, one.file_id is not None)
            for one in reversed(remarks)
        ),
    )


def _event_view(ctx: Context, one: StepEvent, actor: str | None, sight: Sight) -> StepEventView:
    redated = one.field == "due"
    # The reason for a return is shown among the comments, so not here.
    told = sees_reasons(sight) and (redated or one.new != "returned")
    return StepEventView(
        day=one.at.astimezone(ctx.zone).date(),
        actor=actor,
        status=one.new if one.field == "status" else None,
        old_due=date.fromisoformat(one.old) if redated else None,
        new_due=date.fromisoformat(one.new) if redated else None,
        why=one.why if told else "",
        forms=(_form_title(ctx, one.old), _form_title(ctx, one.new)) if one.field == "form" else None,
        hours=(float(one.old), float(one.new)) if one.field == "hours" else None,
    )


def _form_title(ctx: Context, code: str) -> str:
    known = ctx.content.catalog.forms_by_code.get(code)
    return known.title if known else code


async def card(ctx: Context, step: RouteStep, route: Route, sight: Sight) -> StepCard:
    """What a reader with this sight sees of a loaded step, inside the caller's transaction."""
    sent: list[Evidence] = []
    reflections: tuple[ReflectionView, ...] = ()
    if sees_proofs(sight, step.form):
        sent = list(
            await ctx.db.scalars(select(Evidence).where(Evidence.step_id == step.id).order_by(Evidence.id))
        )
        reflections = await _reflections(ctx, step.id)
    scores = await may_see_scores(ctx, route, sight)
    owner, zone = await owner_of(ctx, route)
    today = today_of(ctx, zone)
    asked = await asked_changes(ctx, RouteStep.id == step.id, sight, today)
    remark = await last_remark(ctx, route.id, step.id)
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


def step_view(
    ctx: Context,
    step: RouteStep,
    today: date,
    *,
    scores: bool,
    asked: ChangeView | None = None,
    event_off: bool = False,
) -> StepView:
    """The view of a step on the day `today`; without `scores` it has no level and no percent."""
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


async def may_see_scores(ctx: Context, route: Route, sight: Sight) -> bool:
    """Whether the reader may know levels and percents: the owner, and people who may see the result."""
    if sight is Sight.OWNER:
        return True
    assessment = await ctx.db.get(Assessment, route.assessment_id) if route.assessment_id else None
    return assessment is not None and await is_open_to_me(ctx, assessment)


async def events_off(ctx: Context, steps: Iterable[RouteStep]) -> frozenset[int | None]:
    """Ids of the cancelled events among those taken as steps, inside the caller's transaction."""
    taken = {step.event_id for step in steps if step.event_id is not None}
    if not taken:
        return frozenset()
    return frozenset(
        await ctx.db.scalars(select(Event.id).where(Event.id.in_(taken), Event.status == CANCELLED))
    )


async def _reflections(ctx: Context, step_id: int) -> tuple[ReflectionView, ...]:
    """The owner's answers about a step, in the order of the catalogue's questions."""
    rows = await ctx.db.execute(
        select(StepReflection.question, StepReflection.text).where(StepReflection.step_id == step_id)
    )
    written = dict(rows.all())
    return tuple(
        ReflectionView(one.code, one.text, written[one.code])
        for one in ctx.content.catalog.reflection
        if one.code in written
    )


async def last_remark(ctx: Context, route_id: int, step_id: int | None) -> RemarkView | None:
    """The latest comment on a route or on a step; a comment on a refused change does not count."""
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
    """The view of a comment."""
    return RemarkView(said.id, said.text, said.file_kind, said.file_id)


async def asked_changes(
    ctx: Context, which: ColumnElement[bool], sight: Sight, today: date
) -> dict[int, ChangeView]:
    """The changes that wait for a decision, by step; the reason only for readers who may know it."""
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
    """Whether a change still waits although the day it asks for has passed."""
    return change.status == ASKED and change.due is not None and change.due < today


def evidence_view(one: Evidence) -> EvidenceView:
    """The view of one piece of proof."""
    return EvidenceView(one.id, one.step_id, one.kind, one.text, one.file_id, one.file_name)
