"""Where the buttons of events lead."""

from aiogram.filters.callback_data import CallbackData


class Events(CallbackData, prefix="events"):
    """Events ahead, a page from 0."""

    page: int = 0


class ShowEvent(CallbackData, prefix="event"):
    """An event."""

    event_id: int


class Register(CallbackData, prefix="register"):
    """Take a place."""

    event_id: int


class Unregister(CallbackData, prefix="unregister"):
    """Give the place back."""

    event_id: int


class NewEvent(CallbackData, prefix="event_new"):
    """Begin, or go on with, the form of a new event."""

    afresh: bool = False


class ChooseFormat(CallbackData, prefix="event_form"):
    """The new event's format."""

    format: str


class ChooseWhen(CallbackData, prefix="event_when"):
    """The new event's start: one of the suggested ones, by number."""

    number: int


class ChooseAudience(CallbackData, prefix="event_for"):
    """The new event's audience."""

    audience: str


class PublishEvent(CallbackData, prefix="event_go"):
    """Publish what the form holds."""


class CancelEvent(CallbackData, prefix="event_off"):
    """Cancel an event; `sure` after the warning."""

    event_id: int
    sure: bool = False


class EventPeople(CallbackData, prefix="event_list"):
    """Who registered."""

    event_id: int
