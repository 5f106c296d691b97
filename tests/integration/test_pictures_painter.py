"""Pictures are drawn in another process: presses go on, a death is made good, nothing stays behind."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bot.app import App
from bot.config import Settings
from services.pictures.charts import Axis, HeatCell, HeatMap, HeatRow
from services.pictures.painter import LIMITS, MOST_WAITING, CannotDrawError, Painter
from services.workers import pool
from tests.charts import radar_of
from tests.conftest import TOKEN

PNG = b"\x89PNG"
RADAR = radar_of("Самодиагностика", tuple(Axis("Диалог и конфликты", 40, 30) for _ in range(6)), "22 ноября")
TABLE = HeatMap("Школа", ("Физика",), (HeatRow("Диалог", (HeatCell(50, "#E0A100", "50"),)),), ())
# The worker fails on what no screen ever makes.
WRONG = radar_of("Тайна", (Axis("Диалог", "много"),) * 3, "22 ноября")  # type: ignore[arg-type]
LONGEST = 20.0

# A bot that dies without a word while its worker is there.
PARENT = """
import asyncio, contextlib
from services.pictures.charts import Axis
from services.pictures.painter import Painter
from tests.charts import radar_of

async def main():
    painter = Painter()
    await painter.draw(radar_of("Результат", (Axis("Диалог", 40),) * 3, "22 ноября"))
    print(painter.worker_id, flush=True)
    await asyncio.Event().wait()

with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(main())
"""


@pytest.fixture
async def painter() -> AsyncIterator[Painter]:
    painter = Painter()
    yield painter
    await painter.close()


def worker_of(painter: Painter) -> psutil.Process:
    assert painter.worker_id is not None
    return psutil.Process(painter.worker_id)


def ended(process_id: int) -> bool:
    """True if the process is gone, or dead and not yet reaped by its new parent."""
    try:
        return psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def outlast(process_id: int) -> None:
    """Wait for a process's end without letting the event loop hear of it."""
    deadline = time.monotonic() + LONGEST
    while not ended(process_id) and time.monotonic() < deadline:
        time.sleep(0.02)


