"""The buttons of events."""

from handlers.links import Link


class Events(Link, prefix="events"):
    """A page, from 0, of the events ahead."""

    page: int = 0


class EventsOnTopic(Link, prefix="event_topic"):
    """A page, from 0, of the events ahead about a competency."""

    competency: str
    page: int = 0


class ShowEvent(Link, prefix="event"):
    """An event."""

    event_id: int


class Register(Link, prefix="register"):
    """Register for an event."""

    event_id: int


class Unregister(Link, prefix="unregister"):
    """Give a place at an event back."""

    event_id: int


class NewEvent(Link, prefix="event_new"):
    """Begin a new event; a draft begun before goes on, unless `afresh`."""

    afresh: bool = False


class GoOnWithEvent(Link, prefix="event_on"):
    """Go on with the draft that was begun before."""


class NewEventFor(Link, prefix="event_cell"):
    """Begin a new event for the teachers of a row in the map of a group, about a competency.

    `afresh` drops the draft begun before.
    """

    axis: str
    row: str
    competency: str
    afresh: bool = False


class ChooseFormat(Link, prefix="event_form"):
    """Choose the format of the new event."""

    format: str


class AskEventPart(Link, prefix="event_ask"):
    """Ask for a part of the new event, for the first time or again."""

    part: str


class EditEvent(Link, prefix="event_edit"):
    """The parts of the new event that may be changed."""


class ChooseWhen(Link, prefix="event_when"):
    """Choose a suggested start of the new event, in seconds since 1970 (UTC)."""

    at: int


class ChooseAudience(Link, prefix="event_for"):
    """Choose the audience of the new event."""

    audience: str


class ChooseSeats(Link, prefix="event_seats"):
    """Choose the number of seats; 0 means no limit."""

    seats: int


class AskTopic(Link, prefix="event_topics"):
    """Choose the topic among the competencies of a group."""

    group: str


class ChooseTopic(Link, prefix="event_about"):
    """Choose a competency as the topic; empty means no topic."""

    competency: str


class NoAnnounce(Link, prefix="event_plain"):
    """Leave the new event without a description."""


class PublishEvent(Link, prefix="event_go", final=True):
    """Publish the draft with this id, as its preview showed it."""

    draft_id: str


class CancelEvent(Link, prefix="event_off"):
    """Cancel an event; `sure` after the warning."""

    event_id: int
    sure: bool = False


class EventPeople(Link, prefix="event_list"):
    """A page, from 0, of the people who registered."""

    event_id: int
    page: int = 0
