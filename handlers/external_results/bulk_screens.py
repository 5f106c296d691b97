"""Entering many diagnostics from a spreadsheet, on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from datetime import date

from handlers import uploads
from handlers.external_results.links import ApplyExternal, ExternalImport
from handlers.group_results.links import GroupResults
from handlers.menu.buttons import HOME, back_to
from handlers.screen import BLANK, Button, File, Screen
from handlers.words import Text, Translator, Words
from services.external_results.imports import ResultPreview, ResultsEntered
from services.external_results.result_file import COLUMNS
from services.spreadsheets.writing import Cell, Table

BACK = back_to(GroupResults())


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
        [[BACK, HOME]],
        file=File("document", data=template, name=name),
    )


def preview(view: ResultPreview) -> Screen:
    """What the table would add."""
    found: list[Text] = [Words("external-bulk-checked"), BLANK]
    if view.added:
        found.append(Words("external-bulk-added", count=view.added))
    if view.unchanged:
        found.append(Words("external-bulk-unchanged", count=view.unchanged))
    if view.upload_id is None:
        ask = Words("external-bulk-mend" if view.wrong else "external-bulk-nothing")
        return uploads.preview(found, view, ask, [], [BACK, HOME])
    enter = ApplyExternal(upload_id=view.upload_id, apply=True)
    drop = ApplyExternal(upload_id=view.upload_id, apply=False)
    ways = [
        Button(Words("external-bulk-enter", count=view.added), enter),
        Button(Words("external-bulk-drop"), drop),
    ]
    ask = Words("external-bulk-some" if view.wrong else "external-bulk-ask")
    return uploads.preview(found, view, ask, ways, [BACK, HOME])


def entered(result: ResultsEntered) -> Screen:
    """What was entered."""
    lines: list[Text] = [Words("external-bulk-done", count=result.added)]
    if result.unchanged:
        lines.append(Words("external-bulk-unchanged", count=result.unchanged))
    if result.gone:
        lines.append(Words("external-bulk-gone", count=result.gone))
    return Screen(lines, [[Button(Words("external-bulk-more"), ExternalImport())], [BACK, HOME]])


def dropped() -> Screen:
    """Nothing was entered."""
    more = Button(Words("external-bulk-more"), ExternalImport())
    return Screen([Words("external-bulk-dropped")], [[more], [BACK, HOME]])
