"""Where the buttons of mentoring lead."""

from handlers.links import Link


class Mentoring(Link, prefix="mentor"):
    """My mentor, or my mentees."""


class Mentees(Link, prefix="mentees"):
    """All my mentees; a page from 0."""

    page: int = 0


class ShowMentee(Link, prefix="mentee"):
    """A mentee of mine."""

    person_id: int
