"""The map of a group, drawn as a table of coloured cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.pictures.canvas import (
    MARGIN,
    SMALL,
    WIDTH,
    Point,
    Sheet,
    height_of,
    ink,
    width_of,
    wrapped,
)
from services.pictures.charts import HeatCell, HeatMap, HeatRow

TITLE = 44.0
NUMBER = 34.0
# The smallest letters of words in cells; a word that is too wide even so stands in the legend instead.
LEAST_WORD = 26.0
# A chat shows a higher map too narrow.
HIGHEST = 1.4 * WIDTH
SPACE = 6.0
LEAST_LABEL = 300.0
LEAST_LABEL_OF_FEW = 260.0
WIDEST_CELL = 300.0
# Titles of so few columns are never turned: words too wide for a column are broken.
FEW_COLUMNS = 5
LONGEST_TURNED = 640.0


@dataclass(frozen=True, slots=True)
class Grid:
    """The left edge of the first cell and the width of cells; without a side, labels stand above cells."""

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
    """The columns' titles in lines; turned where columns are too narrow for words."""

    titles: list[list[str]]
    letters: float
    height: float
    is_turned: bool


@dataclass(frozen=True, slots=True)
class Density:
    """The height of a cell, the most lines of a row's label, and the size of its letters."""

    cell_height: float
    lines: int
    letters: float = SMALL


# The roomiest comes first; the first with which the map is low enough is used.
DENSITIES = (Density(56, 3), Density(56, 2), Density(46, 2, LEAST_WORD), Density(46, 1, LEAST_WORD))


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all parts: rows begin at `top`, each with the lines of its label and its height."""

    grid: Grid
    header: Header
    title: list[str]
    legend: list[list[tuple[str, str]]]
    top: float
    density: Density
    labels: list[list[str]]
    heights: list[float]

    @property
    def height(self) -> float:
        return self.top + sum(self.heights) + MARGIN


def draw(chart: HeatMap) -> bytes:
    """Draw the map; returns a PNG file."""
    layout = _layout(chart)
    sheet = Sheet(layout.height)
    down = sheet.paragraph((MARGIN, MARGIN), layout.title, TITLE, bold=True) + 16
    for entries in layout.legend:
        _draw_legend(sheet, entries, down + SMALL * 0.8)
        down += SMALL * 1.6
    _draw_header(sheet, layout.header, layout.grid, layout.top - 10)
    down = layout.top
    for row, lines, height in zip(chart.rows, layout.labels, layout.heights, strict=True):
        _draw_row(sheet, row, lines, layout, down, height)
        down += height
    return sheet.png()


def _layout(chart: HeatMap) -> Layout:
    """The roomiest layout that a chat does not show too narrow; the roomiest of all where there is none."""
    layouts = [_laid(chart, density) for density in DENSITIES]
    return next((layout for layout in layouts if layout.height <= HIGHEST), layouts[0])


def _laid(chart: HeatMap, density: Density) -> Layout:
    grid = _grid(chart)
    header = _header(chart, grid)
    title = wrapped(chart.title, WIDTH - 2 * MARGIN, TITLE, bold=True, most=3)
    legend = _legend(chart, grid)
    most = density.lines if grid.has_side else min(density.lines, 2)
    labels = [wrapped(row.label, grid.label_width, density.letters, most=most) for row in chart.rows]
    heights = [_row_height(lines, grid, density) for lines in labels]
    top = MARGIN + height_of(title, TITLE) + 16 + len(legend) * SMALL * 1.6 + 16 + header.height + 10
    return Layout(grid, header, title, legend, top, density, labels, heights)


def _grid(chart: HeatMap) -> Grid:
    """A grid with labels beside the cells where both have room, else above the cells."""
    room, count = WIDTH - 2.0 * MARGIN, max(1, len(chart.columns))
    cells = [cell for row in chart.rows for cell in row.cells]
    needed = max([64.0, *(width_of(_said(cell), _least(cell)) + 16 for cell in cells)])
    if count <= FEW_COLUMNS:
        widest = max((width_of(word) + 10 for word in _words(chart)), default=0.0)
        needed = max(needed, min(widest, WIDEST_CELL, (room - LEAST_LABEL_OF_FEW) / count))
    longest = max((width_of(row.label) + 24 for row in chart.rows), default=0.0)
    if room - count * needed < min(longest, LEAST_LABEL_OF_FEW if count <= FEW_COLUMNS else LEAST_LABEL):
        return Grid(MARGIN, room / count, has_side=False)
    side = min(longest, room - count * needed)
    return Grid(MARGIN + side, min(WIDEST_CELL, (room - side) / count), has_side=True)


def _words(chart: HeatMap) -> list[str]:
    """The words of the columns' titles; a hyphen ends a word."""
    return [word for title in chart.columns for word in re.findall(r"[^\s-]*-|[^\s-]+", title)]


