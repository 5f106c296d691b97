"""What a picture shows: plain values that travel to the drawing process. Colours are «#RRGGBB»."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """A level: its colour, and the percent it begins at."""

    least: int
    color: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A direction of a radar: 0 to 100 now and the time before; None where too little was answered."""

    label: str
    percent: int | None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class RadarChart:
    """One person's result; `now` and `before` are the legend's words, no `before` means no comparison.

    `bands` are the levels, from the lowest.
    """

    title: str
    axes: tuple[Axis, ...]
    now: str
    before: str | None
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A number on its level's colour; one without a percent says its text."""

    percent: int | None
    color: str
    text: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A line of cells, one a column."""

    label: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A group's picture: rows by columns, and what each colour means as (colour, words)."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    legend: tuple[tuple[str, str], ...]


Chart = RadarChart | HeatMap
