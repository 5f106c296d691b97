"""Where the buttons at the end of a route lead."""

from handlers.links import Link


class RouteSummary(Link, prefix="summary"):
    """What came of a finished route."""

    route_id: int


class SharePractice(Link, prefix="share_route"):
    """Tell a methodist what works now, after a route."""

    route_id: int
