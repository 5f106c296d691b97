"""Where the buttons of questions and answers lead."""

from handlers.links import Link, OutsideId


class Ask(Link, prefix="ask"):
    """Whom to ask."""


class AskPerson(Link, prefix="ask_to"):
    """Write to someone."""

    person_id: int


class AskAbout(Link, prefix="ask_on"):
    """Whom to ask about a competency."""

    competency: str


class AskPersonAbout(Link, prefix="ask_to_on"):
    """Write to someone about a competency."""

    person_id: int
    competency: str


class AskPersonAboutStep(Link, prefix="ask_to_step"):
    """Write to someone about a step of one's own route."""

    person_id: int
    step_id: int


class ShareWith(Link, prefix="share_with"):
    """Tell someone what works after a route."""

    person_id: int
    route_id: int


class SendText(Link, prefix="ask_send"):
    """Send someone the text that was typed before choosing whom; `message_id` is the message it came in."""

    person_id: int
    message_id: OutsideId


class Reply(Link, prefix="reply"):
    """Write the next words of a conversation."""

    conversation_id: int


class ShowConversation(Link, prefix="talk"):
    """A conversation."""

    conversation_id: int


class ShowMessage(Link, prefix="talk_msg"):
    """One message whole, with its file."""

    message_id: int


class CloseConversation(Link, prefix="talk_end"):
    """The asker has what they needed."""

    conversation_id: int


class ShowAskedStep(Link, prefix="talk_step"):
    """The step a question is about, below the question."""

    step_id: int
