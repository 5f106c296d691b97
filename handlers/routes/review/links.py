"""The buttons of the queue of decisions."""

from handlers.links import Link


class Review(Link, prefix="review"):
    """Shows an item that waits for a decision, after `skip` others."""

    skip: int = 0
