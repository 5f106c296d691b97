"""What readers see of a route and its steps, and which reader sees what."""

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
    """The acting person's live route, or the result to begin one with and the route finished before."""

    route: RouteView | None
    assessment_id: int | None
    past_route_id: int | None


@dataclass(frozen=True, slots=True)
class StepEventView:
    """An entry of a step's history: a new status, date, form (titles) or hours.

    `actor` is the author's full name, None if the reader is the author.
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
    """A comment on a step, typed or spoken. `author` is a full name, None if the reader wrote it."""

    id: int
    author: str | None
    text: str
    is_spoken: bool


@dataclass(frozen=True, slots=True)
class StepDetails:
    """A step's card with its latest changes and comments, both in the order of time."""

    card: StepCard
    events: tuple[StepEventView, ...]
    remarks: tuple[StepRemark, ...]


class Sight(StrEnum):
    """The reader's relation to a route. A leader sees progress only."""

    OWNER = "owner"
    METHODIST = "methodist"
    MENTOR = "mentor"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of a step that its owner asked for: `move` to `due`, or `remove`.

    `why` is empty for readers other than the owner and methodists. `is_late` means that the change still
    waits although the day it asks for has passed.
    """

    id: int
    kind: str
    due: date | None
    why: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class RemarkView:
    """A comment on a route or a step; a spoken one has a file by its outside id."""

    id: int
    text: str
    file_kind: str | None
    file_id: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as shown. `level` is that of the competency when the route was drafted, if the reader may know.

    `event_id` is the event that the step is, if any; `event_off` means that the event was cancelled.
    `is_own` means that the owner put the step into words.
    """

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
    event_id: int | None = None
    is_own: bool = False
    event_off: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the owner has still to do the step."""
        return self.status in OPEN_STEP

    @property
    def is_closed(self) -> bool:
        """Whether the step is done or cancelled."""
        return self.status in CLOSED_STEP


@dataclass(frozen=True, slots=True)
class RouteView:
    """A route as shown. A leader gets counts only: no steps and no remark."""

    id: int
    owner: PersonView
    sight: Sight
    status: str
    version: int
    starts: date
    ends: date
    assessment_id: int | None
    # The reason named for the route; None if it is based on a result.
    basis: str | None
    methodist: str | None
    is_outdated: bool
    done: int
    total: int
    overdue: int
    steps: tuple[StepView, ...]
    # The latest comment on the route.
    remark: RemarkView | None = None
    methodist_id: int | None = None
    # The id of the version that waits for a decision; 0 if none does, or if it was sent before versions.
    sent_id: int = 0
    # Whether this approval gave the steps new dates, since their deadlines had passed meanwhile.
    is_redated: bool = False
    # Whether the reader had approved the route before: a second tap.
    is_repeated: bool = False
    # Whether one more step may be added.
    has_room: bool = True

    @property
    def next_step(self) -> StepView | None:
        """The open step that is due soonest."""
        return min((step for step in self.steps if step.is_open), key=lambda step: step.due, default=None)


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of proof: `kind` is photo, document, voice, video, link or text.

    When shown alone it has the title of its step, and the name of the `owner` for other readers.
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
    """The owner's answer about a step to a question of the route catalogue."""

    code: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step with the status of its route, the latest comment, and the proof if the reader may see it."""

    step: StepView
    owner: PersonView
    sight: Sight
    route_status: str
    evidence: tuple[EvidenceView, ...]
    reflections: tuple[ReflectionView, ...]
    remark: RemarkView | None = None

    @property
    def event_off(self) -> bool:
        """Whether the event that the step is was cancelled."""
        return self.step.event_off

    @property
    def can_submit(self) -> bool:
        """Whether the acting person may send proof: the step is open or on review."""
        waits = self.step.is_open or self.step.status == "on_review"
        return self.sight is Sight.OWNER and self.route_status in WORKING_ROUTE and waits

    @property
    def can_reflect(self) -> bool:
        """Whether the acting person may write about the step: it was sent and is not accepted yet."""
        return self.sight is Sight.OWNER and self.step.status in ("on_review", "returned")

    @property
    def can_decide(self) -> bool:
        """Whether the acting person may accept or return the step now."""
        decides = self.sight is Sight.METHODIST or (
            self.sight is Sight.MENTOR and is_pair_work(self.step.form.code)
        )
        return decides and self.step.status == "on_review"


# The form of a mentor pair's work: the mentor sees the proof of such steps, accepts and returns them.
PAIR_WORK = "mentor_work"


def is_pair_work(form: str) -> bool:
    """Whether a step of this form is work of a mentor pair."""
    return form == PAIR_WORK


def sees_proofs(sight: Sight, form: str) -> bool:
    """Whether a reader with this sight may see the proof of a step of this form."""
    return sight in (Sight.OWNER, Sight.METHODIST) or (sight is Sight.MENTOR and is_pair_work(form))


def sees_reasons(sight: Sight) -> bool:
    """Whether a reader with this sight may know why a change was asked for and refused: it may be private."""
    return sight in (Sight.OWNER, Sight.METHODIST)
