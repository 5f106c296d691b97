"""A person's result, drawn as a radar, or as bars where it has only one or two axes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import cos, hypot, pi, sin, sqrt

from services.pictures.canvas import (
    DARK,
    GREY,
    HIGHEST,
    MARGIN,
    SMALL,
    SOFT,
    WIDTH,
    Point,
    Sheet,
    height_of,
    ink,
    width_of,
    wrapped,
)
from services.pictures.charts import Axis, Band, RadarChart

NOW = "#1F5FA8"
BEFORE = "#4A5560"
FIRM = 34.0
TITLE = 44.0
# The distance between labels and the circle, and between two labels.
GAP = 22.0
BETWEEN = 14.0
WIDEST_RADIUS = 400
NARROWEST_RADIUS = 200
MOST_AROUND = 12
NO_PERCENT = "—"

# The two columns of numbered axes: one for the circle with names under it, one for names alone.
COLUMN = (WIDTH - 2 * MARGIN - 28) / 2
RIM = 36.0
NUMBERED_RADIUS = COLUMN / 2 - RIM
UNDER = COLUMN + 20
BADGE = 24.0
BESIDE_BADGE = 12.0
BELOW = 10.0


@dataclass(frozen=True, slots=True)
class Label:
    """The words at the end of an axis: their lines and their box, given by its top left corner."""

    axis: Axis
    lines: list[str]
    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: Label) -> bool:
        return (
            self.left < other.left + other.width + BETWEEN
            and other.left < self.left + self.width + BETWEEN
            and self.top < other.top + other.height + BETWEEN
            and other.top < self.top + self.height + BETWEEN
        )


@dataclass(frozen=True, slots=True)
class Fullness:
    """How much a list says: whether percents before are shown, and the most lines of a title."""

    is_compared: bool
    lines: int


FULLEST_FIRST = (Fullness(True, 3), Fullness(False, 3), Fullness(False, 2))
SHORTEST = Fullness(False, 1)
# With more axes than this the sheet may be higher than others before titles are cut.
MANY = 18
HIGHEST_OF_MANY = 1.4 * WIDTH


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered axis in a list: the lines of its title, and its percents as text."""

    number: int
    axis: Axis
    lines: list[str]
    value: str

    @property
    def height(self) -> float:
        return max(BADGE * 2, height_of(self.lines)) + BELOW


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries beside the circle and under it, and the height of both columns."""

    beside: list[Entry]
    under: list[Entry]
    height: float


def draw(chart: RadarChart) -> bytes:
    """Draw the chart; returns a PNG file."""
    if len(chart.axes) < 3:
        return _bars(chart)
    radius, labels = _laid_around(chart) if len(chart.axes) <= MOST_AROUND else (0, [])
    return _around(chart, radius, labels) if labels else _numbered(chart)


def _around(chart: RadarChart, radius: float, labels: Sequence[Label]) -> bytes:
    """Draw a radar with labels at the ends of its axes."""
    head = _head_height(chart)
    rise, fall = _reach(radius, labels)
    sheet = Sheet(head + rise + fall + 2 * MARGIN)
    _head(sheet, chart)
    center = (WIDTH / 2, head + MARGIN + rise)
    _circle(sheet, chart, center, radius)
    for label in labels:
        middle = center[0] + label.left + label.width / 2
        end = sheet.paragraph((middle, center[1] + label.top), label.lines, anchor="center")
        _value(sheet, chart, label.axis, (middle - _value_width(label.axis) / 2, end + FIRM * 0.6))
    return sheet.png()


def _reach(radius: float, labels: Sequence[Label]) -> tuple[float, float]:
    """The distances from a circle's middle to the top and to the bottom of the circle with its labels."""
    rise = max(radius, *(-label.top for label in labels))
    return rise, max(radius, *(label.top + label.height for label in labels))


def _numbered(chart: RadarChart) -> bytes:
    """Draw a radar with numbers at the ends of its axes, and a numbered list of titles."""
    head = _head_height(chart) + MARGIN
    listing = _fullest(chart, head + MARGIN)
    sheet = Sheet(head + listing.height + MARGIN)
    _head(sheet, chart)
    center = (MARGIN + COLUMN / 2, head + COLUMN / 2)
    _circle(sheet, chart, center, NUMBERED_RADIUS)
    for number, angle in enumerate(_angles(len(chart.axes)), start=1):
        at = _at(center, NUMBERED_RADIUS + RIM, angle)
        sheet.text(at, str(number), anchor="center", color=SOFT)
    _draw_entries(sheet, chart, listing.beside, (WIDTH - MARGIN - COLUMN, head))
    _draw_entries(sheet, chart, listing.under, (MARGIN, head + UNDER))
    return sheet.png()


def _fullest(chart: RadarChart, taken: float) -> Listing:
    """The list that says most and fits on a sheet of which a height of `taken` is in use."""
    for fullness in FULLEST_FIRST:
        listing = _listing(chart, fullness)
        may_be_higher = len(chart.axes) > MANY and not fullness.is_compared
        if taken + listing.height <= (HIGHEST_OF_MANY if may_be_higher else HIGHEST):
            return listing
    return _listing(chart, SHORTEST)


