"""Where the buttons of mentoring lead."""

from aiogram.filters.callback_data import CallbackData


class Mentoring(CallbackData, prefix="mentor"):
    """My mentor, or my mentees."""


class Mentees(CallbackData, prefix="mentees"):
    """All my mentees; a page from 0."""

    page: int = 0


class ShowMentee(CallbackData, prefix="mentee"):
    """A mentee of mine."""

    person_id: int
