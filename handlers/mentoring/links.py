"""The buttons of mentoring."""

from handlers.links import Link


class Mentoring(Link, prefix="mentor"):
    """My mentors and my mentees."""


class Mentees(Link, prefix="mentees"):
    """A page, from 0, of my mentees."""

    page: int = 0


class ShowMentee(Link, prefix="mentee"):
    """A card of one of my mentees."""

    person_id: int
