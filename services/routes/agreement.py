"""Agreeing on a route: sending it to a methodist, taking it back, approving and returning it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import exists, select

from services import audit, outbox
from services.access import joined, methodists_of, require_methodist_of
from services.context import Context
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView, person_names
from services.routes.history import Remark, comment, keep_version, lock_mine, record
from services.routes.models import WORKING_ROUTE, Route, RouteComment, RouteStep, RouteVersion
from services.routes.plan import Plan
from services.routes.queries import load_route, load_step, responsible, sight_of
from services.routes.showing import owner_of, remark_view, sent_id_of, today_of, view
from services.routes.views import RemarkView, RouteView, Sight, sees_reasons

APPROVED, RETURNED = "approved", "returned"


class SentAnew(WrongState):
    """The route was taken back and sent again since the acting person was shown it."""

    default_key = "error-route-changed"


@dataclass(frozen=True, slots=True)
class Methodist:
    """Someone a route may be sent to. `was_before` tells that it was sent to them the last time.

    Who has not joined the bot reads it once they have.
    """

    person: PersonView
    was_before: bool
    has_joined: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """Words about a route or one of its steps, as their reader gets them."""

    remark: RemarkView
    author: str
    route_id: int
    step_id: int | None
    sight: Sight
    route_status: str


async def methodists_for(ctx: Context, route_id: int) -> list[Methodist]:
    """To whom the acting person may send their draft, nearest first; the one it was sent to before leads.

    Who is not in the bot yet is named only where nobody is: others would answer for them.
    Raises NotFound (also where nobody is responsible), WrongState where it is no draft any more or is empty.
    """
    async with ctx.transaction() as db:
        route = await load_route(ctx, route_id)
        if route.person_id != ctx.me.person_id:
            raise NotFound
        await _require_ready(ctx, route)
        found = await methodists_of(ctx, route.person_id)
        if not found:
            raise NotFound("error-no-methodist")
        units = await db.execute(
            select(OrgUnit.id, OrgUnit.short_title).where(OrgUnit.id.in_({one.unit_id for one in found}))
        )
        titles = dict(units.all())
        here = await joined(ctx, (one.id for one in found))
        found = [one for one in found if one.id in here] or found
    there = [
        Methodist(PersonView.of(one, titles[one.unit_id]), one.id == route.methodist_id, one.id in here)
        for one in found
    ]
    return sorted(there, key=lambda one: not one.was_before)


async def needs_choice(ctx: Context, route_id: int) -> bool:
    """Whether the acting person is to choose a methodist: several are responsible, none returned the draft.

    A route on its way already needs none.

    Raises what `methodists_for` raises.
    """
    async with ctx.transaction():
        route = await lock_mine(ctx, route_id)
        if route.status == "on_review":
            return False
        there = await methodists_for(ctx, route_id)
        was_returned = route.version > 1 and there[0].was_before
        return len(there) > 1 and not was_returned


async def send_to_review(ctx: Context, route_id: int, methodist_id: int = 0) -> RouteView:
    """Send the acting person's draft to a methodist responsible for them, who hears of it. Again is harmless.

    Without `methodist_id` it goes to whom it was sent before, else to the nearest: see `responsible`.
    Raises NotFound (also where nobody is responsible), Invalid for a methodist who is not, WrongState.
    """
    async with ctx.transaction():
        route = await lock_mine(ctx, route_id)
        if route.status != "on_review":
            await _require_ready(ctx, route)
            addressee = await _addressee(ctx, route, methodist_id)
            route.methodist_id, route.status = addressee, "on_review"
            await keep_version(ctx, route)
            await outbox.post(
                ctx,
                addressee,
                "route_submitted",
                # Taken back and sent again, it rings again, but not many times an hour.
                dedup_key=f"route_submitted:{route.id}:{route.version}:{addressee}:{ctx.now:%m%d%H}",
                route_id=route.id,
            )
        return await view(ctx, route, Sight.OWNER)


async def recall(ctx: Context, route_id: int) -> RouteView:
    """Take the acting person's route back while nobody has decided; a draft again, to be sent anew.

    Again is harmless. Raises NotFound, WrongState where it was decided meanwhile.
    """
    async with ctx.transaction():
        route = await lock_mine(ctx, route_id)
        if route.status == "on_review":
            route.status = "draft"
        elif route.status != "draft":
            raise await _decided(ctx, route)
        return await view(ctx, route, Sight.OWNER)


async def approve(ctx: Context, route_id: int, sent_id: int) -> RouteView:
    """Approve a route under review; its teacher hears of it. The one who approved it may press again.

    Where deadlines have passed while it waited, its steps are dated anew from today on.
    `sent_id` is the `RouteView.sent_id` they were shown: what nobody read is not approved.
    Raises NotFound, NotAllowed, SentAnew, WrongState where someone else decided first.
    """
    async with ctx.transaction():
        route = await load_route(ctx, route_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        me, is_redated, is_first = ctx.me.person_id, False, route.status == "on_review"
        if is_first:
            if sent_id != await sent_id_of(ctx, route):
                raise SentAnew
            route.status, route.approved_by_id, route.approved_at = "approved", me, ctx.now
            await _decide(ctx, route, APPROVED)
            is_redated = await _catch_up(ctx, route)
            audit.note(ctx, "route_approved", subject_id=route.person_id, route_id=route.id)
            await outbox.post(
                ctx,
                route.person_id,
                "route_approved",
                dedup_key=f"route_approved:{route.id}",
                route_id=route.id,
                redated=is_redated,
            )
        elif route.status not in WORKING_ROUTE or route.approved_by_id != me:
            raise await _decided(ctx, route)
        seen = await view(ctx, route, Sight.METHODIST)
        return replace(seen, is_redated=is_redated, is_repeated=not is_first)


async def return_route(ctx: Context, route_id: int, sent_id: int, remark: Remark) -> RouteView:
    """Return a route under review with words about what to change; its teacher hears of it.

    `sent_id` is the `RouteView.sent_id` the words are about.
    Raises NotFound, NotAllowed, SentAnew, WrongState, Invalid for words missing or too long.
    """
    words = remark.checked()
    async with ctx.transaction():
        route = await load_route(ctx, route_id, lock=True)
        await require_methodist_of(ctx, route.person_id)
        await _require_waiting(ctx, route, sent_id)
        await _decide(ctx, route, RETURNED)
        route.status = "draft"
        route.version += 1
        await comment(ctx, route.id, None, words)
        audit.note(ctx, "route_returned", subject_id=route.person_id, route_id=route.id)
        await outbox.post(
            ctx,
            route.person_id,
            "route_returned",
            dedup_key=f"route_returned:{route.id}:{route.version}",
            route_id=route.id,
            version=route.version,
        )
        return await view(ctx, route, Sight.METHODIST)


async def require_undecided(ctx: Context, route_id: int, sent_id: int) -> None:
    """That a route waits for the acting methodist's decision, as it was sent then.

    Raises NotFound, NotAllowed, SentAnew, WrongState.
    """
    async with ctx.transaction():
        route = await load_route(ctx, route_id)
        await require_methodist_of(ctx, route.person_id)
        await _require_waiting(ctx, route, sent_id)


async def said(ctx: Context, comment_id: int) -> Comment:
    """Words about a route or a step, for those who see them there; a leader does not.

    Those with which a change was refused are its owner's and the methodist's.
    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        found = await db.get(RouteComment, comment_id)
        if found is None:
            raise NotFound
        route = await load_route(ctx, found.route_id)
        sight = await sight_of(ctx, route)
        if sight is Sight.LEADER or (found.change_id is not None and not sees_reasons(sight)):
            raise NotAllowed
        if found.step_id is not None:
            await load_step(ctx, found.step_id)
        author = (await person_names(ctx, {found.author_id})).get(found.author_id, "")
        return Comment(remark_view(found), author, route.id, found.step_id, sight, route.status)


