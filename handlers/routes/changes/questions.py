"""Questions about a change of a step: its reason and its day, chosen or typed."""

from __future__ import annotations

from datetime import date

from handlers.answers import Answer, Question
from handlers.days import DayQuestion
from handlers.routes.changes import screens
from handlers.routes.changes.links import AskChange
from handlers.routes.changes.request import KEPT, TYPED, TypedReason, reason_of, reasons_for
from handlers.routes.changes.screens import OWN
from handlers.screen import Screen
from handlers.words import Words
from services.context import Context
from services.letters import Letter
from services.routes.changes import actions, queries, rules
from services.routes.changes.actions import Wish
from services.routes.days import latest_day
from services.routes.models import MOVE, REMOVE
from services.texts import checked


class Why(Question, name="ChangeForms:why"):
    """Asks for the reason of a change: a button of the catalogue, or other words."""

    expected = Words("error-text-empty")
    labels_first = True
    step_id: int
    kind: str

    async def ask(self, ctx: Context) -> Screen:
        card = await queries.mine_to_change(ctx, self.step_id)
        return screens.ask_why(card, self.kind, reasons_for(ctx, self.kind))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        why = checked(letter.text, rules.WHY_LIMIT)
        if self.kind == REMOVE:
            return screens.change(await actions.ask(ctx, self.step_id, Wish(REMOVE, why)))
        TYPED.keep(ctx, TypedReason(self.step_id, why))
        return NewDay(step_id=self.step_id, code=OWN)


class TypedWhy(Why, name="AgreementForms:why", was=KEPT):
    """Asks for the reason of a change in the owner's words."""

    async def ask(self, ctx: Context) -> Screen:
        return screens.type_why(await queries.mine_to_change(ctx, self.step_id), self.kind)


class NewDay(DayQuestion, name="ChangeForms:day"):
    """Asks for the new day of a step, chosen or typed; `code` is the reason of the move."""

    step_id: int
    code: str

    async def ask(self, ctx: Context) -> Screen:
        card = await queries.mine_to_change(ctx, self.step_id)
        return screens.ask_day(card, self.code, rules.near_days(card.step.due, ctx.today, ctx.calendar))

    def latest(self, ctx: Context) -> date:
        return latest_day(ctx.today)

    def link(self, day: date) -> AskChange:
        return AskChange(step_id=self.step_id, kind=MOVE, why=self.code, day=day.isoformat())

    def back(self) -> AskChange:
        return AskChange(step_id=self.step_id, kind=MOVE, why=self.code)

    async def told(self, ctx: Context, day: date) -> Answer:
        why = reason_of(ctx, self.step_id, self.code)
        if why is None:
            return Why(step_id=self.step_id, kind=MOVE)
        return screens.change(await actions.ask(ctx, self.step_id, Wish(MOVE, why, day)), self.code)


class TypedDay(NewDay, name="AgreementForms:day", was=KEPT):
    """Asks to type the new day of a step."""

    async def ask(self, ctx: Context) -> Screen:
        return screens.type_day(await queries.mine_to_change(ctx, self.step_id), self.code)
