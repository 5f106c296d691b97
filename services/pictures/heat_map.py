"""A group's strong and weak places as a table of coloured cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.pictures.canvas import (
    DARK,
    GREY,
    MARGIN,
    SMALL,
    WIDTH,
    Point,
    Sheet,
    height_of,
    width_of,
    wrapped,
)
from services.pictures.charts import HeatCell, HeatMap, HeatRow

TITLE = 44.0
NUMBER = 34.0
# A word may shrink to this in a narrow cell; one that is still too wide moves to the legend.
LEAST_WORD = 26.0
CELL_HEIGHT = 56.0
SPACE = 6.0
LEAST_LABEL = 300.0
WIDEST_CELL = 240.0
LONGEST_TURNED = 640.0


@dataclass(frozen=True, slots=True)
class Grid:
    """The left edge of the first cell and each one's width; without a side, labels stand above cells."""

    left: float
    cell: float
    has_side: bool

    def at(self, number: int) -> float:
        """The left edge of a column."""
        return self.left + number * self.cell

    @property
    def label_width(self) -> float:
        return self.left - MARGIN - 16 if self.has_side else WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Header:
    """The columns' titles, broken to fit; turned where columns are too narrow for words."""

    titles: list[list[str]]
    height: float
    is_turned: bool


def draw(chart: HeatMap) -> bytes:
    """A PNG of the table."""
    grid = _grid(chart)
    header = _header(chart, grid)
    title = wrapped(chart.title, WIDTH - 2 * MARGIN, TITLE, bold=True, most=3)
    legend = _legend(chart, grid)
    labels = [wrapped(row.label, grid.label_width, most=3 if grid.has_side else 2) for row in chart.rows]
    heights = [_row_height(lines, grid) for lines in labels]
    top = MARGIN + height_of(title, TITLE) + 16 + len(legend) * SMALL * 1.6 + 16 + header.height + 10
    sheet = Sheet(top + sum(heights) + MARGIN)
    down = sheet.paragraph((MARGIN, MARGIN), title, TITLE, bold=True) + 16
    for entries in legend:
        _draw_legend(sheet, entries, down + SMALL * 0.8)
        down += SMALL * 1.6
    _draw_header(sheet, header, grid, top - 10)
    down = top
    for row, lines, height in zip(chart.rows, labels, heights, strict=True):
        _draw_row(sheet, row, lines, grid, down, height)
        down += height
    return sheet.png()


def _grid(chart: HeatMap) -> Grid:
    """Labels beside the cells while both have room; with many columns, above them."""
    room, count = WIDTH - 2.0 * MARGIN, max(1, len(chart.columns))
    cells = [cell for row in chart.rows for cell in row.cells]
    needed = max([64.0, *(width_of(_said(cell), _least(cell)) + 16 for cell in cells)])
    longest = max((width_of(row.label) + 24 for row in chart.rows), default=0.0)
    if room - count * needed < min(longest, LEAST_LABEL):
        return Grid(MARGIN, room / count, has_side=False)
    side = min(longest, room - count * needed)
    return Grid(MARGIN + side, min(WIDEST_CELL, (room - side) / count), has_side=True)


def _header(chart: HeatMap, grid: Grid) -> Header:
    room = grid.cell - 10
    words = [word for title in chart.columns for word in title.split()]
    if all(width_of(word) <= room for word in words):
        titles = [wrapped(title, room, most=3) for title in chart.columns]
        return Header(titles, max(map(height_of, titles), default=0), is_turned=False)
    most = max(1, int(grid.cell / height_of([""])))
    titles = [wrapped(title, LONGEST_TURNED, most=most) for title in chart.columns]
    if most > 1:  # two short lines take less of the sheet than a long one
        longest = max(width_of(line) for lines in titles for line in lines)
        room = max([longest * 0.6, *map(width_of, words)])
        titles = [wrapped(title, min(room, LONGEST_TURNED), most=most) for title in chart.columns]
    height = max(width_of(line) for lines in titles for line in lines)
    return Header(titles, height, is_turned=True)


