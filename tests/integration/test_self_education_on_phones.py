"""A teacher's phone: a theme typed and gone through, attestation named, the portfolio with its files."""

from __future__ import annotations

import asyncio
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select

from bot.sandbox.media import tiny_png
from bot.sandbox.user import SandboxUser
from handlers.routes.usage.links import ShowUsage
from handlers.self_education import papers
from handlers.words import Words, translator
from services.people.models import Person
from services.routes.models import Evidence, UsageAnswer
from services.self_education.models import Theme, ThemeStage
from services.self_education.rules import WORDS_LIMIT
from tests.conftest import Phones
from tests.integration.routes.test_usage import learnt
from tests.integration.stories import ON_SQLITE
from tests.personas import GYMNASIUM_TEACHER

SCAN = tiny_png()


async def opens(teacher: SandboxUser, link: str, *fragments: str) -> None:
    """A screen that home leads to."""
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await teacher.presses_data(link)
    await teacher.sees(*fragments)


@ON_SQLITE
async def test_a_theme_on_the_phone(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(GYMNASIUM_TEACHER)
    stages = town.content.self_education.stages
    await opens(teacher, "theme", "Тема самообразования", "срока нет")
    await teacher.presses("Начать")
    await teacher.sees("Над чем хотите поработать?")
    await teacher.sends_sticker()
    await teacher.sees("Нужны слова", "Над чем хотите поработать?")
    await teacher.says("т" * 301)
    await teacher.sees("Слишком длинно", "Над чем хотите поработать?")
    await teacher.says("Оценивание без <двоек>")
    card = await teacher.sees("Оценивание без <двоек>", stages[0].hint)
    await teacher.presses("Изменить название")
    await teacher.says("т" * 301)
    await teacher.sees("Слишком длинно", "Как назвать тему теперь?")
    await teacher.says("Оценивание без страха")
    await teacher.sees("Оценивание без страха")
    await teacher.presses("Этап готов")
    await teacher.sends_photo()
    await teacher.sees("Нужны слова", stages[0].title)
    await teacher.says("с" * (WORDS_LIMIT + 1))
    asked = await teacher.sees("Слишком длинно", stages[0].title)
    assert asked.button("Дальше без слов") and asked.button("В меню")
    await teacher.says("Собрал вопросы учеников")
    await teacher.sees(stages[1].hint)
    # An old screen's button: the stage is done already, and nothing is done twice.
    await teacher.presses_data(f"stage:1:{stages[0].code}", card)
    await teacher.sees("Здесь уже всё изменилось")
    assert await teacher.presses("Дальше без слов", asked) == "Этот этап уже отмечен раньше"
    for _ in stages[1:]:
        await teacher.presses_data("theme")
        await teacher.presses("Этап готов")
        await teacher.presses("Дальше без слов")
    await teacher.sees("Тема пройдена до конца", "Оценивание без страха")
    await teacher.presses("Мои записи")
    await teacher.sees("Собрал вопросы учеников", "Пока без слов")
    await teacher.presses(stages[1].button)
    await teacher.says("с" * (WORDS_LIMIT + 1))
    await teacher.sees("Слишком длинно", "новые слова заменят прежние")
    await teacher.says("Прочитал две статьи")
    await teacher.sees("Прочитал две статьи")
    assert await town.one(select(Theme.is_finished))
    words = [row[0] for row in await town.rows(select(ThemeStage.words).order_by(ThemeStage.id))]
    assert words == ["Собрал вопросы учеников", "Прочитал две статьи", "", "", ""]


@ON_SQLITE
async def test_attestation_and_portfolio_on_the_phone(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, teacher = phones.town, phones.of(GYMNASIUM_TEACHER)
    ctx = await town.acting(GYMNASIUM_TEACHER)
    step_id = await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=31))
    await opens(teacher, "attestation", "Аттестация", "напомним заранее")
    await teacher.presses("Когда аттестация?")
    for wrong, said in (
        ("31 февраля", "Такого дня нет: в феврале 28 дней"),
        ("12.03.2020", "Этот день уже прошёл"),
        ("1 января 3000", "Это слишком далеко"),
    ):
        await teacher.says(wrong)
        await teacher.sees(said, "Когда аттестация?")
    await teacher.sends_voice()
    await teacher.sees("Когда аттестация?")
    await teacher.says("через месяц")
    await teacher.sees("Аттестация 23 декабря 2026 года", "Осталось 30 дней", "1 подтверждённый шаг")
    day = await town.one(select(Person.attestation_on).where(Person.id == town.id_of(GYMNASIUM_TEACHER)))
    assert (day - ctx.today).days == 30

    scan = phones.sandbox.store_photo(SCAN, "photo.png")
    async with ctx.transaction() as db:
        for number, (kind, file_id, name) in enumerate(
            (
                ("document", scan.file_id, "Лист ../наблюдения.pdf"),
                ("photo", "AgACAgIAAxkBAAIgone", None),
                ("link", None, None),
            )
        ):
            text = "https://example.ru/urok" if kind == "link" else ""
            db.add(
                Evidence(
                    step_id=step_id,
                    author_id=town.id_of(GYMNASIUM_TEACHER),
                    kind=kind,
                    text=text,
                    file_id=file_id,
                    file_name=name,
                    source=f"1:{number}",
                    at=ctx.now,
                )
            )
    await teacher.presses("Портфолио: 1")
    await teacher.sees("1 подтверждённый шаг, 16 часов")
    # It comes by itself, once, while its owner does something else; a bot that stops says so.
    going, fetch_all = asyncio.Event(), papers._fetch_all

    async def held(*arguments: Any) -> papers.Fetched:
        await going.wait()
        return await fetch_all(*arguments)

    monkeypatch.setattr(papers, "_fetch_all", held)
    assert (await teacher.presses("С файлами") or "").startswith("Собираем.")
    await opens(teacher, "portfolio:0", "Портфолио")
    assert await teacher.presses("С файлами") == translator("ru").plain(Words("portfolio-busy"))
    await phones.app.works.close()
    await teacher.presses("Собрать ещё раз", await teacher.sees("Собрать портфолио не получилось"))
    going.set()
    sent = await teacher.sees("документ и 1 файл", "1 файл не поместился или недоступен")
    assert sent.media is not None
    with zipfile.ZipFile(BytesIO(sent.media.data)) as folder:
        assert folder.namelist() == ["Портфолио.docx", "01-1 Лист ..-наблюдения.pdf"]
        assert folder.read("01-1 Лист ..-наблюдения.pdf") == SCAN
        (table,) = Document(BytesIO(folder.read("Портфолио.docx"))).tables
    assert "Фото: файл хранится в чате" in table.rows[1].cells[-1].text
    assert "https://example.ru/urok" in table.rows[1].cells[-1].text
    await opens(teacher, "portfolio:0", "Портфолио")
    await teacher.presses("Документ")
    await teacher.sees("Его можно править в Word")
    # What is too big stays in the chat.
    monkeypatch.setattr(papers, "ROOM", len(SCAN) - 1)
    await opens(teacher, "portfolio:0", "Портфолио")
    await teacher.presses("С файлами")
    await teacher.sees("Готово: в архиве документ.", "2 файла не поместились")

    # A month after the course its question waits; the digest leads here.
    question = ShowUsage(step_id=step_id, after=30).pack()
    await opens(teacher, question, "Пригодилось ли это на уроках?")
    await teacher.presses("Попробовал(а)")
    await teacher.sees("Приведите один пример")
    await teacher.sends_sticker()
    await teacher.sees("Нужны слова", "Приведите один пример")
    await teacher.says("а" * 1001)
    assert (await teacher.sees("Слишком длинно", "Приведите один пример")).button("Без примера")
    await teacher.says("Дети оценили друг друга")
    await teacher.sees("Ваш ответ: Попробовал(а)", "Дети оценили друг друга")
    await teacher.presses("Применяю")
    await teacher.sees("Ваш ответ: Применяю", "Дети оценили друг друга")
    given = await town.rows(select(UsageAnswer.answer, UsageAnswer.example))
    assert [tuple(row) for row in given] == [("applies", "Дети оценили друг друга")]
