"""The buttons at the end of a route."""

from handlers.links import Link


class RouteSummary(Link, prefix="summary"):
    """Shows the results of a finished route."""

    route_id: int


class SharePractice(Link, prefix="share_route"):
    """Asks the owner of a finished route to share a practice with a methodist."""

    route_id: int
