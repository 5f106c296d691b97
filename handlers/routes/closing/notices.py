"""The outbox messages about the end of a route. A message that is no longer true is not sent."""

from __future__ import annotations

from handlers.menu.buttons import HOME
from handlers.routes.closing import screens as closing_screens
from handlers.routes.closing.links import RouteSummary
from handlers.screen import Button, Notice, Screen
from handlers.words import Words
from services.context import Context
from services.errors import WrongState
from services.routes.closing import queries as closing
from services.routes.closing.queries import Summary
from services.routes.views import Sight


async def route_done(ctx: Context, route_id: int) -> Screen | None:
    """Tells the teacher that every step is accepted, and the results."""
    seen = await _summary(ctx, route_id, "done")
    if seen is None:
        return None
    look = Button(Words("route-summary-button"), RouteSummary(route_id=route_id))
    return Screen(
        [Words("notice-route-done", name=seen.owner.address), *closing_screens.outcome(seen)],
        [*closing_screens.again(seen), [look], [closing_screens.share(route_id)], [HOME]],
    )


async def route_closed(ctx: Context, route_id: int) -> Screen | None:
    """Tells the teacher that the route was closed with nothing done."""
    seen = await _summary(ctx, route_id, "closed")
    if seen is None:
        return None
    lines = [Words("notice-route-closed"), *closing_screens.outcome(seen)]
    return Screen(lines, [[closing_screens.NEW], [HOME]])


async def _summary(ctx: Context, route_id: int, status: str) -> Summary | None:
    """The results of the recipient's own finished route; None if it no longer has this status."""
    try:
        seen = await closing.summary(ctx, route_id)
    except WrongState:
        return None
    return seen if seen.sight is Sight.OWNER and seen.status == status else None


NOTICES: tuple[Notice, ...] = (route_done, route_closed)
