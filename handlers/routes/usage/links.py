"""Where the buttons lead by which people tell whether what was learnt is used."""

from handlers.links import Link


class ShowUsage(Link, prefix="transfer"):
    """Is what was learnt in a step used, `after` so many days?"""

    step_id: int
    after: int


class AnswerUsage(Link, prefix="transfer_say"):
    """Answer it, then ask for an example."""

    step_id: int
    after: int
    code: str


class GiveExample(Link, prefix="transfer_eg"):
    """Write an example of how it is used, or write it anew."""

    step_id: int
    after: int


class UsageShare(Link, prefix="transfer_share"):
    """How much of what was learnt is used in a unit (0 is all of my scope); its parts are paged from 0."""

    unit_id: int = 0
    page: int = 0
