"""Where the buttons of a step lead: doing it, accepting it."""

from handlers.links import Link, OutsideId


class ShowStep(Link, prefix="step"):
    """A step."""

    step_id: int


class StepDetails(Link, prefix="step_more"):
    """«Подробнее»: everything about a step; what was sent for it is paged from 0."""

    step_id: int
    page: int = 0


class StepDone(Link, prefix="done"):
    """«Сделано»: ask for the proof."""

    step_id: int


class StepEvents(Link, prefix="step_events"):
    """Events ahead about a step's competency, paged from 0."""

    step_id: int
    page: int = 0


class AttachFile(Link, prefix="attach"):
    """A file that was sent unasked, in this message, belongs to a step."""

    step_id: int
    message_id: OutsideId


class Reflect(Link, prefix="reflect"):
    """The question number `place` (from 0) about a step that was done; past the last one, no more of them."""

    step_id: int
    place: int = 0


class ShowEvidence(Link, prefix="proof"):
    """What was sent as proof."""

    evidence_id: int


class StepHelp(Link, prefix="step_help"):
    """«Нужна помощь»: whom to ask about a step."""

    step_id: int


class AcceptStep(Link, prefix="accept", final=True):
    """Accept a step."""

    step_id: int


class ReturnStep(Link, prefix="redo"):
    """Return a step with a comment."""

    step_id: int
