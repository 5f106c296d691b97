"""Drawing pictures in a process of its own, so that no press waits for the picture of another person."""

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
# The worker takes as much memory as the bot, so it ends after ten idle minutes.
WORKER = ("-m", "services.pictures.worker", "600")
# Seconds after which a worker is taken to hang: a picture takes well under one.
LONGEST = 60.0
# The most pictures in the queue, about five seconds of drawing: each keeps a place among the updates under
# way.
MOST_WAITING = 20
# The environment of the worker. It holds no secrets: neither the token nor the database's address.
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
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # no picture needs more threads


class CannotDrawError(Exception):
    """A picture could not be drawn; the error's text quotes no words of the picture."""


class _WorkerGoneError(Exception):
    """The worker ended without an answer. Its exit code is 0 where it had been idle."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Painter:
    """Draws one picture after another in a worker, which it starts when needed and replaces when it dies."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._worker: Process | None = None
        self._is_closed = False
        self._waiting = 0

    async def draw(self, chart: Chart) -> bytes:
        """Draw a chart after those in the queue; returns a PNG file. Raises CannotDrawError."""
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
        """End the worker, even in the middle of a picture. After that nothing is drawn."""
        self._is_closed = True
        await self._dismiss()

    @property
    def is_busy(self) -> bool:
        """Whether the queue is so long that another picture would take too long."""
        return self._waiting >= MOST_WAITING

    @property
    def worker_id(self) -> int | None:
        """The id of the worker's process, if there is one."""
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
            if not answered:  # a late answer must not be taken for the answer to the next chart
                await self._dismiss()
        if not is_picture:
            raise CannotDrawError(content.decode())
        return content

    async def _hired(self) -> Process:
        """The worker, or a new one where there is none. Raises CannotDrawError after `close`."""
        if self._worker is not None and self._worker.returncode is not None:
            self._worker = None  # it ended, or was idle for too long
        if self._worker is None and not self._is_closed:
            self._worker = await asyncio.create_subprocess_exec(
                sys.executable,
                *WORKER,
                stdin=PIPE,
                stdout=PIPE,
                cwd=PROJECT,
                env={name: os.environ[name] for name in NEEDED if name in os.environ} | ONE_THREAD,
                # Ctrl+C in a terminal must reach only the bot, which then ends its worker. The worker gets no
                # session of its own: Linux shares processors between sessions first, and niceness counts only
                # within a session.
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
    """Send a chart and wait for the answer: whether it is a picture, and the picture or the reason.

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
        # The pipes break a moment before the exit code is known.
        raise _WorkerGoneError(await worker.wait()) from error
