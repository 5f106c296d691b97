"""The buttons of conversations."""

from handlers.links import Link, OutsideId


class Ask(Link, prefix="ask"):
    """The people whom one may ask, and one's open questions."""


class AskPerson(Link, prefix="ask_to"):
    """Write to a person."""

    person_id: int


class AskAbout(Link, prefix="ask_on"):
    """The people whom one may ask about a competency."""

    competency: str


class AskPersonAbout(Link, prefix="ask_to_on"):
    """Write to a person about a competency."""

    person_id: int
    competency: str


class AskPersonAboutStep(Link, prefix="ask_to_step"):
    """Write to a person about a step of one's own route."""

    person_id: int
    step_id: int


class ShareWith(Link, prefix="share_with"):
    """Tell a methodist what works, after a route is done."""

    person_id: int
    route_id: int


class SendText(Link, prefix="ask_send"):
    """Send a person the text typed before; `message_id` is the message in which it came."""

    person_id: int
    message_id: OutsideId


class Reply(Link, prefix="reply"):
    """Write the next message of a conversation."""

    conversation_id: int


class ShowConversation(Link, prefix="talk"):
    """A conversation."""

    conversation_id: int


class ShowMessage(Link, prefix="talk_msg"):
    """One message in full, with its file."""

    message_id: int


class CloseConversation(Link, prefix="talk_end"):
    """Close a conversation: the asker has an answer."""

    conversation_id: int


class ShowAskedStep(Link, prefix="talk_step"):
    """The step a question is about; it is shown below the question."""

    step_id: int
