"""The outbox messages about views of skills. A message that is no longer true is skipped."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.links import Link
from handlers.menu.buttons import HOME
from handlers.names import initials
from handlers.screen import Button, Notice, Screen, quoted
from handlers.skill_views.links import ShowVisit, Trainings
from handlers.words import Text, Words
from services.context import Context
from services.skill_views import queries, trainings


async def visit_shown(ctx: Context, view_id: int) -> Screen | None:
    """For the teacher: an observer wrote about their lesson."""
    visit = await queries.visit(ctx, view_id)
    if visit.is_author:
        return None
    shown = Words("notice-visit-shown", name=initials(visit.author), day=visit.observed_on)
    return _notice([shown, Words("notice-visit-first")], ShowVisit(view_id=view_id))


async def visit_answered(ctx: Context, view_id: int) -> Screen | None:
    """For the observer: the answer of the teacher."""
    visit = await queries.visit(ctx, view_id)
    if not visit.is_author or not visit.comment:
        return None
    answered = Words("notice-visit-answered", name=visit.teacher.full_name, day=visit.observed_on)
    return _notice([answered, quoted(visit.comment)], ShowVisit(view_id=view_id))


async def after_training(ctx: Context) -> Screen | None:
    """For a leader, once a week: the trainings about which they are asked, one tap for each question."""
    waiting = await trainings.page_of_waiting(ctx, 0)
    if not waiting.trainings.total:
        return None
    title = Words("trainings-title", title=waiting.question.title)
    count = Words("notice-after-training", count=waiting.trainings.total)
    return _notice([title, count], Trainings())


def _notice(lines: Sequence[Text], link: Link) -> Screen:
    return Screen(lines, [[Button(Words("button-look"), link)], [HOME]])


NOTICES: tuple[Notice, ...] = (visit_shown, visit_answered, after_training)
