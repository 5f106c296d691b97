"""The buttons by which methodists look at the routes they accompany."""

from handlers.links import Link


class RoutesOverview(Link, prefix="routes"):
    """Shows the routes that a methodist accompanies, in numbers."""


class RoutesListed(Link, prefix="routes_all"):
    """Lists the routes that a methodist accompanies and that are `working` or `done`; pages count from 0."""

    state: str
    page: int = 0


class RouteInList(Link, prefix="route_in"):
    """Shows a route of a list, and leads back to its page. `state` is `working`, `done` or `stuck`."""

    route_id: int
    state: str
    page: int = 0


class NeedingHelp(Link, prefix="stuck"):
    """Lists teachers who may need a methodist's help with a route; pages count from 0."""

    page: int = 0