async def _require_ready(ctx: Context, route: Route) -> None:
    """That a route is a draft with steps in it. Raises WrongState."""
    if route.status != "draft":
        raise (
            WrongState("error-route-decided")
            if route.status != "on_review"
            else WrongState("error-route-sent")
        )
    has_steps = await ctx.db.scalar(
        select(exists().where(RouteStep.route_id == route.id, RouteStep.status != "cancelled"))
    )
    if not has_steps:
        raise WrongState("error-route-empty")


async def _addressee(ctx: Context, route: Route, chosen: int) -> int:
    """Who gets a route: the methodist chosen, or else who is responsible. Raises NotFound, Invalid."""
    known = await responsible(ctx, route)
    if known is None:
        raise NotFound("error-no-methodist")
    if chosen and chosen not in {one.id for one in await methodists_of(ctx, route.person_id)}:
        raise Invalid("error-methodist-other")
    return chosen or known


async def _require_waiting(ctx: Context, route: Route, sent_id: int) -> None:
    """That a route is under review, and as it was shown. Raises SentAnew, WrongState."""
    if route.status != "on_review":
        raise await _decided(ctx, route)
    if sent_id != await sent_id_of(ctx, route):
        raise SentAnew


async def _decide(ctx: Context, route: Route, decision: str) -> None:
    """Write a decision on the version it is about. A route sent before versions were kept has none."""
    kept = await ctx.db.scalar(
        select(RouteVersion).where(RouteVersion.route_id == route.id, RouteVersion.version == route.version)
    )
    if kept is not None:
        kept.decision, kept.decided_by_id, kept.decided_at = decision, ctx.me.person_id, ctx.now
        await ctx.db.flush()


