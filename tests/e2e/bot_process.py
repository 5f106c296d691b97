"""The real bot in a process of its own; its clock is the story's, from a file, and it scans every second.

The rest is the app's own: settings from the environment, its wiring, real polling. What `python -m bot run`
checks before it starts is told by test_run.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import log, scheduler
from bot.app import App
from bot.config import Settings


class FileClock:
    """Real time plus the seconds a file says."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._path.read_text()))


if __name__ == "__main__":
    log.set_up()
    scheduler.SCAN_SECONDS = 1
    asyncio.run(App(Settings(), FileClock(Path(sys.argv[1]))).run())
