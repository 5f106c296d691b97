"""How the outbox messages about routes look. What is no longer true is not said."""

from __future__ import annotations

from handlers.menu.buttons import HOME
from handlers.routes.links import MyRoute, ShowRoute, ShowStep
from handlers.routes.screens import topics
from handlers.routes.step_screens import decision_rows, step_card
from handlers.screen import BLANK, Button, Notice, Screen, quoted
from handlers.words import Words
from services.context import Context
from services.errors import DomainError
from services.routes import queries
from services.routes.models import WORKING_ROUTE
from services.routes.views import RouteView, Sight, StepCard

TO_ROUTE = Button(Words("step-to-route"), MyRoute())


async def route_submitted(ctx: Context, route_id: int) -> Screen | None:
    """To the methodist: a route waits for approval."""
    view = await _route(ctx, route_id, Sight.METHODIST)
    if view is None or view.status != "on_review":
        return None
    return Screen(
        [
            Words("notice-route-submitted", name=view.owner.full_name, unit=view.owner.unit),
            Words("route-summary", count=view.total, starts=view.starts, ends=view.ends),
            Words("route-topics", titles=topics(view)),
        ],
        [[Button(Words("button-look"), ShowRoute(route_id=view.id))]],
    )


async def route_approved(ctx: Context, route_id: int) -> Screen | None:
    """To the teacher: the route is approved, and this is how it begins."""
    view = await _route(ctx, route_id, Sight.OWNER)
    if view is None or view.status not in WORKING_ROUTE:
        return None
    lines = [Words("notice-route-approved")]
    if view.next_step is not None:
        lines.append(Words("notice-route-begins", title=view.next_step.title, due=view.next_step.due))
    return Screen(lines, [[TO_ROUTE]])


async def route_extended(ctx: Context, route_id: int) -> Screen | None:
    """To the methodist: the teacher added a topic to a route under way."""
    view = await _route(ctx, route_id, Sight.METHODIST)
    if view is None or view.status not in WORKING_ROUTE:
        return None
    return Screen(
        [
            Words("notice-route-extended", name=view.owner.full_name, unit=view.owner.unit),
            Words("route-topics", titles=topics(view)),
        ],
        [[Button(Words("button-look"), ShowRoute(route_id=view.id))]],
    )


async def route_returned(ctx: Context, route_id: int, version: int) -> Screen | None:
    """To the teacher: what the methodist asks to change."""
    view = await _route(ctx, route_id, Sight.OWNER)
    if view is None or view.status != "draft" or view.version != version or view.comment is None:
        return None
    return Screen([Words("notice-route-returned"), quoted(view.comment)], [[TO_ROUTE]])


async def route_done(ctx: Context, route_id: int) -> Screen | None:
    """To the teacher: every step is accepted."""
    view = await _route(ctx, route_id, Sight.OWNER)
    if view is None or view.status != "done":
        return None
    return Screen(
        [Words("notice-route-done", name=view.owner.address), Words("notice-route-done-next")],
        [[Button(Words("button-look"), ShowRoute(route_id=view.id))], [HOME]],
    )


async def step_submitted(ctx: Context, step_id: int) -> Screen | None:
    """To the methodist: what was sent, to look at, to accept or to return on the spot."""
    card = await _step(ctx, step_id, Sight.METHODIST)
    if card is None or not card.can_decide:
        return None
    look = Button(Words("button-look"), ShowStep(step_id=step_id))
    return Screen(
        [Words("notice-step-submitted"), BLANK, *step_card(card).lines], [[look], *decision_rows(card)]
    )


async def step_accepted(ctx: Context, step_id: int) -> Screen | None:
    """To the teacher: a step is accepted."""
    card = await _step(ctx, step_id, Sight.OWNER)
    if card is None or card.step.status != "done":
        return None
    return Screen([Words("notice-step-accepted", title=card.step.title)], [[TO_ROUTE]])


async def step_returned(ctx: Context, step_id: int) -> Screen | None:
    """To the teacher: what is missing in a step."""
    card = await _step(ctx, step_id, Sight.OWNER)
    if card is None or card.step.status != "returned" or card.comment is None:
        return None
    return Screen(
        [
            Words("notice-step-returned", title=card.step.title),
            quoted(card.comment),
        ],
        [[Button(Words("step-open"), ShowStep(step_id=card.step.id))]],
    )


async def _route(ctx: Context, route_id: int, sight: Sight) -> RouteView | None:
    try:
        view = await queries.route_for_notice(ctx, route_id)
    except DomainError:
        return None
    return view if view.sight is sight else None


async def _step(ctx: Context, step_id: int, sight: Sight) -> StepCard | None:
    try:
        card = await queries.step_for_notice(ctx, step_id)
    except DomainError:
        return None
    return card if card.sight is sight else None


NOTICES: dict[str, Notice] = {
    "route_submitted": route_submitted,
    "route_approved": route_approved,
    "route_extended": route_extended,
    "route_returned": route_returned,
    "route_done": route_done,
    "step_submitted": step_submitted,
    "step_accepted": step_accepted,
    "step_returned": step_returned,
}
