"""A route as a document: its readers and contents, templates, archives of a unit, deadlines in a calendar."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from icalendar import Calendar
from sqlalchemy import delete, select, update

from handlers.documents import screens
from handlers.documents.wording import deadlines, title, values, wording
from handlers.words import translator
from services.context import Context
from services.documents import actions, calendar_file, making, queries, units
from services.documents.models import DocumentTemplate
from services.documents.papers import RoutePaper, papers
from services.errors import Invalid, NotAllowed, NotFound
from services.people.models import AuditEntry, OrgUnit, RoleGrant
from services.routes.models import Route, RouteStep, StepEvent
from tests.conftest import MOSCOW, Town
from tests.integration.stories import outcome, statements, unit_of
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    MUNICIPAL_METHODIST,
    NOT_JOINED,
    SCHOOL_METHODIST,
)
from tests.shown import read as shown
from tests.unit.test_document_template import END, FOR, STRANGE, read, written

WORDS = translator("ru")
SAY = wording(WORDS)
FULL = "teacher_full"


def step(place: int, **changes: Any) -> dict[str, Any]:
    """A step due on the tenth of a month, from December on."""
    return {
        "title": f"Шаг {place + 1}",
        "form": "lesson_visit",
        "education": "informal",
        "hours": 4.0,
        "due": date(2027, place, 10) if place else date(2026, 12, 10),
        "result": "Лист наблюдения",
        **changes,
    }


async def lay(
    town: Town, who: str, status: str = "in_progress", steps: Sequence[dict[str, Any]] = (), **changes: Any
) -> int:
    """A person's route of the school year for their attestation; returns the route's id."""
    year = {"basis": "attestation", "starts": date(2026, 9, 1), "ends": date(2027, 5, 31)}
    route_id = await town.route(who, status=status, **{**year, **changes})
    for one in steps or [step(0)]:
        await town.step(route_id, **one)
    return route_id


def tables(content: bytes) -> list[list[list[str]]]:
    """The words in the tables of a document: table, row, cell."""
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in Document(BytesIO(content)).tables
    ]


async def printed(ctx: Context, route_id: int) -> str:
    """The words of a route's document."""
    return read((await making.document(ctx, route_id, SAY))[1])


async def test_document_of_a_route_tells_all_that_a_school_signs(town: Town) -> None:
    """Days are counted in the owner's zone for every reader: an evening in Moscow is tomorrow there."""
    evening = datetime(2026, 9, 30, 22, 30, tzinfo=MOSCOW)
    assessment_id = await town.assessment(GYMNASIUM_TEACHER, FULL, finished_at=evening)
    await town.change_unit(GYMNASIUM_TEACHER, timezone="Asia/Yekaterinburg")
    since = date(2026, 11, 24) - timedelta(days=365 * 2)
    await town.change_person(GYMNASIUM_TEACHER, teaching_since=since, subjects=["Физика", "Астрономия"])
    route_id = await lay(
        town,
        GYMNASIUM_TEACHER,
        steps=[
            step(0, status="done", done_on=date(2026, 12, 5), title=STRANGE.replace("\x00", ""), hours=2.5),
            step(1, status="on_review", form="webinar", education="nonformal", reason={"part": "watch"}),
            step(2, status="cancelled", form="open_lesson"),
            step(3, form="course", education="formal", hours=36.0),
        ],
        basis="diagnosis",
        assessment_id=assessment_id,
        version=2,
        methodist_id=town.id_of(GYMNASIUM_METHODIST),
        approved_by_id=town.id_of(GYMNASIUM_METHODIST),
        approved_at=evening,
    )
    owner, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    paper, content = await making.document(owner, route_id, SAY)
    facts, table, signs = tables(content)
    assert {row[0]: row[1] for row in facts} | {row[2]: row[3] for row in facts} == {
        "ФИО:": "Заречный Никита Валерьевич",
        "Должность:": "Учитель",
        "Предмет(ы):": "Физика, Астрономия",
        "Организация:": "МБОУ «Гимназия № 2 п. Дубравино»",
        "Квалификационная категория:": paper.category,
        "Педагогический стаж:": "1 год",
        "Период реализации:": "с 01.09.2026 по 31.05.2027",
        "Основание:": f"«{town.content.questionnaires[FULL].title}» от 01.10.2026",
    }
    deficit = town.content.competencies["met_design"].title
    beside, watch, show, practise = (
        "Поработать рядом с коллегой или наставником",
        "Увидеть, как это делают другие, и отобрать подходящее",
        "Показать свой результат коллегам",
        "Освоить и попробовать в своей работе",
    )
    assert table[1][3].startswith("<w:p>&amp; ]]> {{ фио }} {% endfor %}") and "\x1b" not in table[1][3]
    table[1][3] = "…"
    assert table[1:] == [
        [
            "1",
            deficit,
            beside,
            "…",
            "Информальное",
            "2,5",
            "10.12.2026",
            "Лист наблюдения",
            "выполнено 05.12.2026",
        ],
        [
            "2",
            deficit,
            watch,
            "Шаг 2\nВебинар",
            "Неформальное",
            "4",
            "10.01.2027",
            "Лист наблюдения",
            "на проверке",
        ],
        [
            "3",
            deficit,
            show,
            "Шаг 3\nОткрытый урок",
            "Информальное",
            "4",
            "10.02.2027",
            "Лист наблюдения",
            "отменено",
        ],
        [
            "4",
            deficit,
            practise,
            "Шаг 4\nКурс ПК (ДПП)",
            "Формальное",
            "36",
            "10.03.2027",
            "Лист наблюдения",
            "",
        ],
        ["Всего часов:"] * 5 + ["42,5"] + [""] * 3,
    ]
    assert [row[0] for row in signs if row[0]] == ["Педагог", "Методист"]
    assert signs[2][3] == "Ольхова В. Д."
    said = read(content)
    assert "Маршрут утверждён: Ольхова Вера Дмитриевна, 01.10.2026, версия 2." in said
    assert "ПРОЕКТ" not in said and "%" not in said.replace("{% endfor %}", "")

    assert (
        await printed(methodist, route_id)
        == await printed(await town.acting(MUNICIPAL_METHODIST), route_id)
        == said
    )


