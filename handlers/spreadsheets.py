"""Words about the mistakes in people's spreadsheets."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from handlers.screen import BLANK, File, Screen
from handlers.words import Reason, Text, Words, said_by, translator
from services.context import Context
from services.spreadsheets import writing
from services.spreadsheets.rows import RowError
from services.spreadsheets.writing import Cell, Table

SHOWN_ERRORS = 10
SHOWN_TITLES = 5


def error_lines(errors: Sequence[RowError]) -> list[Text]:
    """The first mistakes, and the number of the others."""
    if not errors:
        return []
    shown: list[Text] = [
        Words("import-error-line", row=error.number, why=said_by(error)) for error in errors[:SHOWN_ERRORS]
    ]
    hidden = len(errors) - SHOWN_ERRORS
    more: list[Text] = [Words("import-error-more", count=hidden)] if hidden > 0 else []
    return [BLANK, Words("import-errors-title"), *shown, *more]


def some(titles: Sequence[str]) -> Words:
    """The first titles, and the number of the others."""
    shown = ", ".join(titles[:SHOWN_TITLES])
    hidden = len(titles) - SHOWN_TITLES
    return Words("import-some", titles=shown, hidden=max(hidden, 0))


async def errors_file(ctx: Context, errors: Sequence[RowError]) -> list[Screen]:
    """A screen with a file of all mistakes, if the preview has no room for all; otherwise no screen."""
    found = [((error.number, error.column), error) for error in errors]
    said, name = Words("import-errors-file"), Words("sheet-file-errors")
    return await mistakes_file(ctx, said, name, ("row", "column"), found)


async def mistakes_file(
    ctx: Context,
    said: Words,
    name: Words,
    places: Sequence[str],
    found: Sequence[tuple[Sequence[Cell], Reason]],
    *,
    wrap: bool = False,
) -> list[Screen]:
    """A screen with a file of all mistakes, if there are more than `SHOWN_ERRORS`; otherwise no screen.

    `places` names the columns that tell the place of a mistake; `found` holds their cells and the mistake.
    """
    if len(found) <= SHOWN_ERRORS:
        return []
    words = translator(ctx.locale)
    headings = [words.plain(Words(f"sheet-column-{column}")) for column in (*places, "mistake")]
    rows = [(*cells, words.plain(said_by(mistake))) for cells, mistake in found]
    table = Table(words.plain(Words("sheet-errors")), headings, rows, wrap=wrap)
    data = await asyncio.to_thread(writing.write, [table])
    return [Screen([said], file=File("document", data=data, name=words.plain(name)))]
