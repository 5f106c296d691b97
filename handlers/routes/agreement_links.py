"""Where the buttons of agreement lead: sending a route, deciding about it and about changes of its steps."""

from handlers.links import Link


class ChooseMethodist(Link, prefix="to_whom"):
    """To whom to send a draft, where several are responsible; paged from 0."""

    route_id: int
    page: int = 0


class SendToReview(Link, prefix="to_review"):
    """Send a draft to the methodist; 0 where there is nobody to choose from, or it was chosen before."""

    route_id: int
    methodist_id: int = 0


class RecallRoute(Link, prefix="recall"):
    """Take a route back from the methodist while they have not decided."""

    route_id: int


class Review(Link, prefix="review"):
    """The queue of what waits for a decision; `skip` so many of the first."""

    skip: int = 0


class ApproveRoute(Link, prefix="approve"):
    """Approve a route as it was sent: another sending is shown first."""

    route_id: int
    sent_id: int = 0


class ApproveUnread(Link, prefix="approve"):
    """The same button as drawn by older versions, which did not tell what was shown."""

    route_id: int


class ReturnRoute(Link, prefix="return"):
    """Return a route with a comment, as it was sent: likewise."""

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


class ShowComment(Link, prefix="remark"):
    """Words said about a route or a step, perhaps spoken."""

    comment_id: int


class AskChange(Link, prefix="change"):
    """Ask to `move` a step of a route under way or to `remove` it: why, then until which day (ISO).

    `why` is the code of a reason, or `own` for words typed before.
    """

    step_id: int
    kind: str
    why: str = ""
    day: str = ""


class TypeChange(Link, prefix="change_type"):
    """The same, in one's own words: why; with `why` told, until when."""

    step_id: int
    kind: str
    why: str = ""


class ShowChange(Link, prefix="asked"):
    """A change that was asked for."""

    change_id: int


class WithdrawChange(Link, prefix="change_off"):
    """Take one's request back."""

    change_id: int


class AgreeToChange(Link, prefix="change_yes"):
    """Agree to a change."""

    change_id: int


class AgreeToDay(Link, prefix="change_on"):
    """Agree to a change, but on this `day` (ISO): the one asked for has gone by."""

    change_id: int
    day: str


class RefuseChange(Link, prefix="change_no"):
    """Leave the step as it is; with `words`, ask for them first."""

    change_id: int
    words: bool = False