async def test_document_of_a_route_is_for_its_owner_and_methodists(town: Town) -> None:
    route_id, owner = await lay(town, GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_TEACHER)
    for who in (GYMNASIUM_HEAD, SCHOOL_METHODIST, GYMNASIUM_MENTOR, GYMNASIUM_CLASS_TEACHER):
        stranger = await town.acting(who)
        assert await outcome(making.document(stranger, route_id, SAY)) == "NotAllowed"
        assert await outcome(queries.of_route(stranger, route_id)) == "NotAllowed"
    assert await outcome(making.document(owner, 999_999, SAY)) == "NotFound"

    # The mentor sees the mentee's route and prints nothing.
    theirs = await lay(town, GYMNASIUM_YOUNG_SPECIALIST)
    assert await outcome(making.document(await town.acting(GYMNASIUM_MENTOR), theirs, SAY)) == "NotAllowed"


async def test_draft_is_printed_by_its_owner_only_and_says_so(town: Town) -> None:
    route_id = await lay(town, GYMNASIUM_TEACHER, "draft", basis="template")
    owner, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    said = await printed(owner, route_id)
    assert "ПРОЕКТ" in said and "Маршрут ещё не утверждён." in said
    assert "Типовой маршрут, назначенный методистом" in said
    assert await outcome(making.document(methodist, route_id, SAY)) == "NotFound"
    view = await queries.of_route(owner, route_id)
    assert view.is_mine and not view.has_calendar
    assert await outcome(queries.calendar(owner, route_id)) == "NotAllowed"


async def test_unknown_facts_are_dashes_in_the_document(town: Town) -> None:
    bare = {"teaching_since": None, "category": "", "subjects": [], "position": "", "middle_name": ""}
    await town.change_person(GYMNASIUM_TEACHER, **bare)
    owner = await town.acting(GYMNASIUM_TEACHER)
    route_id = await lay(town, GYMNASIUM_TEACHER, "draft", basis="diagnosis", starts=date(2026, 12, 28))
    paper, content = await making.document(owner, route_id, SAY)
    facts = [cell for row in tables(content)[0] for cell in row]
    assert facts[1::2] == [
        "Заречный Никита", "не указана", "—", "не указан", "—", "с 28.12.2026 по 31.05.2027",
        "МБОУ «Гимназия № 2 п. Дубравино»", "Самодиагностика",
    ]  # fmt: skip
    assert title(paper, WORDS) == "Заречный Н. — ИОМ 2026-12"
    assert values(paper, WORDS)["методист"] == "—"


OURS = written("Наша гимназия: {{ фио }}", rows=(FOR, "{{ шаг.мероприятие }}", END))


