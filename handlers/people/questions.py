"""What people are asked to type about themselves."""

from __future__ import annotations

from handlers.answers import Answer, Question
from handlers.menu.home import home_screen
from handlers.people import screens
from handlers.screen import Screen
from services.context import Context
from services.letters import Letter
from services.people import actions
from services.people.queries import identify


class OwnName(Question, name="PeopleForms:own_name"):
    """The full name of a person who came by a unit's link."""

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_name(ctx.me.full_name)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        await actions.rename_me(ctx, letter.text)
        ctx.actor = (await identify(ctx, ctx.chat.id)).actor
        return await home_screen(ctx)


class Correction(Question, name="PeopleForms:correction"):
    """What is wrong in the person's data, for a methodist."""

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_correction()

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return screens.correction_sent(await actions.ask_correction(ctx, letter.text))
