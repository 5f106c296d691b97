"""The open questions of a questionnaire, answered by text, and the result that follows the last one."""

from __future__ import annotations

from handlers.answers import Answer, Question, Reply
from handlers.assessments import result_screens, screens
from handlers.screen import Screen
from handlers.wellbeing import screens as wellbeing_screens
from handlers.words import Words
from services.assessments import actions, queries
from services.context import Context
from services.errors import WrongState
from services.letters import Letter
from services.wellbeing.queries import saved


class OpenAnswer(Question, name="OpenItemForm:text", was="open_item"):
    """The answer to the open question at `place`, in the person's own words."""

    expected = Words("error-text-empty")
    assessment_id: int
    place: int

    async def ask(self, ctx: Context) -> Screen:
        item = await queries.open_item(ctx, self.assessment_id, self.place)
        if item is None:  # the question was answered on another phone
            raise WrongState
        return screens.open_item(item)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        item = await queries.open_item(ctx, self.assessment_id, self.place)
        if item is None:
            return await result_screen(ctx, self.assessment_id)
        await actions.write_open_answer(ctx, item.assessment_id, item.item.id, letter.text)
        return await open_items(ctx, self.assessment_id, item.place + 1)


async def open_items(ctx: Context, assessment_id: int, place: int = 0) -> Answer:
    """The first open question from `place` on that has no answer. After the last one: the result."""
    item = await queries.open_item(ctx, assessment_id, place)
    if item is None:
        return await result_screen(ctx, assessment_id)
    return Reply(screens.open_item(item), asks=OpenAnswer(assessment_id=assessment_id, place=item.place))


async def result_screen(ctx: Context, assessment_id: int) -> Screen:
    """The current result, for its owner or for a person it is open to. Raises NotFound, NotAllowed."""
    view = await queries.result(ctx, assessment_id)
    if view.questionnaire.purpose == "wellbeing":
        return await wellbeing_screen(ctx, assessment_id)
    return result_screens.result(view, ctx.content)


async def wellbeing_screen(ctx: Context, assessment_id: int) -> Screen:
    """A finished wellbeing check, for its owner alone. Raises NotFound, NotAllowed."""
    check = await saved(ctx, assessment_id)
    return wellbeing_screens.saved_result(check, assessment_id, ctx.content.levels)
