"""Where the buttons of views of skills lead."""

from __future__ import annotations

from handlers.links import Link


class SkillViews(Link, prefix="views"):
    """How I and others see my skills, side by side; a page from 0."""

    page: int = 0


class SkillViewsOf(Link, prefix="views_of"):
    """The same of a teacher who opened a result to me."""

    assessment_id: int
    page: int = 0


class VisitLesson(Link, prefix="visit_new"):
    """Write down a visit to somebody's lesson: on which day, or go on with the one begun."""

    person_id: int


class BeginVisit(Link, prefix="visit_on"):
    """The lesson was on this day (its number in the calendar)."""

    person_id: int
    day: int


class MarkVisit(Link, prefix="v"):
    """The mark of the competency at `place`; -1 says that it was not seen."""

    view_id: int
    place: int
    value: int


class GoToMark(Link, prefix="visit_item"):
    """Look at a mark again."""

    view_id: int
    place: int


class ShowVisit(Link, prefix="visit"):
    """What was written of a lesson, for its two sides."""

    view_id: int


class ShowToTeacher(Link, prefix="visit_show", final=True):
    """Show it to the teacher; it cannot be changed any more."""

    view_id: int


class DropVisit(Link, prefix="visit_drop"):
    """Throw away what was not shown yet; `sure` after the warning."""

    view_id: int
    sure: bool = False


class AnswerVisit(Link, prefix="visit_say"):
    """The teacher answers what was written."""

    view_id: int


class MyVisits(Link, prefix="visits"):
    """What others wrote of my lessons; a page from 0."""

    page: int = 0


class WrittenVisits(Link, prefix="visits_by_me"):
    """What I wrote of others' lessons; a page from 0."""

    page: int = 0


class Trainings(Link, prefix="trainings"):
    """Trainings a leader is asked about; a page from 0."""

    page: int = 0


class AskTraining(Link, prefix="training"):
    """What changed in somebody's work after an event they had a place at, by the competency at `place`."""

    registration_id: int
    place: int = 0


class MarkTraining(Link, prefix="t"):
    """The leader's answer to it; -1 says that they do not know."""

    registration_id: int
    place: int
    value: int
