"""The buttons of the wellbeing check."""

from handlers.links import Link
from services.wellbeing.rules import BEGINNING


class UnsavedAnswer(Link, prefix="w"):
    """Answer an item of a check that is not stored. The button carries all answers, one character for each.

    Their format: `services.wellbeing.rules.read_answers`.
    """

    code: str
    version: int
    answers: str = BEGINNING


class UnsavedHelp(Link, prefix="wh"):
    """Contacts for help, with the way back to a result that is not stored."""

    code: str
    version: int
    answers: str


class UnsavedSmallSteps(Link, prefix="ws"):
    """Small steps, with the way back to a result that is not stored."""

    code: str
    version: int
    answers: str


class EraseFromScreen(Link, prefix="wipe"):
    """Remove a result that is not stored from the screen."""


class Help(Link, prefix="help"):
    """Contacts for help, with the way back to a saved result."""

    code: str
    assessment_id: int


class SmallSteps(Link, prefix="small"):
    """Small steps, with the way back to a saved result."""

    code: str
    assessment_id: int


class AddStrengthStep(Link, prefix="strength_step"):
    """Add a step about strength to one's own route; `sure` after the warning that tells who sees it."""

    assessment_id: int
    sure: bool = False


class AddStrengthTopic(Link, prefix="strength_topic"):
    """Add this step from the introduction, without a check; for `sure` see `AddStrengthStep`."""

    code: str
    sure: bool = False


class DeleteCheck(Link, prefix="delete_check"):
    """Delete a saved result, or the answers of an unfinished check."""

    assessment_id: int


class WellbeingOfGroup(Link, prefix="strength"):
    """The anonymous picture of a group, with a page, from 0, of its organisations."""

    page: int = 0
