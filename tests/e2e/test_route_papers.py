"""One route on paper and for many: a document, a form of one's own, an archive, a calendar, a template."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

from docx import Document
from icalendar import Calendar
from sqlalchemy import func, select

from bot.sandbox.media import tiny_png
from bot.sandbox.messages import Message
from bot.sandbox.user import SandboxUser
from handlers.routes.links import RouteMore
from services.documents.models import DocumentTemplate
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.routes.changes import actions as changes
from services.routes.models import MOVE, ON_TEMPLATE, Route, RouteStep
from services.routes.views import RouteView
from tests import personas
from tests.conftest import Town
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import opens_menu
from tests.e2e.route_helpers import WAIT, opens_step, steps_of
from tests.integration.route_stories import approved
from tests.unit.test_document_template import END, FOR, read, written

TEACHER, METHODIST, MUNICIPAL, COLLEAGUE = (
    personas.GYMNASIUM_TEACHER,
    personas.GYMNASIUM_METHODIST,
    personas.MUNICIPAL_METHODIST,
    personas.GYMNASIUM_CLASS_TEACHER,
)
YOUNG = personas.YOUNG_SPECIALISTS
EAGER, TOLD = personas.GYMNASIUM_YOUNG_SPECIALIST, personas.GYMNASIUM_ENGLISH_TEACHER
TEMPLATE = "Первый год <без> паники"


def file_of(message: Message) -> bytes:
    assert message.document is not None, message
    return message.document.data


async def test_route_is_printed_and_given_to_many_as_a_template(street: Street) -> None:
    town = street.town
    view = await approved(town, TEACHER)
    await approved(town, COLLEAGUE)
    async with street.bot():
        await does_a_step(street, view.steps[0].id)
        await prints(street, view)
        await takes_deadlines(street, view)
        await takes_portfolio(street.of(TEACHER), view.steps[0].title)
        await replaces_the_form(street)
        await keeps_a_template(street, view.id)
        await gives_and_takes_back(street)
        await gives_for_good(street)


async def does_a_step(street: Street, step_id: int) -> None:
    """A step with a photo is accepted: it will be on paper and in the portfolio."""
    teacher, methodist = street.of(TEACHER), street.of(METHODIST)
    await teacher.presses("Сделано", await opens_step(teacher, step_id))
    await teacher.sees("Пришлите фото")
    await teacher.sends_photo(tiny_png(), caption="Лист наблюдения")
    await teacher.presses("Пропустить оба", await teacher.sees("Что получилось?", within=WAIT))
    await methodist.presses("Принять", await methodist.sees("Прислано: 1", within=WAIT))
    await teacher.sees("шаг принят", within=WAIT)


async def opens_documents(teacher: SandboxUser) -> Message:
    await teacher.says("/route")
    await teacher.presses("Ещё", await teacher.sees("1 из"))
    await teacher.presses("Документ и календарь")
    return await teacher.sees("Документы маршрута", within=WAIT)


async def prints(street: Street, view: RouteView) -> None:
    """The route in Word: who, on what basis, every step with its dates and what became of it."""
    town, teacher = street.town, street.of(TEACHER)
    await teacher.presses("ИОМ в Word", await opens_documents(teacher), within=WAIT)
    paper = await teacher.sees("ИОМ: Заречный Никита Валерьевич", within=WAIT)
    assert paper.document is not None
    assert paper.document.name == "Заречный Н. В. — ИОМ 2026-11.docx"
    facts, table, signs = (
        [[cell.text for cell in row.cells] for row in one.rows]
        for one in Document(BytesIO(paper.document.data)).tables
    )
    told = {row[0]: row[1] for row in facts} | {row[2]: row[3] for row in facts}
    assert told["ФИО:"] == "Заречный Никита Валерьевич"
    assert told["Предмет(ы):"] == "Физическая культура"
    assert told["Организация:"] == "МБОУ «Гимназия № 2 п. Дубравино»"
    assert told["Основание:"].startswith("«Комплексная самодиагностика")
    assert told["Основание:"].endswith("от 23.11.2026")
    assert told["Период реализации:"] == f"с {view.starts:%d.%m.%Y} по {view.ends:%d.%m.%Y}"
    assert all(told.values()), "nothing is left for the teacher to fill in"
    rows = table[1 : 1 + view.total]
    assert [row[0] for row in rows] == [str(number) for number in range(1, view.total + 1)]
    for row, step in zip(rows, view.steps, strict=True):
        assert row[1] == step.competency.title
        assert row[3].split("\n")[0] == step.title
        assert row[6] == f"{step.due:%d.%m.%Y}"
        assert row[7] == step.result
    assert [row[8] for row in rows] == ["выполнено 23.11.2026", *[""] * (view.total - 1)]
    assert table[-1][5] == f"{sum(step.hours for step in view.steps):g}".replace(".", ",")
    assert signs[2][3] == "Ольхова В. Д."
    assert "%" not in read(paper.document.data)
    assert len(await steps_of(town, TEACHER)) == view.total


async def takes_deadlines(street: Street, view: RouteView) -> None:
    """Open steps in the phone's calendar, on their days; a step moved replaces its entry."""
    town, teacher = street.town, street.of(TEACHER)
    before = await _entries(teacher)
    assert sorted(entry["dtstart"].dt for entry in before.values()) == sorted(
        step.due for step in view.steps[1:]
    )
    moved = view.steps[1]
    wish = changes.Wish(MOVE, "Не успеваю", moved.due + timedelta(days=7))
    asked = await changes.ask(await town.acting(TEACHER), moved.id, wish)
    await changes.agree(await town.acting(METHODIST), asked.change.id)
    await teacher.sees("новый срок согласован", within=WAIT)
    after = await _entries(teacher)
    assert after.keys() == before.keys()
    (changed,) = [uid for uid in after if after[uid]["dtstart"].dt != before[uid]["dtstart"].dt]
    assert moved.title in after[changed]["summary"]
    assert after[changed]["dtstart"].dt == moved.due + timedelta(days=7)
    assert after[changed]["sequence"] > before[changed]["sequence"]


