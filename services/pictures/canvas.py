"""A white sheet, measured in pixels from its top left corner, and text broken into lines.

Only matplotlib's objects are used, never pyplot, which would keep every picture in memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D
from PIL import Image

matplotlib.rcParams["text.parse_math"] = False  # a dollar in a title is no formula
matplotlib.rcParams["text.hinting"] = "none"  # hinting of big letters takes a third of the time, unseen

# A phone shows the picture 390 points wide, so letters of 31 are 11 there, the least that can be read.
WIDTH = 1080
SMALL = 31.0
MARGIN = 28
# A chat shows a higher picture narrower, with smaller letters.
HIGHEST = 1.3 * WIDTH
DARK = "#22303C"
SOFT = "#6B7780"
GREY = "#D9DEE2"
LINE_HEIGHT = 1.14
COLORS = 64

Point = tuple[float, float]
Anchor = Literal["left", "center", "right"]
Style = Literal["-"] | tuple[float, Sequence[float]]

DASHED: Style = (0, (3, 1.6))

# A Russian word may be broken before a consonant with a vowel, if a vowel stands before them.
SYLLABLE = re.compile(r"(?=[бвгджзклмнпрстфхцчшщ][аеёиоуыэюя])", re.IGNORECASE)
VOWEL = re.compile(r"[аеёиоуыэюя]", re.IGNORECASE)
# What must not stand before «…»: punctuation, words of one or two letters.
HANGING = re.compile(r"(?:[\s.,;:№—-]+[^\W\d_]{1,2})*[\s.,;:№—-]*$")


class Sheet:
    """A sheet of `width` by `height` pixels."""

    def __init__(self, height: float, width: float = WIDTH) -> None:
        # At 72 dots an inch a point of type is a pixel.
        self.figure = Figure(figsize=(width / 72, round(height) / 72), dpi=72, facecolor="white")
        self._canvas = FigureCanvasAgg(self.figure)
        self._place = Affine2D().scale(1, -1).translate(0, round(height))

    def polygon(self, points: Sequence[Point], fill: str, opacity: float) -> None:
        """Draw a transparent shape."""
        self._add(Polygon(points, closed=True, facecolor=fill, edgecolor="none", alpha=opacity))

    def line(self, points: Sequence[Point], color: str, width: float = 2.0, *, dashed: bool = False) -> None:
        """Draw a line through points."""
        across, down = zip(*points, strict=True)
        style: Style = DASHED if dashed else "-"
        self._add(
            Line2D(across, down, color=color, linewidth=width, linestyle=style, solid_joinstyle="round")
        )

    def circle(
        self, center: Point, radius: float, *, fill: str = "none", line: str = "none", width: float = 0.0
    ) -> None:
        """Draw a disc or a ring."""
        self._add(Circle(center, radius, facecolor=fill, edgecolor=line, linewidth=width))

    def box(
        self,
        corner: Point,
        size: Point,
        *,
        fill: str = "none",
        line: str = "none",
        width: float = 0.0,
        dashed: bool = False,
    ) -> None:
        """Draw a rectangle, given by its top left corner."""
        style: Style = DASHED if dashed else "-"
        self._add(Rectangle(corner, *size, facecolor=fill, edgecolor=line, linewidth=width, linestyle=style))

    def card(self, corner: Point, size: Point, fill: str) -> None:
        """Draw a rectangle with rounded corners, given by its top left corner."""
        rounding = min(8.0, *(side / 4 for side in size))
        style = f"round,pad=0,rounding_size={rounding}"
        self._add(FancyBboxPatch(corner, *size, boxstyle=style, facecolor=fill, edgecolor="none"))

    def text(
        self,
        at: Point,
        words: str,
        size: float = SMALL,
        *,
        color: str = DARK,
        bold: bool = False,
        anchor: Anchor = "left",
        turned: bool = False,
    ) -> None:
        """Write a line; `at` is the middle of its height. A `turned` line goes upwards from `at`."""
        self._add(
            Text(
                *at,
                words,
                color=color,
                fontproperties=_font(size, bold),
                horizontalalignment="center" if turned else anchor,
                verticalalignment="bottom" if turned else "center_baseline",
                rotation=90 if turned else 0,
            )
        )

    def paragraph(
        self,
        at: Point,
        lines: Sequence[str],
        size: float = SMALL,
        *,
        color: str = DARK,
        bold: bool = False,
        anchor: Anchor = "left",
    ) -> float:
        """Write lines one under another, from `at` down; returns the place below the last one."""
        across, down = at
        for line in lines:
            self.text(
                (across, down + size * LINE_HEIGHT / 2), line, size, color=color, bold=bold, anchor=anchor
            )
            down += size * LINE_HEIGHT
        return down

    def png(self) -> bytes:
        """The picture as a PNG file."""
        self._canvas.draw()  # type: ignore[no-untyped-call]
        size = self._canvas.get_width_height()
        pixels = bytes(self._canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        drawn = Image.frombytes("RGBA", size, pixels).convert("RGB")
        file = io.BytesIO()
        # With a palette the picture looks equal, is a third as large and is packed in half the time.
        drawn.quantize(COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
        return file.getvalue()

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self._place)
        artist.set_zorder(len(self.figure.get_children()))  # later shapes stand above earlier ones
        self.figure.add_artist(artist)


@lru_cache(maxsize=64)
def _font(size: float, bold: bool) -> FontProperties:
    """A font with Cyrillic letters that matplotlib brings along."""
    return FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=4096)
def width_of(words: str, size: float = SMALL, bold: bool = False) -> float:
    """The width of a line, in pixels."""
    width, _, _ = text_to_path.get_text_width_height_descent(words, _font(size, bold), ismath=False)
    return float(width)


def height_of(lines: Sequence[str], size: float = SMALL) -> float:
    """The height of lines under one another, in pixels."""
    return len(lines) * size * LINE_HEIGHT


def wrapped(words: str, width: float, size: float = SMALL, *, bold: bool = False, most: int = 4) -> list[str]:
    """Break a text into at most `most` lines no wider than `width` pixels; a longer text ends with «…»."""
    lines: list[str] = []
    for word in _parts(words, width, size, bold):
        longer = f"{lines[-1]}{word}" if lines else word
        if lines and width_of(longer.rstrip(), size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    lines = [line.rstrip() for line in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], width, size, bold)]
    return lines or [""]


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    """As many words of a line as fit with «…» after them; of a single word as many letters."""
    line = HANGING.sub("", line) or line
    while len(line) > 1 and width_of(f"{line}…", size, bold) > width:
        line = HANGING.sub("", line.rpartition(" ")[0]) or line[:-1]
    return f"{line}…"


def _parts(words: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """Words, each with its blank; compound words are broken at hyphens, wide words by syllables."""
    for part in re.findall(r"[^\s-]*-|[^\s-]+\s*", re.sub(r"\s+", " ", words).strip()):
        left = part
        while width_of(left.rstrip(), size, bold) > width and len(left) > 2:
            count = len(left)
            while count > 1 and width_of(f"{left[:count]}-", size, bold) > width:
                count -= 1
            count = max((place for place in _syllables(left) if place <= count), default=count)
            yield f"{left[:count]}-"
            left = left[count:]
        yield left


def _syllables(word: str) -> Iterator[int]:
    """The places at which a word can be broken."""
    for found in SYLLABLE.finditer(word):
        if found.start() > 1 and VOWEL.search(word, 0, found.start()):
            yield found.start()


def ink(color: str) -> str:
    """The colour of letters on a colour: white on dark colours, dark on light ones."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 145 else DARK