def _listing(chart: RadarChart, fullness: Fullness) -> Listing:
    """A list split between the two columns so that it is as low as possible."""
    entries = []
    for number, axis in enumerate(chart.axes, start=1):
        value = _value_words(axis if fullness.is_compared else replace(axis, before=None))
        room = COLUMN - BADGE * 2 - 2 * BESIDE_BADGE - width_of(value, FIRM, bold=True)
        entries.append(Entry(number, axis, wrapped(axis.label, room, most=fullness.lines), value))
    splits = ((entries[:split], entries[split:]) for split in range(len(entries) + 1))
    listings = (Listing(beside, under, max(UNDER + _high(under), _high(beside))) for beside, under in splits)
    return min(listings, key=lambda listing: listing.height)


def _high(entries: Sequence[Entry]) -> float:
    return sum(entry.height for entry in entries)


def _draw_entries(sheet: Sheet, chart: RadarChart, entries: Sequence[Entry], corner: Point) -> None:
    """Draw a column of entries: the number on the colour of its level, the title, the percents."""
    left, down = corner
    for entry in entries:
        percent, middle = entry.axis.percent, down + BADGE
        color = GREY if percent is None else _level(chart.bands, percent)
        sheet.circle((left + BADGE, middle), BADGE, fill=color)
        sheet.text((left + BADGE, middle), str(entry.number), anchor="center", color=ink(color))
        top = down + max(0.0, BADGE - height_of(entry.lines) / 2)
        sheet.paragraph((left + BADGE * 2 + BESIDE_BADGE, top), entry.lines)
        shade = SOFT if percent is None else DARK
        sheet.text((left + COLUMN, middle), entry.value, FIRM, bold=True, color=shade, anchor="right")
        down += entry.height


def _bars(chart: RadarChart) -> bytes:
    """Draw one or two axes, which make no radar, as bars from 0 to 100."""
    head, room, thick = _head_height(chart), WIDTH - 2.0 * MARGIN, 64.0
    lists = [wrapped(axis.label, room - _value_width(axis) - 20, FIRM, most=3) for axis in chart.axes]
    sheet = Sheet(head + MARGIN + sum(height_of(lines, FIRM) + thick + 56 for lines in lists))
    _head(sheet, chart)
    down = head + MARGIN
    for axis, lines in zip(chart.axes, lists, strict=True):
        _value(sheet, chart, axis, (WIDTH - MARGIN - _value_width(axis), down + FIRM * 0.6))
        down = sheet.paragraph((MARGIN, down), lines, FIRM) + 10
        for band, ends in _bands(chart.bands):
            left = MARGIN + room * band.least / 100
            sheet.box((left, down), (room * (ends - band.least) / 100, thick), fill=_soft(band.color))
        if axis.percent is not None:
            sheet.box((MARGIN, down + 10), (room * axis.percent / 100, thick - 20), fill=NOW)
        if axis.before is not None:
            sheet.box((MARGIN, down), (room * axis.before / 100, thick), line=BEFORE, width=4, dashed=True)
        down += thick + 46
    return sheet.png()


def _head_height(chart: RadarChart) -> float:
    return MARGIN + height_of(_title(chart), TITLE) + 16 + SMALL * 1.4


def _title(chart: RadarChart) -> list[str]:
    return wrapped(chart.title, WIDTH - 2 * MARGIN, TITLE, bold=True, most=2)


def _head(sheet: Sheet, chart: RadarChart) -> None:
    """Draw the title and the legend."""
    down = sheet.paragraph((MARGIN, MARGIN), _title(chart), TITLE, bold=True) + 16 + SMALL * 0.6
    across: float = MARGIN
    entries = [(chart.now, NOW, False)] + ([(chart.before, BEFORE, True)] if chart.before else [])
    for words, color, dashed in entries:
        sheet.line([(across, down), (across + 60, down)], color, 5 if dashed else 7, dashed=dashed)
        sheet.text((across + 74, down), words)
        across += 74 + width_of(words) + 50


def _circle(sheet: Sheet, chart: RadarChart, center: Point, radius: float) -> None:
    """Draw the rings of the levels, the axes, and the results before and now."""
    bands = list(_bands(chart.bands))
    for band, ends in reversed(bands):
        sheet.circle(center, radius * ends / 100, fill=_soft(band.color))
    for _, ends in bands:
        sheet.circle(center, radius * ends / 100, line="white", width=3)
    angles = _angles(len(chart.axes))
    for angle in angles:
        sheet.line([center, _at(center, radius, angle)], "white", 2)
    scale = radius / 100
    now = [_spot(center, scale, angle, axis.percent) for angle, axis in zip(angles, chart.axes, strict=True)]
    before = [
        _spot(center, scale, angle, axis.before) for angle, axis in zip(angles, chart.axes, strict=True)
    ]
    for run in _runs(now):
        whole = len(run) > len(now)
        sheet.polygon(run if whole else [center, *run], NOW, 0.22)
        if len(run) > 1:
            sheet.line(run, NOW, 5)
    if chart.before:
        for run in _runs(before):
            if len(run) > 1:
                sheet.line(run, BEFORE, 4, dashed=True)
        for spot in filter(None, before):
            sheet.circle(spot, 7, fill="white", line=BEFORE, width=3)
    for axis, place in zip(chart.axes, now, strict=True):
        if place is not None and axis.percent is not None:
            sheet.circle(place, 13, fill=_level(chart.bands, axis.percent), line="white", width=3)


