"""How the outbox messages about the end of a route look. What is no longer true is not said."""

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
    """To the teacher: every step is accepted, and this is what came of it."""
    seen = await _summary(ctx, route_id, "done")
    if seen is None:
        return None
    look = Button(Words("route-summary-button"), RouteSummary(route_id=route_id))
    return Screen(
        [Words("notice-route-done", name=seen.owner.address), *closing_screens.outcome(seen)],
        [*closing_screens.again(seen), [look], [closing_screens.share(route_id)], [HOME]],
    )


async def route_closed(ctx: Context, route_id: int) -> Screen | None:
    """To the teacher: nothing is left in the route, and nothing was done."""
    seen = await _summary(ctx, route_id, "closed")
    if seen is None:
        return None
    return Screen(
        [Words("notice-route-closed"), *closing_screens.outcome(seen)], [[closing_screens.NEW], [HOME]]
    )


async def _summary(ctx: Context, route_id: int, status: str) -> Summary | None:
    """What came of the recipient's own finished route; None where it is not so any more."""
    try:
        seen = await closing.summary(ctx, route_id)
    except WrongState:
        return None
    return seen if seen.sight is Sight.OWNER and seen.status == status else None


NOTICES: dict[str, Notice] = {
    "route_done": route_done,
    "route_closed": route_closed,
}
