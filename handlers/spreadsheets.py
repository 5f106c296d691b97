"""Spreadsheets people send: fetched from the channel, their mistakes shown. Shared by features."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from io import BytesIO

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Document, Message

from handlers.screen import BLANK, File, Screen, show
from handlers.words import Text, Translator, Words, said_by, translator
from services.context import Context
from services.errors import Invalid
from services.spreadsheets import writing
from services.spreadsheets.reading import FILE_LIMIT
from services.spreadsheets.rows import RowError
from services.spreadsheets.writing import Table

SHOWN_ERRORS = 10
SHOWN_TITLES = 5


async def download(bot: Bot, document: Document) -> bytes:
    """The file's bytes. Raises Invalid where it is too large, before fetching it where that is known."""
    too_large = Invalid("import-file-large", limit=FILE_LIMIT // 1024 // 1024)
    if (document.file_size or 0) > FILE_LIMIT:
        raise too_large
    buffer = BytesIO()
    try:
        await bot.download(document, destination=buffer)
    except TelegramBadRequest as error:
        if "too big" in error.message:
            raise too_large from error
        raise
    return buffer.getvalue()


def error_lines(errors: Sequence[RowError]) -> list[Text]:
    """The first mistakes, and how many more there are."""
    if not errors:
        return []
    shown: list[Text] = [
        Words("import-error-line", row=error.number, why=said_by(error)) for error in errors[:SHOWN_ERRORS]
    ]
    hidden = len(errors) - SHOWN_ERRORS
    more: list[Text] = [Words("import-error-more", count=hidden)] if hidden > 0 else []
    return [BLANK, Words("import-errors-title"), *shown, *more]


def some(titles: Sequence[str]) -> Words:
    """The first titles, and how many more there are."""
    shown = ", ".join(titles[:SHOWN_TITLES])
    hidden = len(titles) - SHOWN_TITLES
    return Words("import-some", titles=shown, hidden=max(hidden, 0))


async def errors_file(ctx: Context, errors: Sequence[RowError]) -> list[Screen]:
    """A screen with every mistake as a file, where the preview has no room for all of them; else none."""
    if len(errors) <= SHOWN_ERRORS:
        return []
    words = translator(ctx.locale)
    data = await asyncio.to_thread(writing.write, [_errors_table(errors, words)])
    file = File("document", data=data, name=words.plain(Words("sheet-file-errors")))
    return [Screen([Words("import-errors-file")], file=file)]


async def send_all_errors(message: Message, ctx: Context, errors: Sequence[RowError]) -> None:
    """Send every mistake as a file where the screen has no room for all of them."""
    for screen in await errors_file(ctx, errors):
        await show(message, ctx, screen)


def _errors_table(errors: Sequence[RowError], words: Translator) -> Table:
    """Every mistake, by row."""
    headings = [words.plain(Words(f"sheet-column-{name}")) for name in ("row", "column", "mistake")]
    rows = [(error.number, error.column, words.plain(said_by(error))) for error in errors]
    return Table(words.plain(Words("sheet-errors")), headings, rows)
