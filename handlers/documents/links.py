"""Where the buttons of documents lead."""

from aiogram.filters.callback_data import CallbackData


class RouteDocuments(CallbackData, prefix="papers"):
    """What can be had of one route: a document, a calendar file."""

    route_id: int


class RouteInWord(CallbackData, prefix="paper"):
    """A route as a document."""

    route_id: int


class RouteCalendar(CallbackData, prefix="paper_ics"):
    """The deadlines of one's own route as a calendar file."""

    route_id: int


class UnitDocuments(CallbackData, prefix="unit_papers"):
    """For methodists: all routes of a unit at once, and the form they are made by. Units, a page from 0."""

    page: int = 0


class UnitsInside(CallbackData, prefix="units_in"):
    """The units below one, a page from 0."""

    unit_id: int
    page: int = 0


class UnitPapers(CallbackData, prefix="unit_paper"):
    """One unit: how many routes there are, and by which template they are printed."""

    unit_id: int


class UnitArchive(CallbackData, prefix="unit_zip"):
    """All routes of a unit as documents in an archive."""

    unit_id: int


class UnitTemplate(CallbackData, prefix="unit_form"):
    """The template of a unit's documents."""

    unit_id: int


class DownloadTemplate(CallbackData, prefix="form_file"):
    """It as a file, to be edited."""

    unit_id: int


class SendTemplate(CallbackData, prefix="form_send"):
    """Send one's own."""

    unit_id: int


class RemoveTemplate(CallbackData, prefix="form_drop"):
    """Take a unit's own template away; `sure` after the question."""

    unit_id: int
    sure: bool = False
