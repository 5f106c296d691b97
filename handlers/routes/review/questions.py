"""Questions for the words of a decision, typed or spoken."""

from __future__ import annotations

from typing import ClassVar

from handlers.answers import Answer, Question
from handlers.routes.agreement import screens as agreement_screens
from handlers.routes.changes import screens as change_screens
from handlers.routes.review.queue import following, sent_anew
from handlers.routes.steps import screens as step_screens
from handlers.screen import Screen
from handlers.words import Words
from services.context import Context
from services.errors import Invalid
from services.letters import Letter
from services.routes import reading
from services.routes.agreement import actions as agreement
from services.routes.agreement.queries import SentAnew
from services.routes.changes import actions as changes
from services.routes.changes.queries import change_to_decide
from services.routes.remarks import Remark
from services.routes.review import queries
from services.routes.review.queries import CHANGE, ROUTE, STEP
from services.routes.steps import actions as steps


class ReviewWords(Question):
    """Asks for words about an item of the queue; `kind` is its kind, `about` its id."""

    takes_files = True
    expected = Words("route-words-expected")
    kind: ClassVar[str]
    about: int

    async def give(self, ctx: Context, remark: Remark) -> Words:
        """Make the decision with these words, and return the line about it. Raises Invalid."""
        raise NotImplementedError

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        spoken = letter.file
        if spoken is not None and spoken.kind != "voice":
            raise Invalid(self.expected.key)
        place = await queries.place_of(ctx, self.kind, self.about)
        remark = Remark(letter.text, "voice", spoken.file_id) if spoken else Remark(letter.text)
        return await following(ctx, place, await self.give(ctx, remark))


class RouteWords(
    ReviewWords,
    name="AgreementForms:route_words",
    was={"about": "review", "sent_id": "review_sending"},
):
    """Asks what to change in a route, of the sending that was read."""

    kind = ROUTE
    sent_id: int = 0

    async def ask(self, ctx: Context) -> Screen:
        return agreement_screens.ask_return_words(await reading.route_of(ctx, self.about))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        try:
            return await super().take(ctx, letter)
        except SentAnew as changed:
            return await sent_anew(ctx, self.about, changed)

    async def give(self, ctx: Context, remark: Remark) -> Words:
        route = await agreement.return_route(ctx, self.about, self.sent_id, remark)
        return Words("route-return-done", name=route.owner.full_name)


class StepWords(ReviewWords, name="AgreementForms:step_words", was={"about": "review"}):
    """Asks what to change in the proof of a step."""

    kind = STEP

    async def ask(self, ctx: Context) -> Screen:
        return step_screens.ask_return_words(await queries.step_to_decide(ctx, self.about))

    async def give(self, ctx: Context, remark: Remark) -> Words:
        card = await steps.return_step(ctx, self.about, remark)
        return Words("step-return-done", name=card.owner.full_name)


class ChangeWords(ReviewWords, name="AgreementForms:change_words", was={"about": "review"}):
    """Asks why a change of a step is refused."""

    kind = CHANGE

    async def ask(self, ctx: Context) -> Screen:
        return change_screens.ask_refusal(await change_to_decide(ctx, self.about))

    async def give(self, ctx: Context, remark: Remark) -> Words:
        card = await changes.refuse(ctx, self.about, remark)
        return Words("change-refused-done", name=card.card.owner.full_name)
