"""Documents as a teacher and a methodist get them, phone in hand."""

from __future__ import annotations

import asyncio
import zipfile
from io import BytesIO
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import func, select

from bot.sandbox import people
from bot.sandbox.messages import Button, Message
from bot.telegram.display import CAPTION_LIMIT
from handlers.documents.links import RouteDocuments, UnitArchive, UnitDocuments
from services.documents import making
from services.documents.models import DocumentTemplate
from services.errors import NotAllowed
from tests.conftest import Phones
from tests.integration.stories import ON_SQLITE, unit_of
from tests.integration.test_documents import lay, step
from tests.personas import GYMNASIUM_METHODIST, GYMNASIUM_TEACHER, SCHOOL_METHODIST
from tests.unit.test_document_template import END, FOR, read, written

pytestmark = ON_SQLITE


async def opens(phones: Phones, who: str, link: CallbackData) -> None:
    """Press a button that stands on some other screen."""
    chat = phones.sandbox.chat(phones.town.people[who].chat_id)
    button = Button({"text": "Документы", "callback_data": link.pack()})
    shown = phones.sandbox.add_message(chat, from_bot=True, text="Экран", buttons=((button,),))
    press = people.press(phones.sandbox, chat, shown.message_id, link.pack())
    await asyncio.wait_for(press.answered.wait(), 10)


def file_of(message: Message) -> Any:
    assert message.document is not None and len(message.words) <= CAPTION_LIMIT
    return message.document


