"""The buttons of editing questionnaires."""

from handlers.links import Link


class EditQuestionnaires(Link, prefix="edit"):
    """The questionnaires in force, as editors see them."""


class EditQuestionnaire(Link, prefix="edit_one"):
    """A questionnaire in force, as editors see it."""

    code: str


class DownloadQuestionnaire(Link, prefix="edit_file"):
    """Download a questionnaire as a workbook."""

    code: str


class SendQuestionnaire(Link, prefix="edit_send"):
    """Send the edited workbook."""

    code: str


class LookAtItem(Link, prefix="edit_look"):
    """An item of a questionnaire in force, as a teacher sees it.

    The place before the first item is the introduction, the places after the last one are open questions.
    With `choice`: the explanation shown after this option was chosen.
    """

    code: str
    place: int
    choice: int = -1


class LookAtDraftItem(Link, prefix="d"):
    """An item of a waiting draft; the fields mean what they mean in `LookAtItem`."""

    upload_id: int
    place: int
    choice: int = -1


class ShowDraft(Link, prefix="edit_draft"):
    """What a waiting draft changes."""

    upload_id: int


class PublishDraft(Link, prefix="edit_publish", final=True):
    """Publish a waiting draft."""

    upload_id: int


class DropDraft(Link, prefix="edit_drop", final=True):
    """Drop a waiting draft."""

    upload_id: int
