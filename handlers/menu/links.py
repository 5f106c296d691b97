"""The buttons of the menu."""

from handlers.links import Link, OutsideId


class Home(Link, prefix="home"):
    """The main menu."""


class Desk(Link, prefix="desk"):
    """What waits for a decision or an answer of this person."""


class LooseText(Link, prefix="loose"):
    """Decide about a text sent while no question was open: `ask` a person, or `drop` it."""

    what: str
    message_id: OutsideId
