"""Where the menu's buttons lead."""

from aiogram.filters.callback_data import CallbackData


class Home(CallbackData, prefix="home"):
    """The main menu."""


class Desk(CallbackData, prefix="desk"):
    """What waits for a methodist or mentor."""


class LooseText(CallbackData, prefix="loose"):
    """What to do with a text nobody asked for: `ask` someone, or `drop` it."""

    what: str
    message_id: int
