"""The drawing process, `python -m services.pictures.worker SECONDS`: charts come in, pictures go out.

It ends with its input, so however its parent dies, it does not stay behind; and after so many idle seconds,
so that a bot nobody asks for pictures has its memory back.
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

# People's presses go first on a busy machine.
NICENESS = 10


def main() -> None:
    """Draw until the input ends, or nothing comes for the seconds given."""
    patience = float(sys.argv[1])
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    warnings.simplefilter("ignore")  # a letter the font lacks is drawn as a box, and that is all
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between pictures
    with suppress(BrokenPipeError, KeyboardInterrupt):
        while _is_asked(patience) and (chart := read_request(sys.stdin.buffer)) is not None:
            output.write(_answer(chart))
            output.flush()


def _is_asked(patience: float) -> bool:
    """Wait for a chart. None is left in the buffer: the painter sends one after another is answered."""
    if sys.platform == "win32":
        return True  # cannot wait for a pipe
    return bool(select.select([sys.stdin.buffer], [], [], patience)[0])


def _answer(chart: Chart) -> bytes:
    try:
        picture = radar.draw(chart) if isinstance(chart, RadarChart) else heat_map.draw(chart)
    except Exception as error:
        # Where it failed, not the words: they may be people's.
        place = traceback.extract_tb(error.__traceback__)[-1]
        return answer(f"{type(error).__name__}, {place.name}:{place.lineno}".encode(), is_picture=False)
    return answer(picture, is_picture=True)


if __name__ == "__main__":
    main()
