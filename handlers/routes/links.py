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


class ChooseBasis(CallbackData, prefix="bases"):
    """On what to base a new route: one of my results, or another reason."""


class AddStep(CallbackData, prefix="step_add"):
    """Where another step may come from: the catalogue, an event, one's own words."""

    route_id: int


class SwapStep(CallbackData, prefix="swap"):
    """Other steps for the same competency; with a `code`, take that one instead."""

    step_id: int
    code: str = ""


class DateStep(CallbackData, prefix="step_date"):
    """Give a step of a draft another date, so many `days` from today; without them, ask for it."""

    step_id: int
    days: int = 0


class RemoveStep(CallbackData, prefix="step_gone"):
    """Take a step out of a draft; `sure` after the warning, where there is one."""

    step_id: int
    sure: bool = False


class ChooseMethodist(CallbackData, prefix="to_whom"):
    """To whom to send a draft, where several are responsible."""

    route_id: int


class RouteVersions(CallbackData, prefix="versions"):
    """What was sent before, and what was decided about it."""

    route_id: int


class MoveStep(CallbackData, prefix="move"):
    """«Перенести»: put the reminder off, or ask for another date."""

    step_id: int


class StepHelp(CallbackData, prefix="step_help"):
    """«Нужна помощь»: whom to ask about a step."""

    step_id: int


class StepDetails(CallbackData, prefix="step_more"):
    """«Подробнее»: everything about a step."""

    step_id: int


class Review(CallbackData, prefix="review"):
    """The queue of what waits for a decision; `skip` so many of the first."""

    skip: int = 0


class RouteSummary(CallbackData, prefix="summary"):
    """What came of a finished route."""

    route_id: int


class RoutesOverview(CallbackData, prefix="routes"):
    """For methodists: the routes they accompany."""


class NeedingHelp(CallbackData, prefix="stuck"):
    """For methodists: who may need help with a route, paged from 0."""

    page: int = 0
