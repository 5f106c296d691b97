"""Charts of the tests, in the colours of the content's levels."""

from __future__ import annotations

from services.content.folder import Content
from services.pictures.charts import Axis, Band, RadarChart

BANDS = tuple(Band(level.min, level.color) for level in Content().levels.values())


def radar_of(title: str, axes: tuple[Axis, ...], now: str, before: str | None = None) -> RadarChart:
    """Somebody's result."""
    return RadarChart(title, axes, now, before, BANDS)
