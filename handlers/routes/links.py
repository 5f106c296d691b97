"""Where the buttons of a route as a whole lead."""

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


class ShowComment(Link, prefix="remark"):
    """Words said about a route or a step, perhaps spoken."""

    comment_id: int
