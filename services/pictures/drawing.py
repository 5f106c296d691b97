"""What the drawing process runs: a chart to a PNG file."""

from __future__ import annotations

from services.pictures.charts import Chart, RadarChart


def draw(chart: Chart) -> bytes:
    """The picture of a chart. Slow, and loads matplotlib: only for the worker."""
    from services.pictures import heat_map, radar

    return radar.draw(chart) if isinstance(chart, RadarChart) else heat_map.draw(chart)
