"""Where the buttons of routes lead: a route as a whole, and many of them."""

from aiogram.filters.callback_data import CallbackData


class MyRoute(CallbackData, prefix="route"):
    """My route, or how to get one; its steps are paged from 0."""

    page: int = 0


class ShowRoute(CallbackData, prefix="route_of"):
    """Someone's route, for those who may see it; its steps are paged from 0."""

    route_id: int
    page: int = 0


class RouteMore(CallbackData, prefix="route_more"):
    """What is seldom needed of a route: documents, versions, reasons, throwing a draft away."""

    route_id: int


class RouteReasons(CallbackData, prefix="reasons"):
    """Why each step is there."""

    route_id: int


class RouteSummary(CallbackData, prefix="summary"):
    """What came of a finished route."""

    route_id: int


class SharePractice(CallbackData, prefix="share_route"):
    """Tell a methodist what works now, after a route."""

    route_id: int


class RoutesOverview(CallbackData, prefix="routes"):
    """For methodists: the routes they accompany."""


class RoutesListed(CallbackData, prefix="routes_all"):
    """For methodists: the routes they accompany that are `working` or `done`, paged from 0."""

    state: str
    page: int = 0


class RouteInList(CallbackData, prefix="route_in"):
    """A route of a list, to whose page it leads back: `working`, `done`, or `stuck` of who may need help."""

    route_id: int
    state: str
    page: int = 0


class NeedingHelp(CallbackData, prefix="stuck"):
    """For methodists: who may need help with a route, paged from 0."""

    page: int = 0
