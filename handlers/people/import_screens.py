"""The screens and the spreadsheets of loading a staff list. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from handlers import uploads
from handlers.menu.buttons import HOME
from handlers.people.links import LoadStaffList, People
from handlers.screen import BLANK, Button, File, Screen
from handlers.spreadsheets import some
from handlers.words import Translator, Words, counted
from services.people.imports import ImportPreview, ImportResult
from services.people.staff_file import COLUMNS, StaffRow
from services.spreadsheets.writing import Cell, Table


def example_table(words: Translator) -> Table:
    """The header and one made-up person."""
    example = words.plain(Words("sheet-staff-example")).split(" | ")
    return Table(words.plain(Words("sheet-staff")), COLUMNS, [example])


def preview(view: ImportPreview) -> Screen:
    """What the list would change."""
    counts = {
        "import-added": view.added,
        "import-updated": view.updated,
        "import-unchanged": view.unchanged,
    }
    units = Words("import-units", count=len(view.new_units), titles=some(view.new_units))
    ask, ways = "import-nothing", []
    if view.upload_id is not None:
        ask = "import-mend" if view.wrong else "import-ask"
        load = LoadStaffList(upload_id=view.upload_id, apply=True)
        drop = LoadStaffList(upload_id=view.upload_id, apply=False)
        ways = [Button(Words("import-apply", count=view.right), load), Button(Words("import-discard"), drop)]
    return uploads.preview(
        [Words("import-checked"), BLANK, *counted(counts)],
        view,
        Words(ask),
        ways,
        [HOME],
        more=[units] if view.new_units else (),
    )


def links_table(
    result: ImportResult, titles: Mapping[str, str], link_of: Callable[[str], str], words: Translator
) -> Table:
    """The list as it was loaded, with a personal link for each person who has not joined."""
    joined = words.plain(Words("sheet-joined"))
    rows = [
        (*_cells(loaded.row, titles), link_of(loaded.code) if loaded.code else joined)
        for loaded in result.rows
    ]
    headings = [*COLUMNS, words.plain(Words("sheet-column-link"))]
    return Table(words.plain(Words("sheet-staff")), headings, rows)


def _cells(row: StaffRow, titles: Mapping[str, str]) -> Iterable[Cell]:
    """The cells in the order of COLUMNS, so that the file can be sent again."""
    return (
        row.last_name,
        row.first_name,
        row.middle_name,
        row.unit,
        row.position,
        ", ".join(titles[role] for role in row.roles),
        ", ".join(row.subjects),
        row.birth_date,
        row.teaching_since,
        row.category,
        row.phone,
        row.personnel_number,
    )


def loaded(result: ImportResult, data: bytes, words: Translator) -> Screen:
    """What was loaded, and the file with the links."""
    changed = {"import-added": result.added, "import-updated": result.updated}
    awaited = sum(one.code is not None for one in result.rows)
    return Screen(
        [
            Words("import-done", count=len(result.rows)),
            *counted(changed),
            Words("import-links", count=awaited),
        ],
        [[Button(Words("button-people"), People(page=0))], [HOME]],
        file=File("document", data=data, name=words.plain(Words("sheet-file-links"))),
    )
