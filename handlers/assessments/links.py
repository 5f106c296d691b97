"""Where the buttons of questionnaires and results lead."""

from handlers.links import Link


class Questionnaires(Link, prefix="assess"):
    """The list of questionnaires."""


class Intro(Link, prefix="intro"):
    """What a questionnaire is about, before it starts."""

    code: str


class Begin(Link, prefix="begin"):
    """Begin, or go on."""

    code: str


class AnswerItem(Link, prefix="a"):
    """The answer to the item at `place`: button number `choice`, -1 skips."""

    assessment_id: int
    place: int
    choice: int


class GoToItem(Link, prefix="item"):
    """Look at an item again."""

    assessment_id: int
    place: int


class AfterExplanation(Link, prefix="next"):
    """Go on after the explanation of the item at `place`."""

    assessment_id: int
    place: int


class SkipOpenItem(Link, prefix="open_skip"):
    """Leave the open question at `place` unanswered."""

    assessment_id: int
    place: int


class ShowResult(Link, prefix="result"):
    """A finished result."""

    assessment_id: int


class ShowAllScores(Link, prefix="scores"):
    """Every competency of a result."""

    assessment_id: int


class ShowPicture(Link, prefix="picture"):
    """A result as a picture."""

    assessment_id: int


class GrowthTopics(Link, prefix="growth"):
    """The topics a result says to grow in, a page from 0."""

    assessment_id: int
    page: int = 0


class GrowthTopic(Link, prefix="growth_one"):
    """One of them."""

    assessment_id: int
    competency: str


class ChooseViewer(Link, prefix="viewers"):
    """To whom to open a result."""

    assessment_id: int


class OpenResult(Link, prefix="open"):
    """Open a result to someone."""

    assessment_id: int
    viewer_id: int


class CloseResult(Link, prefix="close"):
    """Close a result to everyone."""

    assessment_id: int
