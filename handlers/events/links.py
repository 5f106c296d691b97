"""Where the buttons of events lead."""

from aiogram.filters.callback_data import CallbackData


class Events(CallbackData, prefix="events"):
    """Events ahead, a page from 0."""

    page: int = 0


class EventsOnTopic(CallbackData, prefix="event_topic"):
    """Events ahead that are about a competency, a page from 0."""

    competency: str
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
    """Begin the form of a new event; a draft begun before goes on, unless `afresh`."""

    afresh: bool = False


class GoOnWithEvent(CallbackData, prefix="event_on"):
    """Go on with the draft that was begun before."""


class NewEventFor(CallbackData, prefix="event_cell"):
    """Begin the form of a new event for the teachers of a row of the group's map, about a competency.

    `afresh` leaves the draft begun before.
    """

    axis: str
    row: str
    competency: str
    afresh: bool = False


class ChooseFormat(CallbackData, prefix="event_form"):
    """The new event's format."""

    format: str


class AskEventPart(CallbackData, prefix="event_ask"):
    """Ask for a part of the new event, again or for the first time."""

    part: str


class EditEvent(CallbackData, prefix="event_edit"):
    """What may be changed in the new event."""


class ChooseWhen(CallbackData, prefix="event_when"):
    """The new event's start: one of the suggested ones, in seconds since 1970."""

    at: int


class ChooseAudience(CallbackData, prefix="event_for"):
    """The new event's audience."""

    audience: str


class ChooseSeats(CallbackData, prefix="event_seats"):
    """The new event's number of seats; 0 is no limit."""

    seats: int


class AskTopic(CallbackData, prefix="event_topics"):
    """The competencies of a group, to choose the new event's topic from."""

    group: str


class ChooseTopic(CallbackData, prefix="event_about"):
    """The new event's topic: a competency, or none where empty."""

    competency: str


class NoAnnounce(CallbackData, prefix="event_plain"):
    """The new event needs no description."""


class PublishEvent(CallbackData, prefix="event_go"):
    """Publish the draft this preview was of."""

    draft_id: str


class CancelEvent(CallbackData, prefix="event_off"):
    """Cancel an event; `sure` after the warning."""

    event_id: int
    sure: bool = False


class EventPeople(CallbackData, prefix="event_list"):
    """Who registered, a page from 0."""

    event_id: int
    page: int = 0
