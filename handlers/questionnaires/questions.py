"""The question for the edited workbook of a questionnaire."""

from __future__ import annotations

from handlers.answers import Answer
from handlers.files import FileQuestion
from handlers.questionnaires import screens
from handlers.screen import Screen
from handlers.spreadsheets import mistakes_file
from handlers.words import Text, Words
from services.context import Context
from services.questionnaires import actions, queries
from services.spreadsheets.reading import FILE_LIMIT


class Workbook(FileQuestion, name="WorkbookForm:file", was={"code": "questionnaire"}):
    """The edited workbook of a questionnaire."""

    expected = Words("edit-expected")
    limit = FILE_LIMIT
    too_large = "workbook-large"
    code: str

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_file(await queries.for_publisher(ctx, self.code))

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        return screens.file_expected(self.code, wrong or self.expected)

    async def read(self, ctx: Context, content: bytes, name: str) -> Answer:
        checked = await actions.check(ctx, self.code, content, name)
        if checked.draft is not None:
            return self.answered(screens.draft(checked.draft))
        if not checked.mistakes:
            return self.answered(screens.unchanged(checked.base))
        found = [((one.sheet, one.row or None), one) for one in checked.mistakes]
        said, title = Words("edit-mistakes-file"), Words("sheet-file-mistakes")
        files = await mistakes_file(ctx, said, title, ("sheet", "row"), found, wrap=True)
        return self.answered(*files, screens.mistakes(checked.base, checked.mistakes))