def _header(chart: HeatMap, grid: Grid) -> Header:
    room = grid.cell - 10
    words = [word for title in chart.columns for word in title.split()]
    if len(chart.columns) <= FEW_COLUMNS or all(width_of(word) <= room for word in words):
        fits = all(width_of(word) <= room for word in _words(chart))
        letters = SMALL if fits else LEAST_WORD
        titles = [wrapped(title, room, letters, most=6) for title in chart.columns]
        height = max((height_of(lines, letters) for lines in titles), default=0.0)
        return Header(titles, letters, height, is_turned=False)
    most = max(1, int(grid.cell / height_of([""])))
    titles = [wrapped(title, LONGEST_TURNED, most=most) for title in chart.columns]
    if most > 1:  # two short lines need less height than a long one
        longest = max(width_of(line) for lines in titles for line in lines)
        room = max([longest * 0.6, *map(width_of, _words(chart))])
        titles = [wrapped(title, min(room, LONGEST_TURNED), most=most) for title in chart.columns]
    height = max(width_of(line) for lines in titles for line in lines)
    return Header(titles, SMALL, height, is_turned=True)


def _legend(chart: HeatMap, grid: Grid) -> list[list[tuple[str, str]]]:
    """The legend in lines, together with the words that are too wide for their cells."""
    told = {color for color, _ in chart.legend}
    unsaid = dict.fromkeys(
        (cell.color, cell.text)
        for row in chart.rows
        for cell in row.cells
        if cell.percent is None and cell.color not in told and _size(cell, grid.cell) is None
    )
    entries = [*chart.legend, *unsaid]
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
            top = bottom - height_of(lines, header.letters)
            sheet.paragraph((middle, top), lines, header.letters, anchor="center")
            continue
        first = middle - (len(lines) - 1) * line / 2
        for place, words in enumerate(lines):
            sheet.text((first + place * line, bottom), words, turned=True)


def _row_height(lines: Sequence[str], grid: Grid, density: Density) -> float:
    written = height_of(lines, density.letters)
    if grid.has_side:
        return max(density.cell_height, written + 8) + SPACE
    return written + 6 + density.cell_height + 14


def _draw_row(
    sheet: Sheet, row: HeatRow, lines: Sequence[str], layout: Layout, top: float, height: float
) -> None:
    grid, letters = layout.grid, layout.density.letters
    if grid.has_side:
        label_top = top + (height - SPACE - height_of(lines, letters)) / 2
        sheet.paragraph((MARGIN, label_top), lines, letters)
        cell_top, cell_height = top, height - SPACE
    else:
        cell_top = sheet.paragraph((MARGIN, top), lines, letters) + 6
        cell_height = layout.density.cell_height
    for number, cell in enumerate(row.cells):
        _draw_cell(sheet, cell, (grid.at(number), cell_top), (grid.cell - SPACE, cell_height))


def _draw_cell(sheet: Sheet, cell: HeatCell, corner: Point, size: Point) -> None:
    sheet.card(corner, size, cell.color)
    letters = _size(cell, size[0] + SPACE)
    if letters is not None:
        middle = (corner[0] + size[0] / 2, corner[1] + size[1] / 2)
        sheet.text(middle, _said(cell), letters, anchor="center", color=ink(cell.color))


def _said(cell: HeatCell) -> str:
    return cell.text if cell.percent is None or cell.text else str(cell.percent)


def _size(cell: HeatCell, width: float) -> float | None:
    """The size of letters with which a cell's text fits; None for a word whose letters would be too small."""
    most = SMALL if cell.percent is None else NUMBER
    size = min(most, most * (width - SPACE - 4) / max(1.0, width_of(_said(cell), most)))
    return size if cell.percent is not None or size >= LEAST_WORD else None


def _least(cell: HeatCell) -> float:
    """The smallest letters of a cell in a table with labels beside it."""
    return LEAST_WORD if cell.percent is None else NUMBER
