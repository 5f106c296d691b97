"""The screens of entering many diagnostics from a spreadsheet. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers import uploads
from handlers.external_results.links import ApplyExternal, ExternalImport
from handlers.group_results.links import GroupResults
from handlers.menu.buttons import HOME, back_to
from handlers.screen import BLANK, Button, Screen
from handlers.words import Text, Translator, Words, counted
from services.external_results.imports import ResultPreview, ResultsEntered
from services.external_results.result_file import COLUMNS
from services.spreadsheets.writing import Cell, Table

BACK = back_to(GroupResults())


def example_table(today: date, words: Translator) -> Table:
    """The header and one made-up row."""
    example: list[Cell] = [*words.plain(Words("external-sheet-example")).split(" | "), today]
    return Table(words.plain(Words("external-sheet")), COLUMNS, [example])


def preview(view: ResultPreview) -> Screen:
    """What the table would add."""
    counts = {"external-bulk-added": view.added, "external-bulk-unchanged": view.unchanged}
    found = [Words("external-bulk-checked"), BLANK, *counted(counts)]
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
    rest = {"external-bulk-unchanged": result.unchanged, "external-bulk-gone": result.gone}
    return _decided([Words("external-bulk-done", count=result.added), *counted(rest)])


def dropped() -> Screen:
    """The table was dropped, nothing was entered."""
    return _decided([Words("external-bulk-dropped")])


def _decided(lines: Sequence[Text]) -> Screen:
    return Screen(lines, [[Button(Words("external-bulk-more"), ExternalImport())], [BACK, HOME]])
