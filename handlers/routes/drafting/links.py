"""The buttons that draft a route and choose, change and add its steps."""

from handlers.links import Link


class ChooseBasis(Link, prefix="bases"):
    """Asks for the basis of a new route: a result of mine, or if `plain` a reason without a diagnosis."""

    plain: bool = False


class BeginRoute(Link, prefix="route_begin"):
    """Begins a route without a diagnosis, for a reason of the route catalogue."""

    basis: str


class DraftRoute(Link, prefix="draft"):
    """Assembles a route from a result, or asks what to do with the present draft.

    `replace` stands in buttons older than `Redraft`, which do not name the draft; it replaces nothing.
    """

    assessment_id: int
    replace: bool = False


class Redraft(Link, prefix="redraft", final=True):
    """Assembles a route from a result in place of this draft."""

    assessment_id: int
    draft_id: int


class AddToRoute(Link, prefix="route_add"):
    """Adds the steps for a competency of my result to my route."""

    assessment_id: int
    competency: str


class DraftReasons(Link, prefix="draft_why"):
    """Shows why each step is in a draft; the way back leads to the draft."""

    route_id: int


class DropDraft(Link, prefix="drop_draft"):
    """Drops a draft; `sure` after the warning."""

    route_id: int
    sure: bool = False


class SpreadAnew(Link, prefix="spread"):
    """Asks whether to set new dates, from today on, for all steps of a draft."""

    route_id: int


class SpreadSure(Link, prefix="spread_yes", final=True):
    """Sets new dates for all steps of a draft."""

    route_id: int


class SwapStep(Link, prefix="swap"):
    """Shows other steps for the competency, pages count from 0; with a `code`, takes that step instead."""

    step_id: int
    code: str = ""
    page: int = 0


class DateStep(Link, prefix="step_date"):
    """Sets the date of a step of a draft: the ordinal of a `day`; without it, asks for one."""

    step_id: int
    day: int = 0


class RemoveStep(Link, prefix="step_gone"):
    """Removes a step from a draft; `sure` after the warning, if there is one."""

    step_id: int
    sure: bool = False


class PutBack(Link, prefix="put_back"):
    """Puts a removed step of the catalogue back; `days` are the ordinals of its first and last day."""

    route_id: int
    code: str
    days: str


class AddStep(Link, prefix="step_add"):
    """Asks where another step comes from: the catalogue, an event, its owner's words."""

    route_id: int


class FromCatalog(Link, prefix="add_cat"):
    """Asks for the competency of a step from the catalogue."""

    route_id: int


class CatalogSteps(Link, prefix="cat_steps"):
    """Shows the steps of the catalogue for a competency; pages count from 0."""

    route_id: int
    competency: str
    page: int = 0


class TakeStep(Link, prefix="cat_take"):
    """Adds a step of the catalogue to a route."""

    route_id: int
    code: str


class OtherTopic(Link, prefix="add_topic"):
    """Shows the groups of competencies, or those of a `group`; `way` is `catalog`, `event` or `own`."""

    way: str
    route_id: int
    event_id: int = 0
    group: str = ""


class FromEvents(Link, prefix="add_event"):
    """Shows coming events that may become a step; pages count from 0."""

    route_id: int
    page: int = 0


class TakeEvent(Link, prefix="take_event"):
    """Takes an event as a step; asks for the competency first if the event does not name one."""

    route_id: int
    event_id: int
    competency: str = ""


class OwnStep(Link, prefix="own_step"):
    """Asks for a step in its owner's words; continues one begun before, unless `afresh`."""

    route_id: int
    afresh: bool = False


class OwnTopic(Link, prefix="own_topic"):
    """Chooses the competency of an own step."""

    competency: str


class OwnDay(Link, prefix="own_day"):
    """Chooses the deadline of an own step, as an ordinal."""

    day: int


class OwnNoResult(Link, prefix="own_plain"):
    """Leaves out the expected result of an own step."""


class WorkForms(Link, prefix="own_forms"):
    """Asks for the form of work of an own step; the pages of forms count from 0."""

    step_id: int
    page: int = 0


class WorkHours(Link, prefix="own_hours"):
    """Sets the form and the hours of an own step, in `halves` of an hour; without them, asks for them."""

    step_id: int
    form: str
    halves: int = 0
