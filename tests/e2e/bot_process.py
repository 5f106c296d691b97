"""The real bot, or the demo, in a process of its own.

The bot's clock is the story's, from a file, and it scans several times a second. The rest is the app's own:
settings from the environment, its wiring, real polling. The process is forked from one that has imported and
read everything once, since that takes seconds. What `python -m bot` does before all this is told by test_run.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot import log, scheduler
from bot.app import App
from bot.config import Settings
from bot.demo import run_demo
from services.content.folder import Content

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.e2e.warmed"])
_SCAN_SECONDS = 0.25
CONTENT = Content()


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
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

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


def start_demo(port: int, folder: Path, log_file: Path) -> BaseProcess:
    """Start the demo on a folder of its data; what it says goes to the log file."""
    process = _FORKING.Process(target=_run_demo, args=(port, folder, log_file))
    process.start()
    return process


def _run(clock_file: Path, log_file: Path, environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    _log_to(log_file)
    scheduler.SCAN_SECONDS = _SCAN_SECONDS  # type: ignore[assignment]
    asyncio.run(App(Settings(), FileClock(clock_file), CONTENT).run())


def _run_demo(port: int, folder: Path, log_file: Path) -> None:
    _log_to(log_file)
    sys.exit(asyncio.run(run_demo(port, folder)))


def _log_to(file: Path) -> None:
    """Send everything the process says to a file."""
    with file.open("ab") as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    log.set_up()
