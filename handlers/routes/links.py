"""Where the buttons of routes lead."""

from aiogram.filters.callback_data import CallbackData


class MyRoute(CallbackData, prefix="route"):
    """My route, or how to get one; its steps are paged from 0."""

    page: int = 0


class DraftRoute(CallbackData, prefix="draft"):
    """Assemble a route from a result; `replace` throws the earlier draft away."""

    assessment_id: int
    replace: bool = False


class ShowRoute(CallbackData, prefix="route_of"):
    """Someone's route, for those who may see it; its steps are paged from 0."""

    route_id: int
    page: int = 0


class RouteReasons(CallbackData, prefix="reasons"):
    """Why each step is there."""

    route_id: int


class DropDraft(CallbackData, prefix="drop_draft"):
    """Throw a draft away; `sure` after the warning."""

    route_id: int
    sure: bool = False


class SendToReview(CallbackData, prefix="to_review"):
    """Send a draft to the methodist."""

    route_id: int


class ApproveRoute(CallbackData, prefix="approve"):
    """Approve a route."""

    route_id: int


class ReturnRoute(CallbackData, prefix="return"):
    """Return a route with a comment."""

    route_id: int


class ShowStep(CallbackData, prefix="step"):
    """A step."""

    step_id: int


class StepDone(CallbackData, prefix="done"):
    """«Сделано»: ask for the proof."""

    step_id: int


class AcceptStep(CallbackData, prefix="accept"):
    """Accept a step."""

    step_id: int


class ReturnStep(CallbackData, prefix="redo"):
    """Return a step with a comment."""

    step_id: int


class ShowEvidence(CallbackData, prefix="proof"):
    """What was sent as proof."""

    evidence_id: int


class AddToRoute(CallbackData, prefix="route_add"):
    """Add steps for a competency to my route, as my result says."""

    assessment_id: int
    competency: str
