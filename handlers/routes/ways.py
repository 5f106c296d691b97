"""The buttons and links that lead back to a route or to a methodist's desk."""

from __future__ import annotations

from handlers.menu.links import Desk
from handlers.routes.links import MyRoute, ShowRoute
from handlers.screen import Button
from handlers.words import Words
from services.routes.models import FINISHED_ROUTE
from services.routes.views import RouteView, Sight

DESK = Button(Words("route-to-desk"), Desk())
TO_ROUTE = Button(Words("step-to-route"), MyRoute())


def way_back(view: RouteView) -> MyRoute | ShowRoute:
    """The screen on which the reader sees this route."""
    return way_to(view.id, view.sight, view.status)


def way_to(route_id: int, sight: Sight, status: str) -> MyRoute | ShowRoute:
    """The screen on which a reader sees a route. The reader's own finished route is no longer «my route»."""
    is_live_own = sight is Sight.OWNER and status not in FINISHED_ROUTE
    return MyRoute() if is_live_own else ShowRoute(route_id=route_id)
