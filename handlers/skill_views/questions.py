"""The question for the answer of a teacher to what was written about their lesson."""

from __future__ import annotations

from handlers.answers import Answer, Question
from handlers.screen import Screen
from handlers.skill_views import screens
from handlers.words import Text, Words
from services.context import Context
from services.errors import NotFound
from services.letters import Letter
from services.skill_views import actions, queries


class VisitAnswer(Question, name="SkillViewForms:answer", was="skill_view"):
    """The answer of the teacher, in their own words."""

    expected = Words("visit-words-expected")
    view_id: int

    async def ask(self, ctx: Context) -> Screen:
        visit = await queries.visit(ctx, self.view_id)
        if visit.is_author:
            raise NotFound
        return screens.ask_answer(visit)

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        return screens.answer_refused(self.view_id, wrong or self.expected)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return screens.answered(await actions.comment(ctx, self.view_id, letter.text))
