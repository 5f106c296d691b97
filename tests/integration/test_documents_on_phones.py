"""Documents as a teacher and a methodist get them on their phones."""

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
    """Press a button of another screen."""
    chat = phones.sandbox.chat(phones.town.people[who].chat_id)
    button = Button({"text": "Документы", "callback_data": link.pack()})
    shown = phones.sandbox.add_message(chat, from_bot=True, text="Экран", buttons=((button,),))
    press = people.press(phones.sandbox, chat, shown.message_id, link.pack())
    await asyncio.wait_for(press.answered.wait(), 10)


def file_of(message: Message) -> Any:
    assert message.document is not None and len(message.words) <= CAPTION_LIMIT
    return message.document


async def test_teacher_gets_the_document_and_the_deadlines(phones: Phones) -> None:
    teacher = phones.of(GYMNASIUM_TEACHER)
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


class Held:
    """Archives that are made only when `going` is set; `begun` is set when the first one is asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.going = asyncio.Event(), asyncio.Event()
        self._archives = making.archives
        monkeypatch.setattr(making, "archives", self._held)

    async def _held(self, *arguments: Any) -> Any:
        self.begun.set()
        await self.going.wait()
        async for one in self._archives(*arguments):
            yield one


async def test_archive_comes_while_the_methodist_does_something_else(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    methodist, held = phones.of(GYMNASIUM_METHODIST), Held(monkeypatch)
    await lay(phones.town, GYMNASIUM_TEACHER)
    await opens(phones, GYMNASIUM_METHODIST, UnitDocuments())
    await methodist.sees("Документы ИОМ: Гимназия № 2", "войдёт 1 маршрут", "Бланк: стандартный")
    await methodist.presses("Все ИОМ архивом")
    waiting = await methodist.sees("Собираем 1 документ", "пользуйтесь ботом как обычно")
    await held.begun.wait()
    await methodist.presses("← Назад", waiting)
    unit = await methodist.sees("Документы ИОМ: Гимназия № 2")
    assert "Предыдущий архив ещё собираем" in (await methodist.presses("Все ИОМ архивом", unit) or "")
    held.going.set()
    came = file_of(await methodist.sees("Гимназия № 2: 1 документ"))
    with zipfile.ZipFile(BytesIO(came.data)) as archive:
        assert came.name == "ИОМ — Гимназия № 2.zip"
        assert archive.namelist() == ["Заречный Н. В. — ИОМ 2026-09.docx"]


async def test_broken_archive_is_told_and_can_be_asked_for_again(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    methodist = phones.of(GYMNASIUM_METHODIST)
    await lay(phones.town, GYMNASIUM_TEACHER)

    async def broken(*_: Any) -> Any:
        raise RuntimeError("out of luck")
        yield

    monkeypatch.setattr(making, "archives", broken)
    school = await unit_of(phones.town, GYMNASIUM_METHODIST)
    await opens(phones, GYMNASIUM_METHODIST, UnitArchive(unit_id=school))
    assert phones.of(GYMNASIUM_METHODIST).buttons(await methodist.sees("архив собрать не получилось"))[0] == [
        "📦 Собрать ещё раз"
    ]


async def test_archive_of_another_school_is_refused(phones: Phones) -> None:
    await lay(phones.town, GYMNASIUM_TEACHER)
    school = await unit_of(phones.town, GYMNASIUM_METHODIST)
    await opens(phones, SCHOOL_METHODIST, UnitArchive(unit_id=school))
    assert "недоступно" in phones.of(SCHOOL_METHODIST).toasts[-1]


async def test_methodist_is_told_why_no_archive_comes(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The role was taken away meanwhile, or there is nothing left to collect."""
    methodist, school = phones.of(GYMNASIUM_METHODIST), await unit_of(phones.town, GYMNASIUM_METHODIST)
    await lay(phones.town, GYMNASIUM_TEACHER)

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


async def test_bot_that_stops_tells_those_who_wait_for_an_archive(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    Held(monkeypatch)
    methodist, school = phones.of(GYMNASIUM_METHODIST), await unit_of(phones.town, GYMNASIUM_METHODIST)
    await lay(phones.town, GYMNASIUM_TEACHER)
    await opens(phones, GYMNASIUM_METHODIST, UnitArchive(unit_id=school))
    await phones.app.works.close()
    failed = [one for one in methodist.messages if "собрать не получилось" in one.words]
    assert len(failed) == 1


async def test_methodist_uploads_a_template_and_removes_it(phones: Phones) -> None:
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
