"""A bot as a process of its own, against a sandbox served by this one."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.sandbox.messages import SandboxPerson
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from bot.sandbox.updates import Update, UpdateQueue
from services.clock import SystemClock

PROJECT = Path(__file__).parent.parent.parent
TOKEN = "424242:sandbox-token-of-the-bench-0123456789"
OURS = ("bot", "run")
BARE = ("tests.bench.bare_bot",)
LONGEST_START = 60.0
LONGEST_STOP = 15.0


class BenchError(RuntimeError):
    """What was to be measured did not happen at all."""


class WatchedQueue(UpdateQueue):
    """Tells when the bot first asked for updates: from then on it serves people."""

    def __init__(self) -> None:
        super().__init__()
        self.was_polled = asyncio.Event()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        self.was_polled.set()
        return await super().poll(offset, limit, seconds)


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A bot that polls: how long and how much work its start took, what it weighs then, where its log is."""

    start_seconds: float
    start_processor_seconds: float
    megabytes: float
    process: psutil.Process
    log: Path

    def processor_seconds(self) -> float:
        """Processor time used so far."""
        return _processor_seconds(self.process)

    def complaints(self) -> int:
        """Lines of the log that tell of an error or a warning."""
        return sum(" ERROR " in line or " WARNING " in line for line in _text(self.log).splitlines())


def make_sandbox(chat_ids: Iterable[int], *, rate_limits: bool) -> Sandbox:
    """A sandbox in which everybody has started the bot."""
    people = [SandboxPerson(chat_id, "Анна", f"Проверочная-{chat_id}", None, "") for chat_id in chat_ids]
    sandbox = Sandbox(SystemClock(), TOKEN, people, rate_limits=rate_limits)
    for person in people:
        sandbox.start_chat(person.id)
    return sandbox


@asynccontextmanager
async def running(
    command: Sequence[str], sandbox: Sandbox, folder: Path, **environment: str
) -> AsyncIterator[RunningBot]:
    """The bot `python -m <command>`, from its first getUpdates on; stopped, or killed, at the end.

    It runs in `folder`, so that no developer's `.env` is read. Raises BenchError where it does not start.
    """
    queue = sandbox.updates = WatchedQueue()
    log = folder / f"{command[0]}-{time.monotonic_ns()}.log"
    async with SandboxServer(sandbox) as server:
        variables = {
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": server.url,
            "ADMIN_IDS": "",
            **environment,
        }
        with log.open("wb") as lines:
            begun = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", *command),
                cwd=folder,
                env=variables,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
            )
            try:
                await _first_poll(queue, process, log)
                seconds = time.perf_counter() - begun
                seen = psutil.Process(process.pid)
                work, megabytes = _processor_seconds(seen), seen.memory_info().rss / 2**20
                yield RunningBot(seconds, work, megabytes, seen, log)
            finally:
                await _stop(process)


async def _first_poll(queue: WatchedQueue, process: asyncio.subprocess.Process, log: Path) -> None:
    polled = asyncio.create_task(queue.was_polled.wait())
    ended = asyncio.create_task(process.wait())
    try:
        await asyncio.wait({polled, ended}, timeout=LONGEST_START, return_when=asyncio.FIRST_COMPLETED)
    finally:
        polled.cancel()
        ended.cancel()
    if not queue.was_polled.is_set():
        raise BenchError(f"the bot did not start:\n{_text(log)}")


def _processor_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), LONGEST_STOP)
    except TimeoutError:
        process.kill()
        await process.wait()
