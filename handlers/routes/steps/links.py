"""Where the buttons of a step lead: doing it, accepting it."""

from aiogram.filters.callback_data import CallbackData


class ShowStep(CallbackData, prefix="step"):
    """A step."""

    step_id: int


class StepDetails(CallbackData, prefix="step_more"):
    """«Подробнее»: everything about a step; what was sent for it is paged from 0."""

    step_id: int
    page: int = 0


class StepDone(CallbackData, prefix="done"):
    """«Сделано»: ask for the proof."""

    step_id: int


class StepEvents(CallbackData, prefix="step_events"):
    """Events ahead about a step's competency, paged from 0."""

    step_id: int
    page: int = 0


class AttachFile(CallbackData, prefix="attach"):
    """A file that was sent unasked, in this message, belongs to a step."""

    step_id: int
    message_id: int


class Reflect(CallbackData, prefix="reflect"):
    """The question number `place` (from 0) about a step that was done; past the last one, no more of them."""

    step_id: int
    place: int = 0


class ShowEvidence(CallbackData, prefix="proof"):
    """What was sent as proof."""

    evidence_id: int


class StepHelp(CallbackData, prefix="step_help"):
    """«Нужна помощь»: whom to ask about a step."""

    step_id: int


class AcceptStep(CallbackData, prefix="accept"):
    """Accept a step."""

    step_id: int


class ReturnStep(CallbackData, prefix="redo"):
    """Return a step with a comment."""

    step_id: int
