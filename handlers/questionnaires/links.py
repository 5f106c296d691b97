"""Where the buttons of editing questionnaires lead."""

from aiogram.filters.callback_data import CallbackData


class EditQuestionnaires(CallbackData, prefix="edit"):
    """The questionnaires in force, as their editors see them."""


class EditQuestionnaire(CallbackData, prefix="edit_one"):
    """One of them."""

    code: str


class DownloadQuestionnaire(CallbackData, prefix="edit_file"):
    """It as a workbook."""

    code: str


class SendQuestionnaire(CallbackData, prefix="edit_send"):
    """Send the edited workbook."""

    code: str


class LookAtItem(CallbackData, prefix="edit_look"):
    """An item of what is in force, as a teacher sees it.

    The place before the first item is the introduction, those behind the last one are the open questions.
    With `choice`, what is told after that option was chosen.
    """

    code: str
    place: int
    choice: int = -1


class LookAtDraftItem(CallbackData, prefix="d"):
    """The same of a waiting draft."""

    upload_id: int
    place: int
    choice: int = -1


class ShowDraft(CallbackData, prefix="edit_draft"):
    """What a waiting draft changes."""

    upload_id: int


class PublishDraft(CallbackData, prefix="edit_publish"):
    """Put a waiting draft in force."""

    upload_id: int


class DropDraft(CallbackData, prefix="edit_drop"):
    """Throw a waiting draft away."""

    upload_id: int
