"""Where the buttons of agreement lead: sending a route, deciding about it, its versions."""

from handlers.links import Link


class ChooseMethodist(Link, prefix="to_whom"):
    """The methodists a draft may be sent to, where several are responsible; paged from 0."""

    route_id: int
    page: int = 0


class SendToReview(Link, prefix="to_review", final=True):
    """Send a draft to the methodist; 0 where there is nobody to choose from, or it was chosen before."""

    route_id: int
    methodist_id: int = 0


class RecallRoute(Link, prefix="recall"):
    """Take a route back from the methodist while they have not decided."""

    route_id: int


class ApproveRoute(Link, prefix="approve", final=True):
    """Approve a route as it was sent: another sending is shown first."""

    route_id: int
    sent_id: int = 0


class ApproveUnread(Link, prefix="approve", final=True):
    """The same button as drawn by older versions, which did not tell what was shown."""

    route_id: int


class ReturnRoute(Link, prefix="return"):
    """Return a route with a comment, as it was sent: another sending is shown first."""

    route_id: int
    sent_id: int = 0


class ReturnUnread(Link, prefix="return"):
    """The same button as drawn by older versions, which did not tell what was shown."""

    route_id: int


class RouteVersions(Link, prefix="versions"):
    """What was sent before, and what was decided about it."""

    route_id: int


class ShowVersion(Link, prefix="version"):
    """A route as it was sent, and what changed against the version before."""

    route_id: int
    version: int
