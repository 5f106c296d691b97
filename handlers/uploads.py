"""The one way to load a table: the bot asks for the file, checks it and shows a preview; the author decides.

A feature writes a `SheetQuestion`, shows a `preview`, and answers a link that names the upload and says
whether to `apply` it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Protocol

from handlers.answers import Answer
from handlers.files import FileQuestion
from handlers.menu.buttons import HOME
from handlers.screen import BLANK, Button, File, Screen
from handlers.spreadsheets import error_lines, errors_file, some
from handlers.words import Text, Translator, Words, translator
from services.context import Context
from services.spreadsheets import writing
from services.spreadsheets.reading import FILE_LIMIT
from services.spreadsheets.rows import RowError
from services.spreadsheets.writing import Table


class Checked(Protocol):
    """The result of a check: the number of wrong rows, their errors, and the columns that were not read."""

    @property
    def wrong(self) -> int: ...

    @property
    def errors(self) -> Sequence[RowError]: ...

    @property
    def ignored_columns(self) -> Sequence[str]: ...


class SheetQuestion(FileQuestion):
    """A spreadsheet to be sent. `back` are the buttons beside the one that leads home.

    `how` are the lines that say what to send; an example of the file, named `example_name`, comes with them.
    The question stays open after an answer, so that a corrected file can simply be sent again.
    """

    limit = FILE_LIMIT
    back: ClassVar[Sequence[Button]] = ()
    how: ClassVar[Sequence[Text]]
    example_name: ClassVar[Words]

    async def ask(self, ctx: Context) -> Screen:
        await self.require(ctx)
        words = translator(ctx.locale)
        data = await asyncio.to_thread(writing.write, [self.example(ctx, words)])
        file = File("document", data=data, name=words.plain(self.example_name))
        return Screen(self.how, [[*self.back, HOME]], file=file)

    def example(self, ctx: Context, words: Translator) -> Table:
        """The columns of the table and a made-up row."""
        raise NotImplementedError

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        return Screen([wrong or self.expected], [[*self.back, HOME]])

    async def read(self, ctx: Context, content: bytes, name: str) -> Answer:
        checked, shown = await self.check(ctx, content, name)
        return self.answered(*await errors_file(ctx, checked.errors), shown)

    async def check(self, ctx: Context, content: bytes, name: str) -> tuple[Checked, Screen]:
        """The result of the check and the preview of the changes. Raises Invalid for a wrong kind of file."""
        raise NotImplementedError


def preview(
    found: Sequence[Text],
    checked: Checked,
    ask: Text,
    ways: Sequence[Button],
    last: Sequence[Button],
    more: Sequence[Text] = (),
) -> Screen:
    """The preview of a checked table: what was `found`, what is wrong, and what to do with it.

    `ways` are the buttons that apply and drop it; there are none if nothing can be applied. The lines of
    `more` follow the number of wrong rows.
    """
    lines: list[Text] = [*found]
    if checked.wrong:
        lines.append(Words("import-wrong", count=checked.wrong))
    lines += more
    if checked.ignored_columns:
        lines.append(Words("import-ignored", titles=some(checked.ignored_columns)))
    lines += [*error_lines(checked.errors), BLANK, ask]
    return Screen(lines, [*([way] for way in ways), last])
