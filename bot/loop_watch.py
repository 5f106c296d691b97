"""A debug switch, `LOOP_WATCH_MS`: names in the log what held the event loop, so that everybody waited."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import FrameType

log = logging.getLogger(__name__)

PROJECT = str(Path(__file__).parent.parent)
BEAT_SECONDS = 0.01
# The innermost calls tell what works, and the calls of our own code tell for whom.
INNERMOST = 3


class LoopWatch:
    """Looks at the loop from a thread of its own, by the wall clock."""

    def __init__(self, limit: float) -> None:
        """`limit` is in seconds: what holds the loop for longer is named."""
        self._limit = limit
        self._beat = monotonic()
        self._ended = threading.Event()

    async def run(self) -> None:
        """Watch the running loop until cancelled."""
        thread = threading.Thread(target=self._watch, args=(threading.get_ident(),), daemon=True)
        thread.start()
        with suppress(asyncio.CancelledError):
            while True:
                self._beat = monotonic()
                await asyncio.sleep(BEAT_SECONDS)
        self._ended.set()
        thread.join()

    def _watch(self, loop_thread: int) -> None:
        held: tuple[float, str] | None = None
        while not self._ended.wait(BEAT_SECONDS):
            beat, now = self._beat, monotonic()
            if held is not None and beat != held[0]:
                log.warning("the loop was held for %d ms by %s", 1000 * (beat - held[0]), held[1])
                held = None
            if held is None and now - beat > self._limit:
                frame = sys._current_frames().get(loop_thread)
                held = beat, _calls(frame) if frame is not None else "an unknown call"


def _calls(frame: FrameType) -> str:
    """The calls under way, the innermost first: our own, and the last few of libraries."""
    stack = traceback.extract_stack(frame)[::-1]
    told = [
        f"{Path(call.filename).name}:{call.lineno} {call.name}"
        for place, call in enumerate(stack)
        if place < INNERMOST or (call.filename.startswith(PROJECT) and "site-packages" not in call.filename)
    ]
    return " < ".join(told)
