"""Told by an earlier release over its own demo district, through its own phones; run by make.py.

Its end is in the middle of things: questions open, a draft, an upload that nobody has decided about, answers
half given, a message that could not be delivered.
"""

from __future__ import annotations

import lzma
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from services.assessments import actions as assessments
from tests.conftest import Phones

STAFF = "Фамилия;Имя;Организация;Роли;Должность\nПолева;Анна;Школа № 1;Учитель;Учитель физики"


@pytest.mark.history
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_story(phones: Phones) -> None:
    teacher, novice = phones.of("p12"), phones.of("p20")
    methodist, mentor, listed = phones.of("p03"), phones.of("p19"), phones.of("p04")

    # A novice has answered a part of a questionnaire.
    ctx = await phones.town.acting("p20")
    begun = await assessments.begin(ctx, "novice_first_year")
    for place in range(5):
        await assessments.answer(ctx, begun.assessment_id, place, 1)

    async def begins_to_write() -> None:
        await novice.says("/ask")
        await novice.presses("Ясенева")
        await novice.presses("Дописать")
        await novice.quiet(0.5)

    # She has asked her mentor, got an answer, and asked again, which cannot be delivered …
    await begins_to_write()
    await novice.says("Как начать урок после физкультуры?")
    asked = await mentor.sees("Как начать урок")
    await mentor.says("С минуты тишины.", asked)
    await novice.sees("С минуты тишины")
    await mentor.blocks()
    await begins_to_write()
    await novice.says("А если не слушают?")
    await novice.quiet(1.5)
    # … and is about to write once more.
    await begins_to_write()

    await methodist.says("/newevent")
    await methodist.quiet(1)
    await listed.says("/import")
    await listed.sees("Загрузить список сотрудников")
    await listed.sends_file("Список.csv", STAFF.encode())
    await listed.sees("Новых: 1")
    await teacher.says("/menu")
    await teacher.quiet(1)

    file = phones.town.database.engine.url.database
    assert file is not None
    with closing(sqlite3.connect(file)) as connection:
        dump = "\n".join(connection.iterdump()) + "\n"
    Path(os.environ["RELEASE_DUMP"]).write_bytes(lzma.compress(dump.encode(), preset=9 | lzma.PRESET_EXTREME))
