"""Where the buttons lead by which a route is drafted and its steps are chosen, changed and added."""

from handlers.links import Link


class ChooseBasis(Link, prefix="bases"):
    """On what to base a new route: one of my results; `plain` lists the reasons without a diagnosis."""

    plain: bool = False


class BeginRoute(Link, prefix="route_begin"):
    """Begin a route without a diagnosis, for a reason of the route catalogue."""

    basis: str


class DraftRoute(Link, prefix="draft"):
    """Assemble a route from a result, or ask about the draft there is.

    `replace` stands in buttons older than `Redraft`, which do not tell what to replace: it replaces nothing.
    """

    assessment_id: int
    replace: bool = False


class Redraft(Link, prefix="redraft", final=True):
    """Assemble a route from a result instead of this very draft."""

    assessment_id: int
    draft_id: int


class AddToRoute(Link, prefix="route_add"):
    """Add steps for a competency to my route, as my result says."""

    assessment_id: int
    competency: str


class DraftReasons(Link, prefix="draft_why"):
    """Why each step is there, asked from the draft itself, to which it leads back."""

    route_id: int


class DropDraft(Link, prefix="drop_draft"):
    """Throw a draft away; `sure` after the warning."""

    route_id: int
    sure: bool = False


class SpreadAnew(Link, prefix="spread"):
    """New dates for all steps of a draft, from today on: first which of them change."""

    route_id: int


class SpreadSure(Link, prefix="spread_yes", final=True):
    """New dates for all steps of a draft, after it was said which of them change."""

    route_id: int


class SwapStep(Link, prefix="swap"):
    """Other steps for the same competency, paged from 0; with a `code`, take that one instead."""

    step_id: int
    code: str = ""
    page: int = 0


class DateStep(Link, prefix="step_date"):
    """Give a step of a draft another date: the ordinal of a `day`; without it, ask for one."""

    step_id: int
    day: int = 0


class RemoveStep(Link, prefix="step_gone"):
    """Take a step out of a draft; `sure` after the warning, where there is one."""

    step_id: int
    sure: bool = False


class PutBack(Link, prefix="put_back"):
    """Put a step of the catalogue back where it was: its first and last `days`, as ordinals."""

    route_id: int
    code: str
    days: str


class AddStep(Link, prefix="step_add"):
    """Where another step may come from: the catalogue, an event, one's own words."""

    route_id: int


class FromCatalog(Link, prefix="add_cat"):
    """A step from the catalogue: about which competency?"""

    route_id: int


class CatalogSteps(Link, prefix="cat_steps"):
    """The catalogue's steps for a competency, paged from 0."""

    route_id: int
    competency: str
    page: int = 0


class TakeStep(Link, prefix="cat_take"):
    """Add a step of the catalogue to a route."""

    route_id: int
    code: str


class OtherTopic(Link, prefix="add_topic"):
    """Groups of competencies, or those of a `group`, for a step of the `way`: `catalog`, `event` or `own`."""

    way: str
    route_id: int
    event_id: int = 0
    group: str = ""


class FromEvents(Link, prefix="add_event"):
    """Events ahead that may become a step, paged from 0."""

    route_id: int
    page: int = 0


class TakeEvent(Link, prefix="take_event"):
    """Take an event as a step; where it is not clear about what, ask for the competency first."""

    route_id: int
    event_id: int
    competency: str = ""


class OwnStep(Link, prefix="own_step"):
    """A step in one's own words; one begun before goes on, unless `afresh`."""

    route_id: int
    afresh: bool = False


class OwnTopic(Link, prefix="own_topic"):
    """The competency of one's own step."""

    competency: str


class OwnDay(Link, prefix="own_day"):
    """The day one's own step is due: its ordinal."""

    day: int


class OwnNoResult(Link, prefix="own_plain"):
    """One's own step needs no words about its result."""


class WorkForms(Link, prefix="own_forms"):
    """What form of work one's own step is; the forms are paged from 0."""

    step_id: int
    page: int = 0


class WorkHours(Link, prefix="own_hours"):
    """How many hours of that form it takes, in `halves` of an hour; without them, ask."""

    step_id: int
    form: str
    halves: int = 0
