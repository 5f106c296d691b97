"""Where the buttons of the wellbeing check lead."""

from handlers.links import Link
from services.wellbeing.rules import BEGINNING


class UnsavedAnswer(Link, prefix="w"):
    """A check nothing is stored of: the button itself carries the answers so far, one character an item.

    How they are written: `services.wellbeing.rules.read_answers`.
    """

    code: str
    version: int
    answers: str = BEGINNING


class UnsavedHelp(Link, prefix="wh"):
    """Where to turn for help, with the way back to a result that is not stored."""

    code: str
    version: int
    answers: str


class UnsavedSmallSteps(Link, prefix="ws"):
    """Small steps, with the way back to a result that is not stored."""

    code: str
    version: int
    answers: str


class EraseFromScreen(Link, prefix="wipe"):
    """Take a result that is not stored off the screen."""


class Help(Link, prefix="help"):
    """Where to turn for help; back to the saved result."""

    code: str
    assessment_id: int


class SmallSteps(Link, prefix="small"):
    """Small steps; back to the saved result."""

    code: str
    assessment_id: int


class AddStrengthStep(Link, prefix="strength_step"):
    """Add a step about one's strength to one's own route; `sure` after being told who sees it."""

    assessment_id: int
    sure: bool = False


class AddStrengthTopic(Link, prefix="strength_topic"):
    """The same from the introduction, where no check is needed."""

    code: str
    sure: bool = False


class DeleteCheck(Link, prefix="delete_check"):
    """Delete a saved result for good."""

    assessment_id: int


class WellbeingOfGroup(Link, prefix="strength"):
    """The anonymous picture of a group; its organisations are paged from 0."""

    page: int = 0