async def _entries(teacher: SandboxUser) -> dict[str, Calendar]:
    await teacher.presses("Сроки в календарь", await opens_documents(teacher), within=WAIT)
    came = await teacher.sees("Откройте файл на телефоне", within=WAIT)
    return {str(entry["uid"]): entry for entry in Calendar.from_ical(file_of(came)).walk("VEVENT")}


async def takes_portfolio(teacher: SandboxUser, title: str) -> None:
    """What was accepted, with its files, in an archive."""
    await opens_menu(teacher)
    await teacher.presses("Аттестация")
    await teacher.presses("Портфолио: 1", await teacher.sees("Назовите её дату"))
    await teacher.presses("С файлами", await teacher.sees("1 подтверждённый шаг"), within=WAIT)
    came = await teacher.sees("документ и 1 файл", within=WAIT)
    with zipfile.ZipFile(BytesIO(file_of(came))) as archive:
        document, photo = archive.namelist()
        assert archive.read(photo) == tiny_png()
        (table,) = Document(BytesIO(archive.read(document))).tables
    assert title in [cell.text for cell in table.rows[1].cells]


async def replaces_the_form(street: Street) -> None:
    """A form of the school's own: one with slips and a trap is explained, a right one prints the archive."""
    town, methodist = street.town, street.of(METHODIST)
    await opens_menu(methodist)
    await methodist.presses("Маршруты")
    await methodist.presses("Документы", await methodist.sees("Маршруты педагогов"))
    await methodist.presses("Бланк документа", await methodist.sees("Гимназия № 2", "войдут 2 маршрута"))
    await methodist.presses("Прислать свой", await methodist.sees("Бланк: стандартный"))
    await methodist.sees("Пришлите свой бланк")
    await methodist.sends_sticker()
    await methodist.sees("Жду бланк файлом .docx")
    await methodist.sends_file("бланк.docx", written("{{ фамилия }}", "{{ ''.__class__.__mro__ }}"))
    wrong = await methodist.sees("Бланк пока не подходит", "Действует прежний", within=WAIT)
    assert "Не знаем слова {{ фамилия }}" in wrong.words
    assert "Остальное в скобках уберите" in wrong.words
    assert await town.one(select(func.count(DocumentTemplate.id))) == 0
    own = written("Гимназия, {{ фио }}: {{ основание }}", rows=(FOR, "{{ шаг.мероприятие }}", END))
    await methodist.sends_file("бланк.docx", own)
    sample = await methodist.sees("Бланк принят", "вымышленными данными", within=WAIT)
    assert read(file_of(sample)).startswith("Гимназия, Ромашкина Ольга Петровна")
    await methodist.presses("К бланку", sample)
    await methodist.presses("Назад", await methodist.sees("Бланк: свой, 23 ноября, Ольхова В. Д."))

    unit = await methodist.sees("Документы ИОМ: Гимназия № 2")
    await methodist.presses("Все ИОМ архивом", unit)
    came = await methodist.sees("Гимназия № 2: 2 документа", within=WAIT)
    with zipfile.ZipFile(BytesIO(file_of(came))) as archive:
        papers = {name: read(archive.read(name)) for name in archive.namelist()}
    assert sorted(papers) == ["Вьюгина О. Г. — ИОМ 2026-11.docx", "Заречный Н. В. — ИОМ 2026-11.docx"]
    assert papers["Заречный Н. В. — ИОМ 2026-11.docx"].startswith(
        "Гимназия, Заречный Никита Валерьевич: «Комплексная самодиагностика"
    )