def _legend(chart: HeatMap, grid: Grid) -> list[list[tuple[str, str]]]:
    """Colours and their words in lines; a grey cell's word too, where cells are too narrow to say it."""
    unsaid = dict.fromkeys(
        cell.text
        for row in chart.rows
        for cell in row.cells
        if cell.percent is None and _size(cell, grid.cell) is None
    )
    entries = [*chart.legend, *((GREY, words) for words in unsaid if (GREY, words) not in chart.legend)]
    lines: list[list[tuple[str, str]]] = []
    taken = 0.0
    for entry in entries:
        width = _legend_width(entry[1])
        if not lines or taken + width > WIDTH - 2 * MARGIN + 40:
            lines.append([])
            taken = 0.0
        lines[-1].append(entry)
        taken += width
    return lines


def _legend_width(words: str) -> float:
    return 44 + width_of(words) + 40


def _draw_legend(sheet: Sheet, entries: Sequence[tuple[str, str]], middle: float) -> None:
    across: float = MARGIN
    for color, words in entries:
        sheet.card((across, middle - 15), (30, 30), color)
        sheet.text((across + 44, middle), words)
        across += _legend_width(words)


def _draw_header(sheet: Sheet, header: Header, grid: Grid, bottom: float) -> None:
    line = height_of([""])
    for number, lines in enumerate(header.titles):
        middle = grid.at(number) + grid.cell / 2
        if not header.is_turned:
            sheet.paragraph((middle, bottom - height_of(lines)), lines, anchor="center")
            continue
        first = middle - (len(lines) - 1) * line / 2
        for place, words in enumerate(lines):
            sheet.text((first + place * line, bottom), words, turned=True)


def _row_height(lines: Sequence[str], grid: Grid) -> float:
    if grid.has_side:
        return max(CELL_HEIGHT, height_of(lines) + 8) + SPACE
    return height_of(lines) + 6 + CELL_HEIGHT + 14


def _draw_row(
    sheet: Sheet, row: HeatRow, lines: Sequence[str], grid: Grid, top: float, height: float
) -> None:
    if grid.has_side:
        sheet.paragraph((MARGIN, top + (height - SPACE - height_of(lines)) / 2), lines)
        cell_top, cell_height = top, height - SPACE
    else:
        cell_top, cell_height = sheet.paragraph((MARGIN, top), lines) + 6, CELL_HEIGHT
    for number, cell in enumerate(row.cells):
        _draw_cell(sheet, cell, (grid.at(number), cell_top), (grid.cell - SPACE, cell_height))


def _draw_cell(sheet: Sheet, cell: HeatCell, corner: Point, size: Point) -> None:
    color = GREY if cell.percent is None else cell.color
    sheet.card(corner, size, color)
    letters = _size(cell, size[0] + SPACE)
    if letters is not None:
        middle = (corner[0] + size[0] / 2, corner[1] + size[1] / 2)
        sheet.text(middle, _said(cell), letters, anchor="center", color=_ink(color))


def _said(cell: HeatCell) -> str:
    return cell.text if cell.percent is None or cell.text else str(cell.percent)


def _size(cell: HeatCell, width: float) -> float | None:
    """The letters with which a cell's text fits in; None for a word they would be too small to read in."""
    most = SMALL if cell.percent is None else NUMBER
    size = min(most, most * (width - SPACE - 4) / max(1.0, width_of(_said(cell), most)))
    return size if cell.percent is not None or size >= LEAST_WORD else None


def _least(cell: HeatCell) -> float:
    """The letters a table with labels beside it has room for."""
    return LEAST_WORD if cell.percent is None else NUMBER


def _ink(color: str) -> str:
    """White on what is dark, dark on what is light."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 145 else DARK
