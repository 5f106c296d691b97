"""Changing a questionnaire from a phone: download, edit, mistakes, look as a teacher, publish."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.sandbox.messages import Message
from bot.sandbox.user import SandboxUser
from handlers.assessments.links import Begin, Intro
from handlers.questionnaires.links import (
    DownloadQuestionnaire,
    DropDraft,
    EditQuestionnaire,
    EditQuestionnaires,
    LookAtDraftItem,
    LookAtItem,
    PublishDraft,
    SendQuestionnaire,
    ShowDraft,
)
from handlers.screen import LABEL_LIMIT
from handlers.spreadsheets import SHOWN_ERRORS
from services.questionnaires.models import QuestionnaireVersion
from services.questionnaires.workbook import ABOUT, ITEMS, SHEETS, TEXTS
from services.spreadsheets.uploads import Upload
from tests.conftest import CONTENT, Phones
from tests.integration.stories import ON_SQLITE, PASSING, reacts, stored
from tests.personas import ENGLISH_TEACHER, MUNICIPAL_METHODIST, REGIONAL_METHODIST, TEACHER
from tests.workbooks import edited, put, reworked

FULL, WELLBEING, DIGITAL = "teacher_full", "wellbeing", "digital"
SITUATION_ROW = 15


def fits(user: SandboxUser, message: Message) -> None:
    """A screen for a phone: few rows, short labels."""
    rows = user.buttons(message)
    assert len(rows) <= 8
    assert [label for row in rows for label in row if len(label) > LABEL_LIMIT] == []


async def downloaded(methodist: SandboxUser, code: str) -> bytes:
    await methodist.presses_data(DownloadQuestionnaire(code=code).pack())
    message = await methodist.sees("лист", "Памятка")
    assert message.document is not None
    return message.document.data


async def test_methodist_edits_previews_and_publishes_a_questionnaire(phones: Phones) -> None:
    methodist, teacher, colleague = (
        phones.of(code) for code in (REGIONAL_METHODIST, TEACHER, ENGLISH_TEACHER)
    )
    # A teacher has begun.
    await at_menu(teacher)
    await teacher.presses_data(Begin(code=FULL).pack())
    await teacher.sees("1 из 36")
    await teacher.presses("В целом справляюсь")
    await teacher.sees("2 из 36")

    await at_menu(methodist)
    await methodist.presses_data(EditQuestionnaires().pack())
    offered = await methodist.sees("Опросники: правка")
    fits(methodist, offered)
    assert "версия" not in offered.words, "nothing was edited yet"
    await methodist.presses("Самодиагностика")
    fits(
        methodist,
        await methodist.sees("36 вопросов", "Версия 1, пришла с ботом", "Скачайте таблицу"),
    )
    await methodist.presses("📎 Скачать .xlsx")
    message = await methodist.sees("Самодиагностика учителя", "версия 1", "Памятка")
    assert message.document is not None
    assert message.document.name == "Самодиагностика учителя, версия 1.xlsx"
    file = message.document.data
    assert load_workbook(BytesIO(file)).sheetnames == [*SHEETS, "Памятка"]

    await methodist.presses("← К опроснику")
    await methodist.sees("36 вопросов")
    await methodist.presses("✏️ Прислать исправленный")
    await methodist.sees("Пришлите исправленную таблицу")
    await methodist.says("сейчас")
    waiting = await methodist.sees("Ждём таблицу")
    assert methodist.buttons(waiting) == [["← К опроснику", "🏠 В меню"]]
    await methodist.sends_file("правка.xlsx", file)
    await methodist.sees("Публиковать нечего")
    mended = reworked(
        file,
        put(ITEMS, 2, 4, "Объясняю <b>трудное</b> & сложное."),
        lambda book: book[ITEMS].delete_rows(5),
        lambda book: book[ITEMS].append([None, "Содержание предмета", "шкала", "Новый вопрос."]),
        lambda book: book[ITEMS].append(
            [None, "ФГОС, ФООП и рабочая программа", "шкала", "И ещё новый вопрос."]
        ),
        put(ABOUT, 4, 2, "Самопроверка"),
    )
    await methodist.sends_file("правка.xlsx", mended)
    shown = await methodist.sees(
        "Файл верный", "версия 1 → 2", "Добавятся 2 вопроса", "Изменится 1 вопрос", "Уйдёт 1 вопрос",
        "Изменится: Кнопка", "36", "теперь их 37", "➕ Новый вопрос.", "1 человек уже начал прежнюю",
        "Объясняю <b>трудное</b> & сложное.",
    )  # fmt: skip
    fits(methodist, shown)

    # As the teacher sees it, saving nothing.
    before = await stored(phones.town, but=PASSING)
    await methodist.presses("👁 Посмотреть как учитель")
    fits(methodist, await methodist.sees("Предпросмотр: ответы не сохраняются", "спокойный разговор", "🔒"))
    await methodist.presses("Начать")
    fits(methodist, await methodist.sees("Предпросмотр", "1 из 37", "Объясняю <b>трудное</b> & сложное."))
    await methodist.presses("Пока не умею")
    await methodist.sees("2 из 37")
    await methodist.presses("← Назад")
    await methodist.sees("1 из 37")
    situation = LookAtDraftItem(upload_id=await the_upload(phones), place=SITUATION_ROW - 3)
    await methodist.presses_data(situation.pack())
    await methodist.sees("13 из 37", "Половина класса")
    await methodist.presses("А")
    await methodist.sees("Предпросмотр", "Ваш ответ, А", "Лучше сработает В", "Результат работы нужен")
    await methodist.presses("Дальше →")
    await methodist.sees("14 из 37")
    last = LookAtDraftItem(upload_id=await the_upload(phones), place=36)
    await methodist.presses_data(last.pack())
    await methodist.sees("37 из 37", "И ещё новый вопрос.")
    await methodist.presses("Уверенно, могу научить")
    await methodist.sees("Предпросмотр", "Какая одна тема")
    await methodist.presses("📊 К результату")
    await methodist.sees("Файл верный")
    assert await stored(phones.town, but=PASSING) == before
    # A slip was found: the next file is sent at once, and takes the place of the first.
    first = await the_upload(phones)
    await methodist.sends_file("правка.xlsx", reworked(mended, put(TEXTS, 2, 3, "Спасибо вам!")))
    await methodist.sees("Изменится: Кнопка, Тексты итога")
    assert await the_upload(phones) > first

    await methodist.presses("✅ Опубликовать версию 2")
    await methodist.sees("Версия 2 опубликована", "1 человек уже начал прежнюю", "Прежние результаты")
    again = PublishDraft(upload_id=await the_upload(phones))
    told = await stored(phones.town, but=PASSING)
    await methodist.presses_data(again.pack())
    await methodist.sees("Версия 2 опубликована", "1 человек уже начал прежнюю")
    assert await stored(phones.town, but=PASSING) == told
    await methodist.presses("← К опроснику")
    await methodist.sees("Версия 2", "Рябинина", "1 человек заканчивает прежнюю версию")
    await methodist.presses("← Назад")
    listed = await methodist.sees("Самодиагностика учителя: версия 2", "Рябинина")
    assert listed.words.count("версия") == 1

    # The teacher goes on with the old version, the colleague begins the new one.
    await teacher.presses("← Назад")
    await teacher.sees("1 из 36", "Объясняю самые трудные темы")
    await colleague.says("/assess")
    await colleague.presses("Самопроверка, 10 мин")
    await colleague.presses("Начать")
    await colleague.sees("1 из 37", "Объясняю <b>трудное</b> & сложное.")


async def the_upload(phones: Phones) -> int:
    return int(await phones.town.one(select(Upload.id)))


@ON_SQLITE
async def test_mistakes_are_named_and_a_corrected_file_is_accepted(phones: Phones) -> None:
    methodist = phones.of(REGIONAL_METHODIST)
    file = await downloaded(await at_menu(methodist), FULL)
    await methodist.presses_data(SendQuestionnaire(code=FULL).pack())
    await methodist.sees("Пришлите исправленную таблицу")
    before = await stored(phones.town, but=PASSING)
    few = reworked(file, put(ITEMS, 14, 2, "Содержанье предмета"), put(TEXTS, 2, 3, None))
    await methodist.sends_file("правка.xlsx", few)
    told = await methodist.sees(
        "В файле 2 ошибки", "Лист «Вопросы», строка 14: «Компетенция»", "Может быть, «Содержание предмета»?",
        "Лист «Тексты итога», строка 2: «Текст»: пусто", "Поправьте и пришлите",
    )  # fmt: skip
    fits(methodist, told)
    many = reworked(file, *(put(ITEMS, row, 4, f"=A{row}") for row in range(2, 15)))
    await methodist.sends_file("правка.xlsx", many)
    told = await methodist.sees("В файле 13 ошибок", "и ещё 3 ошибки: все в файле выше")
    assert told.words.count("строка") == SHOWN_ERRORS
    sheet = await methodist.sees("Все ошибки")
    assert sheet.document is not None
    rows = list(load_workbook(BytesIO(sheet.document.data)).active.values)
    assert rows[0] == ("Лист", "Строка", "Что не так")
    assert [row[:2] for row in rows[1:]] == [(ITEMS, number) for number in range(2, 15)]

    for name, data, said in (
        ("вопросы.csv", "Номер;Вопрос".encode("cp1251"), "Нужна таблица .xlsx"),
        ("вопросы.xlsx", "Номер;Вопрос".encode(), "Файл повреждён"),
        ("вопросы.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "старого вида"),
        ("большой.xlsx", b"0" * (5 * 1024 * 1024 + 1), "не больше 5 МБ"),
        ("чужой.xlsx", edited(CONTENT.questionnaires[DIGITAL]), "от другого опросника"),
        ("чужой.xlsx", reworked(file, put(ABOUT, 9, 2, None)), "изменили метку"),
    ):
        await methodist.sends_file(name, data)
        assert (await methodist.sees(said)).button("← К опроснику")
    assert await stored(phones.town, but=PASSING) == before

    await methodist.sends_file("правка.xlsx", reworked(file, put(ABOUT, 2, 2, "Новое название")))
    await methodist.sees("Файл верный", "Изменится: Название")
    await methodist.presses("Отменить")
    await methodist.sees("ничего не публикуем", "версия 1")
    assert await stored(phones.town, but=PASSING) == before


async def at_menu(user: SandboxUser) -> SandboxUser:
    await user.says("/menu")
    await user.sees("")
    return user


@ON_SQLITE
async def test_every_methodist_previews_the_version_in_force(phones: Phones) -> None:
    methodist = await at_menu(phones.of(MUNICIPAL_METHODIST))
    await methodist.presses_data(EditQuestionnaire(code=WELLBEING).pack())
    card = await methodist.sees("Как ваши силы?", "14 вопросов", "Правку отправьте тому, кто отвечает")
    assert not card.button("✏️ Прислать исправленный")
    await methodist.presses("👁 Как видит учитель")
    shown = await methodist.sees("Предпросмотр", "Усталость в школе")
    assert not shown.button("Шаг для себя")
    await methodist.presses("Начать")
    await methodist.sees("1 из 14")
    for place in range(2, 15):
        await methodist.presses("Пропустить")
        fits(methodist, await methodist.sees(f"{place} из 14"))
    await methodist.presses("✖️ Закончить")
    await methodist.sees("14 вопросов")
    said = await reacts(methodist, methodist.presses_data(SendQuestionnaire(code=WELLBEING).pack()))
    assert "Публикует тот" in said
    assert await downloaded(methodist, WELLBEING)


@ON_SQLITE
async def test_typed_label_never_publishes_and_may_lead_back(phones: Phones) -> None:
    methodist = await at_menu(phones.of(REGIONAL_METHODIST))
    file = reworked(await downloaded(methodist, FULL), put(ABOUT, 2, 2, "Новое название"))
    await methodist.presses_data(SendQuestionnaire(code=FULL).pack())
    await methodist.sends_file("правка.xlsx", file)
    await methodist.sees("Файл верный")
    before = await stored(phones.town, but=PASSING)
    await methodist.says("Опубликовать версию 2")
    await methodist.sees("Ждём таблицу")
    assert await stored(phones.town, but=PASSING) == before
    await methodist.says("к опроснику")
    await methodist.sees("36 вопросов", "Версия 1")


@ON_SQLITE
async def test_forged_and_outdated_buttons_change_nothing(phones: Phones) -> None:
    methodist, teacher = await at_menu(phones.of(REGIONAL_METHODIST)), await at_menu(phones.of(TEACHER))
    before = await stored(phones.town, but=PASSING)
    links = [
        EditQuestionnaires(),
        EditQuestionnaire(code=FULL),
        DownloadQuestionnaire(code=FULL),
        SendQuestionnaire(code=FULL),
        LookAtItem(code=FULL, place=0),
        ShowDraft(upload_id=1),
        PublishDraft(upload_id=1),
        DropDraft(upload_id=1),
    ]
    for link in links:
        assert "недоступно" in await reacts(teacher, teacher.presses_data(link.pack())), link
    for link in (
        EditQuestionnaire(code="no_such"),
        DownloadQuestionnaire(code=""),
        SendQuestionnaire(code="no_such"),
        LookAtItem(code="no_such", place=0),
        LookAtDraftItem(upload_id=77, place=0),
        ShowDraft(upload_id=77),
        PublishDraft(upload_id=77),
        DropDraft(upload_id=77),
    ):
        assert "кнопка устарела" in await reacts(methodist, methodist.presses_data(link.pack())), link
    for place, choice in ((-5, 3), (0, 50), (SITUATION_ROW - 2, 50), (10_000, -1), (36, 2)):
        link = LookAtItem(code=FULL, place=place, choice=choice)
        assert await reacts(methodist, methodist.presses_data(link.pack()))
    assert await stored(phones.town, but=PASSING) == before
    assert await phones.town.one(select(func.count()).select_from(QuestionnaireVersion)) == len(
        before["questionnaire_versions"]
    )
    # What is in force is still offered to teachers.
    await teacher.presses_data(Intro(code=FULL).pack())
    await teacher.sees("36 вопросов")