async def _catch_up(ctx: Context, route: Route) -> bool:
    """Date a locked route's steps anew where a deadline passed while it waited; whether it was so.

    An event stays on its day, and alone is no reason: no other date would be that of the event.
    """
    _, zone = await owner_of(ctx, route)
    today = today_of(ctx, zone)
    calendar = await ctx.db.scalar(
        select(OrgUnit.calendar)
        .join(Person, Person.unit_id == OrgUnit.id)
        .where(Person.id == route.person_id)
    )
    rows = await ctx.db.scalars(
        select(RouteStep)
        .where(RouteStep.route_id == route.id)
        .order_by(RouteStep.position, RouteStep.id)
        .execution_options(populate_existing=True)
    )
    plan = Plan(rows, ctx.content.catalog, ctx.content.calendar(calendar or ""), today)
    if not any(one.due < today for one in plan.open if one.event_id is None):
        return False
    before = {step.id: step.due for step in plan.steps}
    plan.spread()
    why = ctx.content.catalog.late_approval
    for step in plan.steps:
        if step.due != before[step.id]:
            record(ctx, step, "due", before[step.id].isoformat(), step.due.isoformat(), why)
    route.starts = min(step.starts for step in plan.open)
    route.ends = plan.ends(otherwise=route.starts)
    await ctx.db.flush()
    return True


async def _decided(ctx: Context, route: Route) -> WrongState:
    """Why it is too late: who decided about the route, and what; or that it was taken back."""
    row = (
        await ctx.db.execute(
            select(RouteVersion, Person)
            .outerjoin(Person, Person.id == RouteVersion.decided_by_id)
            .where(RouteVersion.route_id == route.id)
            .order_by(RouteVersion.version.desc())
            .limit(1)
        )
    ).one_or_none()
    # A version still undecided was taken back; one that was returned made the number of the next.
    is_newest = row is not None and (row[0].decision == APPROVED or row[0].version == route.version - 1)
    if row is None or row[1] is None or not is_newest:
        return WrongState("error-route-recalled" if route.status == "draft" else "error-route-decided")
    taken, person = row
    return WrongState("error-route-decided-by", decision=taken.decision, name=person.full_name)
