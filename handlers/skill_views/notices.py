"""How the outbox messages about views of skills look. What is no longer true is not said."""

from __future__ import annotations

from handlers.menu.buttons import HOME
from handlers.names import initials
from handlers.screen import Button, Notice, Screen, quoted
from handlers.skill_views.links import ShowVisit, Trainings
from handlers.words import Words
from services.context import Context
from services.skill_views import queries, trainings


async def visit_shown(ctx: Context, view_id: int) -> Screen | None:
    """To the teacher: somebody wrote what they saw in a lesson."""
    visit = await queries.visit(ctx, view_id)
    if visit.is_author:
        return None
    return Screen(
        [
            Words("notice-visit-shown", name=initials(visit.author), day=visit.observed_on),
            Words("notice-visit-first"),
        ],
        [[Button(Words("button-look"), ShowVisit(view_id=view_id))], [HOME]],
    )


async def visit_answered(ctx: Context, view_id: int) -> Screen | None:
    """To the observer: what the teacher answered."""
    visit = await queries.visit(ctx, view_id)
    if not visit.is_author or not visit.comment:
        return None
    return Screen(
        [
            Words("notice-visit-answered", name=visit.teacher.full_name, day=visit.observed_on),
            quoted(visit.comment),
        ],
        [[Button(Words("button-look"), ShowVisit(view_id=view_id))], [HOME]],
    )


async def after_training(ctx: Context) -> Screen | None:
    """To a leader, once a week: trainings of some time ago, each a question of one tap."""
    waiting = await trainings.page_of_waiting(ctx, 0)
    if not waiting.trainings.total:
        return None
    return Screen(
        [
            Words("trainings-title", title=waiting.question.title),
            Words("notice-after-training", count=waiting.trainings.total),
        ],
        [[Button(Words("button-look"), Trainings())], [HOME]],
    )


NOTICES: dict[str, Notice] = {
    "visit_shown": visit_shown,
    "visit_answered": visit_answered,
    "after_training": after_training,
}
