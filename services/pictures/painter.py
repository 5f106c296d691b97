"""Pictures are drawn in a process of their own: nobody else's press waits for one."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path

from services.pictures.charts import Chart
from services.pictures.pipe import ANSWER, request

log = logging.getLogger(__name__)

PROJECT = Path(__file__).parent.parent.parent
# It weighs as much as the bot, and leaves after ten idle minutes.
WORKER = ("-m", "services.pictures.worker", "600")
# A picture takes well under a second; what takes this long has hung.
LONGEST = 60.0
# Each waits for all before it, and keeps a place among the updates under way: about five seconds' worth.
MOST_WAITING = 20
# Neither the token nor the database's address: the worker needs no secrets.
NEEDED = (
    "HOME",
    "LANG",
    "LD_LIBRARY_PATH",
    "MPLCONFIGDIR",
    "PATH",
    "SYSTEMROOT",
    "TEMP",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
)
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # nothing drawn here is worth more


class CannotDrawError(Exception):
    """A picture could not be drawn; the text quotes nothing of it."""


class _WorkerGoneError(Exception):
    """The worker went away instead of answering, with this exit code: 0 where it had nothing to do."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Painter:
    """Draws one picture after another in one worker, started when it is needed and replaced when it dies."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._worker: Process | None = None
        self._is_closed = False
        self._waiting = 0

    async def draw(self, chart: Chart) -> bytes:
        """A PNG of a chart, when those asked for before it are drawn. Raises CannotDrawError."""
        self._waiting += 1
        try:
            async with self._turn:
                try:
                    return await self._ask(chart)
                except _WorkerGoneError as gone:
                    if self._is_closed:
                        raise CannotDrawError("the painter is closed") from None
                    if gone.code:
                        log.warning("the drawing process died; a new one tries again")
                try:
                    return await self._ask(chart)
                except _WorkerGoneError as error:
                    raise CannotDrawError("the worker died twice") from error
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the worker, in the middle of a picture too; nothing is drawn from now on."""
        self._is_closed = True
        await self._dismiss()

    @property
    def is_busy(self) -> bool:
        """Whether so many pictures are waited for that one more would take too long."""
        return self._waiting >= MOST_WAITING

    @property
    def worker_id(self) -> int | None:
        """The worker's process, if there is one."""
        return self._worker.pid if self._worker else None

    async def _ask(self, chart: Chart) -> bytes:
        """Raises _WorkerGoneError, or CannotDrawError where the worker lives and failed."""
        worker = await self._hired()
        answered = False
        try:
            async with asyncio.timeout(LONGEST):
                is_picture, content = await _exchange(worker, chart)
            answered = True
        except TimeoutError as error:
            raise CannotDrawError("the worker took too long") from error
        finally:
            if not answered:  # its late answer must not be taken for the next one's
                await self._dismiss()
        if not is_picture:
            raise CannotDrawError(content.decode())
        return content

    async def _hired(self) -> Process:
        """The worker, a new one where there is none. Raises CannotDrawError once closed."""
        if self._worker is not None and self._worker.returncode is not None:
            self._worker = None  # it left, having had nothing to do
        if self._worker is None and not self._is_closed:
            self._worker = await asyncio.create_subprocess_exec(
                sys.executable,
                *WORKER,
                stdin=PIPE,
                stdout=PIPE,
                cwd=PROJECT,
                env={name: os.environ[name] for name in NEEDED if name in os.environ} | ONE_THREAD,
                # Ctrl+C in a terminal is for the bot, which then ends its worker. Not a session of its own:
                # Linux shares processors between sessions first, and niceness counts only within one.
                process_group=0,
            )
        if self._worker is None or self._is_closed:
            await self._dismiss()
            raise CannotDrawError("the painter is closed")
        return self._worker

    async def _dismiss(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()


async def _exchange(worker: Process, chart: Chart) -> tuple[bool, bytes]:
    """Send a chart, wait for what comes back: whether it is a picture, and the picture or the reason.

    Raises _WorkerGoneError.
    """
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("the worker was started without pipes")
    try:
        worker.stdin.write(request(chart))
        await worker.stdin.drain()
        is_picture, length = ANSWER.unpack(await worker.stdout.readexactly(ANSWER.size))
        return is_picture, await worker.stdout.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        # Its pipes break a moment before it is known how it ended.
        raise _WorkerGoneError(await worker.wait()) from error
