"""Where the buttons of documents lead."""

from handlers.links import Link


class RouteDocuments(Link, prefix="papers"):
    """What can be had of one route: a document, a calendar file."""

    route_id: int


class RouteInWord(Link, prefix="paper"):
    """A route as a document."""

    route_id: int


class RouteCalendar(Link, prefix="paper_ics"):
    """The deadlines of one's own route as a calendar file."""

    route_id: int


class UnitDocuments(Link, prefix="unit_papers"):
    """For methodists: all routes of a unit at once, and the form they are made by. Units, a page from 0."""

    page: int = 0


class UnitsInside(Link, prefix="units_in"):
    """The units below one, a page from 0."""

    unit_id: int
    page: int = 0


class UnitPapers(Link, prefix="unit_paper"):
    """One unit: how many routes there are, and by which template they are printed."""

    unit_id: int


class UnitArchive(Link, prefix="unit_zip"):
    """All routes of a unit as documents in an archive."""

    unit_id: int


class UnitTemplate(Link, prefix="unit_form"):
    """The template of a unit's documents."""

    unit_id: int


class DownloadTemplate(Link, prefix="form_file"):
    """It as a file, to be edited."""

    unit_id: int


class SendTemplate(Link, prefix="form_send"):
    """Send one's own."""

    unit_id: int


class RemoveTemplate(Link, prefix="form_drop"):
    """Take a unit's own template away; `sure` after the question."""

    unit_id: int
    sure: bool = False
