"""Entering many diagnostics from a spreadsheet, on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from datetime import date

from handlers.external_results.links import ApplyExternal, ExternalImport
from handlers.group_results.links import GroupResults
from handlers.menu.buttons import HOME
from handlers.screen import BLANK, Button, File, Screen
from handlers.spreadsheets import error_lines, some
from handlers.words import Text, Translator, Words
from services.external_results.imports import ResultPreview, ResultsEntered
from services.external_results.result_file import COLUMNS
from services.spreadsheets.writing import Cell, Table

_BACK = Button(Words("button-back"), GroupResults())


def template_table(today: date, words: Translator) -> Table:
    """The header and one made-up row."""
    example: list[Cell] = [*words.plain(Words("external-sheet-example")).split(" | "), today]
    return Table(words.plain(Words("external-sheet")), COLUMNS, [example])


def ask_file(template: bytes, words: Translator) -> Screen:
    """What to send, with an empty table to fill."""
    name = words.plain(Words("external-sheet-file"))
    return Screen(
        [
            Words("external-bulk-title"),
            BLANK,
            Words("external-bulk-how"),
            Words("external-bulk-columns"),
            Words("external-bulk-safe"),
        ],
        [[_BACK, HOME]],
        file=File("document", data=template, name=name),
    )


def file_expected(wrong: Text | None = None) -> Screen:
    """Something else came while a table was awaited; what is `wrong` with it."""
    return Screen([wrong or Words("external-bulk-expected")], [[_BACK, HOME]])


def preview(view: ResultPreview) -> Screen:
    """What the table would add."""
    lines: list[Text] = [Words("external-bulk-checked"), BLANK]
    if view.added:
        lines.append(Words("external-bulk-added", count=view.added))
    if view.unchanged:
        lines.append(Words("external-bulk-unchanged", count=view.unchanged))
    if view.wrong:
        lines.append(Words("import-wrong", count=view.wrong))
    if view.ignored_columns:
        lines.append(Words("import-ignored", titles=some(view.ignored_columns)))
    lines += [*error_lines(view.errors), BLANK]
    if view.upload_id is None:
        lines.append(Words("external-bulk-mend" if view.wrong else "external-bulk-nothing"))
        return Screen(lines, [[_BACK, HOME]])
    lines.append(Words("external-bulk-some" if view.wrong else "external-bulk-ask"))
    enter = ApplyExternal(upload_id=view.upload_id, apply=True)
    drop = ApplyExternal(upload_id=view.upload_id, apply=False)
    return Screen(
        lines,
        [
            [Button(Words("external-bulk-enter", count=view.added), enter)],
            [Button(Words("external-bulk-drop"), drop)],
            [_BACK, HOME],
        ],
    )


def entered(result: ResultsEntered) -> Screen:
    """What was entered."""
    lines: list[Text] = [Words("external-bulk-done", count=result.added)]
    if result.unchanged:
        lines.append(Words("external-bulk-unchanged", count=result.unchanged))
    if result.gone:
        lines.append(Words("external-bulk-gone", count=result.gone))
    return Screen(lines, [[Button(Words("external-bulk-more"), ExternalImport())], [_BACK, HOME]])


def dropped() -> Screen:
    """Nothing was entered."""
    more = Button(Words("external-bulk-more"), ExternalImport())
    return Screen([Words("external-bulk-dropped")], [[more], [_BACK, HOME]])
