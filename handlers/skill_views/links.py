"""The buttons of views of skills."""

from __future__ import annotations

from handlers.links import Link


class SkillViews(Link, prefix="views"):
    """A page, from 0, of how other people and I see my skills."""

    page: int = 0


class SkillViewsOf(Link, prefix="views_of"):
    """A page, from 0, of the views of a teacher who opened a result to me."""

    assessment_id: int
    page: int = 0


class VisitLesson(Link, prefix="visit_new"):
    """Write about a lesson of a person: choose its day, or go on with the visit begun."""

    person_id: int


class BeginVisit(Link, prefix="visit_on"):
    """Begin a visit; `day` is the day of the lesson as a proleptic Gregorian ordinal."""

    person_id: int
    day: int


class MarkVisit(Link, prefix="v"):
    """Mark the competency at `place`; -1 means that it was not seen."""

    view_id: int
    place: int
    value: int


class GoToMark(Link, prefix="visit_item"):
    """Go back to a mark."""

    view_id: int
    place: int


class ShowVisit(Link, prefix="visit"):
    """What was written about a lesson, for its two sides."""

    view_id: int


class ShowToTeacher(Link, prefix="visit_show", final=True):
    """Show a visit to the teacher; from then on it cannot be changed."""

    view_id: int


class DropVisit(Link, prefix="visit_drop"):
    """Drop a visit not shown yet; `sure` after the warning."""

    view_id: int
    sure: bool = False


class AnswerVisit(Link, prefix="visit_say"):
    """Answer what was written about one's own lesson."""

    view_id: int


class MyVisits(Link, prefix="visits"):
    """A page, from 0, of what other people wrote about my lessons."""

    page: int = 0


class WrittenVisits(Link, prefix="visits_by_me"):
    """A page, from 0, of what I wrote about lessons of other people."""

    page: int = 0


class Trainings(Link, prefix="trainings"):
    """A page, from 0, of the trainings about which a leader is asked."""

    page: int = 0


class AskTraining(Link, prefix="training"):
    """Ask a leader what changed in the work of a participant of an event, in the competency at `place`."""

    registration_id: int
    place: int = 0


class MarkTraining(Link, prefix="t"):
    """The answer of a leader about the competency at `place`; -1 means that they do not know."""

    registration_id: int
    place: int
    value: int
