"""Where the buttons lead by which methodists look at the routes they accompany."""

from handlers.links import Link


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
