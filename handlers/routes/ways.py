"""The ways back: to a route from everything about it, to a methodist's desk."""

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
    """Where a route is looked at by this person."""
    return way_to(view.id, view.sight, view.status)


def way_to(route_id: int, sight: Sight, status: str) -> MyRoute | ShowRoute:
    """Where a route is looked at, by its state alone: one's own finished route is no longer «my route»."""
    is_live_own = sight is Sight.OWNER and status not in FINISHED_ROUTE
    return MyRoute() if is_live_own else ShowRoute(route_id=route_id)
