"""What is typed while taking a questionnaire: the answers to its open questions."""

from __future__ import annotations

from handlers.answers import Answer, Question, Reply
from handlers.assessments import screens
from handlers.assessments.results import result_screen
from handlers.screen import Screen
from handlers.words import Words
from services.assessments import actions, queries
from services.context import Context
from services.errors import WrongState
from services.letters import Letter


class OpenAnswer(Question, name="OpenItemForm:text", was="open_item"):
    """An answer in one's own words to the open question at `place`."""

    expected = Words("error-text-empty")
    assessment_id: int
    place: int

    async def ask(self, ctx: Context) -> Screen:
        item = await queries.open_item(ctx, self.assessment_id, self.place)
        if item is None:  # answered on another phone
            raise WrongState
        return screens.open_item(item)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        item = await queries.open_item(ctx, self.assessment_id, self.place)
        if item is None:
            return await result_screen(ctx, self.assessment_id)
        await actions.write_open_answer(ctx, item.assessment_id, item.item.id, letter.text)
        return await open_items(ctx, self.assessment_id, item.place + 1)


async def open_items(ctx: Context, assessment_id: int, place: int = 0) -> Answer:
    """The first open question from `place` on that has no answer; after the last one the result."""
    item = await queries.open_item(ctx, assessment_id, place)
    if item is None:
        return await result_screen(ctx, assessment_id)
    return Reply(screens.open_item(item), asks=OpenAnswer(assessment_id=assessment_id, place=item.place))
