"""Reading a route or a step as the acting person may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, select

from services.assessments.models import Assessment, Score
from services.assessments.queries import is_open_to_me
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.events.models import Event
from services.events.rules import CANCELLED
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView, person_names
from services.routes.access import (
    Right,
    load_route,
    my_step,
    sight_of,
    step_for,
)
from services.routes.models import (
    ASKED,
    FINISHED_ROUTE,
    LIVE_ROUTE,
    ON_TEMPLATE,
    OPEN_STEP,
    WORKING_ROUTE,
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    RouteVersion,
    StepChange,
    StepEvent,
    StepReflection,
)
from services.routes.new_steps import is_own
from services.routes.rules import Reason
from services.routes.views import (
    ChangeView,
    EvidenceView,
    MyPage,
    ReflectionView,
    RemarkView,
    RouteView,
    Sight,
    StepCard,
    StepDetails,
    StepEventView,
    StepRemark,
    StepView,
    sees_proofs,
    sees_reasons,
)

# History grows with every return and change of date: the latest is what matters.
SHOWN_CHANGES = 8
SHOWN_REMARKS = 3


async def my_page(ctx: Context) -> MyPage:
    """The acting person's own route, or what they can begin one with."""
    async with ctx.transaction():
        live = await live_route(ctx, ctx.me.person_id)
        if live is not None:
            return MyPage(await view(ctx, live, Sight.OWNER), None, None)
        past = await _past_route(ctx, ctx.me.person_id)
        return MyPage(None, await _result_to_begin_with(ctx), past.id if past is not None else None)


async def _result_to_begin_with(ctx: Context) -> int | None:
    """The acting person's latest finished result with something to work on."""
    return await ctx.db.scalar(
        select(Assessment.id)
        .where(
            Assessment.person_id == ctx.me.person_id,
            Assessment.finished_at.is_not(None),
            something_to_work_on(ctx),
        )
        .order_by(Assessment.finished_at.desc())
        .limit(1)
    )


def something_to_work_on(ctx: Context) -> ColumnElement[bool]:
    """An SQL condition: a route could be assembled from the assessment."""
    left_out = ctx.content.catalog.assembly_rules.leave_out_auto
    wanted = [level.code for level in ctx.content.levels.values() if level.deficit]
    return exists().where(
        Score.assessment_id == Assessment.id,
        Score.is_group.is_(False),
        Score.level.in_(wanted),
        # Competencies alone: a low side of wellbeing is nothing to learn.
        Score.subject.in_([code for code in ctx.content.competencies if code not in left_out]),
    )


async def live_route(ctx: Context, person_id: int) -> Route | None:
    """The person's draft, reviewed or working route; inside the caller's transaction."""
    return await ctx.db.scalar(
        select(Route).where(Route.person_id == person_id, Route.status.in_(LIVE_ROUTE))
    )


async def _past_route(ctx: Context, person_id: int, *conditions: ColumnElement[bool]) -> Route | None:
    """The route the person finished or put away last; inside the caller's transaction."""
    return await ctx.db.scalar(
        select(Route)
        .where(Route.person_id == person_id, Route.status.in_(FINISHED_ROUTE), *conditions)
        .order_by(Route.id.desc())
        .limit(1)
    )


async def live_route_id(ctx: Context, person_id: int) -> int | None:
    """The person's route, if they have one the acting person may look at: for the person's card."""
    async with ctx.transaction():
        return await _id_if_seen(ctx, await live_route(ctx, person_id))


async def past_route_id(ctx: Context, person_id: int) -> int | None:
    """The route they finished last, likewise; a draft put away is of no interest to others."""
    async with ctx.transaction():
        finished = await _past_route(ctx, person_id, Route.approved_at.is_not(None))
        return await _id_if_seen(ctx, finished)


async def _id_if_seen(ctx: Context, route: Route | None) -> int | None:
    if route is None:
        return None
    try:
        await sight_of(ctx, route)
    except (NotAllowed, NotFound):
        return None
    return route.id


async def route_of(ctx: Context, route_id: int) -> RouteView:
    """A route, for those who may see it. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        route = await load_route(ctx, route_id)
        return await view(ctx, route, await sight_of(ctx, route))


async def step_card(ctx: Context, step_id: int) -> StepCard:
    """A step, for those who may see it; a leader may not. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        return await card(ctx, *await step_for(ctx, step_id, Right.SEE))


async def my_step_view(ctx: Context, step_id: int) -> StepView:
    """A step of the acting person's own route, in any state. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        step, _ = await my_step(ctx, step_id)
        return step_view(ctx, step, ctx.today, scores=True)


async def evidence(ctx: Context, evidence_id: int) -> EvidenceView:
    """What was sent as proof, for its owner, their methodist, and a mentor of the pair's work.

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
    """Everything about a step, for those who may see it; a leader may not. Raises NotFound, NotAllowed."""
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
    # A remark stands among the words about the step: not here again.
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
        basis=basis_title(ctx, route),
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


def basis_title(ctx: Context, route: Route) -> str | None:
    """Why a route was begun, in the words of the catalogue; None where that is a questionnaire's result."""
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
