"""The buttons of documents."""

from handlers.links import Link


class RouteDocuments(Link, prefix="papers"):
    """Shows the files that can be made of a route: a document, a calendar file."""

    route_id: int


class RouteInWord(Link, prefix="paper"):
    """Sends a route as a document."""

    route_id: int


class RouteCalendar(Link, prefix="paper_ics"):
    """Sends the deadlines of one's own route as a calendar file."""

    route_id: int


class UnitDocuments(Link, prefix="unit_papers"):
    """Asks a methodist for the unit whose routes and template are wanted; pages count from 0."""

    page: int = 0


class UnitsInside(Link, prefix="units_in"):
    """Lists the units inside a unit; pages count from 0."""

    unit_id: int
    page: int = 0


class UnitPapers(Link, prefix="unit_paper"):
    """Shows a unit: the number of its routes, and the template of their documents."""

    unit_id: int


class UnitArchive(Link, prefix="unit_zip"):
    """Sends all routes of a unit as documents in archives."""

    unit_id: int


class UnitTemplate(Link, prefix="unit_form"):
    """Shows the template of a unit's documents."""

    unit_id: int


class DownloadTemplate(Link, prefix="form_file"):
    """Sends the template as a file, to be edited."""

    unit_id: int


class SendTemplate(Link, prefix="form_send"):
    """Asks for a unit's own template."""

    unit_id: int


class RemoveTemplate(Link, prefix="form_drop"):
    """Removes a unit's own template; `sure` after the warning."""

    unit_id: int
    sure: bool = False