async def school_and_district(town: Town) -> tuple[int, int]:
    """The gymnasium and the district above it."""
    school = await unit_of(town, GYMNASIUM_TEACHER)
    return school, int(await town.one(select(OrgUnit.parent_id).where(OrgUnit.id == school)))


async def test_nearest_template_above_the_owner_is_used(town: Town) -> None:
    route_id = await lay(town, GYMNASIUM_TEACHER)
    school, district = await school_and_district(town)
    owner, methodist, far = [
        await town.acting(who) for who in (GYMNASIUM_TEACHER, GYMNASIUM_METHODIST, MUNICIPAL_METHODIST)
    ]

    done = await actions.replace_template(far, district, written("Округ: {{ фио }}"), "бланк.docx")
    assert done.content is not None and done.unit.template.is_own
    assert await printed(owner, route_id) == "Округ: Заречный Никита Валерьевич"
    seen = (await units.view(methodist, school)).template
    assert (seen.unit_id, seen.is_own, seen.author) == (district, False, "Ключевская М. Ю.")

    # A template with a mistake changes nothing; two templates at once leave one of them whole.
    wrong = await actions.replace_template(methodist, school, written("{{ фамилия }}"), "бланк.docx")
    assert wrong.content is None and [one.key for one in wrong.mistakes] == ["document-name-unknown"]
    with pytest.raises(Invalid):
        await actions.replace_template(methodist, school, b"%PDF", "бланк.docx")
    assert await printed(owner, route_id) == "Округ: Заречный Никита Валерьевич"
    await asyncio.gather(
        actions.replace_template(methodist, school, OURS, "а.docx"),
        actions.replace_template(await town.acting(MUNICIPAL_METHODIST), school, OURS, "б.docx"),
    )
    assert len(await town.rows(select(DocumentTemplate.id))) == 2
    assert await printed(owner, route_id) == "Наша гимназия: Заречный Никита Валерьевич\nШаг 1"
    unit, current = await making.current_template(methodist, school)
    assert unit.template.is_own and "{{ фио }}" in read(current)

    assert (await actions.remove_template(methodist, school)).template.unit_id == district
    await actions.remove_template(methodist, school)
    assert await printed(owner, route_id) == "Округ: Заречный Никита Валерьевич"
    await actions.remove_template(far, district)
    assert "ИНДИВИДУАЛЬНЫЙ ОБРАЗОВАТЕЛЬНЫЙ МАРШРУТ" in await printed(owner, route_id)
    trail = [row[0] for row in await town.rows(select(AuditEntry.action).order_by(AuditEntry.id))]
    assert trail.count("document_template_replaced") == 3 and trail.count("document_template_removed") == 2


async def test_template_is_changed_by_the_methodists_of_its_unit_only(town: Town) -> None:
    (school, district), other = await school_and_district(town), await unit_of(town, SCHOOL_METHODIST)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    for ctx, unit_id in (
        (methodist, other),
        (methodist, district),
        (await town.acting(GYMNASIUM_HEAD), school),
    ):
        assert await outcome(actions.replace_template(ctx, unit_id, OURS, "б.docx")) == "NotAllowed"
        assert await outcome(actions.remove_template(ctx, unit_id)) == "NotAllowed"
        assert await outcome(making.current_template(ctx, unit_id)) == "NotAllowed"
        assert await outcome(making.routes_of(ctx, unit_id)) == "NotAllowed"
        assert await outcome(units.inside(ctx, unit_id, 0)) == "NotAllowed"
    assert await outcome(units.view(methodist, 999_999)) == "NotFound"


async def packed(
    ctx: Context, unit_id: int, limit: int = making.ARCHIVE_LIMIT, *, asked: Sequence[int] = ()
) -> list[dict[str, str]]:
    """The archives of a unit as words by file name. `asked` are routes found some time ago."""

    def named(paper: RoutePaper) -> str:
        return title(paper, WORDS)

    route_ids = asked or await making.routes_of(ctx, unit_id)
    found = []
    async for one in making.archives(ctx, unit_id, route_ids, SAY, named, limit):
        with zipfile.ZipFile(BytesIO(one.data)) as archive:
            assert archive.testzip() is None
            found.append({name: read(archive.read(name)) for name in archive.namelist()})
        assert (one.number, one.count) == (len(found), len(found[-1]))
    return found


