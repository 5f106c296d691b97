"""Where the buttons of route templates lead."""

from aiogram.filters.callback_data import CallbackData


class RouteTemplates(CallbackData, prefix="templates"):
    """Templates a methodist may use, paged from 0."""

    page: int = 0


class SaveTemplate(CallbackData, prefix="template_of"):
    """Keep a route as a template: ask for its name."""

    route_id: int
