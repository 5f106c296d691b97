"""Where the buttons of documents lead."""

from aiogram.filters.callback_data import CallbackData


class RouteDocuments(CallbackData, prefix="papers"):
    """What can be had of one route: a document, a calendar file."""

    route_id: int


class UnitDocuments(CallbackData, prefix="unit_papers"):
    """For methodists: all routes of a unit at once, and the form they are made by."""