async def test_one_worker_draws_everything_and_the_event_loop_stays_free(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "424242:secret")
    assert painter.worker_id is None, "nothing was to be drawn"
    radar, table = await asyncio.gather(painter.draw(RADAR), painter.draw(TABLE))
    worker = worker_of(painter)
    assert radar.startswith(PNG) and table.startswith(PNG) and radar != table
    assert await painter.draw(RADAR) == radar
    assert painter.worker_id == worker.pid

    assert worker.nice() > psutil.Process().nice()
    assert os.getsid(worker.pid) == os.getsid(0), "niceness counts within a session only"
    assert os.getpgid(worker.pid) == worker.pid, "Ctrl+C is not for it"
    assert "BOT_TOKEN" not in worker.environ()
    assert worker.children(recursive=True) == []
    loaded = {Path(mapped.path).name for mapped in worker.memory_maps()}
    assert not [name for name in loaded if "pydantic" in name or "multidict" in name], "aiogram is not there"

    # However long a picture takes, here until the worker may go on.
    done = []
    worker.suspend()
    drawing = asyncio.create_task(painter.draw(RADAR))
    drawing.add_done_callback(lambda _: done.append("picture"))
    for _ in range(200):
        await asyncio.sleep(0)
        done.append("press")
    worker.resume()
    await drawing
    await asyncio.sleep(0)
    assert done == ["press"] * 200 + ["picture"]

    assert not painter.is_busy
    waiting = [asyncio.create_task(painter.draw(TABLE)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    assert painter.is_busy, "one more is told to come later"
    assert set(await asyncio.gather(*waiting)) == {table}
    assert not painter.is_busy


async def test_bad_chart_is_refused_without_its_words_and_the_worker_goes_on(
    painter: Painter,
) -> None:
    with pytest.raises(CannotDrawError) as refused:
        await painter.draw(WRONG)
    assert "Тайна" not in str(refused.value) and "много" not in str(refused.value)
    worker = painter.worker_id
    assert worker is not None
    assert (await painter.draw(RADAR)).startswith(PNG)
    assert painter.worker_id == worker


async def test_worker_that_ended_died_or_hung_is_replaced(
    painter: Painter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def warnings() -> list[int]:
        return [record.levelno for record in caplog.records if record.name == pool.__name__]

    painter.workers.limits = replace(LIMITS, idle=1)
    first = await painter.draw(RADAR)
    idle = worker_of(painter)
    outlast(idle.pid)
    painter.workers.limits = LIMITS
    assert await painter.draw(RADAR) == first, "the idle one left; another came when needed"
    second = worker_of(painter)
    assert second.pid != idle.pid
    assert warnings() == []

    second.suspend()  # it has the chart and never answers
    drawing = asyncio.create_task(painter.draw(RADAR))
    await asyncio.sleep(0.05)
    second.kill()
    assert await drawing == first, "died in the middle of a picture"
    third = worker_of(painter)
    assert third.pid != second.pid
    assert ended(second.pid)
    assert warnings() == [logging.WARNING]

    third.suspend()
    painter.workers.limits = replace(LIMITS, seconds=0.1)
    with pytest.raises(CannotDrawError, match="too long"):
        await painter.draw(RADAR)
    painter.workers.limits = LIMITS
    assert ended(third.pid), "it hung"
    with monkeypatch.context() as patch:
        patch.setattr(pool, "WORKER", ("-S", "-c", "raise SystemExit(1)"))
        with pytest.raises(CannotDrawError, match="twice"):
            await painter.draw(RADAR)
    assert painter.worker_id is None, "one that dies every time is given up"
    assert await painter.draw(RADAR) == first, "the next picture has another chance"
    worker_of(painter).kill()
    assert await painter.draw(RADAR) == first, "died between pictures"


async def test_cancelled_drawing_does_not_give_its_picture_to_the_next(painter: Painter) -> None:
    """A press cancelled in the middle of a picture ends the worker."""
    first = await painter.draw(RADAR)
    worker_of(painter).suspend()
    given_up = asyncio.create_task(painter.draw(RADAR))
    await asyncio.sleep(0.05)
    given_up.cancel()
    table = await painter.draw(TABLE)
    assert table.startswith(PNG) and table != first
    assert await painter.draw(RADAR) == first


async def test_closing_ends_the_worker_while_it_draws() -> None:
    painter = Painter()
    await painter.close()  # nothing was drawn: nothing to end
    painter = Painter()
    await painter.draw(RADAR)
    worker = worker_of(painter)
    others = psutil.Process().children()
    others.remove(worker)
    worker.suspend()
    waiting = [asyncio.create_task(painter.draw(RADAR)) for _ in range(3)]
    await asyncio.sleep(0.05)
    async with asyncio.timeout(LONGEST):
        await painter.close()
        refused = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(error) for error in refused] == [CannotDrawError] * 3
    assert ended(worker.pid)
    with pytest.raises(CannotDrawError, match="closed"):
        await painter.draw(RADAR)
    assert psutil.Process().children() == others, "no new one came"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
async def test_the_worker_does_not_outlive_its_bot(how: signal.Signals) -> None:
    """The signal goes to the bot's whole group, as Ctrl+C in a terminal does."""
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=PIPE, stderr=PIPE, cwd=pool.PROJECT, start_new_session=True
    )
    assert bot.stdout is not None and bot.stderr is not None
    worker = int(await asyncio.wait_for(bot.stdout.readline(), LONGEST))
    assert not ended(worker)
    os.killpg(bot.pid, how)
    complaints = await asyncio.wait_for(bot.stderr.read(), LONGEST)  # closed once nobody holds it
    await bot.wait()
    async with asyncio.timeout(LONGEST):
        while not ended(worker):
            await asyncio.sleep(0.02)
    assert complaints == b"", "neither has anything to complain of"


async def test_closed_bot_ends_its_worker(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'town.db'}"
    app = App(Settings(_env_file=None, bot_token=TOKEN, database_url=url))
    assert app.intake.template.painter is app.template.painter, "handlers draw with it"
    await app.template.painter.draw(RADAR)
    worker = worker_of(app.template.painter)
    await app.close()
    assert ended(worker.pid)
