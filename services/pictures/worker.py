"""The drawing process, `python -m services.pictures.worker SECONDS`: it reads charts and writes pictures.

It ends with its input, so that it never outlives its parent, and after SECONDS without a chart, so that it
holds no memory while nobody asks for pictures.
"""

from __future__ import annotations

import os
import select
import sys
import traceback
import warnings
from contextlib import suppress

from services.pictures import heat_map, radar
from services.pictures.charts import Chart, RadarChart
from services.pictures.pipe import answer, read_request

# On a busy machine presses go first.
NICENESS = 10


def main() -> None:
    """Draw until the input ends, or no chart comes for the given seconds."""
    patience = float(sys.argv[1])
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # printed text must not get between pictures
    with suppress(BrokenPipeError, KeyboardInterrupt):
        while _is_asked(patience) and (chart := read_request(sys.stdin.buffer)) is not None:
            output.write(_answer(chart))
            output.flush()


def _is_asked(patience: float) -> bool:
    """Whether a chart comes in time. The buffer holds none: the painter sends one chart at a time."""
    if sys.platform == "win32":
        return True  # cannot wait for a pipe
    return bool(select.select([sys.stdin.buffer], [], [], patience)[0])


def _answer(chart: Chart) -> bytes:
    try:
        picture = radar.draw(chart) if isinstance(chart, RadarChart) else heat_map.draw(chart)
    except Exception as error:
        # The place of the error is told, not its text, which may quote people's words.
        place = traceback.extract_tb(error.__traceback__)[-1]
        return answer(f"{type(error).__name__}, {place.name}:{place.lineno}".encode(), is_picture=False)
    return answer(picture, is_picture=True)


if __name__ == "__main__":
    main()