async def of_many(town: Town) -> int:
    """Routes of every status, of this and the last year, of namesakes; returns the one of another school."""
    same = {"last_name": "Заречный/..\\\u202eх", "first_name": "Никита", "middle_name": "Валерьевич"}
    for who in (GYMNASIUM_TEACHER, NOT_JOINED):
        await town.change_person(who, **same)
    last_year = {"starts": date(2025, 9, 1), "ends": date(2026, 5, 31)}
    await lay(town, GYMNASIUM_TEACHER, "in_progress")
    await lay(town, GYMNASIUM_TEACHER, "done", **last_year)
    await lay(town, GYMNASIUM_TEACHER, "closed")
    await lay(town, NOT_JOINED, "on_review", **last_year)
    await lay(town, GYMNASIUM_CLASS_TEACHER, "draft", version=2)
    await lay(town, GYMNASIUM_YOUNG_SPECIALIST, "done", starts=date(2026, 8, 25))
    return await lay(town, SCHOOL_METHODIST, "approved", steps=[step(place) for place in range(8)])


async def test_archive_holds_the_routes_of_a_unit(town: Town) -> None:
    methodist, school = await town.acting(GYMNASIUM_METHODIST), await unit_of(town, GYMNASIUM_METHODIST)
    assert (await units.view(methodist, school)).routes == 0
    assert await making.routes_of(methodist, school) == []

    await of_many(town)
    assert (await units.view(methodist, school)).routes == 3
    (archive,) = await packed(methodist, school)
    assert sorted(archive) == [
        "Заречный-..-х Н. В. — ИОМ 2025-09.docx",
        "Заречный-..-х Н. В. — ИОМ 2026-09.docx",
        "Росина А. Т. — ИОМ 2026-08.docx",
    ]
    assert "ПРОЕКТ" in archive["Заречный-..-х Н. В. — ИОМ 2025-09.docx"]


async def test_archive_of_a_district_is_split_and_uses_the_templates_of_its_schools(town: Town) -> None:
    await of_many(town)
    school, district = await school_and_district(town)
    methodist, far = await town.acting(GYMNASIUM_METHODIST), await town.acting(MUNICIPAL_METHODIST)
    await actions.replace_template(methodist, school, written("Гимназия: {{ фио }}"), "бланк.docx")
    async with town.database.transaction() as db:
        await db.execute(update(Route).values(starts=date(2026, 9, 1)))
    parts = await packed(far, district, limit=1)
    assert [len(part) for part in parts] == [1, 1, 1, 1]
    assert [next(iter(part.values())).startswith("Гимназия: ") for part in parts] == [True, True, False, True]
    (whole,) = await packed(far, district)
    assert "Заречный-..-х Н. В. — ИОМ 2026-09 (2).docx" in whole
    entry = (await town.rows(select(AuditEntry.details).where(AuditEntry.action == "routes_exported")))[-1]
    assert entry[0] == {"unit_id": district, "count": 4}


async def test_routes_of_an_archive_are_read_at_once(town: Town) -> None:
    """The number of statements does not depend on the number of routes; a route that is gone is left out."""
    elsewhere, (_, district) = await of_many(town), await school_and_district(town)
    far = await town.acting(MUNICIPAL_METHODIST)
    async with far.transaction():
        with statements(town.database) as sent:
            one = await papers(far, [elsewhere, 999_999])
        with statements(town.database) as sent_for_all:
            every = await papers(far, await making.routes_of(far, district))
    assert (len(one), len(every)) == (1, 4)
    assert len(sent) == 2 and len(sent_for_all) <= 5


