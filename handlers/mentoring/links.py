"""Where the buttons of mentoring lead."""

from aiogram.filters.callback_data import CallbackData


class Mentoring(CallbackData, prefix="mentor"):
    """My mentor, or my mentees."""
