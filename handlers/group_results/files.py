"""The contents of the map as a picture and as a spreadsheet. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.words import Translator, Words
from services.content.folder import Content
from services.group_results.maps import Cell, HeatTable, MapRow
from services.group_results.rules import Axis
from services.pictures.charts import HeatCell, HeatMap, HeatRow
from services.spreadsheets.writing import Table

# A phone could not show more rows, and «Все вместе» under them, in readable size; the spreadsheet has all.
PICTURE_ROWS = 24
GREY = "#C4C9CF"


def heat_picture(table: HeatTable, group: str, content: Content, words: Translator) -> HeatMap:
    """The picture of the map: all groups, or the competencies of one group."""
    if group:
        columns = [code for code in table.competencies if content.competencies[code].group == group]
        titles = [content.competencies[code].title for code in columns]
    else:
        columns = list(table.groups)
        titles = [content.groups[code].title for code in columns]
    whole = words.plain(Words("group-row-whole"))
    last = [table.whole] if len(table.rows) > 1 or not table.told else []
    rows = [
        HeatRow(
            one.title or whole,
            tuple(
                _heat_cell((one.competencies if group else one.groups).get(code), words) for code in columns
            ),
        )
        for one in [*table.told[:PICTURE_ROWS], *last]
    ]
    legend = [(level.color, level.title) for level in content.levels.values()]
    hidden = words.plain(Words("group-legend-hidden"))
    title = title_of(table, words)
    return HeatMap(
        title=f"{title}: {content.groups[group].title.lower()}" if group else title,
        columns=tuple(titles),
        rows=tuple(rows),
        legend=(*legend, (GREY, hidden)),
    )


def _heat_cell(cell: Cell | None, words: Translator) -> HeatCell:
    if cell is None:
        return HeatCell(None, GREY, words.plain(Words("group-few")))
    return HeatCell(cell.percent, cell.color, str(cell.percent))


def heat_sheets(table: HeatTable, content: Content, words: Translator) -> list[Table]:
    """The map as two sheets: by groups and by competencies."""
    few = words.plain(Words("group-few"))
    first = words.plain(Words("group-column-unit" if table.axis == Axis.UNITS else "group-column-subject"))
    rows = [*table.rows, table.whole] if len(table.rows) > 1 else table.rows
    whole = words.plain(Words("group-row-whole"))

    def line(one: MapRow, codes: Sequence[str], *, by_group: bool) -> list[str | int]:
        cells = one.groups if by_group else one.competencies
        return [one.title or whole, *(cells[code].percent if code in cells else few for code in codes)]

    return [
        Table(
            words.plain(Words("group-sheet-groups")),
            [first, *(content.groups[code].title for code in table.groups)],
            [line(one, table.groups, by_group=True) for one in rows],
        ),
        Table(
            words.plain(Words("group-sheet-competencies")),
            [first, *(content.competencies[code].title for code in table.competencies)],
            [line(one, table.competencies, by_group=False) for one in rows],
        ),
    ]


def title_of(table: HeatTable, words: Translator) -> str:
    """The title of a picture or file: «Карта по школам»."""
    return words.plain(Words("group-file-by-unit" if table.axis == Axis.UNITS else "group-file-by-subject"))