async def test_too_many_routes_for_an_archive_are_refused(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await of_many(town)
    _, district = await school_and_district(town)
    far = await town.acting(MUNICIPAL_METHODIST)
    monkeypatch.setattr(making, "ROUTES_LIMIT", 3)
    assert await outcome(making.routes_of(far, district)) == "Invalid"


async def test_archive_made_later_respects_what_changed_meanwhile(town: Town) -> None:
    """A recalled route is left out; a methodist who lost the role gets nothing."""
    theirs, kept = await lay(town, GYMNASIUM_TEACHER, "on_review"), await lay(town, GYMNASIUM_CLASS_TEACHER)
    methodist, school = await town.acting(GYMNASIUM_METHODIST), await unit_of(town, GYMNASIUM_METHODIST)
    asked = await making.routes_of(methodist, school)
    assert sorted(asked) == sorted([theirs, kept])
    await town.change(Route, theirs, status="draft")
    assert [list(part) for part in await packed(methodist, school, asked=asked)] == [
        ["Вьюгина О. Г. — ИОМ 2026-09.docx"]
    ]
    assert await packed(methodist, school, asked=[theirs]) == []

    async with town.database.transaction() as db:
        await db.execute(delete(RoleGrant).where(RoleGrant.person_id == town.id_of(GYMNASIUM_METHODIST)))
    assert await outcome(packed(methodist, school, asked=asked)) == "NotAllowed"


async def test_open_steps_go_into_a_calendar_and_move_there(town: Town) -> None:
    route_id = await lay(
        town,
        GYMNASIUM_TEACHER,
        steps=[
            step(0),
            step(1, status="returned", form="webinar"),
            step(2, status="done"),
            step(3, status="cancelled"),
            step(4, status="on_review"),
            step(5, due=date(2026, 11, 20)),
        ],
    )
    owner = await town.acting(GYMNASIUM_TEACHER)

    async def events() -> dict[str, Any]:
        steps = await queries.calendar(owner, route_id)
        assert steps.passed == 1
        data = calendar_file.write("Сроки", deadlines(steps.ahead, WORDS), owner.now)
        return {str(one["SUMMARY"]): one for one in Calendar.from_ical(data).walk("VEVENT")}

    before = await events()
    assert {name: one.decoded("dtstart") for name, one in before.items()} == {
        "ИОМ: Шаг 1": date(2026, 12, 10),
        "ИОМ: Шаг 2": date(2027, 1, 10),
    }
    evidence = town.content.catalog.forms_by_code["webinar"].evidence
    assert before["ИОМ: Шаг 2"]["DESCRIPTION"] == (
        f"Что приложить: {evidence}\nОжидаемый результат: Лист наблюдения"
    )

    async with town.database.transaction() as db:
        moved = await db.scalar(select(RouteStep).where(RouteStep.title == "Шаг 1"))
        assert moved is not None
        moved.due = date(2026, 12, 31)
        change = {
            "actor_id": town.id_of(GYMNASIUM_TEACHER),
            "field": "due",
            "old": "",
            "new": "",
            "at": owner.now,
        }
        db.add(StepEvent(step_id=moved.id, **change))
    after = await events()
    first = "ИОМ: Шаг 1"
    assert after[first]["UID"] == before[first]["UID"] and after[first].decoded("dtstart") == date(
        2026, 12, 31
    )
    assert (before[first]["SEQUENCE"], after[first]["SEQUENCE"]) == (0, 1)

    async with town.database.transaction() as db:
        await db.execute(update(RouteStep).values(due=date(2026, 11, 20)))
    passed = await queries.calendar(owner, route_id)
    assert not passed.ahead and "уже прошли" in shown(screens.nothing_ahead(route_id, passed))


async def test_calendar_of_deadlines_is_for_the_owner_only(town: Town) -> None:
    route_id, owner = await lay(town, GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_TEACHER)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    assert not (await queries.of_route(methodist, route_id)).has_calendar
    for ctx, error in ((methodist, NotAllowed), (await town.acting(GYMNASIUM_CLASS_TEACHER), NotAllowed)):
        with pytest.raises(error):
            await queries.calendar(ctx, route_id)
    with pytest.raises(NotFound):
        await queries.calendar(owner, 999_999)


async def test_methodist_finds_the_unit_to_print(town: Town) -> None:
    methodist, far = await town.acting(GYMNASIUM_METHODIST), await town.acting(MUNICIPAL_METHODIST)
    school = await unit_of(town, GYMNASIUM_METHODIST)
    assert (await units.mine(methodist, 0)).only == school
    alone = await units.view(methodist, school)
    assert (alone.is_only, alone.parent_id, alone.has_units) == (True, None, False)

    (top,) = (await units.mine(far, 0)).page.items
    inside = await units.inside(far, top.id, 0)
    assert "Гимназия № 2" in [unit.title for unit in inside.page.items]
    deeper = await units.view(far, school)
    assert (deeper.is_only, deeper.parent_id) == (False, top.id)
    with pytest.raises(NotAllowed):
        await units.mine(await town.acting(GYMNASIUM_HEAD), 0)
    for screen in (
        screens.unit(alone),
        screens.unit(deeper),
        screens.units(inside),
        screens.template(deeper),
    ):
        labels = [WORDS.plain(button.label) for row in screen.rows for button in row]
        assert len(screen.rows) <= 8 and all(len(label) <= 28 for label in labels), labels
