"""The one way to load a table: its file is asked for, checked and shown; its sender applies or drops it.

A feature writes a `SheetQuestion`, shows a `preview`, and answers a link that names the upload and says
whether to `apply` it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from handlers.answers import Answer
from handlers.files import FileQuestion
from handlers.menu.buttons import HOME
from handlers.screen import BLANK, Button, Screen
from handlers.spreadsheets import error_lines, errors_file, some
from handlers.words import Text, Words
from services.context import Context
from services.spreadsheets.reading import FILE_LIMIT
from services.spreadsheets.rows import RowError


class Checked(Protocol):
    """The result of checking a table: how many rows are wrong, their errors, the columns not read."""

    @property
    def wrong(self) -> int: ...

    @property
    def errors(self) -> Sequence[RowError]: ...

    @property
    def ignored_columns(self) -> Sequence[str]: ...


class SheetQuestion(FileQuestion):
    """Asks for a spreadsheet. `back` are the buttons before the one that leads home."""

    limit = FILE_LIMIT
    back: ClassVar[Sequence[Button]] = ()

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        return Screen([wrong or self.expected], [[*self.back, HOME]])

    async def read(self, ctx: Context, content: bytes, name: str) -> Answer:
        checked, shown = await self.check(ctx, content, name)
        return self.answered(*await errors_file(ctx, checked.errors), shown)

    async def check(self, ctx: Context, content: bytes, name: str) -> tuple[Checked, Screen]:
        """The checked table, and the preview of its changes. Raises Invalid: another file is asked for."""
        raise NotImplementedError


def preview(
    found: Sequence[Text],
    checked: Checked,
    ask: Text,
    ways: Sequence[Button],
    last: Sequence[Button],
    more: Sequence[Text] = (),
) -> Screen:
    """A table that was checked: what was `found`, its errors, and what to do next.

    `ways` are the buttons that apply and drop the table, a row for each; none if the table is not kept.
    `more` follows the number of wrong rows.
    """
    lines: list[Text] = [*found]
    if checked.wrong:
        lines.append(Words("import-wrong", count=checked.wrong))
    lines += more
    if checked.ignored_columns:
        lines.append(Words("import-ignored", titles=some(checked.ignored_columns)))
    lines += [*error_lines(checked.errors), BLANK, ask]
    return Screen(lines, [*([way] for way in ways), last])
