"""Workers: processes in which the bot runs what would hold its event loop or fill its memory."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from services.errors import DomainError
from services.workers.pipe import ANSWER, LENGTH, Ending, read_answer, request
from services.workers.worker import NO_MEMORY

log = logging.getLogger(__name__)

PROJECT = Path(__file__).parent.parent.parent
WORKER = ("-m", "services.workers.worker")
# The environment of a worker. It holds no secrets: neither the token nor the database's address.
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
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # no work needs more threads
# The most bytes written at once: a file of megabytes is not copied whole into the buffer of the pipe.
_PIECE = 64 * 1024

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What workers may take: how many at once, and each for one work.

    `seconds` is the longest that a work may take; `idle` seconds are how long a worker waits for the next
    work, with 0 it does one; `megabytes` limit its address space and `processor` its seconds of processor
    time, with 0 nothing does; `answer` is the most bytes that may come back. `niceness` lets presses go first
    on a busy machine.
    """

    seconds: float
    idle: float = 0
    places: int = 1
    megabytes: int = 0
    processor: int = 0
    answer: int = 16 * 1024 * 1024
    niceness: int = 10


class WorkerError(Exception):
    """The work was not done; the error's text quotes no words of people."""


class TooHeavyError(WorkerError):
    """The work took more memory or time than it may, or its answer was too large."""


class _WorkerGoneError(Exception):
    """The worker ended without an answer. Its exit code is 0 where it had been idle."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Workers:
    """Runs functions in workers, which it starts when needed and replaces when they die.

    A function must be one of a module and pure: it gets its arguments and nothing else of the bot.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._turns = asyncio.Semaphore(limits.places)
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._is_closed = False

    async def run(self, function: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What the function returns, after the works before it.

        Raises the function's own DomainError; TooHeavyError; WorkerError.
        """
        async with self._turns:
            work = request((function, args, named))
            try:
                return await self._ask(work)  # type: ignore[no-any-return]
            except _WorkerGoneError as gone:
                if self._is_closed:
                    raise WorkerError("the workers are closed") from None
                if not self.limits.idle:  # it was new, so that it was this work that ended it
                    raise _failure(gone.code) from None
                if gone.code:
                    log.warning("a worker died; a new one tries again")
            try:
                return await self._ask(work)  # type: ignore[no-any-return]
            except _WorkerGoneError as error:
                raise WorkerError("the worker died twice") from error

    async def close(self) -> None:
        """End the workers, even in the middle of a work. After that nothing is done."""
        self._is_closed = True
        workers = [*self._idle, *self._busy]
        self._idle.clear()
        for worker in workers:
            await _end(worker)

    @property
    def ids(self) -> list[int]:
        """The ids of the workers' processes."""
        return [worker.pid for worker in (*self._idle, *self._busy)]

    async def _ask(self, work: bytes) -> Any:
        """Raises _WorkerGoneError, or what `run` raises where the worker lives and failed."""
        worker = await self._hired()
        self._busy.add(worker)
        answered = False
        try:
            async with asyncio.timeout(self.limits.seconds):
                ending, packed = await self._exchange(worker, work)
            answered = True
        except TimeoutError as error:
            raise TooHeavyError("the worker took too long") from error
        finally:
            self._busy.discard(worker)
            # A late answer must not be taken for the answer to the next work.
            if answered and self.limits.idle and not self._is_closed:
                self._idle.append(worker)
            else:
                await _end(worker)
        # In a thread: thousands of rows hold it for long, and it lets the event loop in between.
        try:
            value = await asyncio.to_thread(read_answer, packed)
        except Exception as error:  # bytes that are no answer make the reader raise many errors
            raise WorkerError(f"the answer cannot be read: {type(error).__name__}") from None
        if ending == Ending.DONE:
            return value
        if ending == Ending.REFUSED and isinstance(value, DomainError):
            raise value
        raise WorkerError(str(value))

    async def _hired(self) -> Process:
        """A worker that waits, or a new one where there is none. Raises WorkerError after `close`."""
        while self._idle:
            worker = self._idle.pop()
            if worker.returncode is None:  # else it was idle for too long
                return worker
        if not self._is_closed:
            worker = await self._started()
            if not self._is_closed:
                return worker
            await _end(worker)
        raise WorkerError("the workers are closed")

    async def _started(self) -> Process:
        limits = self.limits
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *(*WORKER, str(limits.idle), str(limits.megabytes), str(limits.processor), str(limits.niceness)),
            stdin=PIPE,
            stdout=PIPE,
            cwd=PROJECT,
            env={name: os.environ[name] for name in NEEDED if name in os.environ} | ONE_THREAD,
            # Ctrl+C in a terminal must reach only the bot, which then ends its workers. A worker gets no
            # session of its own: Linux shares processors between sessions first, and niceness counts only
            # within a session.
            process_group=0,
        )

    async def _exchange(self, worker: Process, work: bytes) -> tuple[int, bytes]:
        """Send a work and wait for how it ended and its answer. Raises _WorkerGoneError, TooHeavyError."""
        if worker.stdin is None or worker.stdout is None:
            raise RuntimeError("the worker was started without pipes")
        try:
            worker.stdin.write(LENGTH.pack(len(work)))
            view = memoryview(work)
            for place in range(0, len(work), _PIECE):
                worker.stdin.write(view[place : place + _PIECE])
                await worker.stdin.drain()
            ending, length = ANSWER.unpack(await worker.stdout.readexactly(ANSWER.size))
            if length > self.limits.answer:
                raise TooHeavyError("the answer is too large")
            return ending, await worker.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            # The pipes break a moment before the exit code is known.
            raise _WorkerGoneError(await worker.wait()) from error


def _failure(code: int) -> WorkerError:
    if code < 0 or code == NO_MEMORY:  # a signal ends one that asks for memory where there is none
        return TooHeavyError(f"the worker ended with {code}")
    return WorkerError(f"the worker ended with {code}")


async def _end(worker: Process) -> None:
    with suppress(ProcessLookupError):
        worker.kill()
    await worker.wait()