async def keeps_a_template(street: Street, route_id: int) -> None:
    """A municipal methodist keeps the route's steps without anything of its owner."""
    town, municipal = street.town, street.of(MUNICIPAL)
    await opens_menu(municipal)
    await municipal.presses_data(RouteMore(route_id=route_id).pack())
    await municipal.presses("Сохранить как шаблон", await municipal.sees("Заречный"))
    await municipal.sees("без имени, дат и процентов", "Как назвать шаблон?")
    await municipal.presses("✖️ 1.")
    await municipal.sees("Как назвать шаблон?")
    await municipal.says(TEMPLATE)
    saved = await municipal.sees("Шаблон сохранён", TEMPLATE)
    assert "Заречный" not in saved.words
    assert "%" not in saved.words
    await municipal.presses("Дать учителям", saved)
    kept = select(RouteTemplate.title, RouteTemplate.author_id)
    assert await town.rows(kept) == [(TEMPLATE, town.id_of(MUNICIPAL))]


async def previews(municipal: SandboxUser, getting: str) -> Message:
    """From «Где дать?» to what giving would do to the young specialists of the district."""
    await municipal.presses("Дубравинский", await municipal.sees("Где дать?"))
    await municipal.presses("Молодые специалисты", await municipal.sees("Кому дать?"))
    return await municipal.sees(TEMPLATE, "Молодые специалисты", getting, "Отменить можно в течение суток")


async def given(town: Town) -> Sequence[int]:
    """The ids of people with a route from a template."""
    rows = await town.rows(
        select(Route.person_id).where(Route.basis == ON_TEMPLATE).order_by(Route.person_id)
    )
    return [row[0] for row in rows]


async def gives_and_takes_back(street: Street) -> None:
    """Two taps give once; everybody hears; taken back in time, it stays where it was begun."""
    town, municipal = street.town, street.of(MUNICIPAL)
    preview = await previews(municipal, "Получат 6 человек")
    await asyncio.gather(*(municipal.presses("Дать маршрут: 6", preview, within=WAIT) for _ in range(2)))
    await municipal.sees("Маршрут у 6 человек", "Пока никто не начал", "до завтра, 10:")
    assert await town.one(select(func.count(TemplateAssignment.id))) == 1
    assert await given(town) == sorted(town.id_of(code) for code in YOUNG)
    for code in YOUNG:
        await street.of(code).sees("Для вас готов маршрут", TEMPLATE, "Ключевская", within=WAIT)

    eager = street.of(EAGER)
    steps = await steps_of(town, EAGER)
    await eager.presses("Сделано", await opens_step(eager, steps[0].id))
    await eager.sees("Пришлите фото")
    await eager.says("Сходила на урок к коллеге")
    await eager.presses("Пропустить оба", await eager.sees("Что получилось?"))
    await eager.sees("Сохранено и отправлено")
    await municipal.presses("Отменить", await municipal.sees("Маршрут у 6 человек"))
    warning = await municipal.sees("Маршрут исчезнет у 5 человек", "1 человек уже начал")
    assert await municipal.presses("Да, отменить", warning) == "Отменено, маршрутов снято: 5"
    await municipal.sees("Отменено", "Росина")
    await street.of(TOLD).sees("Методист отменил маршрут", TEMPLATE, within=WAIT)
    assert await given(town) == [town.id_of(EAGER)]
    assert [step.id for step in await steps_of(town, EAGER)] == [step.id for step in steps]
    await street.of(TOLD).says("/route")
    await street.of(TOLD).sees("посмотреть, попробовать, показать", within=WAIT)


async def gives_for_good(street: Street) -> None:
    """After a day it is too late to take it back, though the question was asked in time."""
    town, municipal = street.town, street.of(MUNICIPAL)
    await municipal.presses("К шаблонам", await municipal.sees("Отменено"))
    await municipal.presses("Первый год", await municipal.sees("Шаблоны маршрутов"))
    await municipal.presses("Дать учителям", await municipal.sees(TEMPLATE, "Составлен: Ключевская"))
    preview = await previews(municipal, "Получат 5 человек")
    assert "Уже есть свой маршрут: 1" in preview.words
    await municipal.presses("Дать маршрут: 5", preview)
    await municipal.presses("Отменить", await municipal.sees("Маршрут у 5 человек"))
    warning = await municipal.sees("Маршрут исчезнет у 5 человек")
    street.set_clock(town.clock.now() + timedelta(hours=25))
    late = await municipal.presses("Да, отменить", warning)
    assert "Прошли сутки, отменить уже нельзя" in (late or "")
    assert await given(town) == sorted(town.id_of(code) for code in YOUNG)
    steps = select(func.count(RouteStep.id)).join(Route, Route.id == RouteStep.route_id)
    whole = await town.one(steps.where(Route.person_id == town.id_of(TEACHER)))
    for code in YOUNG:
        assert await town.one(steps.where(Route.person_id == town.id_of(code))) == whole - 1
