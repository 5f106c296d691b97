"""Where the buttons of routes lead."""

from aiogram.filters.callback_data import CallbackData


class MyRoute(CallbackData, prefix="route"):
    """My route, or how to get one; its steps are paged from 0."""

    page: int = 0


class DraftRoute(CallbackData, prefix="draft"):
    """Assemble a route from a result, or ask about the draft there is.

    `replace` stands in buttons older than `Redraft`, which do not tell what to replace: it replaces nothing.
    """

    assessment_id: int
    replace: bool = False


class Redraft(CallbackData, prefix="redraft"):
    """Assemble a route from a result instead of this very draft."""

    assessment_id: int
    draft_id: int


class ShowRoute(CallbackData, prefix="route_of"):
    """Someone's route, for those who may see it; its steps are paged from 0."""

    route_id: int
    page: int = 0


class RouteReasons(CallbackData, prefix="reasons"):
    """Why each step is there."""

    route_id: int


class DraftReasons(CallbackData, prefix="draft_why"):
    """The same, asked from the draft itself, to which it leads back."""

    route_id: int


class DropDraft(CallbackData, prefix="drop_draft"):
    """Throw a draft away; `sure` after the warning."""

    route_id: int
    sure: bool = False


class SendToReview(CallbackData, prefix="to_review"):
    """Send a draft to the methodist; 0 where there is nobody to choose from, or it was chosen before."""

    route_id: int
    methodist_id: int = 0


class ApproveRoute(CallbackData, prefix="approve"):
    """Approve a route as it was sent: another sending is shown first."""

    route_id: int
    sent_id: int = 0


class ApproveUnread(CallbackData, prefix="approve"):
    """The same button as drawn by older versions, which did not tell what was shown."""

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
    """On what to base a new route: one of my results; `plain` lists the reasons without a diagnosis."""

    plain: bool = False


class AddStep(CallbackData, prefix="step_add"):
    """Where another step may come from: the catalogue, an event, one's own words."""

    route_id: int


class SwapStep(CallbackData, prefix="swap"):
    """Other steps for the same competency, paged from 0; with a `code`, take that one instead."""

    step_id: int
    code: str = ""
    page: int = 0


class DateStep(CallbackData, prefix="step_date"):
    """Give a step of a draft another date: the ordinal of a `day`; without it, ask for one."""

    step_id: int
    day: int = 0


class RemoveStep(CallbackData, prefix="step_gone"):
    """Take a step out of a draft; `sure` after the warning, where there is one."""

    step_id: int
    sure: bool = False


class ChooseMethodist(CallbackData, prefix="to_whom"):
    """To whom to send a draft, where several are responsible; paged from 0."""

    route_id: int
    page: int = 0


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
    """«Подробнее»: everything about a step; what was sent for it is paged from 0."""

    step_id: int
    page: int = 0


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


class RouteMore(CallbackData, prefix="route_more"):
    """What is seldom needed of a route: documents, versions, reasons, throwing a draft away."""

    route_id: int


class RecallRoute(CallbackData, prefix="recall"):
    """Take a route back from the methodist while they have not decided."""

    route_id: int


class ShowVersion(CallbackData, prefix="version"):
    """A route as it was sent, and what changed against the version before."""

    route_id: int
    version: int


class ShowComment(CallbackData, prefix="remark"):
    """Words said about a route or a step, perhaps spoken."""

    comment_id: int


class SnoozeStep(CallbackData, prefix="snooze"):
    """Remind of a step in so many `days`; its date stands."""

    step_id: int
    days: int


class AskChange(CallbackData, prefix="change"):
    """Ask to `move` a step of a route under way or to `remove` it: why, then until which day (ISO).

    `why` is the code of a reason, or `own` for words typed before.
    """

    step_id: int
    kind: str
    why: str = ""
    day: str = ""


class TypeChange(CallbackData, prefix="change_type"):
    """The same, in one's own words: why; with `why` told, until when."""

    step_id: int
    kind: str
    why: str = ""


class ShowChange(CallbackData, prefix="asked"):
    """A change that was asked for."""

    change_id: int


class WithdrawChange(CallbackData, prefix="change_off"):
    """Take one's request back."""

    change_id: int


class AgreeToChange(CallbackData, prefix="change_yes"):
    """Agree to a change."""

    change_id: int


class RefuseChange(CallbackData, prefix="change_no"):
    """Leave the step as it is; with `words`, ask for them first."""

    change_id: int
    words: bool = False


class TransferQuestion(CallbackData, prefix="transfer"):
    """Is what was learnt in a step used, `after` so many days?"""

    step_id: int
    after: int


class AnswerTransfer(CallbackData, prefix="transfer_say"):
    """Answer it, then ask for an example."""

    step_id: int
    after: int
    code: str


class GiveExample(CallbackData, prefix="transfer_eg"):
    """Write an example of how it is used, or write it anew."""

    step_id: int
    after: int


class TransferShare(CallbackData, prefix="transfer_share"):
    """How much of what was learnt is used in a unit (0 is all of my scope); its parts are paged from 0."""

    unit_id: int = 0
    page: int = 0


class Reflect(CallbackData, prefix="reflect"):
    """The question number `place` (from 0) about a step that was done; past the last one, no more of them."""

    step_id: int
    place: int = 0


class SharePractice(CallbackData, prefix="share_route"):
    """Tell a methodist what works now, after a route."""

    route_id: int


class BeginRoute(CallbackData, prefix="route_begin"):
    """Begin a route without a diagnosis, for a reason of the route catalogue."""

    basis: str


class SpreadAnew(CallbackData, prefix="spread"):
    """New dates for all steps of a draft, from today on."""

    route_id: int


class PutBack(CallbackData, prefix="put_back"):
    """Put a step of the catalogue back where it was: its first and last `days`, as ordinals."""

    route_id: int
    code: str
    days: str


class FromCatalog(CallbackData, prefix="add_cat"):
    """A step from the catalogue: about which competency?"""

    route_id: int


class CatalogSteps(CallbackData, prefix="cat_steps"):
    """The catalogue's steps for a competency, paged from 0."""

    route_id: int
    competency: str
    page: int = 0


class TakeStep(CallbackData, prefix="cat_take"):
    """Add a step of the catalogue to a route."""

    route_id: int
    code: str


class OtherTopic(CallbackData, prefix="add_topic"):
    """Groups of competencies, or those of a `group`, for a step of the `way`: `catalog`, `event` or `own`."""

    way: str
    route_id: int
    event_id: int = 0
    group: str = ""


class FromEvents(CallbackData, prefix="add_event"):
    """Events ahead that may become a step, paged from 0."""

    route_id: int
    page: int = 0


class TakeEvent(CallbackData, prefix="take_event"):
    """Take an event as a step; where it is not clear about what, ask for the competency first."""

    route_id: int
    event_id: int
    competency: str = ""


class OwnStep(CallbackData, prefix="own_step"):
    """A step in one's own words; one begun before goes on, unless `afresh`."""

    route_id: int
    afresh: bool = False


class OwnTopic(CallbackData, prefix="own_topic"):
    """The competency of one's own step."""

    competency: str


class OwnDay(CallbackData, prefix="own_day"):
    """The day one's own step is due: its ordinal."""

    day: int


class OwnNoResult(CallbackData, prefix="own_plain"):
    """One's own step needs no words about its result."""
