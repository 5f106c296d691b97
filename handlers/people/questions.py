"""What people type about themselves, and the staff list as a file."""

from __future__ import annotations

from handlers.answers import Answer, Question
from handlers.menu.buttons import told
from handlers.menu.desk import home_screen
from handlers.people import import_screens, screens
from handlers.screen import BLANK, Screen
from handlers.uploads import Checked, SheetQuestion
from handlers.words import Translator, Words
from services.context import Context
from services.letters import Letter
from services.people import actions, imports
from services.people.queries import identify
from services.spreadsheets.writing import Table


class OwnName(Question, name="PeopleForms:own_name"):
    """The full name of a person who joined by the link of a unit."""

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_name(ctx.me.full_name)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        await actions.rename_me(ctx, letter.text)
        ctx.actor = (await identify(ctx, ctx.chat.id)).actor
        return await home_screen(ctx)


class Correction(Question, name="PeopleForms:correction"):
    """What a methodist should correct in the data of the person."""

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_correction()

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        methodist = await actions.ask_correction(ctx, letter.text)
        return told(Words("mydata-correct-sent", name=methodist))


class StaffList(SheetQuestion, name="ImportForms:file"):
    """The staff list as a spreadsheet."""

    expected = Words("import-expected")
    how = (
        Words("import-title"),
        BLANK,
        Words("import-how"),
        Words("import-columns"),
        Words("import-safe"),
    )
    example_name = Words("sheet-file-template")

    def example(self, ctx: Context, words: Translator) -> Table:
        return import_screens.example_table(words)

    async def require(self, ctx: Context) -> None:
        imports.require_importer(ctx)

    async def check(self, ctx: Context, content: bytes, name: str) -> tuple[Checked, Screen]:
        view = await imports.check(ctx, content, name)
        return view, import_screens.preview(view)