async def test_a_teacher_prints_and_a_methodist_gets_the_whole_school(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, methodist = phones.of(GYMNASIUM_TEACHER), phones.of(GYMNASIUM_METHODIST)
    route_id = await lay(phones.town, GYMNASIUM_TEACHER, steps=[step(0), step(1)])
    await opens(phones, GYMNASIUM_TEACHER, RouteDocuments(route_id=route_id))
    await teacher.sees("Документы маршрута", "можно сразу печатать")
    await teacher.presses("ИОМ в Word")
    paper = file_of(await teacher.sees("ИОМ: Заречный Никита Валерьевич"))
    assert paper.name == "Заречный Н. В. — ИОМ 2026-09.docx" and "Шаг 2" in read(paper.data)
    await opens(phones, GYMNASIUM_TEACHER, RouteDocuments(route_id=route_id))
    await teacher.presses("Сроки в календарь")
    days = file_of(await teacher.sees("В файле 2 срока"))
    assert days.name == "Сроки моего маршрута.ics" and days.data.count(b"BEGIN:VEVENT") == 2

    # The archive comes by itself, while its methodist does something else.
    begun, going = asyncio.Event(), asyncio.Event()
    archives = making.archives

    async def held(*arguments: Any) -> Any:
        begun.set()
        await going.wait()
        async for one in archives(*arguments):
            yield one

    monkeypatch.setattr(making, "archives", held)
    await opens(phones, GYMNASIUM_METHODIST, UnitDocuments())
    await methodist.sees("Документы ИОМ: Гимназия № 2", "войдёт 1 маршрут", "Бланк: стандартный")
    await methodist.presses("Все ИОМ архивом")
    waiting = await methodist.sees("Собираем 1 документ", "пользуйтесь ботом как обычно")
    await begun.wait()
    await methodist.presses("← Назад", waiting)
    unit = await methodist.sees("Документы ИОМ: Гимназия № 2")
    assert "Предыдущий архив ещё собираем" in (await methodist.presses("Все ИОМ архивом", unit) or "")
    going.set()
    came = file_of(await methodist.sees("Гимназия № 2: 1 документ"))
    with zipfile.ZipFile(BytesIO(came.data)) as archive:
        assert (came.name, archive.namelist()) == ("ИОМ — Гимназия № 2.zip", [paper.name])

    # What goes wrong on the way is told too, and can be asked for again; a forged school is not answered.
    async def broken(*_: Any) -> Any:
        raise RuntimeError("out of luck")
        yield

    monkeypatch.setattr(making, "archives", broken)
    school = await unit_of(phones.town, GYMNASIUM_METHODIST)
    await opens(phones, GYMNASIUM_METHODIST, UnitArchive(unit_id=school))
    assert phones.of(GYMNASIUM_METHODIST).buttons(await methodist.sees("архив собрать не получилось"))[0] == [
        "📦 Собрать ещё раз"
    ]
    await opens(phones, SCHOOL_METHODIST, UnitArchive(unit_id=school))
    assert "недоступно" in phones.of(SCHOOL_METHODIST).toasts[-1]

    # Who lost the role while waiting is told, and so is who has nothing to wait for.
    async def refused(*_: Any) -> Any:
        raise NotAllowed
        yield

    async def empty(*_: Any) -> Any:
        return
        yield

    for made, said in ((refused, "Это действие вам недоступно"), (empty, "собирать пока нечего")):
        monkeypatch.setattr(making, "archives", made)
        await opens(phones, GYMNASIUM_METHODIST, UnitArchive(unit_id=school))
        await methodist.sees(said)

    # A bot that stops does not leave anybody waiting in silence.
    monkeypatch.setattr(making, "archives", held)
    going.clear()
    await opens(phones, GYMNASIUM_METHODIST, UnitArchive(unit_id=school))
    await phones.app.works.close()
    failed = [one for one in methodist.messages if "собрать не получилось" in one.words]
    assert len(failed) == 2


async def test_a_methodist_puts_in_a_template_of_their_own(phones: Phones) -> None:
    methodist = phones.of(GYMNASIUM_METHODIST)
    await opens(phones, GYMNASIUM_METHODIST, UnitDocuments())
    await methodist.sees("Маршрутов для печати пока нет")
    await methodist.presses("Бланк документа")
    await methodist.sees("Бланк ИОМ: Гимназия № 2", "Бланк: стандартный")
    await methodist.presses("Скачать бланк")
    example = file_of(await methodist.sees("Меняйте в Word что угодно", "{{ фио }}"))
    assert "{{ шаг.мероприятие }}" in read(example.data)
    await methodist.presses("К бланку")
    await methodist.presses("Прислать свой")
    await methodist.sees("Пришлите свой бланк", ".docx до 1 МБ")

    await methodist.sends_sticker()
    await methodist.sees("Жду бланк файлом .docx")
    await methodist.says("вот он")
    await methodist.sees("Жду бланк файлом .docx")
    await methodist.sends_file("бланк.pdf", b"%PDF-1.4")
    await methodist.sees("Это не документ Word")
    await methodist.sends_file("бланк.docx", written("{{ фио }}") + bytes(1 << 20))
    await methodist.sees("Файл больше 1 МБ")
    await methodist.sends_file("бланк.docx", written("{{ фамилия }} <b>", "{{ утверди }}"))
    wrong = await methodist.sees("Бланк пока не подходит", "Не знаем слова {{ фамилия }}", "Есть слова: фио")
    assert "Может быть, {{ утвердил }}?" in wrong.words
    assert (await phones.town.one(select(func.count(DocumentTemplate.id)))) == 0

    mended = written("Гимназия: {{ фио }}", rows=(FOR, "{{ шаг.мероприятие }}", END))
    await methodist.sends_file("бланк.docx", mended)
    sample = file_of(await methodist.sees("Бланк принят", "вымышленными данными"))
    assert read(sample.data).startswith("Гимназия: Ромашкина Ольга Петровна")
    await methodist.presses("К бланку")
    await methodist.sees("Бланк: свой, 23 ноября, Ольхова В. Д.")
    await methodist.presses("Убрать свой бланк")
    await methodist.sees("Убрать свой бланк: Гимназия № 2?")
    assert await methodist.presses("Да, удалить") == "Свой бланк убран"
    await methodist.sees("Бланк: стандартный")
