"""The buttons of agreement: sending a route, deciding about it, its versions."""

from handlers.links import Link


class ChooseMethodist(Link, prefix="to_whom"):
    """Lists the methodists that a draft may be sent to; pages count from 0."""

    route_id: int
    page: int = 0


class SendToReview(Link, prefix="to_review", final=True):
    """Sends a draft to a methodist; 0 if there is only one, or one was chosen before."""

    route_id: int
    methodist_id: int = 0


class RecallRoute(Link, prefix="recall"):
    """Takes a route back from the methodist before the decision."""

    route_id: int


class ApproveRoute(Link, prefix="approve", final=True):
    """Approves the sending of a route that was read; a newer sending is shown first."""

    route_id: int
    sent_id: int = 0


class ApproveUnread(Link, prefix="approve", final=True):
    """`ApproveRoute` of an earlier release, which did not name the sending."""

    route_id: int


class ReturnRoute(Link, prefix="return"):
    """Asks for the comment with which a sending is returned; a newer sending is shown first."""

    route_id: int
    sent_id: int = 0


class ReturnUnread(Link, prefix="return"):
    """`ReturnRoute` of an earlier release, which did not name the sending."""

    route_id: int


class RouteVersions(Link, prefix="versions"):
    """Lists the versions that were sent, with the decisions."""

    route_id: int


class ShowVersion(Link, prefix="version"):
    """Shows a version of a route, and its changes since the version before."""

    route_id: int
    version: int
