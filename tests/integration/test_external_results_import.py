"""Diagnostics taken elsewhere, entered from a methodist's spreadsheet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.sandbox.messages import Message
from bot.scheduler import JOBS
from handlers.external_results import bulk_screens
from handlers.external_results.links import ApplyExternal, ExternalImport
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.external_results import actions, imports, queries
from services.external_results.imports import ResultPreview, ResultsEntered
from services.external_results.models import CONFIRMED, DECLINED, REGIONAL, SUBMITTED, ExternalResult
from services.external_results.result_file import COLUMNS
from services.outbox import Delivery
from services.people.models import AuditEntry
from services.spreadsheets import uploads
from services.spreadsheets.reading import ROWS_LIMIT
from services.spreadsheets.uploads import Upload
from tests.conftest import Phones, Town
from tests.integration.stories import ON_SQLITE, outcome
from tests.integration.test_external_results import (
    SPRING,
    count,
    covered,
    photo,
    sent,
    status_of,
)
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    MUNICIPAL_METHODIST,
    NOT_JOINED,
    OPERATORS_ADMIN,
    SCHOOL_METHODIST,
    YOUNG_SPECIALIST,
)
from tests.shown import read

pytestmark = pytest.mark.usefixtures("admin")

HEADING = "Фамилия;Имя;Отчество;Организация;Табельный номер;Источник;Дата"
ZARECHNY = "Заречный;Никита;Валерьевич;;;региональная;12.03.2026"
VYUGINA = "Вьюгина;Оксана;;Гимназия № 2;;Федеральная;05.10.2026"
KALININA = "Калинина;Дарья;Олеговна;;;региональная;12.03.2026"
GROMOV = "Громов;Михаил;;;;ЦНППМ;01.09.2026"


def table(*rows: str) -> bytes:
    return "\n".join([HEADING, *rows]).encode()


async def checked(town: Town, *rows: str, by: str = GYMNASIUM_METHODIST) -> ResultPreview:
    """The preview of a table with these rows."""
    return await imports.check(await town.acting(by), table(*rows), "таблица.csv")


async def entered(town: Town, *rows: str, by: str = GYMNASIUM_METHODIST) -> ResultsEntered:
    """Check a table with these rows and enter it."""
    view = await checked(town, *rows, by=by)
    assert view.upload_id is not None
    return await imports.apply(await town.acting(by), view.upload_id)


def mistakes(view: ResultPreview) -> list[tuple[int, str]]:
    return [(error.number, error.key) for error in view.errors]


async def test_correct_rows_are_entered_once_as_confirmed_without_notices(town: Town) -> None:
    view = await checked(town, ZARECHNY, VYUGINA, GROMOV)
    assert (view.added, view.unchanged, view.wrong) == (3, 0, 0)
    assert "Внести 3 записи" in read(bulk_screens.preview(view))
    assert view.upload_id is not None
    assert await count(town) == 0
    contexts = [await town.acting(GYMNASIUM_METHODIST) for _ in range(3)]
    outcomes = await asyncio.gather(*(imports.apply(ctx, view.upload_id) for ctx in contexts))
    assert outcomes == [ResultsEntered(added=3, unchanged=0, gone=0)] * 3, "a second tap is told the same"
    assert await count(town) == 3
    rows = await town.rows(
        select(ExternalResult.status, ExternalResult.decided_by_id, ExternalResult.file_id).distinct()
    )
    assert [tuple(row) for row in rows] == [(CONFIRMED, town.id_of(GYMNASIUM_METHODIST), None)]
    people = sorted(town.id_of(code) for code in (GYMNASIUM_TEACHER, GYMNASIUM_CLASS_TEACHER, NOT_JOINED))
    assert sorted(await covered(town, SPRING)) == people
    assert await town.one(select(func.count(Delivery.id))) == 0
    (trail,) = await town.rows(
        select(AuditEntry.details).where(AuditEntry.action == "external_results_entered")
    )
    assert trail[0] == {"added": 3, "unchanged": 0, "gone": 0}
    assert await town.one(select(Upload.content)) == trail[0], "the people of the table are not kept in it"
    # The teacher sees it in their list, without a file.
    teacher = await town.acting(GYMNASIUM_TEACHER)
    (line,) = (await queries.my_results(teacher, 0)).items
    assert (await queries.result(teacher, line.id)).file_id is None


async def test_known_rows_are_unchanged_and_waiting_ones_confirmed(town: Town) -> None:
    waiting = await sent(town)
    assert await entered(town, VYUGINA) == ResultsEntered(1, 0, 0)
    view = await checked(town, ZARECHNY, VYUGINA)
    assert (view.added, view.unchanged) == (1, 1)
    assert await entered(town, ZARECHNY, VYUGINA) == ResultsEntered(1, 0, 0)
    assert await status_of(town, waiting.id) == CONFIRMED
    assert await count(town) == 2
    # The file that the teacher sent is kept.
    assert (await queries.result(await town.acting(GYMNASIUM_TEACHER), waiting.id)).file_id
    again = await checked(town, ZARECHNY, VYUGINA)
    assert (again.upload_id, again.unchanged) == (None, 2)
    assert "уже внесено" in read(bulk_screens.preview(again))


async def test_declined_diagnostic_may_be_entered(town: Town) -> None:
    card = await sent(town)
    await actions.decline(await town.acting(GYMNASIUM_METHODIST), card.id, "Нет печати")
    assert await entered(town, ZARECHNY) == ResultsEntered(1, 0, 0)
    assert await status_of(town, card.id) == DECLINED
    assert await covered(town, SPRING) == [town.id_of(GYMNASIUM_TEACHER)]


async def test_changes_between_preview_and_press_are_respected(town: Town) -> None:
    view = await checked(town, ZARECHNY, VYUGINA, GROMOV)
    assert view.upload_id is not None
    await entered(town, VYUGINA, by=MUNICIPAL_METHODIST)
    waiting = await sent(town)
    await town.change_person(NOT_JOINED, archived_at=town.clock.now())
    result = await imports.apply(await town.acting(GYMNASIUM_METHODIST), view.upload_id)
    assert result == ResultsEntered(added=1, unchanged=1, gone=1)
    assert await status_of(town, waiting.id) == CONFIRMED
    assert await count(town) == 2
    assert "больше не в ваших организациях" in read(bulk_screens.entered(result))


async def test_people_are_looked_for_in_the_methodists_organisations(town: Town) -> None:
    own = "Ольхова;Вера;Дмитриевна;;;региональная;12.03.2026"
    view = await checked(town, KALININA, own, ZARECHNY, ZARECHNY)
    assert mistakes(view) == [
        (2, "external-row-nobody"),
        (3, "external-row-own"),
        (5, "import-error-repeated"),
    ]
    assert (view.added, view.wrong) == (1, 3)
    assert (await checked(town, KALININA, own, ZARECHNY, by=MUNICIPAL_METHODIST)).wrong == 0
    await town.change_person(GYMNASIUM_TEACHER, archived_at=town.clock.now())
    assert mistakes(await checked(town, ZARECHNY)) == [(2, "external-row-nobody")]


async def test_namesakes_are_told_apart_by_organisation_or_number(town: Town) -> None:
    name = {"last_name": "Калинина", "first_name": "Дарья", "middle_name": "Олеговна"}
    await town.change_person(GYMNASIUM_CLASS_TEACHER, **name, personnel_number="17")
    fields = "Калинина;Дарья;Олеговна;{};{};региональная;12.03.2026"
    view = await checked(
        town,
        fields.format("", ""),
        fields.format("Школа № 1", ""),
        fields.format("", "17"),
        by=MUNICIPAL_METHODIST,
    )
    assert mistakes(view) == [(2, "external-row-namesakes")]
    assert view.upload_id is not None
    await imports.apply(await town.acting(MUNICIPAL_METHODIST), view.upload_id)
    assert sorted(await covered(town, SPRING)) == sorted(
        [town.id_of(YOUNG_SPECIALIST), town.id_of(GYMNASIUM_CLASS_TEACHER)]
    )


async def test_methodist_enters_only_their_own_table(town: Town) -> None:
    view = await checked(town, ZARECHNY)
    assert view.upload_id is not None
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_HEAD, OPERATORS_ADMIN):
        ctx = await town.acting(code)
        with pytest.raises(NotAllowed):
            await imports.check(ctx, table(ZARECHNY), "a.csv")
        for attempt in (imports.apply, imports.discard):
            with pytest.raises(NotAllowed):
                await attempt(ctx, view.upload_id)
    for code in (SCHOOL_METHODIST, MUNICIPAL_METHODIST):
        for attempt in (imports.apply, imports.discard):
            with pytest.raises(NotFound):
                await attempt(await town.acting(code), view.upload_id)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    await imports.discard(methodist, view.upload_id)
    with pytest.raises(NotFound):
        await imports.apply(methodist, view.upload_id)
    assert await count(town) == 0
    await entered(town, ZARECHNY)
    with pytest.raises(WrongState):
        await imports.discard(methodist, await town.one(select(Upload.id)))


async def test_unusable_file_changes_nothing(town: Town) -> None:
    waiting = await checked(town, ZARECHNY)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    for data, name, key in (
        (table(*[ZARECHNY] * (ROWS_LIMIT + 1)), "a.csv", "import-file-rows"),
        (table(ZARECHNY).decode().encode("koi8-r"), "a.csv", "import-file-encoding"),
        (b"Name;Date\nA;B", "a.csv", "import-file-columns"),
        (b"%PDF", "a.pdf", "import-file-kind"),
    ):
        with pytest.raises(Invalid) as refused:
            await imports.check(ctx, data, name)
        assert refused.value.key == key
    # The table checked before can still be entered.
    assert waiting.upload_id is not None
    assert (await imports.apply(ctx, waiting.upload_id)).added == 1


async def test_largest_allowed_table_is_entered_at_once(town: Town) -> None:
    people = ("Заречный;Никита", "Вьюгина;Оксана", "Громов;Михаил")
    days = [date(2026, 11, 22) - timedelta(days=number) for number in range(1500)]
    rows = [f"{who};;;;регион;{day:%d.%m.%Y}" for who in people for day in days]
    assert await entered(town, *rows) == ResultsEntered(len(rows), 0, 0)
    assert await count(town) == len(rows)
    again = await checked(town, *rows)
    assert (again.upload_id, again.unchanged) == (None, len(rows))


async def test_entering_and_sending_at_once_leave_one_diagnostic(town: Town) -> None:
    view = await checked(town, ZARECHNY)
    assert view.upload_id is not None
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    result, _ = await asyncio.gather(
        imports.apply(methodist, view.upload_id),
        outcome(actions.submit(teacher, REGIONAL, SPRING, photo())),
    )
    assert (result.added + result.unchanged, result.gone) == (1, 0)
    ((status,),) = await town.rows(select(ExternalResult.status))
    assert status == (CONFIRMED if result.added else SUBMITTED)


async def test_two_methodists_at_once_enter_each_row_once(town: Town) -> None:
    days = [date(2026, 11, 22) - timedelta(days=number) for number in range(800)]
    rows = [f"Заречный;Никита;;;;регион;{day:%d.%m.%Y}" for day in days]
    both = [await checked(town, *rows), await checked(town, *reversed(rows), by=MUNICIPAL_METHODIST)]
    first, second = await town.acting(GYMNASIUM_METHODIST), await town.acting(MUNICIPAL_METHODIST)
    came = await asyncio.gather(
        imports.apply(first, both[0].upload_id or 0), imports.apply(second, both[1].upload_id or 0)
    )
    assert sum(one.added for one in came) == await count(town) == len(days)
    assert sum(one.unchanged for one in came) == len(days)


async def test_undecided_table_is_forgotten_after_a_week(town: Town) -> None:
    await entered(town, VYUGINA)
    old = await checked(town, ZARECHNY)
    town.clock.move(timedelta(days=7))
    fresh = await checked(town, KALININA, by=MUNICIPAL_METHODIST)
    town.clock.move(timedelta(minutes=1))
    assert [await uploads.forget_undecided(town.nobody) for _ in range(2)] == [1, 0]
    assert uploads.forget_undecided in JOBS
    with pytest.raises(NotFound):
        await imports.apply(await town.acting(GYMNASIUM_METHODIST), old.upload_id or 0)
    assert (await imports.apply(await town.acting(MUNICIPAL_METHODIST), fresh.upload_id or 0)).added == 1


def sheet_of(message: Message) -> Sequence[tuple[object, ...]]:
    assert message.document is not None
    return list(load_workbook(BytesIO(message.document.data)).active.values)


async def asked_for_a_table(phones: Phones, code: str = GYMNASIUM_METHODIST) -> Message:
    user = phones.of(code)
    await user.says("/menu")
    await user.presses_data(ExternalImport().pack(), await user.sees("Чем займёмся"))
    return await user.sees("Внести внешнюю диагностику списком")


@ON_SQLITE
async def test_table_is_entered_from_the_chat(phones: Phones) -> None:
    methodist = phones.of(GYMNASIUM_METHODIST)
    template = sheet_of(await asked_for_a_table(phones))
    assert template[0] == COLUMNS
    assert len(template) == 2 and all(template[1])

    await methodist.says("сейчас пришлю")
    await methodist.sees("Ждём таблицу")
    for name in ("a.pdf", "a.xls"):
        await methodist.sends_file(name, b"%PDF-1.4")
        wrong = await methodist.sees(".xlsx")
        assert methodist.buttons(wrong) == [["← Назад", "🏠 В меню"]]
    await methodist.sends_file("a.csv", table(ZARECHNY, "Ромашкина;Ольга;;;;школьная;вчера"))
    await methodist.sees(
        "Новых: 1 запись", "С ошибками: 1 строка", "Строка 3. «Источник»", "Строка 3. «Дата»"
    )
    preview = await methodist.sees("Можно внести верные строки")
    await methodist.presses("Внести 1 запись")
    await methodist.sees("Готово: внесли 1 запись")
    assert await count(phones.town) == 1
    # A second tap on the preview, perhaps on another phone, is told the same.
    await methodist.presses("Внести 1 запись", preview)
    await methodist.sees("Готово: внесли 1 запись")
    await methodist.presses("Назад")
    await methodist.sees("Диагностика ваших учителей")
    assert await count(phones.town) == 1

    await methodist.says("/menu")
    await methodist.presses_data(ExternalImport().pack(), await methodist.sees("Чем займёмся"))
    await methodist.sends_file("a.csv", table(VYUGINA))
    await methodist.presses("Не вносить")
    await methodist.sees("ничего не внесли")
    assert await count(phones.town) == 1


@ON_SQLITE
async def test_many_mistakes_come_as_a_file(phones: Phones) -> None:
    methodist = phones.of(GYMNASIUM_METHODIST)
    await asked_for_a_table(phones)
    wrong = [f"<b>Полева{number};Анна;;;;ЦНППМ;12.03.2026" for number in range(12)]
    await methodist.sends_file("a.csv", table(*wrong))
    preview = await methodist.sees("С ошибками: 12 строк", "и ещё 2 ошибки", "Вносить пока нечего")
    assert preview.words.count("Строка") == 10
    rows = sheet_of(await methodist.sees("Все ошибки"))
    assert [row[0] for row in rows[1:]] == list(range(2, 14))


@ON_SQLITE
async def test_teacher_is_refused_politely(phones: Phones) -> None:
    teacher = phones.of(GYMNASIUM_TEACHER)
    await teacher.says("/menu")
    menu = await teacher.sees("Чем займёмся")
    for link in (ExternalImport(), ApplyExternal(upload_id=1, apply=True)):
        toast = await teacher.presses_data(link.pack(), menu)
        assert toast is not None
        assert "недоступно" in toast
    assert not await phones.town.rows(select(Upload.id))
