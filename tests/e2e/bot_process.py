"""The real bot in a process of its own; its clock is the story's, from a file, and it scans every second.

The rest is the app's own: settings from the environment, its wiring, real polling. The process is forked from
one that has imported everything once, since importing takes seconds. What `python -m bot run` does before all
this is told by test_run.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import log, scheduler
from bot.app import App
from bot.config import Settings

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload([__name__])


class FileClock:
    """Real time plus the seconds a file says."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._path.read_text()))


class BotProcess:
    """A running bot, to be waited for, asked to stop or killed."""

    def __init__(self, clock_file: Path, log_file: Path, environment: Mapping[str, str]) -> None:
        self._process = _FORKING.Process(target=_run, args=(clock_file, log_file, dict(environment)))
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to stop."""
        self._process.terminate()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()

    async def wait(self) -> int | None:
        """Wait for its end; returns how it ended."""
        await asyncio.to_thread(self._process.join)
        return self._process.exitcode


def _run(clock_file: Path, log_file: Path, environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with log_file.open("ab") as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    log.set_up()
    scheduler.SCAN_SECONDS = 1
    asyncio.run(App(Settings(), FileClock(clock_file)).run())
