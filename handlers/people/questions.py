"""What people are asked to type about themselves; the staff list as a file."""

from __future__ import annotations

import asyncio

from handlers.answers import Answer, Question
from handlers.menu.home import home_screen
from handlers.people import import_screens, screens
from handlers.screen import Screen
from handlers.uploads import Checked, SheetQuestion
from handlers.words import Words, translator
from services.context import Context
from services.letters import Letter
from services.people import actions, imports
from services.people.queries import identify
from services.spreadsheets import writing


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


class StaffList(SheetQuestion, name="ImportForms:file"):
    """The staff list as a spreadsheet."""

    expected = Words("import-expected")

    async def ask(self, ctx: Context) -> Screen:
        imports.require_importer(ctx)
        words = translator(ctx.locale)
        template = await asyncio.to_thread(writing.write, [import_screens.template_table(words)])
        return import_screens.ask_file(template, words)

    async def require(self, ctx: Context) -> None:
        imports.require_importer(ctx)

    async def check(self, ctx: Context, content: bytes, name: str) -> tuple[Checked, Screen]:
        view = await imports.check(ctx, content, name)
        return view, import_screens.preview(view)
