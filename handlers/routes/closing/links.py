"""Where the buttons at the end of a route lead."""

from aiogram.filters.callback_data import CallbackData


class RouteSummary(CallbackData, prefix="summary"):
    """What came of a finished route."""

    route_id: int


class SharePractice(CallbackData, prefix="share_route"):
    """Tell a methodist what works now, after a route."""

    route_id: int
