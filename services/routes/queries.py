"""What screens, notices and reminders read about routes, and who may look at one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from services.access import covers, joined, methodists_of
from services.assessments.models import Assessment, Score
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.mentoring.models import MentorPair
from services.mentoring.rules import is_working
from services.people.models import Account, OrgUnit, Person, RoleGrant
from services.reminders.rules import due_days, scanned_days
from services.roles import LEADERS, METHODISTS
from services.routes.models import (
    FINISHED_ROUTE,
    LIVE_ROUTE,
    OPEN_STEP,
    WORKING_ROUTE,
    Evidence,
    Route,
    RouteStep,
)
from services.routes.showing import card, events_off, evidence_view, owner_of, step_view, view
from services.routes.views import EvidenceView, RouteView, Sight, StepCard, StepView, sees_proofs


@dataclass(frozen=True, slots=True)
class MyPage:
    """My live route; without one, the result to draft from and the route finished before, if any."""

    route: RouteView | None
    assessment_id: int | None
    past_route_id: int | None


@dataclass(frozen=True, slots=True)
class DueSteps:
    """Steps a reminder speaks of: what lies ahead, then the latest missed; how many more are overdue."""

    told: tuple[StepView, ...]
    waiting: int


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
        step, route = await load_step(ctx, step_id)
        sight = await sight_of(ctx, route)
        if sight is Sight.LEADER:
            raise NotAllowed
        return await card(ctx, step, route, sight)


async def evidence(ctx: Context, evidence_id: int) -> EvidenceView:
    """What was sent as proof, for its owner, their methodist, and a mentor of the pair's work.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        found = await db.get(Evidence, evidence_id)
        if found is None:
            raise NotFound
        step, route = await load_step(ctx, found.step_id)
        sight = await sight_of(ctx, route)
        if not sees_proofs(sight, step.form):
            raise NotAllowed
        owner = None if sight is Sight.OWNER else (await owner_of(ctx, route))[0].full_name
        return replace(evidence_view(found), step_title=step.title, owner=owner)


async def route_for_notice(ctx: Context, route_id: int) -> RouteView:
    """A route, for the recipient of a message about it, whose grants the outbox does not carry.

    Raises NotFound, and NotAllowed where the recipient is no longer its owner, methodist or mentor.
    """
    async with ctx.transaction():
        route = await load_route(ctx, route_id)
        return await view(ctx, route, await _sight_of_recipient(ctx, route))


async def step_for_notice(ctx: Context, step_id: int) -> StepCard:
    """The same for a step. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        step, route = await load_step(ctx, step_id)
        return await card(ctx, step, route, await _sight_of_recipient(ctx, route))


def methodist_in_place() -> ColumnElement[bool]:
    """An SQL condition on Route and its owner's OrgUnit: its methodist is over the owner, and in the bot."""
    holder, granted_unit = aliased(Person), aliased(OrgUnit)
    return (
        select(RoleGrant.id)
        .join(holder, holder.id == RoleGrant.person_id)
        .join(Account, Account.person_id == holder.id)
        .join(granted_unit, granted_unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.person_id == Route.methodist_id,
            RoleGrant.role.in_([role.value for role in METHODISTS]),
            holder.archived_at.is_(None),
            OrgUnit.path.startswith(granted_unit.path),
        )
        .correlate(Route, OrgUnit)
        .exists()
    )


