"""A diagnostic taken elsewhere, as a teacher sends it and a methodist decides about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from bot.sandbox import people
from bot.sandbox.media import tiny_png
from bot.sandbox.messages import Message
from handlers.external_results.links import (
    ChooseDay,
    ChooseSource,
    ConfirmExternal,
    DeclineExternal,
    DeleteExternal,
    ExternalFile,
    ExternalResults,
    ShowExternal,
)
from services.external_results.models import CONFIRMED, DECLINED, FEDERAL, REGIONAL, ExternalResult
from services.letters import Attached, Letter
from tests.conftest import Phones, Town
from tests.integration.stories import ON_SQLITE
from tests.integration.test_external_results import photo, sent
from tests.personas import GYMNASIUM_CLASS_TEACHER, GYMNASIUM_HEAD, GYMNASIUM_METHODIST, GYMNASIUM_TEACHER
from tests.shown import Visit

PDF = b"%PDF-1.4"


async def rows(town: Town, *columns: Any) -> list[Any]:
    return [tuple(row) for row in await town.rows(select(*columns).order_by(ExternalResult.id))]


async def opens_the_list(phones: Phones, code: str = GYMNASIUM_TEACHER) -> Message:
    """From the questionnaires to the list of diagnostics taken elsewhere."""
    user = phones.of(code)
    await user.says("/assess")
    await user.sees("Самодиагностика")
    await user.presses("Внешняя диагностика")
    return await user.sees("Внешняя диагностика")


async def test_diagnostic_is_sent_declined_sent_again_and_confirmed(phones: Phones) -> None:
    teacher, methodist = phones.of(GYMNASIUM_TEACHER), phones.of(GYMNASIUM_METHODIST)
    await opens_the_list(phones)
    await teacher.presses("Добавить")
    await teacher.sees("Шаг 1 из 3", "Какую диагностику")
    await teacher.presses("Региональная")
    await teacher.sees("Шаг 2 из 3", "Когда")
    await teacher.presses("Вчера, 22")
    await teacher.sees("Шаг 3 из 3", "Региональная, 22 ноября 2026 года")
    await teacher.sends_photo()
    await teacher.sees("Отправили методисту")

    await methodist.sees("Заречный Никита Валерьевич", "просит подтвердить")
    await methodist.presses("Посмотреть")
    card = await methodist.sees("Заречный Никита Валерьевич", "Гимназия № 2", "22 ноября 2026 года")
    assert card.media is not None
    await methodist.presses("Не подтверждать")
    await methodist.sees("Почему не подтверждаете")
    await methodist.sends_sticker()
    await methodist.sees("Здесь нужны слова")
    await methodist.says("а" * 301)
    await methodist.sees("Слишком длинно")
    await methodist.says("Не видно даты")
    await methodist.sees("Не подтверждено", "Всё разобрано")

    await teacher.sees("не подтвердили", "Не видно даты")
    await teacher.presses("Прислать заново")
    await teacher.presses("Федеральная")
    await teacher.says("позавчера")
    await teacher.sends_file("Справка.pdf", PDF)
    await teacher.sees("Отправили методисту")
    news = await methodist.sees("просит подтвердить", "Федеральная, 21 ноября 2026 года")
    await methodist.presses("Посмотреть", news)
    again = await methodist.sees("Федеральная диагностика")
    assert again.document is not None
    assert await methodist.presses("✅ Подтвердить") == "Подтверждено. Учителю напишем"
    await methodist.sees("Всё разобрано")
    await teacher.sees("подтверждена")
    await teacher.presses("К списку")
    listed = await teacher.sees("ждёт методиста")
    assert [row[0][:1] for row in teacher.buttons(listed)[:2]] == ["❌", "✅"]
    assert await rows(phones.town, ExternalResult.status) == [(DECLINED,), (CONFIRMED,)]

    # A second press on the card that stayed in the chat is told the same.
    await methodist.presses("✅ Подтвердить", again)
    await methodist.sees("Всё разобрано")


async def adding(town: Town) -> Visit:
    """A teacher who is asked which diagnostic it was."""
    teacher = town.visit(GYMNASIUM_TEACHER)
    await teacher.says("/assess")
    await teacher.presses("Внешняя диагностика")
    await teacher.presses("Добавить")
    teacher.sees("Шаг 1 из 3")
    return teacher


def document(name: str, size: int = 9, kind: str = "document") -> Letter:
    return Letter(f"100023:{len(name)}", file=Attached(kind, "BQAC", name, size=size))


@ON_SQLITE
async def test_wrong_day_is_asked_again_with_the_reason(town: Town) -> None:
    teacher = await adding(town)
    await teacher.says("федеральную")
    teacher.sees("Выберите кнопкой", "Шаг 1 из 3")
    await teacher.presses("Федеральная")
    for text, answer in (
        ("весной", "Не получилось понять дату"),
        ("завтра", "ещё не наступил"),
        ("25 декабря", "с годом"),
        ("12 марта 2019", "слишком давно"),
    ):
        await teacher.says(text)
        teacher.sees(answer, "Шаг 2 из 3")
    await teacher.sends(photo(7))
    teacher.sees("Сначала дата", "Шаг 2 из 3")
    assert await rows(town, ExternalResult.id) == []


@ON_SQLITE
async def test_question_for_the_file_stays_until_a_photo_or_a_pdf_comes(town: Town) -> None:
    teacher = await adding(town)
    await teacher.presses("Федеральная")
    await teacher.says("12 марта")
    teacher.sees("Федеральная, 12 марта 2026 года", "Шаг 3 из 3")
    await teacher.says("вот она")
    teacher.sees("Нужно фото или файл PDF", "Шаг 3 из 3")
    for wrong in (
        Letter("100023:91", other="sticker"),
        document("voice.ogg", kind="voice"),
        document("Справка.docx"),
    ):
        await teacher.sends(wrong)
        teacher.sees("Нужно фото или файл PDF")
    await teacher.sends(document("Скан.pdf", 20 * 1024 * 1024 + 1))
    teacher.sees("не больше 20 МБ", "Шаг 3 из 3")
    assert await rows(town, ExternalResult.id) == []
    await teacher.sends(document("Скан.pdf"))
    teacher.sees("Отправили методисту")
    assert await rows(town, ExternalResult.source, ExternalResult.file_name) == [(FEDERAL, "Скан.pdf")]
    # The question is closed: another file is not about the diagnostic.
    await teacher.sends(photo(92))
    teacher.sees("не знаем, к чему он")


@ON_SQLITE
async def test_typed_label_presses_its_button(town: Town) -> None:
    teacher = await adding(town)
    await teacher.says("федеральная")
    teacher.sees("Шаг 2 из 3")
    await teacher.says("назад")
    teacher.sees("Шаг 1 из 3")


@ON_SQLITE
async def test_known_diagnostic_is_told_before_a_file_is_asked_for(town: Town) -> None:
    await sent(town)
    teacher = await adding(town)
    await teacher.presses("Региональная")
    await teacher.says("12.03.2026")
    teacher.sees("уже есть в списке", "Шаг 2 из 3")
    await teacher.says("13.03.2026")
    teacher.sees("Шаг 3 из 3")


@ON_SQLITE
async def test_way_back_closes_the_question(town: Town) -> None:
    teacher = await adding(town)
    await teacher.presses("Федеральная")
    await teacher.presses("Назад")
    teacher.sees("Шаг 1 из 3")
    await teacher.presses("К списку")
    teacher.sees("Внешняя диагностика")
    await teacher.says("12 марта")
    teacher.sees("Передать это")
    assert await rows(town, ExternalResult.id) == []


@ON_SQLITE
async def test_first_file_of_an_album_is_taken_and_the_rest_are_let_go(phones: Phones) -> None:
    teacher = phones.of(GYMNASIUM_TEACHER)
    await opens_the_list(phones)
    await teacher.presses("Добавить")
    await teacher.presses("Федеральная")
    await teacher.presses("Сегодня")
    await teacher.sees("Шаг 3 из 3")
    for _ in range(3):
        picture = phones.sandbox.store_photo(tiny_png(), "photo.png")
        people._send(phones.sandbox, teacher._chat, media=picture, album="777")
    await teacher.sees("взяли первый")
    await teacher.quiet()
    assert "не знаем" not in teacher.screen()
    assert await phones.town.one(select(func.count(ExternalResult.id))) == 1
    # A later album is not about the diagnostic.
    picture = phones.sandbox.store_photo(tiny_png(), "photo.png")
    people._send(phones.sandbox, teacher._chat, media=picture, album="888")
    await teacher.sees("не знаем, к чему он")


@ON_SQLITE
async def test_methodist_finds_a_withdrawn_diagnostic_gone(phones: Phones) -> None:
    teacher, methodist = phones.of(GYMNASIUM_TEACHER), phones.of(GYMNASIUM_METHODIST)
    await sent(phones.town)
    await methodist.sees("просит подтвердить")
    await methodist.says("/desk")
    await methodist.sees("Ждёт вас: 1 дело", "📎 внешняя диагностика")
    await opens_the_list(phones)
    await teacher.presses("⏳ Региональная, 12.03.2026")
    await teacher.sees("Ждёт методиста")
    await teacher.presses("Забрать обратно")
    await teacher.sees("Удалить?")
    await teacher.presses("Нет, оставить")
    await teacher.presses("Забрать обратно")
    warning = await teacher.sees("Удалить?")
    assert await teacher.presses("Да, удалить") == "Удалено"
    await teacher.sees("Добавьте её")
    await teacher.presses("Да, удалить", warning)
    await teacher.sees("Этого уже нет")
    await methodist.presses("📎 Заречный Никита")
    await methodist.sees("Этого уже нет")
    assert await rows(phones.town, ExternalResult.id) == []


@ON_SQLITE
async def test_forged_buttons_show_and_change_nothing(phones: Phones) -> None:
    card = await sent(phones.town)
    for code in (GYMNASIUM_CLASS_TEACHER, GYMNASIUM_HEAD):
        user = phones.of(code)
        await user.says("/menu")
        menu = await user.sees("Чем займёмся")
        for link in (
            ShowExternal(result_id=card.id),
            ExternalFile(result_id=card.id),
            ConfirmExternal(result_id=card.id),
            DeclineExternal(result_id=card.id),
            DeleteExternal(result_id=card.id, sure=True),
            DeleteExternal(result_id=card.id),
            ShowExternal(result_id=0),
            ExternalResults(page=-5),
            ChooseSource(source="school"),
            ChooseDay(source=REGIONAL, day="tomorrow"),
            ChooseDay(source="school", day="2026-03-12"),
        ):
            await user.presses_data(link.pack(), menu)
        await user.quiet()
        assert "AgAC" not in user.screen()
        assert "12 марта" not in user.screen()
        await user.says("Не принимаю")  # none of these opened a question
        await user.sees("Передать это")
    assert await rows(phones.town, ExternalResult.status) == [("submitted",)]
    file = photo().file
    assert file is not None
    assert file.file_id == (await rows(phones.town, ExternalResult.file_id))[0][0]
