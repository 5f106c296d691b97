"""(e) What a picture costs, and what those who only answer questions notice of pictures being drawn."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles

import psutil

from bot.sandbox import people as hands
from bot.sandbox.messages import Button
from bot.sandbox.telegram import Chat, Sandbox
from handlers.assessments.links import ShowPicture
from services.pictures.charts import Axis, HeatCell, HeatMap, HeatRow, RadarChart
from services.pictures.painter import Painter
from tests.bench import town
from tests.bench.answering import QUESTIONNAIRE, Respondent
from tests.bench.figures import Figure
from tests.bench.processes import OURS, BenchError, make_sandbox, running
from tests.charts import radar_of

PICTURES = 20
RESPONDENTS = 30
# Each of them waits this long between presses, on average: a bot with time to spare, where a delay shows.
THINKING = 0.6
TURNS = 6
PRESSES_A_TURN = 6
# At any moment so many people wait for the pictures of their results.
WAITING = 3
VIEWERS = 400
PATIENCE = 30.0


async def measure(folder: Path) -> list[Figure]:
    """The processor time of pictures; presses answered with and without pictures being drawn."""
    return [*await _costs(), *await _presses(folder)]


async def _costs() -> list[Figure]:
    """Draw in a worker of our own and look at its clock."""
    painter = Painter()
    try:
        await painter.draw(_radar())
        worker = psutil.Process(painter.worker_id)
        await painter.draw(_table())
        radars, tables = [], []
        for _ in range(PICTURES):
            begun = _work(worker)
            await painter.draw(_radar())
            between = _work(worker)
            await painter.draw(_table())
            radars.append(1000 * (between - begun))
            tables.append(1000 * (_work(worker) - between))
        megabytes = worker.memory_info().rss / 2**20
    finally:
        await painter.close()
    return [
        Figure(
            "radar_processor", "процессорное время картинки результата", median(radars), "мс", 300, "most"
        ),
        Figure("heat_map_processor", "процессорное время тепловой карты", median(tables), "мс"),
        Figure("worker_memory", "память рисующего процесса, пока он есть", megabytes, "МБ"),
    ]


def _radar() -> RadarChart:
    """A teacher's result beside the one before it."""
    items = town.CONTENT.questionnaires[QUESTIONNAIRE].items
    codes = dict.fromkeys(item.competency for item in items if item.competency)
    axes = (
        Axis(town.CONTENT.competencies[code].title, 37 * place % 101, 53 * place % 101)
        for place, code in enumerate(codes)
    )
    return radar_of("Самодиагностика учителя", tuple(axes), "22 ноября 2026", "12 марта 2026")


def _table() -> HeatMap:
    """Every competency of a teacher by six subjects."""
    columns = ("Математика", "Русский язык", "Физика", "История", "Биология", "Технология")
    colors = [level.color for level in town.CONTENT.levels.values()]
    rows = (
        HeatRow(
            axis.label, tuple(HeatCell(30 + place, colors[place % 3], str(30 + place)) for place in range(6))
        )
        for axis in _radar().axes
    )
    return HeatMap("Школа № 1", columns, tuple(rows), tuple((color, "уровень") for color in colors))


def _work(process: psutil.Process) -> float:
    """Processor seconds used so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


async def _presses(folder: Path) -> list[Figure]:
    """The same people answer by turns: while nothing is drawn, and while something always is."""
    file = folder / "drawing.db"
    viewers = range(RESPONDENTS + 1, RESPONDENTS + VIEWERS + 1)
    async with town.opened(file) as ctx:
        await town.settle(ctx, RESPONDENTS + VIEWERS)
        await town.finish(ctx, QUESTIONNAIRE, viewers)
    sandbox = make_sandbox(map(town.chat_of, range(1, RESPONDENTS + VIEWERS + 1)), rate_limits=False)
    everyone = [Respondent(sandbox, town.chat_of(number)) for number in range(1, RESPONDENTS + 1)]
    times: dict[bool, list[float]] = {True: [], False: []}
    pictures: list[float] = []
    unseen = iter(viewers)
    thoughts = random.Random(1)  # noqa: S311 (repeatable on purpose)
    async with running(OURS, sandbox, folder, DATABASE_URL=town.url_of(file)) as bot:
        await asyncio.gather(*(one.begin() for one in everyone))
        await _look(sandbox, next(unseen))  # the worker starts
        for turn in range(TURNS):
            before = [len(one.times) for one in everyone]
            if turn % 2:
                async with _drawing(sandbox, unseen, pictures):
                    await asyncio.gather(*(_answer(one, thoughts) for one in everyone))
            else:
                await asyncio.gather(*(_answer(one, thoughts) for one in everyone))
            for one, known in zip(everyone, before, strict=True):
                times[bool(turn % 2)] += one.times[known:]
        errors = bot.complaints() + sum(one.errors for one in everyone)
    alone, beside = (1000 * quantiles(times[drawn], n=100)[94] for drawn in (False, True))
    return [
        Figure("press_p95_quiet", "ответ на нажатие p95, картинок никто не ждёт", alone, "мс", digits=1),
        Figure("press_p95_drawing", "то же, пока картинки рисуются всё время", beside, "мс", digits=1),
        Figure(
            "press_p95_extra", "нажатия ждут из-за картинок дольше на", beside - alone, "мс", 50, "most", 1
        ),
        Figure("pictures_drawn", "картинок нарисовано за это время", len(pictures)),
        Figure(
            "picture_seconds", "человек ждёт картинку (трое просят сразу)", median(pictures), "с", digits=2
        ),
        Figure("drawing_errors", "ошибок", errors, "", 0, "most"),
    ]


async def _answer(respondent: Respondent, thoughts: random.Random) -> None:
    """A turn's presses, with a thought before each."""
    for _ in range(PRESSES_A_TURN):
        await asyncio.sleep(thoughts.uniform(0, 2 * THINKING))
        await respondent.go_on()


@asynccontextmanager
async def _drawing(sandbox: Sandbox, unseen: Iterator[int], seconds: list[float]) -> AsyncIterator[None]:
    """Meanwhile some people always wait for their pictures; how long each waited is written down."""
    is_over = False

    async def look_one_after_another() -> None:
        while not is_over:
            seconds.append(await _look(sandbox, next(unseen)))

    looking = [asyncio.create_task(look_one_after_another()) for _ in range(WAITING)]
    try:
        yield
    finally:
        is_over = True
        await asyncio.gather(*looking)


async def _look(sandbox: Sandbox, person_id: int) -> float:
    """Ask for the picture of one's result; the seconds till it came. Raises BenchError."""
    chat = sandbox.chat(town.chat_of(person_id))
    link = ShowPicture(assessment_id=person_id).pack()
    button = Button({"text": "Картинка", "callback_data": link})
    shown = sandbox.add_message(chat, from_bot=True, text="Результат", buttons=((button,),))
    begun = time.perf_counter()
    hands.press(sandbox, chat, shown.message_id, link)
    while not _has_picture(chat):
        if not await chat.bell.wait(begun + PATIENCE - time.perf_counter()):
            raise BenchError(f"no picture came: {chat.toasts}")
    return time.perf_counter() - begun


def _has_picture(chat: Chat) -> bool:
    return any(message.media is not None for message in chat.messages.values())
