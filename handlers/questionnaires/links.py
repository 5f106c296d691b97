"""Where the buttons of editing questionnaires lead."""

from handlers.links import Link


class EditQuestionnaires(Link, prefix="edit"):
    """The questionnaires in force, as their editors see them."""


class EditQuestionnaire(Link, prefix="edit_one"):
    """One of them."""

    code: str


class DownloadQuestionnaire(Link, prefix="edit_file"):
    """It as a workbook."""

    code: str


class SendQuestionnaire(Link, prefix="edit_send"):
    """Send the edited workbook."""

    code: str


class LookAtItem(Link, prefix="edit_look"):
    """An item of what is in force, as a teacher sees it.

    The place before the first item is the introduction, those behind the last one are the open questions.
    With `choice`, what is told after that option was chosen.
    """

    code: str
    place: int
    choice: int = -1


class LookAtDraftItem(Link, prefix="d"):
    """The same of a waiting draft."""

    upload_id: int
    place: int
    choice: int = -1


class ShowDraft(Link, prefix="edit_draft"):
    """What a waiting draft changes."""

    upload_id: int


class PublishDraft(Link, prefix="edit_publish", final=True):
    """Put a waiting draft in force."""

    upload_id: int


class DropDraft(Link, prefix="edit_drop", final=True):
    """Throw a waiting draft away."""

    upload_id: int
