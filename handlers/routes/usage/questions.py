"""The question after learning: one example of its use."""

from __future__ import annotations

from handlers.answers import Answer, Question
from handlers.routes.usage import screens
from handlers.screen import Screen
from handlers.words import Words
from services.context import Context
from services.errors import WrongState
from services.letters import Letter
from services.routes.usage import actions, queries
from services.routes.usage.queries import UsageQuestion


class Example(Question, name="TransferForms:example", was="transfer"):
    """Asks for an example of using the learning of a step, `after` so many days."""

    expected = Words("transfer-example-expected")
    step_id: int
    after: int

    async def ask(self, ctx: Context) -> Screen:
        asked = await queries.question(ctx, self.step_id, self.after)
        if not asked.answer:
            raise WrongState
        return screens.ask_example(asked, ctx.content.catalog.usage)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return await answered(ctx, await actions.give_example(ctx, self.step_id, self.after, letter.text))


async def answered(ctx: Context, asked: UsageQuestion) -> Screen:
    """The question about use or thanks for its answer, with a way to the next open question."""
    waiting = await queries.open_questions(ctx) if asked.answer else ()
    following = next((one for one in waiting if one.step_id != asked.step_id), None)
    return screens.question(asked, ctx.content.catalog.usage, following)
