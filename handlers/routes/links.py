"""The buttons of a route as a whole."""

from handlers.links import Link


class MyRoute(Link, prefix="route"):
    """Shows my route, or how to begin one; the pages of its steps count from 0."""

    page: int = 0


class ShowRoute(Link, prefix="route_of"):
    """Shows a route to those who may see it; the pages of its steps count from 0."""

    route_id: int
    page: int = 0


class RouteMore(Link, prefix="route_more"):
    """Shows the rare actions with a route: documents, versions, reasons, dropping a draft."""

    route_id: int


class RouteReasons(Link, prefix="reasons"):
    """Shows why each step is in the route."""

    route_id: int


class ShowComment(Link, prefix="remark"):
    """Shows a comment about a route or a step, typed or spoken."""

    comment_id: int
