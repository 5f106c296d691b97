"""Where the buttons of the queue of decisions lead."""

from handlers.links import Link


class Review(Link, prefix="review"):
    """The queue of what waits for a decision; `skip` so many of the first."""

    skip: int = 0
