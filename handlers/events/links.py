"""Where the buttons of events lead."""

from handlers.links import Link


class Events(Link, prefix="events"):
    """Events ahead, a page from 0."""

    page: int = 0


class EventsOnTopic(Link, prefix="event_topic"):
    """Events ahead that are about a competency, a page from 0."""

    competency: str
    page: int = 0


class ShowEvent(Link, prefix="event"):
    """An event."""

    event_id: int


class Register(Link, prefix="register"):
    """Take a place."""

    event_id: int


class Unregister(Link, prefix="unregister"):
    """Give the place back."""

    event_id: int


class NewEvent(Link, prefix="event_new"):
    """Begin the form of a new event; a draft begun before goes on, unless `afresh`."""

    afresh: bool = False


class GoOnWithEvent(Link, prefix="event_on"):
    """Go on with the draft that was begun before."""


class NewEventFor(Link, prefix="event_cell"):
    """Begin the form of a new event for the teachers of a row of the group's map, about a competency.

    `afresh` leaves the draft begun before.
    """

    axis: str
    row: str
    competency: str
    afresh: bool = False


class ChooseFormat(Link, prefix="event_form"):
    """The new event's format."""

    format: str


class AskEventPart(Link, prefix="event_ask"):
    """Ask for a part of the new event, again or for the first time."""

    part: str


class EditEvent(Link, prefix="event_edit"):
    """What may be changed in the new event."""


class ChooseWhen(Link, prefix="event_when"):
    """The new event's start: one of the suggested ones, in seconds since 1970."""

    at: int


class ChooseAudience(Link, prefix="event_for"):
    """The new event's audience."""

    audience: str


class ChooseSeats(Link, prefix="event_seats"):
    """The new event's number of seats; 0 is no limit."""

    seats: int


class AskTopic(Link, prefix="event_topics"):
    """The competencies of a group, to choose the new event's topic from."""

    group: str


class ChooseTopic(Link, prefix="event_about"):
    """The new event's topic: a competency, or none where empty."""

    competency: str


class NoAnnounce(Link, prefix="event_plain"):
    """The new event needs no description."""


class PublishEvent(Link, prefix="event_go", final=True):
    """Publish the draft this preview was of."""

    draft_id: str


class CancelEvent(Link, prefix="event_off"):
    """Cancel an event; `sure` after the warning."""

    event_id: int
    sure: bool = False


class EventPeople(Link, prefix="event_list"):
    """Who registered, a page from 0."""

    event_id: int
    page: int = 0
