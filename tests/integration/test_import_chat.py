"""Loading a staff list from a phone."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import func, select, update

from bot.sandbox.messages import Message
from handlers.spreadsheets import SHOWN_ERRORS
from services.people import imports
from services.people.models import Person
from services.people.staff_file import COLUMNS
from services.spreadsheets.uploads import Upload
from tests.conftest import Phones
from tests.personas import MUNICIPAL_METHODIST, NOT_JOINED, YOUNG_SPECIALIST

HEAD = "Фамилия;Имя;Организация;Роли;Должность;Любимый цвет"


def sheet_of(message: Message) -> list[tuple[object, ...]]:
    assert message.document is not None
    return list(load_workbook(BytesIO(message.document.data)).active.values)


async def test_staff_list_is_loaded_from_the_chat_and_links_come_back(phones: Phones) -> None:
    methodist = phones.of(MUNICIPAL_METHODIST)
    await methodist.says("/import")
    asked = await methodist.sees("Загрузить список сотрудников")
    template = sheet_of(asked)
    assert template[0] == COLUMNS
    assert len(template) == 2 and all(template[1])

    await methodist.says("сейчас пришлю")
    await methodist.sees("Жду файл")
    lines = [HEAD, "Полева;Анна;Школа № 1;Учитель;+1 к настроению;синий", "Лугова;;Школа № 1;Учитель;;"]
    await methodist.sends_file("Список.csv", "\n".join(lines).encode("cp1251", "replace"))
    await methodist.sees("Новых: 1 человек", "С ошибками: 1 строка", "Строка 3. «Имя»", "Любимый цвет")
    await methodist.presses("Загрузить 1 человека")
    sheet = sheet_of(await methodist.sees("Готово: 1 человек", "1 личная ссылка"))
    assert sheet[0] == (*COLUMNS, "Ссылка-приглашение")
    assert sheet[1][4] == "+1 к настроению"
    link = str(sheet[1][-1])
    assert link.startswith("https://t.me/gorizont_demo_bot?start=")
    assert len(sheet) == 2
    assert await phones.town.one(select(func.count(Person.id)).where(Person.last_name == "Полева")) == 1

    # The preview stays in the chat: a second tap changes nothing and says so.
    preview = next(one for one in methodist.messages if one.button("Загрузить 1 человека"))
    await methodist.presses("Загрузить 1 человека", preview)
    await methodist.sees("уже загружен")

    newcomer = phones.sandbox.user(phones.town.people[NOT_JOINED].chat_id)
    await newcomer.says(f"/start {link.rpartition('=')[2]}")
    await newcomer.sees("Анна, здравствуйте!")


async def test_button_of_the_release_before_loads_its_staff_list(phones: Phones) -> None:
    """Not the upload of another kind that has this number now; a second press says that it was loaded."""
    methodist, town = phones.of(MUNICIPAL_METHODIST), phones.town
    lines = [HEAD, "Полева;Анна;Школа № 1;Учитель;;"]
    ctx = await town.acting(MUNICIPAL_METHODIST)
    number = (await imports.check(ctx, "\n".join(lines).encode(), "a.csv")).upload_id
    async with town.database.transaction() as session:
        await session.execute(update(Upload).values(id=-7))
        other = {
            "author_id": town.id_of(MUNICIPAL_METHODIST),
            "kind": "external_results",
            "content": {"rows": []},
        }
        session.add(Upload(id=7, created_at=town.clock.now(), **other))
    await methodist.says("/menu")
    await methodist.sees("Чем займёмся")
    await methodist.presses_data(f"import:{number}:1")
    await methodist.sees("Этого уже нет")
    await methodist.presses_data("import:7:1")
    await methodist.sees("Готово: 1 человек")
    for apply in (0, 1):
        await methodist.presses_data(f"import:7:{apply}")
        await methodist.sees("уже загружен")
    kept = await town.rows(select(Upload.id, Upload.applied_at.is_not(None)).order_by(Upload.id))
    assert list(map(tuple, kept)) == [(-7, True), (7, False)]


async def test_template_of_a_staff_list_is_a_valid_list(phones: Phones) -> None:
    methodist = phones.of(MUNICIPAL_METHODIST)
    await methodist.says("/import")
    asked = await methodist.sees("Загрузить список сотрудников")
    assert asked.document is not None
    await methodist.sends_file("образец.xlsx", asked.document.data)
    await methodist.sees("Новых: 1 человек", "Добавится 1 организация")
    await methodist.presses("Не загружать")
    await methodist.sees("ничего не загрузили")
    assert not await phones.town.rows(select(Upload.id))


async def test_many_mistakes_come_as_a_file(phones: Phones) -> None:
    methodist = phones.of(MUNICIPAL_METHODIST)
    await methodist.says("/import")
    await methodist.sees("Загрузить список сотрудников")
    wrong = [f"<b>Полева{number};Анна;Школа № 1;Учитель;;" for number in range(12)]
    await methodist.sends_file("a.csv", "\n".join([HEAD, *wrong]).encode())
    preview = await methodist.sees("С ошибками: 12 строк", "и ещё 2 ошибки", "Загружать пока нечего")
    assert preview.words.count("Строка") == SHOWN_ERRORS
    rows = sheet_of(await methodist.sees("Все ошибки"))
    assert [row[0] for row in rows[1:]] == list(range(2, 14))


async def test_wrong_file_is_refused_and_the_next_one_is_awaited(phones: Phones) -> None:
    methodist = phones.of(MUNICIPAL_METHODIST)
    await methodist.says("/import")
    await methodist.sees("Загрузить список сотрудников")
    await methodist.sends_file("отчёт.pdf", b"%PDF-1.4")
    await methodist.sees("Пришлите таблицу .xlsx или .csv")
    await methodist.sends_file("большой.csv", b"0" * (5 * 1024 * 1024 + 1))
    await methodist.sees("Файл слишком большой")
    await methodist.sends_file("a.csv", f"{HEAD}\nПолева;Анна;Школа № 1;Учитель;;".encode())
    await methodist.sees("Новых: 1 человек")


async def test_teacher_is_refused_an_import_politely(phones: Phones) -> None:
    teacher = phones.of(YOUNG_SPECIALIST)
    await teacher.says("/import")
    await teacher.sees("недоступно")
    await teacher.sends_file("a.csv", f"{HEAD}\nПолева;Анна;Школа № 1;Учитель;;".encode())
    await teacher.quiet()
    assert not await phones.town.rows(select(Upload.id))
