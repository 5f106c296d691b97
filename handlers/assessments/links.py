"""Where the buttons of questionnaires and results lead."""

from aiogram.filters.callback_data import CallbackData


class Questionnaires(CallbackData, prefix="assess"):
    """The list of questionnaires."""


class Intro(CallbackData, prefix="intro"):
    """What a questionnaire is about, before it starts."""

    code: str


class Begin(CallbackData, prefix="begin"):
    """Begin, or go on."""

    code: str


class AnswerItem(CallbackData, prefix="a"):
    """The answer to the item at `place`: button number `choice`, -1 skips."""

    assessment_id: int
    place: int
    choice: int


class GoToItem(CallbackData, prefix="item"):
    """Look at an item again."""

    assessment_id: int
    place: int


class AfterExplanation(CallbackData, prefix="next"):
    """Go on after the explanation of the item at `place`."""

    assessment_id: int
    place: int


class SkipOpenItem(CallbackData, prefix="open_skip"):
    """Leave the open question at `place` unanswered."""

    assessment_id: int
    place: int


class ShowResult(CallbackData, prefix="result"):
    """A finished result."""

    assessment_id: int


class ShowAllScores(CallbackData, prefix="scores"):
    """Every competency of a result."""

    assessment_id: int


class ShowPicture(CallbackData, prefix="picture"):
    """A result as a picture."""

    assessment_id: int


class GrowthTopics(CallbackData, prefix="growth"):
    """The topics a result says to grow in, a page from 0."""

    assessment_id: int
    page: int = 0


class GrowthTopic(CallbackData, prefix="growth_one"):
    """One of them."""

    assessment_id: int
    competency: str


class ChooseViewer(CallbackData, prefix="viewers"):
    """To whom to open a result."""

    assessment_id: int


class OpenResult(CallbackData, prefix="open"):
    """Open a result to someone."""

    assessment_id: int
    viewer_id: int


class CloseResult(CallbackData, prefix="close"):
    """Close a result to everyone."""

    assessment_id: int
