"""What may be shown of a route, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.content.catalog import StepForm
from services.content.competencies import Competency, Level
from services.people.queries import PersonView
from services.routes.models import CLOSED_STEP, OPEN_STEP, WORKING_ROUTE
from services.routes.rules import Reason


@dataclass(frozen=True, slots=True)
class MyPage:
    """My live route; without one, the result to draft from and the route finished before, if any."""

    route: RouteView | None
    assessment_id: int | None
    past_route_id: int | None


@dataclass(frozen=True, slots=True)
class StepEventView:
    """A change of a step: its new status, its dates, or the form (titles) and hours of an own step.

    `actor` is None where the reader made it.
    """

    day: date
    actor: str | None
    status: str | None
    old_due: date | None
    new_due: date | None
    why: str
    forms: tuple[str, str] | None = None
    hours: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class StepRemark:
    """Words about a step, perhaps spoken. `author` is None for the reader's own."""

    id: int
    author: str | None
    text: str
    is_spoken: bool


@dataclass(frozen=True, slots=True)
class StepDetails:
    """A step's card with its latest changes and words, both from the earliest to the latest."""

    card: StepCard
    events: tuple[StepEventView, ...]
    remarks: tuple[StepRemark, ...]


class Sight(StrEnum):
    """As whom the acting person looks at a route; a leader sees progress only."""

    OWNER = "owner"
    METHODIST = "methodist"
    MENTOR = "mentor"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of a step its owner asked for, and nobody decided yet: `move` to `due`, or `remove`.

    `why` is for its owner and the methodist; to others it is empty. It `is_late` where the day asked for went
    by and nobody had answered.
    """

    id: int
    kind: str
    due: date | None
    why: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class RemarkView:
    """Words somebody said about a route or a step; spoken ones have a file of the channel."""

    id: int
    text: str
    file_kind: str | None
    file_id: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as shown. `level` is the competency's when the route was drafted, if the viewer may know."""

    id: int
    route_id: int
    number: int
    title: str
    competency: Competency
    form: StepForm
    hours: float
    starts: date
    due: date
    result: str
    status: str
    reason: Reason
    level: Level | None
    is_overdue: bool
    remind_on: date | None = None
    asked: ChangeView | None = None
    # The event it is, if any; `is_own` where its owner put it into words.
    event_id: int | None = None
    is_own: bool = False
    # Whether the event it is was cancelled.
    event_off: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still the teacher's turn."""
        return self.status in OPEN_STEP

    @property
    def is_closed(self) -> bool:
        """Whether nothing more happens to it."""
        return self.status in CLOSED_STEP


@dataclass(frozen=True, slots=True)
class RouteView:
    """A route as shown. A leader gets the counts alone: no steps, no remark, no competencies."""

    id: int
    owner: PersonView
    sight: Sight
    status: str
    version: int
    starts: date
    ends: date
    assessment_id: int | None
    # The reason named where there was no diagnosis; None where there was one.
    basis: str | None
    methodist: str | None
    is_outdated: bool
    done: int
    total: int
    overdue: int
    steps: tuple[StepView, ...]
    # The last words about it; and the methodist it was sent to.
    remark: RemarkView | None = None
    methodist_id: int | None = None
    # Which sending waits for a decision; 0 where none does, or where it was sent before versions were kept.
    sent_id: int = 0
    # Whether this very approval gave its steps new dates: it had waited past their deadlines.
    is_redated: bool = False
    # Whether who approved it had done so before: a second tap.
    is_repeated: bool = False
    # Whether one more step may be added.
    has_room: bool = True

    @property
    def next_step(self) -> StepView | None:
        """What to do first: the open step that is due soonest."""
        return min((step for step in self.steps if step.is_open), key=lambda step: step.due, default=None)


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One thing sent as proof: `kind` is photo, document, voice, video, link or text.

    Where it is shown alone it names its step, and its `owner` to whoever is not.
    """

    id: int
    step_id: int
    kind: str
    text: str
    file_id: str | None
    file_name: str | None
    step_title: str = ""
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """What its owner wrote about a step, in answer to a question of the route catalogue."""

    code: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step with its route's state, the last words about it, and what was sent, where it may be seen."""

    step: StepView
    owner: PersonView
    sight: Sight
    route_status: str
    evidence: tuple[EvidenceView, ...]
    reflections: tuple[ReflectionView, ...]
    remark: RemarkView | None = None

    @property
    def event_off(self) -> bool:
        """Whether the event it is was cancelled."""
        return self.step.event_off

    @property
    def can_submit(self) -> bool:
        """Whether the acting person may send it to review, or add to what was sent."""
        waits = self.step.is_open or self.step.status == "on_review"
        return self.sight is Sight.OWNER and self.route_status in WORKING_ROUTE and waits

    @property
    def can_reflect(self) -> bool:
        """Whether the acting person may still write what came of it: they did it, it is not accepted yet."""
        return self.sight is Sight.OWNER and self.step.status in ("on_review", "returned")

    @property
    def can_decide(self) -> bool:
        """Whether the acting person is to accept or return it."""
        decides = self.sight is Sight.METHODIST or (
            self.sight is Sight.MENTOR and is_pair_work(self.step.form.code)
        )
        return decides and self.step.status == "on_review"


# The pair's programme: a mentor sees the proofs of these steps, accepts and returns them.
PAIR_WORK = "mentor_work"


def is_pair_work(form: str) -> bool:
    """Whether a step of this form is the mentor's to look at, beside the methodist."""
    return form == PAIR_WORK


def sees_proofs(sight: Sight, form: str) -> bool:
    """Whether what was sent for a step of this form may be seen."""
    return sight in (Sight.OWNER, Sight.METHODIST) or (sight is Sight.MENTOR and is_pair_work(form))


def sees_reasons(sight: Sight) -> bool:
    """Whether why a change was asked for, and what was said refusing it, may be read: it may be private."""
    return sight in (Sight.OWNER, Sight.METHODIST)
