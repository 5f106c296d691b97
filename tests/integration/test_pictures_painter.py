"""Pictures are drawn in another process: presses go on, a death is made good, nothing stays behind."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from bot.app import App
from bot.config import Settings
from services.pictures import painter as painters
from services.pictures.charts import Axis, HeatCell, HeatMap, HeatRow
from services.pictures.painter import MOST_WAITING, CannotDrawError, Painter
from tests.charts import radar_of
from tests.conftest import TOKEN, detach_routers

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
    """Gone, or dead and waiting for whoever inherited it to look."""
    try:
        return psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_one_worker_draws_everything_and_only_once_something_is_to_be_drawn(painter: Painter) -> None:
    assert painter.worker_id is None
    radar, table = await asyncio.gather(painter.draw(RADAR), painter.draw(TABLE))
    worker = painter.worker_id
    assert radar.startswith(PNG) and table.startswith(PNG) and radar != table
    assert await painter.draw(RADAR) == radar
    assert painter.worker_id == worker


async def test_the_worker_is_light_and_lets_others_go_first(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "424242:secret")
    await painter.draw(RADAR)
    worker = worker_of(painter)
    assert worker.nice() > psutil.Process().nice()
    assert os.getsid(worker.pid) == os.getsid(0), "niceness counts within a session only"
    assert os.getpgid(worker.pid) == worker.pid, "Ctrl+C is not for it"
    assert "BOT_TOKEN" not in worker.environ()
    assert worker.children(recursive=True) == []
    loaded = {Path(mapped.path).name for mapped in worker.memory_maps()}
    assert not [name for name in loaded if "pydantic" in name or "multidict" in name], "aiogram is not there"


async def test_others_are_answered_while_a_picture_is_drawn(painter: Painter) -> None:
    """However long it takes, here until the worker may go on."""
    await painter.draw(RADAR)
    worker, done = worker_of(painter), []
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


async def test_an_idle_worker_leaves_and_another_comes_when_needed(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painters, "WORKER", (*painters.WORKER[:-1], "0.05"))
    first = await painter.draw(RADAR)
    worker = worker_of(painter)
    async with asyncio.timeout(LONGEST):
        while not ended(worker.pid):
            await asyncio.sleep(0.02)
    assert await painter.draw(RADAR) == first
    assert painter.worker_id != worker.pid


async def test_a_dead_worker_is_replaced(painter: Painter, caplog: pytest.LogCaptureFixture) -> None:
    first = await painter.draw(RADAR)
    worker = worker_of(painter)
    worker.kill()
    assert await painter.draw(RADAR) == first
    assert painter.worker_id != worker.pid
    assert ended(worker.pid)
    ours = [record.levelno for record in caplog.records if record.name == painters.__name__]
    assert ours == [logging.WARNING]


async def test_a_worker_that_dies_in_the_middle_of_a_picture_is_replaced(painter: Painter) -> None:
    first = await painter.draw(RADAR)
    worker = worker_of(painter)
    worker.suspend()  # it has the chart and never answers
    drawing = asyncio.create_task(painter.draw(RADAR))
    await asyncio.sleep(0.05)
    worker.kill()
    assert await drawing == first


async def test_one_that_dies_every_time_is_given_up(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painters, "WORKER", ("-c", "raise SystemExit(1)"))
    with pytest.raises(CannotDrawError, match="twice"):
        await painter.draw(RADAR)
    assert painter.worker_id is None
    monkeypatch.undo()
    assert (await painter.draw(RADAR)).startswith(PNG), "the next picture has another chance"


async def test_a_worker_that_hangs_is_ended(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    await painter.draw(RADAR)
    worker = worker_of(painter)
    worker.suspend()
    with monkeypatch.context() as patch:
        patch.setattr(painters, "LONGEST", 0.1)
        with pytest.raises(CannotDrawError, match="too long"):
            await painter.draw(RADAR)
    assert ended(worker.pid)
    assert (await painter.draw(RADAR)).startswith(PNG)


async def test_what_cannot_be_drawn_is_refused_without_its_words(painter: Painter) -> None:
    with pytest.raises(CannotDrawError) as refused:
        await painter.draw(WRONG)
    assert "Тайна" not in str(refused.value) and "много" not in str(refused.value)
    worker = painter.worker_id
    assert worker is not None, "it lives on"
    assert (await painter.draw(RADAR)).startswith(PNG)
    assert painter.worker_id == worker


async def test_a_press_given_up_does_not_get_anothers_picture(painter: Painter) -> None:
    first, table = await painter.draw(RADAR), await painter.draw(TABLE)
    for _ in range(3):
        given_up = asyncio.create_task(painter.draw(RADAR))
        await asyncio.sleep(0)
        given_up.cancel()
        assert await painter.draw(TABLE) == table
    assert await painter.draw(RADAR) == first


async def test_too_many_at_once_are_told_to_come_later(painter: Painter) -> None:
    assert not painter.is_busy
    waiting = [asyncio.create_task(painter.draw(TABLE)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    assert painter.is_busy
    assert all(picture.startswith(PNG) for picture in await asyncio.gather(*waiting))
    assert not painter.is_busy


async def test_closing_ends_the_worker_at_once_even_in_the_middle() -> None:
    painter = Painter()
    await painter.close()  # nothing was drawn: nothing to end
    painter = Painter()
    await painter.draw(RADAR)
    worker = worker_of(painter)
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
    assert psutil.Process().children() == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_the_worker_does_not_outlive_its_bot(how: signal.Signals) -> None:
    """The signal goes to the bot's whole group, as Ctrl+C in a terminal does."""
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=PIPE, stderr=PIPE, cwd=painters.PROJECT, start_new_session=True
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


async def test_the_bot_takes_its_worker_with_it(tmp_path: Path) -> None:
    detach_routers()
    url = f"sqlite+aiosqlite:///{tmp_path / 'town.db'}"
    app = App(Settings(_env_file=None, bot_token=TOKEN, database_url=url))
    assert app.dispatcher["painter"] is app.painter, "handlers draw with it"
    await app.painter.draw(RADAR)
    worker = worker_of(app.painter)
    await app.close()
    assert ended(worker.pid)
