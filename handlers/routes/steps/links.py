"""The buttons of a step: doing it, accepting it."""

from handlers.links import Link, OutsideId


class ShowStep(Link, prefix="step"):
    """A step."""

    step_id: int


class StepDetails(Link, prefix="step_more"):
    """«Подробнее»: everything about a step; the pages of its proofs count from 0."""

    step_id: int
    page: int = 0


class StepDone(Link, prefix="done"):
    """«Сделано»: asks for the proof."""

    step_id: int


class StepEvents(Link, prefix="step_events"):
    """Shows coming events about the competency of a step; pages count from 0."""

    step_id: int
    page: int = 0


class AttachFile(Link, prefix="attach"):
    """Takes the loose file of a message as proof of a step."""

    step_id: int
    message_id: OutsideId


class Reflect(Link, prefix="reflect"):
    """Asks the question number `place` (from 0) about a step that was done; past the last one, none."""

    step_id: int
    place: int = 0


class ShowEvidence(Link, prefix="proof"):
    """Shows one proof."""

    evidence_id: int


class StepHelp(Link, prefix="step_help"):
    """«Нужна помощь»: asks whom to write to about a step."""

    step_id: int


class AcceptStep(Link, prefix="accept", final=True):
    """Accepts a step."""

    step_id: int


class ReturnStep(Link, prefix="redo"):
    """Asks for the comment with which a step is returned."""

    step_id: int
