"""Diagnostics taken elsewhere: one sent by its teacher with a PDF, others entered by a table; both count."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot.sandbox.messages import Message
from bot.sandbox.user import SandboxUser
from services.external_results.models import CONFIRMED, FEDERAL, REGIONAL, SUBMITTED, ExternalResult
from services.spreadsheets.uploads import Upload
from tests import personas
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import WAIT, book_of, opens_menu, saved

TEACHER, METHODIST = personas.GYMNASIUM_TEACHER, personas.GYMNASIUM_METHODIST
PDF = b"%PDF-1.4 certificate"


async def coverage(methodist: SandboxUser, told: str) -> Message:
    """What the methodist's «Общая картина» says of who has taken a diagnostic."""
    await opens_menu(methodist)
    await methodist.presses("Общая картина")
    return await methodist.sees(told)


async def test_certificate_and_bulk_table_count_as_results(street: Street) -> None:
    town, teacher, methodist = street.town, street.of(TEACHER), street.of(METHODIST)
    async with street.bot():
        await coverage(methodist, "Прошли: 0 из 7 (0 %)")

        # Three steps of the teacher.
        await teacher.says("/assess")
        await teacher.presses("Внешняя диагностика", within=WAIT)
        await teacher.presses("Добавить", await teacher.sees("Добавьте её: методист подтвердит"))
        await teacher.presses("Региональная", await teacher.sees("Шаг 1 из 3"))
        await teacher.sees("Шаг 2 из 3", "Когда вы её прошли?")
        await teacher.says("12 марта")
        await teacher.sees("Шаг 3 из 3", "Региональная, 12 марта 2026 года")
        await teacher.sends_file("Сертификат.pdf", PDF, mime="application/pdf")
        await teacher.sees("Отправили методисту")
        rows = select(ExternalResult.source, ExternalResult.taken_on, ExternalResult.status)
        assert await town.rows(rows) == [(REGIONAL, date(2026, 3, 12), SUBMITTED)]

        # It counts when the methodist has looked at it, and the teacher hears so.
        await methodist.sees("Заречный Никита Валерьевич", "просит подтвердить", within=WAIT)
        await coverage(methodist, "Прошли: 0 из 7 (0 %)")
        await methodist.says("/desk")
        await methodist.presses("📎 Заречный", await methodist.sees("Ждёт вас: 1 дело"))
        card = await methodist.sees("Региональная диагностика", "Гимназия № 2")
        assert card.document is not None
        assert (card.document.name, card.document.data) == ("Сертификат.pdf", PDF)
        assert await methodist.presses("✅ Подтвердить", card) == "Подтверждено. Учителю напишем"
        await teacher.sees("Внешняя диагностика подтверждена", within=WAIT)
        assert await town.rows(rows) == [(REGIONAL, date(2026, 3, 12), CONFIRMED)]
        overview = await coverage(methodist, "Прошли: 1 из 7 (14 %)")

        # Others took it together; the methodist fills in the bot's own table, with a slip in the third row.
        await methodist.presses("📥", overview)
        book = book_of(await methodist.sees("Внести внешнюю диагностику списком", within=WAIT))
        sheet = book.worksheets[0]
        columns = [str(cell.value) for cell in sheet[1]]
        sheet.delete_rows(2)
        for name, first_name, source, day in (
            ("Вьюгина", "Оксана", "Федеральная", date(2026, 10, 5)),
            ("Полынь", "Анна", "Региональная", date(2026, 10, 5)),
            ("Ясенева", "Екатерина", "региональная", "12.03.2026"),
            ("Росина", "Алина", "Школьная", "12.03.2026"),
        ):
            filled = {"Фамилия": name, "Имя": first_name, "Источник": source, "Дата": day}
            sheet.append([filled.get(column) for column in columns])
        await methodist.sends_file("Диагностика.xlsx", saved(book))
        preview = await methodist.sees(
            "пока ничего не внесли",
            "Новых: 2 записи",
            "С ошибками: 2 строки",
            "Строка 3.",
            "Строка 5.",
            within=WAIT,
        )
        assert len(await town.rows(rows)) == 1
        assert await methodist.presses("Внести 2 записи", preview) is None
        await methodist.sees("Готово: внесли 2 записи")
        entered = await town.rows(
            select(ExternalResult.person_id, ExternalResult.taken_on, ExternalResult.status)
            .where(ExternalResult.person_id != town.id_of(TEACHER))
            .order_by(ExternalResult.person_id)
        )
        assert entered == [
            (town.id_of(personas.GYMNASIUM_MENTOR), date(2026, 3, 12), CONFIRMED),
            (town.id_of(personas.GYMNASIUM_CLASS_TEACHER), date(2026, 10, 5), CONFIRMED),
        ]
        kept = str(await town.one(select(Upload.content)))
        assert FEDERAL not in kept, "how many were entered is kept, the table is not"
        assert "2026" not in kept
        await coverage(methodist, "Прошли: 3 из 7")
