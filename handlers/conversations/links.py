"""Where the buttons of questions and answers lead."""

from aiogram.filters.callback_data import CallbackData


class Ask(CallbackData, prefix="ask"):
    """Whom to ask."""


class AskPerson(CallbackData, prefix="ask_to"):
    """Write to someone."""

    person_id: int


class AskAbout(CallbackData, prefix="ask_on"):
    """Whom to ask about a competency."""

    competency: str


class AskPersonAbout(CallbackData, prefix="ask_to_on"):
    """Write to someone about a competency."""

    person_id: int
    competency: str


class AskPersonAboutStep(CallbackData, prefix="ask_to_step"):
    """Write to someone about a step of one's own route."""

    person_id: int
    step_id: int


class ShareWith(CallbackData, prefix="share_with"):
    """Tell someone what works after a route."""

    person_id: int
    route_id: int


class SendText(CallbackData, prefix="ask_send"):
    """Send someone the text that was typed before choosing whom; `message_id` is the message it came in."""

    person_id: int
    message_id: int


class Reply(CallbackData, prefix="reply"):
    """Write the next words of a conversation."""

    conversation_id: int


class ShowConversation(CallbackData, prefix="talk"):
    """A conversation."""

    conversation_id: int


class ShowMessage(CallbackData, prefix="talk_msg"):
    """One message whole, with its file."""

    message_id: int


class CloseConversation(CallbackData, prefix="talk_end"):
    """The asker has what they needed."""

    conversation_id: int


class ShowAskedStep(CallbackData, prefix="talk_step"):
    """The step a question is about, below the question."""

    step_id: int