async def due_steps(ctx: Context, today: date, last_scan: date | None) -> DueSteps:
    """What today's reminder to the acting person says of their steps; see `reminders.rules`.

    What was put off keeps silent until its day, and is told on that day whenever it is due.
    """
    async with ctx.transaction() as db:
        steps = await db.scalars(
            select(RouteStep)
            .join(Route, Route.id == RouteStep.route_id)
            .where(
                Route.person_id == ctx.me.person_id,
                Route.status.in_(WORKING_ROUTE),
                RouteStep.status.in_(OPEN_STEP),
            )
            .order_by(RouteStep.due, RouteStep.position)
        )
        scanned, due = scanned_days(today, last_scan), due_days(today, last_scan)
        told, waiting = [], 0
        for step in steps:
            is_put_off = step.remind_on is not None and step.remind_on > today
            if step.remind_on in scanned or (step.due in due and not is_put_off):
                told.append(step)
            elif step.due < today and not is_put_off:
                waiting += 1
        off = await events_off(ctx, told)
        shown = [step_view(ctx, step, today, scores=True, event_off=step.event_id in off) for step in told]
        ahead = [step for step in shown if step.due >= today]
        return DueSteps((*ahead, *(step for step in reversed(shown) if step.due < today)), waiting)


async def load_route(ctx: Context, route_id: int, *, lock: bool = False) -> Route:
    """A route, inside the caller's transaction; `lock` keeps others from changing it. Raises NotFound."""
    statement = select(Route).where(Route.id == route_id).execution_options(populate_existing=True)
    route = await ctx.db.scalar(statement.with_for_update() if lock else statement)
    if route is None:
        raise NotFound
    return route


async def load_step(ctx: Context, step_id: int, *, lock: bool = False) -> tuple[RouteStep, Route]:
    """A step with its route, likewise. Raises NotFound."""
    statement = (
        select(RouteStep, Route)
        .join(Route, Route.id == RouteStep.route_id)
        .where(RouteStep.id == step_id)
        .execution_options(populate_existing=True)
    )
    if lock:
        # The route first, as those who change several of its steps do: nobody waits for each other.
        owning = select(Route.id).join(RouteStep, RouteStep.route_id == Route.id)
        await ctx.db.execute(owning.where(RouteStep.id == step_id).with_for_update(of=Route))
    row = (await ctx.db.execute(statement.with_for_update() if lock else statement)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def sight_of(ctx: Context, route: Route) -> Sight:
    """As whom the acting person may look. A draft nobody was sent is its owner's alone."""
    me = ctx.me
    if route.person_id == me.person_id:
        return Sight.OWNER
    if route.status == "draft" and route.version == 1:
        raise NotFound
    path = await ctx.db.scalar(
        select(OrgUnit.path)
        .join(Person, Person.unit_id == OrgUnit.id)
        .where(Person.id == route.person_id, Person.archived_at.is_(None))
    )
    if path is None:
        raise NotFound
    if covers(me, METHODISTS, path):
        return Sight.METHODIST
    if me.person_id in await mentors_of(ctx, route):
        return Sight.MENTOR
    if covers(me, LEADERS, path):
        return Sight.LEADER
    raise NotAllowed


async def _sight_of_recipient(ctx: Context, route: Route) -> Sight:
    if route.person_id == ctx.me.person_id:
        return Sight.OWNER
    if ctx.me.person_id in {one.id for one in await methodists_of(ctx, route.person_id)}:
        return Sight.METHODIST
    if ctx.me.person_id in await mentors_of(ctx, route):
        return Sight.MENTOR
    raise NotAllowed


async def mentors_of(ctx: Context, route: Route) -> set[int]:
    """The mentors in place of a route's owner; inside the caller's transaction."""
    found = await ctx.db.scalars(
        select(MentorPair.mentor_id)
        .join(Person, Person.id == MentorPair.mentor_id)
        .where(
            MentorPair.mentee_id == route.person_id,
            MentorPair.mentor_id != route.person_id,
            is_working(),
            Person.archived_at.is_(None),
        )
    )
    return set(found)


async def responsible(ctx: Context, route: Route) -> int | None:
    """The methodist of a route: the one it was sent to while they are in place, else the nearest one now.

    Who has never joined the bot answers for it only where nobody over its owner has.
    """
    there = [methodist.id for methodist in await methodists_of(ctx, route.person_id)]
    if there and route.methodist_id not in (await joined(ctx, there) or there):
        route.methodist_id = there[0]
    return route.methodist_id if there else None
