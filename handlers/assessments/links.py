"""The buttons of questionnaires and results."""

from handlers.links import Link


class Questionnaires(Link, prefix="assess"):
    """The list of questionnaires."""


class Intro(Link, prefix="intro"):
    """What a questionnaire is about, before it begins."""

    code: str


class Begin(Link, prefix="begin"):
    """Begin a questionnaire, or go on with it."""

    code: str


class AnswerItem(Link, prefix="a"):
    """Answer the item at `place` with option number `choice`; -1 skips the item."""

    assessment_id: int
    place: int
    choice: int


class GoToItem(Link, prefix="item"):
    """Go back to an item."""

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
    """A page, from 0, of the topics to grow in by a result."""

    assessment_id: int
    page: int = 0


class GrowthTopic(Link, prefix="growth_one"):
    """One topic to grow in."""

    assessment_id: int
    competency: str


class AskOnGrowthTopic(Link, prefix="growth_ask"):
    """The people whom one may ask about a topic to grow in."""

    assessment_id: int
    competency: str


class EventsOnGrowthTopic(Link, prefix="growth_events"):
    """A page, from 0, of the events ahead about a topic to grow in."""

    assessment_id: int
    competency: str
    page: int = 0


class ChooseViewer(Link, prefix="viewers"):
    """Shows people who may be given access to a result."""

    assessment_id: int


class OpenResult(Link, prefix="open"):
    """Open a result to a person."""

    assessment_id: int
    viewer_id: int


class CloseResult(Link, prefix="close"):
    """Close a result to everyone."""

    assessment_id: int
