"""(a) A hundred teachers fill in a questionnaire at once: our bot beside a bare one. (d) How both start."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import select

from bot.sandbox import people as hands
from bot.sandbox.messages import Button, Message
from bot.sandbox.telegram import Sandbox
from handlers.assessments.links import AfterExplanation, AnswerItem, Begin, SkipOpenItem
from services.assessments.models import Answer, Assessment
from services.assessments.rules import option_codes
from tests.bench import town
from tests.bench.figures import Figure
from tests.bench.processes import BARE, OURS, BenchError, RunningBot, make_sandbox, running

QUESTIONNAIRE = "teacher_full"
PEOPLE = 100
# They go through the whole questionnaire before anyone's time is taken.
WARMING_UP = 10
ROUNDS = 3
ANSWER = f"{AnswerItem.__prefix__}:"
ONWARD = (f"{AfterExplanation.__prefix__}:", f"{SkipOpenItem.__prefix__}:")
PATIENCE = 20.0


@dataclass(slots=True)
class Round:
    """One bot, one questionnaire, a hundred people."""

    bot: RunningBot
    times: list[float] = field(default_factory=list)
    errors: int = 0
    lost: int = 0
    unfinished: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0

    @property
    def presses_a_second(self) -> float:
        return len(self.times) / self.seconds

    def milliseconds(self, percentile: int) -> float:
        """How long a press took, at a percentile."""
        return 1000 * quantiles(self.times, n=100, method="inclusive")[percentile - 1]


class Respondent:
    """A person who answers the question shown, waits for the next one, and so on to the result.

    What is told about a situation is read and gone on from; open questions are left unanswered.
    """

    def __init__(self, sandbox: Sandbox, chat_id: int) -> None:
        self._sandbox = sandbox
        self._chat = sandbox.chat(chat_id)
        self._random = random.Random(chat_id)  # noqa: S311 (repeatable on purpose)
        self._message_id = 0
        self.pressed: dict[int, int] = {}
        self.times: list[float] = []
        self.errors = 0

    async def begin(self) -> None:
        """Press «Begin» on a message of the bot."""
        link = Begin(code=QUESTIONNAIRE).pack()
        button = Button({"text": "Начать", "callback_data": link})
        shown = self._sandbox.add_message(self._chat, from_bot=True, text="Анкета", buttons=((button,),))
        self._message_id = shown.message_id
        await self._press(link)

    async def answer_all(self) -> None:
        """Answer every question, taking the time of each press."""
        while await self.go_on():
            pass

    async def go_on(self) -> bool:
        """Press once, taking the time; whether there was something to press, and it was answered."""
        ways = self._ways()
        if not ways:
            return False
        data = self._random.choice(ways)
        seconds = await self._press(data)
        if seconds is None:
            return False
        self.times.append(seconds)
        if data.startswith(ANSWER):
            _, _, place, choice = data.split(":")
            self.pressed[int(place)] = int(choice)
        return True

    @property
    def _shown(self) -> Message:
        return self._chat.messages[self._message_id]

    def _ways(self) -> list[str]:
        """The options of a question, else the way on."""
        every = [button.data or "" for row in self._shown.buttons for button in row]
        options = [data for data in every if data.startswith(ANSWER) and not data.endswith(":-1")]
        return options or [data for data in every if data.startswith(ONWARD)]

    async def _press(self, data: str) -> float | None:
        """Press; the seconds till the press was answered and the message edited, None if they were not."""
        before = self._shown
        begun = time.perf_counter()
        press = hands.press(self._sandbox, self._chat, before.message_id, data)
        while not press.answered.is_set() or self._shown is before:
            if not await self._chat.bell.wait(begun + PATIENCE - time.perf_counter()):
                self.errors += 1
                return None
        if press.text:  # a toast here tells of an error or of haste
            self.errors += 1
        return time.perf_counter() - begun


async def measure(folder: Path) -> tuple[list[Figure], list[Figure], dict[str, object]]:
    """Alternate our bot and the bare one; the figures of (a), those of (d), and the details of the rounds."""
    template = folder / "answering.db"
    async with town.opened(template) as ctx:
        await town.settle(ctx, PEOPLE + WARMING_UP)
    ours: list[Round] = []
    bare: list[Round] = []
    for number in range(ROUNDS):
        file = folder / f"answering-{number}.db"
        shutil.copy(template, file)
        ours.append(await _round(OURS, folder, file))
        bare.append(await _round(BARE, folder, None))
    pressed = {len(one.times) for one in (*ours, *bare) if not one.errors}
    if len(pressed) > 1:
        raise BenchError(f"the bots were not pressed equally often: {pressed}")
    return _presses(ours, bare), _starts(ours, bare), {"ours": _details(ours), "bare": _details(bare)}


async def _round(command: Sequence[str], folder: Path, file: Path | None) -> Round:
    chats = [town.chat_of(number) for number in range(1, PEOPLE + WARMING_UP + 1)]
    sandbox = make_sandbox(chats, rate_limits=False)
    everyone = [Respondent(sandbox, chat) for chat in chats]
    first, measured = everyone[:WARMING_UP], everyone[WARMING_UP:]
    environment = {"DATABASE_URL": town.url_of(file)} if file else {}
    async with running(command, sandbox, folder, **environment) as bot:
        result = Round(bot)
        await asyncio.gather(*(one.begin() for one in everyone))
        await asyncio.gather(*(one.answer_all() for one in first))
        spent, begun = bot.processor_seconds(), time.perf_counter()
        await asyncio.gather(*(one.answer_all() for one in measured))
        result.seconds = time.perf_counter() - begun
        result.processor_seconds = bot.processor_seconds() - spent
        result.errors = bot.complaints()
    result.times = [seconds for one in measured for seconds in one.times]
    result.errors += sum(one.errors for one in everyone)
    if file is not None:
        await _compare(file, measured, result)
    return result


async def _compare(file: Path, respondents: Sequence[Respondent], result: Round) -> None:
    """Look in the database for what each person pressed."""
    questionnaire = town.CONTENT.questionnaires[QUESTIONNAIRE]
    saved: dict[int, dict[str, str]] = {}
    async with town.opened(file) as ctx, ctx.transaction() as db:
        rows = await db.execute(
            select(Assessment.person_id, Answer.item_id, Answer.option)
            .join(Answer, Answer.assessment_id == Assessment.id)
            .where(Assessment.questionnaire == QUESTIONNAIRE)
        )
        for person_id, item_id, option in rows:
            saved.setdefault(person_id, {})[item_id] = option
        finished = set(
            await db.scalars(select(Assessment.person_id).where(Assessment.finished_at.is_not(None)))
        )
    for person_id, one in enumerate(respondents, start=WARMING_UP + 1):
        answers = saved.get(person_id, {})
        for place, item in enumerate(questionnaire.items):
            choice = one.pressed.get(place)
            expected = option_codes(questionnaire, item)[choice] if choice is not None else None
            result.lost += expected is None or answers.get(item.id) != expected
        result.unfinished += person_id not in finished


def _presses(ours: Sequence[Round], bare: Sequence[Round]) -> list[Figure]:
    ratio = median(our.presses_a_second / its.presses_a_second for our, its in zip(ours, bare, strict=True))
    return [
        Figure("presses_ours", "нажатий в секунду, наш бот", median(one.presses_a_second for one in ours)),
        Figure(
            "presses_bare", "нажатий в секунду, голый aiogram", median(one.presses_a_second for one in bare)
        ),
        Figure("presses_ratio", "доля от голого aiogram", ratio, "", 0.33, digits=2),
        Figure("press_p50_ours", "ответ на нажатие p50, наш бот", _at(ours, 50), "мс"),
        Figure("press_p95_ours", "ответ на нажатие p95, наш бот", _at(ours, 95), "мс"),
        Figure("press_p50_bare", "ответ на нажатие p50, голый aiogram", _at(bare, 50), "мс"),
        Figure("press_p95_bare", "ответ на нажатие p95, голый aiogram", _at(bare, 95), "мс"),
        Figure("press_errors", "ошибок, оба бота", sum(one.errors for one in (*ours, *bare)), "", 0, "most"),
        Figure("answers_lost", "потерянных ответов", sum(one.lost for one in ours), "", 0, "most"),
        Figure("unfinished", "незаконченных анкет", sum(one.unfinished for one in ours), "", 0, "most"),
    ]


def _at(rounds: Sequence[Round], percentile: int) -> float:
    return median(one.milliseconds(percentile) for one in rounds)


def _starts(ours: Sequence[Round], bare: Sequence[Round]) -> list[Figure]:
    seconds, bare_seconds = (median(one.bot.start_seconds for one in rounds) for rounds in (ours, bare))
    weight, bare_weight = (median(one.bot.megabytes for one in rounds) for rounds in (ours, bare))
    return [
        Figure("start_ours", "запуск до первого getUpdates, наш бот", seconds, "с", digits=2),
        Figure("start_bare", "запуск, голый aiogram", bare_seconds, "с", digits=2),
        Figure("start_extra", "запуск дольше на", seconds - bare_seconds, "с", 1.5, "most", 2),
        Figure("memory_ours", "память после запуска, наш бот", weight, "МБ"),
        Figure("memory_bare", "память, голый aiogram", bare_weight, "МБ"),
        Figure("memory_extra", "памяти больше на", weight - bare_weight, "МБ", 60, "most"),
    ]


def _details(rounds: Sequence[Round]) -> list[dict[str, float]]:
    return [
        {
            "presses": len(one.times),
            "presses_a_second": round(one.presses_a_second, 1),
            "p50_ms": round(one.milliseconds(50), 1),
            "p95_ms": round(one.milliseconds(95), 1),
            "processor_ms_a_press": round(1000 * one.processor_seconds / max(1, len(one.times)), 2),
            "start_seconds": round(one.bot.start_seconds, 2),
            "start_processor_seconds": round(one.bot.start_processor_seconds, 2),
            "megabytes": round(one.bot.megabytes, 1),
        }
        for one in rounds
    ]
