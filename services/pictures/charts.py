"""The contents of pictures: plain values that are sent to the drawing process. Colours are «#RRGGBB»."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """A level: its colour, and the percent at which it begins."""

    least: int
    color: str


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of a radar: percents now and in the previous result; None where too little was answered."""

    label: str
    percent: int | None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class RadarChart:
    """A person's result. `now` and `before` are words of the legend; without `before` nothing is compared.

    `bands` are the levels, from the lowest.
    """

    title: str
    axes: tuple[Axis, ...]
    now: str
    before: str | None
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A percent on the colour of its level; a cell without a percent shows its text."""

    percent: int | None
    color: str
    text: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of cells, one for each column."""

    label: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The map of a group: rows, columns, and a legend of (colour, words)."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    legend: tuple[tuple[str, str], ...]


Chart = RadarChart | HeatMap
