"""Where the buttons of routes lead: a route as a whole, and many of them."""

from handlers.links import Link


class MyRoute(Link, prefix="route"):
    """My route, or how to get one; its steps are paged from 0."""

    page: int = 0


class ShowRoute(Link, prefix="route_of"):
    """Someone's route, for those who may see it; its steps are paged from 0."""

    route_id: int
    page: int = 0


class RouteMore(Link, prefix="route_more"):
    """What is seldom needed of a route: documents, versions, reasons, throwing a draft away."""

    route_id: int


class RouteReasons(Link, prefix="reasons"):
    """Why each step is there."""

    route_id: int


class RouteSummary(Link, prefix="summary"):
    """What came of a finished route."""

    route_id: int


class SharePractice(Link, prefix="share_route"):
    """Tell a methodist what works now, after a route."""

    route_id: int


class RoutesOverview(Link, prefix="routes"):
    """For methodists: the routes they accompany."""


class RoutesListed(Link, prefix="routes_all"):
    """For methodists: the routes they accompany that are `working` or `done`, paged from 0."""

    state: str
    page: int = 0


class RouteInList(Link, prefix="route_in"):
    """A route of a list, to whose page it leads back: `working`, `done`, or `stuck` of who may need help."""

    route_id: int
    state: str
    page: int = 0


class NeedingHelp(Link, prefix="stuck"):
    """For methodists: who may need help with a route, paged from 0."""

    page: int = 0
