"""The buttons about the use of learning."""

from handlers.links import Link


class ShowUsage(Link, prefix="transfer"):
    """Asks whether the learning of a step is used, `after` so many days."""

    step_id: int
    after: int


class AnswerUsage(Link, prefix="transfer_say"):
    """Keeps the answer, then asks for an example."""

    step_id: int
    after: int
    code: str


class GiveExample(Link, prefix="transfer_eg"):
    """Asks for an example of use, or for another one."""

    step_id: int
    after: int


class UsageShare(Link, prefix="transfer_share"):
    """Shows how much learning is used in a unit (0: all of my scope); the pages of its parts count from 0."""

    unit_id: int = 0
    page: int = 0
