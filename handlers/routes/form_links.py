"""Where the buttons lead by which a step in one's own words gets its form of work and its hours."""

from handlers.links import Link


class WorkForms(Link, prefix="own_forms"):
    """What form of work one's own step is; the forms are paged from 0."""

    step_id: int
    page: int = 0


class WorkHours(Link, prefix="own_hours"):
    """How many hours of that form it takes, in `halves` of an hour; without them, ask."""

    step_id: int
    form: str
    halves: int = 0
