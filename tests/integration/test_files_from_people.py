"""A file made to do harm ends as a sentence: the bot keeps its memory, and other people their time."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date

import psutil
import pytest
from sqlalchemy import select

from bot.intake.turns import Turns
from handlers.words import Words, translator
from services.documents import template
from services.documents.making import standard
from services.errors import Invalid, NotFound
from services.people import staff_file
from services.people.staff_file import StaffFile
from services.questionnaires import reading
from services.spreadsheets.uploads import Upload
from services.workers import pipe
from services.workers.files import FILES_AT_ONCE, LIMITS, FileReader
from services.workers.pool import TooHeavyError, WorkerError, Workers
from tests import attacks
from tests.conftest import CONTENT, Phones
from tests.integration.stories import ON_SQLITE
from tests.personas import ADMIN, MUNICIPAL_METHODIST, REGIONAL_METHODIST, TEACHER
from tests.workbooks import SHIPPED, written

TODAY = date(2026, 11, 23)
# In bytes: how much more the bot may take; here the sandbox and the test are in the same process.
MOST_MORE = 150 * 2**20


@pytest.fixture
async def reader() -> AsyncIterator[FileReader]:
    """A reader that must leave no process, dead or alive."""
    before = psutil.Process().children()
    reader = FileReader()
    yield reader
    await reader.close()
    assert psutil.Process().children() == before


async def read(reader: FileReader, data: bytes, name: str = "список.xlsx") -> StaffFile:
    return await reader.read("import-file-heavy", staff_file.parse, data, name, CONTENT.roles, TODAY)


@asynccontextmanager
async def memory_kept() -> AsyncIterator[None]:
    """Look all the time at the memory of this process, where the bot is, too."""
    process = psutil.Process()
    before = most = process.memory_info().rss
    is_over = False

    async def look() -> None:
        nonlocal most
        while not is_over:
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.01)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        is_over = True
        await looking
    assert most - before < MOST_MORE, f"{(most - before) >> 20} MB more"


def giant_csv_row() -> bytes:
    return ";".join(staff_file.REQUIRED).encode() + b"\n" + b";" * 4_900_000


def giant_csv_field() -> bytes:
    return ";".join(staff_file.REQUIRED).encode() + b"\n" + b"a" * 4_900_000


# Each with its sentence; None where the list inside is read.
LISTS = {
    "lying about its sizes": (lambda: attacks.lying(attacks.honest(), "xl/a.xml", 64 << 20, 100), "bomb"),
    "a text that grows": (attacks.repeated_text, "heavy"),
    "elements inside one another": (attacks.deep, "broken"),
    "growing entities": (attacks.growing, "broken"),
    "thousands of parts": (attacks.many_parts, "bomb"),
    "a cell at the end of the world": (
        lambda: attacks.with_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "heavy",
    ),
    "a row of cells": (attacks.giant_row, "heavy"),
    "styles": (attacks.many_styles, None),
}


@pytest.mark.parametrize("kind", LISTS)
async def test_list_made_to_do_harm_is_a_sentence(reader: FileReader, kind: str) -> None:
    make, key = LISTS[kind]
    data = make()
    assert len(data) < 5 << 20
    async with memory_kept():
        try:
            found = await read(reader, data)
        except Invalid as refused:
            assert refused.key == f"import-file-{key}"
            assert translator("ru").plain(Words(refused.key, **refused.arguments))
        else:
            assert key is None and len(found.rows) == 1
    assert reader.workers.ids == []


async def test_giant_lines_of_a_text_are_sentences(reader: FileReader) -> None:
    with pytest.raises(Invalid, match="import-file-broken"):
        await read(reader, giant_csv_field(), "список.csv")
    with pytest.raises(Invalid, match="import-file-empty"):
        await read(reader, giant_csv_row(), "список.csv")


async def test_workbook_and_template_made_to_do_harm_are_sentences(reader: FileReader) -> None:
    base = next(iter(SHIPPED.values()))
    sent = written(base)

    async def refusal(data: bytes) -> str:
        with pytest.raises(Invalid) as refused:
            await reader.read("workbook-bomb", reading.read, data, "a.xlsx", base, CONTENT.competencies)
        return refused.value.key

    assert await refusal(attacks.giant_row(data=sent)) == "workbook-bomb"
    assert await refusal(attacks.many_styles(data=sent)) == "workbook-bomb"
    lying = attacks.lying(standard(), "word/media/x.png", 64 << 20, 100)
    with pytest.raises(Invalid, match="document-file-bomb"):
        await reader.read("document-file-bomb", template.checked, lying)
    assert (await reader.read("document-file-bomb", template.checked, standard()))[1] == []
    unchanged = await reader.read("workbook-bomb", reading.read, sent, "a.xlsx", base, CONTENT.competencies)
    assert unchanged.mistakes == () and unchanged.questionnaire is not None


async def test_worker_keeps_to_its_limits_and_tells_no_words() -> None:
    workers, before = Workers(replace(LIMITS, megabytes=256, answer=1 << 20)), psutil.Process().children()
    with pytest.raises(TooHeavyError):
        await workers.run(attacks.takes, 300)
    with pytest.raises(TooHeavyError, match="too large"):
        await workers.run(attacks.answers, 2)
    with pytest.raises(NotFound, match="error-step-gone") as refused:
        await workers.run(attacks.refuses, "Шаг")
    assert refused.value.arguments == {"title": "Шаг"}
    with pytest.raises(WorkerError, match="ValueError, fails:") as failed:
        await workers.run(attacks.fails, "Тайна")
    assert "Тайна" not in str(failed.value)
    with pytest.raises(WorkerError, match="cannot be read"):
        await workers.run(attacks.names_a_function)
    assert await workers.run(attacks.process_of, "") != await workers.run(attacks.process_of, "")
    workers.limits = replace(LIMITS, seconds=0.1)
    with pytest.raises(TooHeavyError, match="too long"):
        await workers.run(attacks.lasts, 60)
    workers.limits = replace(LIMITS, processor=1)
    with pytest.raises(TooHeavyError, match="ended"):
        await workers.run(attacks.spins)
    assert workers.ids == [] and psutil.Process().children() == before


def test_answer_of_a_worker_names_no_function() -> None:
    for harmful in (print, eval, pickle.loads, pipe.read_answer):
        with pytest.raises(pickle.UnpicklingError):
            pipe.read_answer(pickle.dumps(harmful))


async def test_slow_file_holds_nobody_who_sends_another(reader: FileReader) -> None:
    slow = asyncio.create_task(reader.read("import-file-heavy", attacks.lasts, 600))
    for _ in range(2):
        assert len((await read(reader, attacks.honest())).rows) == 1
    assert not slow.done()
    slow.cancel()
    with suppress(asyncio.CancelledError):
        await slow
    assert reader.workers.ids == [], "the worker of somebody who gave up is gone"


async def test_those_who_wait_for_a_file_leave_their_places_to_others() -> None:
    turns, reader = Turns(places=2), FileReader()
    going, done = asyncio.Event(), list[str]()
    inside = 0

    async def sends_a_file() -> None:
        nonlocal inside
        async with turns.aside(), reader.room():
            inside += 1
            assert inside <= FILES_AT_ONCE
            await going.wait()
            inside -= 1
        done.append("file")

    async def presses() -> None:
        done.append("press")

    for number in range(20):
        turns.add(("telegram", number), sends_a_file)
    turns.add(("telegram", 20), presses)
    turns.add(("telegram", 0), presses)  # the chat's own updates keep their order
    await asyncio.sleep(0.05)
    assert done == ["press"]
    going.set()
    await turns.settle()
    assert done.count("file") == 20 and done.index("file") < len(done) - 1 and len(done) == 22
    turns.add(("telegram", 1), presses)
    turns.add(("telegram", 2), presses)
    turns.add(("telegram", 3), presses)
    await turns.settle()
    assert len(done) == 25, "no place was lost"


@ON_SQLITE
async def test_bomb_from_one_chat_and_lists_from_others(phones: Phones) -> None:
    """The bomb gets its sentence; lists sent right after it are read; a teacher waits for none of them."""
    attacker, others = phones.of(MUNICIPAL_METHODIST), [phones.of(ADMIN), phones.of(REGIONAL_METHODIST)]
    for person in (attacker, *others):
        await person.says("/import")
        await person.sees("Загрузить список сотрудников")
    bomb, big = attacks.repeated_text(), attacks.noise(4_900_000)
    children = psutil.Process().children()
    async with memory_kept():
        await attacker.sends_file("Список.xlsx", bomb)
        for person in others:
            await person.sends_file("Список.xlsx", big)
        teacher = phones.of(TEACHER)
        await teacher.says("/menu")
        await teacher.sees("Чем займёмся")
        for person in others:
            await person.sees("Новых: 1 человек", within=40)
        await attacker.sees("Файл слишком сложный", "только значениями", within=60)
    await attacker.sends_file("Список.xlsx", attacks.honest())
    await attacker.sees("Новых: 1 человек", within=40)
    assert psutil.Process().children() == children, "no worker is left, dead or alive"
    assert len(await phones.town.rows(select(Upload.id))) == 3
