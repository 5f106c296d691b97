"""The one way to load a table: its file is asked for, checked and shown; its author applies or drops it.

A feature writes a `SheetQuestion`, shows a `preview`, and answers a link that names the upload and says
whether to `apply` it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from handlers.answers import Answer, Reply
from handlers.files import FileQuestion
from handlers.menu.buttons import HOME
from handlers.screen import BLANK, Button, Screen
from handlers.spreadsheets import error_lines, errors_file, some
from handlers.words import Text, Words
from services.context import Context
from services.spreadsheets.reading import FILE_LIMIT
from services.spreadsheets.rows import RowError


class Checked(Protocol):
    """What a check of a table has found: how many rows are wrong, why, and which columns were not read."""

    @property
    def wrong(self) -> int: ...

    @property
    def errors(self) -> Sequence[RowError]: ...

    @property
    def ignored_columns(self) -> Sequence[str]: ...


class SheetQuestion(FileQuestion):
    """A spreadsheet to be sent. `back` are the buttons beside the one that leads home.

    It stays open after an answer: a mended file is simply sent again.
    """

    limit = FILE_LIMIT
    back: ClassVar[Sequence[Button]] = ()

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        return Screen([wrong or self.expected], [[*self.back, HOME]])

    async def read(self, ctx: Context, content: bytes, name: str) -> Answer:
        checked, shown = await self.check(ctx, content, name)
        first, *then = [*await errors_file(ctx, checked.errors), shown]
        return Reply(first, then=then, asks=self)

    async def check(self, ctx: Context, content: bytes, name: str) -> tuple[Checked, Screen]:
        """What is in the file, and the preview of what it would change. Raises Invalid for another file."""
        raise NotImplementedError


def preview(
    found: Sequence[Text],
    checked: Checked,
    ask: Text,
    ways: Sequence[Button],
    last: Sequence[Button],
    more: Sequence[Text] = (),
) -> Screen:
    """A table that was checked: what was `found`, what is wrong, and what to do about it.

    `ways` apply and drop it, a row for each; there are none where nothing waits. `more` is said after how
    many rows are wrong.
    """
    lines: list[Text] = [*found]
    if checked.wrong:
        lines.append(Words("import-wrong", count=checked.wrong))
    lines += more
    if checked.ignored_columns:
        lines.append(Words("import-ignored", titles=some(checked.ignored_columns)))
    lines += [*error_lines(checked.errors), BLANK, ask]
    return Screen(lines, [*([way] for way in ways), last])
