"""Where the menu's buttons lead."""

from handlers.links import Link, OutsideId


class Home(Link, prefix="home"):
    """The main menu."""


class Desk(Link, prefix="desk"):
    """What waits for a methodist or mentor."""


class LooseText(Link, prefix="loose"):
    """What to do with a text nobody asked for: `ask` someone, or `drop` it."""

    what: str
    message_id: OutsideId
