"""Questions about a step that was done: its proof, a few words about it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answers import Answer, Question, Reply
from handlers.menu.buttons import told
from handlers.routes.steps import screens
from handlers.screen import Screen
from handlers.words import Text, Words
from services.context import Context
from services.errors import WrongState
from services.letters import Letter
from services.messenger import FETCH_LIMIT
from services.routes import step_reading
from services.routes.steps import actions, queries
from services.routes.views import StepCard

MORE = Words("step-questions-more")
NO_PROOF = Words("step-proof-expected")


class AboutStep(Question):
    """Takes proof of a step. The other files of an album are added without an answer.

    Only a file too large for the portfolio is answered.
    """

    takes_files = True
    step_id: int

    async def rest(self, ctx: Context, letter: Letter) -> Answer:
        if letter.file is None:
            return None
        await actions.add(ctx, self.step_id, letter)
        return joined(letter)


class Proof(AboutStep, name="RouteForms:evidence", was="route"):
    """Asks for the proof of a step; `adds` if the step is on review already and no questions follow."""

    expected = NO_PROOF
    adds: bool = False

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_proof(await step_reading.step_card(ctx, self.step_id))

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        if wrong == NO_PROOF:
            return screens.proof_expected(self.step_id, wrong)
        return await super().ask_again(ctx, wrong)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        card, mentors = await actions.submit(ctx, self.step_id, letter)
        return proved(ctx, card, mentors, letter, adds=self.adds)


class Reflection(AboutStep, name="RouteForms:reflection", was="route"):
    """Asks a question of the catalogue; a file adds proof, and the question is asked again."""

    expected = Words("step-question-expected")
    place: int
    question: str

    async def ask(self, ctx: Context) -> Screen:
        if self.place >= len(ctx.content.catalog.reflection):  # the release before had more questions
            raise WrongState
        return _asked(ctx, await step_reading.step_card(ctx, self.step_id), self.place)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        if letter.file is None:
            card = await actions.reflect(ctx, self.step_id, self.question, letter.text)
            return await go_on(ctx, card, self.place + 1)
        card, _ = await actions.submit(ctx, self.step_id, letter)
        above = [screens.added(card), *_notes(letter)]
        return Reply(_asked(ctx, card, self.place), above=above, asks=self)


def proved(ctx: Context, card: StepCard, mentors: Sequence[str], letter: Letter, *, adds: bool) -> Reply:
    """Say that the proof is saved, and ask the questions not answered yet; none if it `adds` to a step."""
    sent, questions = screens.saved(mentors), ctx.content.catalog.reflection
    written = {one.code for one in card.reflections}
    left = [place for place, one in enumerate(questions) if one.code not in written]
    if adds or not left:
        return Reply(screens.submitted(card, sent, _notes(letter)))
    count = len(questions) - left[0]
    return _asking(ctx, card, left[0], [screens.questions_left(sent, count), *_notes(letter)])


async def go_on(ctx: Context, card: StepCard, place: int) -> Reply:
    """Ask the question at `place` about a step that was done; past the last one, say that all is saved."""
    if 0 <= place < len(ctx.content.catalog.reflection):
        return _asking(ctx, card, place, [MORE])
    sent = screens.saved(await queries.mentors_asked(ctx, card.step.id))
    return Reply(screens.submitted(card, sent))


def joined(letter: Letter) -> Screen | None:
    """The answer to a file that was added to its album; None if there is nothing to say."""
    return told(*notes) if (notes := _notes(letter)) else None


def _asking(ctx: Context, card: StepCard, place: int, above: Sequence[Text]) -> Reply:
    code = ctx.content.catalog.reflection[place].code
    question = Reflection(step_id=card.step.id, place=place, question=code)
    return Reply(_asked(ctx, card, place), above=above, asks=question)


def _asked(ctx: Context, card: StepCard, place: int) -> Screen:
    return screens.ask_reflection(card, ctx.content.catalog.reflection, place)


def _notes(letter: Letter) -> list[Text]:
    """The note about a file too large for a bot to fetch, and so for the portfolio."""
    is_big = letter.file is not None and letter.file.size > FETCH_LIMIT
    return [screens.too_big()] if is_big else []