def _runs(spots: Sequence[Point | None]) -> Iterator[list[Point]]:
    """Lines through neighbouring spots: a closed line where no spot is missing, else lines between gaps."""
    if None not in spots:
        yield [spot for spot in (*spots, spots[0]) if spot is not None]
        return
    gap = spots.index(None)
    run: list[Point] = []
    for spot in (*spots[gap + 1 :], *spots[: gap + 1]):
        if spot is not None:
            run.append(spot)
        elif run:
            yield run
            run = []


def _laid_around(chart: RadarChart) -> tuple[float, list[Label]]:
    """The radius of the widest circle with room for all labels, and the labels; (0, []) if none has."""
    highest = HIGHEST - _head_height(chart) - 2 * MARGIN
    for radius in range(WIDEST_RADIUS, NARROWEST_RADIUS - 1, -10):
        for room in (400, 350, 310, 270):
            angles = _angles(len(chart.axes))
            if any(width_of(word) > room for axis in chart.axes for word in re.split(r"[\s-]", axis.label)):
                continue
            labels = [
                _label(axis, angle, radius, room) for axis, angle in zip(chart.axes, angles, strict=True)
            ]
            placed = [label for label in labels if label is not None]
            if len(placed) < len(labels) or sum(_reach(radius, placed)) > highest:
                continue
            if not any(one.overlaps(other) for one, other in combinations(placed, 2)):
                return radius, placed
    return 0, []


def _label(axis: Axis, angle: float, radius: float, room: float) -> Label | None:
    """A label past the end of its axis, within the sheet; None where it would be too far from the axis."""
    lines = wrapped(axis.label, room)
    width = max(_value_width(axis), *(width_of(line) for line in lines))
    height = height_of(lines) + FIRM * 1.2
    across, down = cos(angle), sin(angle)
    away = radius + GAP + abs(across) * width / 2 + abs(down) * height / 2
    edge = WIDTH / 2 - MARGIN - width / 2
    x, y = max(-edge, min(edge, across * away)), down * away
    # A label moved inwards from the sheet's edge is moved up or down until it is clear of the circle.
    near = max(0.0, abs(x) - width / 2)
    clear = sqrt(max(0.0, (radius + GAP) ** 2 - near**2)) + height / 2
    if near < radius + GAP and abs(y) < clear:
        y = clear if down >= 0 else -clear
    stray = hypot(
        max(0.0, abs(across * radius - x) - width / 2), max(0.0, abs(down * radius - y) - height / 2)
    )
    if stray > 4 * GAP:
        return None
    return Label(axis, lines, x - width / 2, y - height / 2, width, height)


def _value(sheet: Sheet, chart: RadarChart, axis: Axis, at: Point) -> None:
    """Draw the percent, with the percent before, beside the colour of its level."""
    across, down = at
    if axis.percent is not None:
        sheet.circle((across + 12, down), 12, fill=_level(chart.bands, axis.percent))
    color = DARK if axis.percent is not None else SOFT
    sheet.text((across + 36, down), _value_words(axis), FIRM, bold=True, color=color)


def _value_words(axis: Axis) -> str:
    now = NO_PERCENT if axis.percent is None else str(axis.percent)
    return now if axis.before is None else f"{axis.before} → {now}"


def _value_width(axis: Axis) -> float:
    return 36 + width_of(_value_words(axis), FIRM, bold=True)


def _angles(count: int) -> list[float]:
    """The angles of axes, clockwise from the top.

    Turned by half a step where an axis would be horizontal and leave no room for its label.
    """
    turn = pi / count if count % 4 == 0 else 0.0
    return [turn - pi / 2 + 2 * pi * number / count for number in range(count)]


def _at(center: Point, radius: float, angle: float) -> Point:
    return center[0] + radius * cos(angle), center[1] + radius * sin(angle)


def _spot(center: Point, scale: float, angle: float, percent: int | None) -> Point | None:
    return None if percent is None else _at(center, scale * percent, angle)


def _bands(bands: Sequence[Band]) -> Iterator[tuple[Band, int]]:
    """The levels, each with the percent at which it ends."""
    ends = [band.least for band in bands[1:]]
    yield from zip(bands, [*ends, 100], strict=True)


def _level(bands: Sequence[Band], percent: int) -> str:
    return next(band.color for band in reversed(bands) if percent >= band.least)


def _soft(color: str) -> str:
    """A pale shade of a colour, for the ground under lines."""
    parts = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * 0.22):02X}" for part in parts)
