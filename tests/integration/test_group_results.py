"""A methodist sees how the teachers of a school stand together, and never how one of them does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from handlers.group_results import files, screens
from handlers.group_results.links import GroupRow
from handlers.words import translator
from services import parts
from services.content.competencies import level_at
from services.errors import NotAllowed, NotFound
from services.external_results.models import CONFIRMED, DECLINED, SUBMITTED
from services.group_results import maps, queries
from services.group_results.maps import HeatTable, MapRow
from services.group_results.rules import Axis, code_of
from services.people.models import OrgUnit, Person
from services.roles import Role
from services.spreadsheets import writing
from tests.conftest import MONDAY, Town
from tests.integration.stories import ON_SQLITE, statements, unit_of
from tests.personas import (
    ENGLISH_TEACHER,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHERS,
    HEAD,
    MENTOR,
    MUNICIPAL_METHODIST,
    PRIMARY_MENTOR,
    PRIMARY_YOUNG_SPECIALIST,
    PSYCHOLOGIST,
    REVERSE_MENTOR,
    RURAL_METHODIST,
    RURAL_TEACHERS,
    SCHOOL_METHODIST,
    SCHOOL_TEACHERS,
    SCIENCE_TEACHER,
    TEACHER,
    YOUNG_SPECIALIST,
)
from tests.shown import read

DESIGN, METHODS, GROUP = "met_design", "met_methods", "met"


async def scored(
    town: Town,
    people: Iterable[str],
    percent: int | None,
    *,
    competency: str = DESIGN,
    days_ago: float = 10,
    questionnaire: str = "teacher_full",
) -> None:
    """These people finished a questionnaire, and this came out for a competency."""
    level = None if percent is None else level_at(percent, town.content.levels.values()).code
    finished = MONDAY - timedelta(days=days_ago)
    for code in people:
        await town.assessment(
            code, questionnaire, finished_at=finished, scores={competency: (percent, level)}
        )


async def teaching(town: Town, people: Iterable[str], *subjects: str) -> None:
    async with town.database.transaction() as session:
        ids = [town.id_of(code) for code in people]
        await session.execute(update(Person).where(Person.id.in_(ids)).values(subjects=list(subjects)))


async def row_of(town: Town, code: str, school: str = TEACHER) -> MapRow:
    """The row of somebody's school, on the map of a persona."""
    table = await maps.heat_table(await town.acting(code), Axis.UNITS)
    return table.row(str(await unit_of(town, school)))


async def percents(town: Town, code: str, competency: str = DESIGN) -> dict[str, int | None]:
    """What a persona reads of a competency, school by school."""
    table = await maps.heat_table(await town.acting(code), Axis.UNITS)
    return {
        row.title: row.competencies[competency].percent if competency in row.competencies else None
        for row in table.rows
    }


@pytest.mark.history
@pytest.mark.parametrize(
    ("reader", "place"),
    [
        (MUNICIPAL_METHODIST, "mun"),
        (SCHOOL_METHODIST, "sch1"),
        (HEAD, "sch1"),
        (GYMNASIUM_METHODIST, "sch2"),
        (RURAL_METHODIST, "sch3"),
    ],
)
async def test_coverage_is_what_the_content_expects(town: Town, reader: str, place: str) -> None:
    expected = town.content.read("demo_people")["expected_indicators"][place]["mt_assessment_coverage"]
    view = await queries.overview(await town.acting(reader))
    assert (view.finished, view.teachers) == (expected["numerator"], expected["denominator"])
    assert view.sees_who == (reader != HEAD), "a head reads numbers, not names"
    share = f"{int(expected['value'] + 0.5)}\u00a0%"
    assert share in read(screens.overview(view))


async def test_coverage_counts_teachers_with_a_result_of_the_last_year(town: Town) -> None:
    await scored(town, [YOUNG_SPECIALIST, PRIMARY_YOUNG_SPECIALIST], 50)
    await scored(town, [PRIMARY_YOUNG_SPECIALIST], 50, questionnaire="digital")  # twice is once
    await scored(town, [PRIMARY_MENTOR], 50, days_ago=367)  # too long ago
    await scored(town, [TEACHER], 50, questionnaire="wellbeing", competency="energy")
    await scored(town, [PSYCHOLOGIST], 50)  # a psychologist is no teacher
    for code, status, taken_on in (
        (ENGLISH_TEACHER, CONFIRMED, date(2026, 3, 1)),
        (SCIENCE_TEACHER, SUBMITTED, date(2026, 3, 1)),
        (REVERSE_MENTOR, DECLINED, date(2026, 3, 1)),
        (MENTOR, CONFIRMED, date(2025, 11, 22)),
        (YOUNG_SPECIALIST, CONFIRMED, date(2026, 3, 1)),
    ):
        await town.external_result(code, status=status, taken_on=taken_on)
    view = await queries.overview(await town.acting(SCHOOL_METHODIST))
    assert (view.finished, view.teachers) == (3, 10)
    view = await queries.overview(await town.acting(MUNICIPAL_METHODIST))
    assert (view.finished, view.teachers) == (3, 24)


async def test_methodist_sees_progress_of_teachers_and_no_results(town: Town) -> None:
    await scored(town, [YOUNG_SPECIALIST], 12)
    await scored(town, [TEACHER], 90, questionnaire="wellbeing", competency="energy")
    await town.assessment(PRIMARY_YOUNG_SPECIALIST, finished_at=None)
    await town.assessment(PRIMARY_MENTOR, "wellbeing", finished_at=None)
    ctx, unit_id = await town.acting(SCHOOL_METHODIST), await unit_of(town, TEACHER)
    page = await queries.teachers(ctx, unit_id, 0, missing=False)
    assert page.is_only_unit
    known = {line.name.split()[0]: (line.finished, line.is_begun) for line in page.names.items}
    assert len(known) == len(SCHOOL_TEACHERS)
    assert known.pop("Калинина") == ((MONDAY - timedelta(days=10)).date(), False)
    assert known.pop("Снегирёва") == (None, True)
    assert set(known.values()) == {(None, False)}, "not even that someone checked how they feel"
    text = read(screens.teachers(page))
    assert "✅ Калинина Дарья Олеговна, 13\u00a0ноября" in text
    assert "⏳ Снегирёва" in text
    assert not any(sign in text for sign in ("12", "🔴", "%"))


@ON_SQLITE
async def test_methodist_sees_who_has_no_result_yet(town: Town) -> None:
    await scored(town, [YOUNG_SPECIALIST], 12)
    await town.assessment(PRIMARY_YOUNG_SPECIALIST, finished_at=None)
    ctx, unit_id = await town.acting(SCHOOL_METHODIST), await unit_of(town, TEACHER)
    missing = await queries.teachers(ctx, unit_id, 0, missing=True)
    assert missing.names.total == 9
    text = read(screens.teachers(missing))
    assert "Калинина" not in text
    assert "Ещё не прошли 9 учителей" in text


async def test_a_municipal_methodist_looks_school_by_school(town: Town) -> None:
    await scored(town, [*SCHOOL_TEACHERS[:3], *GYMNASIUM_TEACHERS[:1]], 50)
    page = await queries.by_unit(await town.acting(MUNICIPAL_METHODIST), 0)
    assert [(one.title, one.finished, one.teachers) for one in page.units.items] == [
        ("Гимназия № 2", 1, 7),
        ("Школа № 1", 3, 10),
        ("Ясноозёрская школа", 0, 7),
    ]
    assert (page.finished, page.teachers, page.is_one) == (4, 24, False)
    assert "Школа № 1: 3/10" in read(screens.units(page))


async def test_only_methodists_in_scope_see_names(town: Town) -> None:
    unit_id = await unit_of(town, TEACHER)
    await town.grant(ENGLISH_TEACHER, Role.ADMIN)
    for nosy in (HEAD, ENGLISH_TEACHER, MENTOR, TEACHER, GYMNASIUM_METHODIST, RURAL_METHODIST):
        with pytest.raises(NotAllowed):
            await queries.teachers(await town.acting(nosy), unit_id, 0, missing=False)
    for nosy in (HEAD, ENGLISH_TEACHER, MENTOR, TEACHER):
        with pytest.raises(NotAllowed):
            await queries.by_unit(await town.acting(nosy), 0)


@ON_SQLITE
async def test_numbers_of_a_group_are_for_leaders_and_methodists(town: Town) -> None:
    await town.grant(ENGLISH_TEACHER, Role.ADMIN)
    for nosy in (ENGLISH_TEACHER, MENTOR, TEACHER):
        ctx = await town.acting(nosy)
        for asked in (queries.overview(ctx), maps.heat_table(ctx, "unit"), maps.heat_table(ctx, "subject")):
            with pytest.raises(NotAllowed):
                await asked


@ON_SQLITE
async def test_unit_or_map_that_does_not_exist_is_not_found(town: Town) -> None:
    ctx = await town.acting(MUNICIPAL_METHODIST)
    with pytest.raises(NotFound):
        await queries.teachers(ctx, 999, 0, missing=False)
    with pytest.raises(NotFound):
        await maps.heat_table(ctx, "person")


async def test_mean_is_shown_for_five_people_and_not_for_four(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS[:4], 30)
    row = await row_of(town, SCHOOL_METHODIST)
    assert (row.groups, row.competencies) == ({}, {})
    await scored(town, SCHOOL_TEACHERS[4:5], 61)
    row = await row_of(town, SCHOOL_METHODIST)
    cell = row.competencies[DESIGN]
    assert (cell.percent, cell.mark, cell.is_deficit) == (36, "🔴", True)
    assert row.groups[GROUP] == cell


async def test_map_shows_only_the_schools_in_scope(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS, 30)
    await scored(town, GYMNASIUM_TEACHERS, 50)
    await scored(town, RURAL_TEACHERS, 80)
    everything = {"Гимназия № 2": 50, "Школа № 1": 30, "Ясноозёрская школа": 80}
    assert await percents(town, MUNICIPAL_METHODIST) == everything
    assert await percents(town, SCHOOL_METHODIST) == await percents(town, HEAD) == {"Школа № 1": 30}
    assert await percents(town, GYMNASIUM_METHODIST) == {"Гимназия № 2": 50}
    with pytest.raises(NotFound):
        await row_of(town, GYMNASIUM_METHODIST)
    table = await maps.heat_table(await town.acting(MUNICIPAL_METHODIST), Axis.UNITS)
    assert table.whole.competencies[DESIGN].percent == (30 * 10 + 50 * 7 + 80 * 7) // 24


@ON_SQLITE
async def test_head_reads_the_map_and_announces_nothing(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS, 30)
    assert (await row_of(town, SCHOOL_METHODIST)).may_announce
    assert not (await row_of(town, HEAD)).may_announce


async def test_hidden_mean_of_a_small_school_cannot_be_subtracted(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS, 30)
    await scored(town, GYMNASIUM_TEACHERS, 50)
    await scored(town, RURAL_TEACHERS[:3], 80)
    assert await percents(town, MUNICIPAL_METHODIST) == {
        "Гимназия № 2": None,
        "Школа № 1": 30,
        "Ясноозёрская школа": None,
    }
    assert await percents(town, GYMNASIUM_METHODIST) == {"Гимназия № 2": 50}, (
        "who knows nothing of the others"
    )


async def test_latest_score_of_a_year_counts(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS[:5], 20, days_ago=100)
    await scored(town, SCHOOL_TEACHERS[:5], 70, days_ago=50)
    await scored(town, SCHOOL_TEACHERS[:5], 90, days_ago=30, questionnaire="novice_first_year")
    await scored(
        town, SCHOOL_TEACHERS[:5], None, days_ago=5
    )  # too little was answered: nothing is known by it
    await scored(town, SCHOOL_TEACHERS[5:], 0, days_ago=366)
    await scored(town, SCHOOL_TEACHERS, 0, days_ago=1, questionnaire="wellbeing")
    row = await row_of(town, SCHOOL_METHODIST)
    assert row.competencies[DESIGN].percent == 90
    town.clock.set(MONDAY + timedelta(days=340))
    assert (await row_of(town, SCHOOL_METHODIST)).competencies == {}


async def test_archived_people_and_those_who_do_not_teach_are_not_in_the_map(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS[:5], 50)
    await scored(town, [HEAD], 0)
    assert (await row_of(town, SCHOOL_METHODIST)).competencies[DESIGN].percent == 50
    await town.change_person(SCHOOL_TEACHERS[0], archived_at=MONDAY)
    assert (await row_of(town, SCHOOL_METHODIST)).competencies == {}


async def test_mean_of_a_group_counts_only_shown_competencies(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS[:6], 40)
    await scored(town, SCHOOL_TEACHERS[:3], 100, competency=METHODS, questionnaire="novice_first_year")
    row = await row_of(town, SCHOOL_METHODIST)
    assert set(row.competencies) == {DESIGN}
    assert row.groups[GROUP].percent == 40
    await scored(town, SCHOOL_TEACHERS[3:6], 70, competency=METHODS, questionnaire="digital")
    row = await row_of(town, SCHOOL_METHODIST)
    assert (row.competencies[METHODS].percent, row.groups[GROUP].percent) == (85, 63)


async def test_every_teacher_counts_in_one_subject(town: Town) -> None:
    await teaching(town, SCHOOL_TEACHERS[:5], "Физика")
    await teaching(town, SCHOOL_TEACHERS[5:], "Музыка", "физика ")
    await teaching(town, [*GYMNASIUM_TEACHERS, *RURAL_TEACHERS], "история", "Физика")
    await teaching(town, GYMNASIUM_TEACHERS[:1], "История")
    await scored(town, SCHOOL_TEACHERS[:5], 20)
    await scored(town, SCHOOL_TEACHERS[5:], 40)
    await scored(town, [*GYMNASIUM_TEACHERS, *RURAL_TEACHERS], 80)
    table = await maps.heat_table(await town.acting(MUNICIPAL_METHODIST), Axis.SUBJECTS)
    found = {
        row.title: (row.competencies[DESIGN].percent if DESIGN in row.competencies else None)
        for row in table.rows
    }
    assert found == {"История": 80, "Музыка": 40, "Физика": 20}
    assert table.row(code_of("ФИЗИКА")).may_announce
    assert "считаются по первому" in read(screens.heat_map(table, town.content, 0))
    by_unit = await maps.heat_table(await town.acting(MUNICIPAL_METHODIST), Axis.UNITS)
    assert by_unit.whole.competencies == table.whole.competencies
    assert "считаются по первому" not in read(screens.heat_map(by_unit, town.content, 0))
    own = await maps.heat_table(await town.acting(GYMNASIUM_METHODIST), Axis.SUBJECTS)
    assert [row.title for row in own.rows] == ["История"], "another school's subjects are not named"


async def test_second_subject_is_hidden_where_the_first_could_be_subtracted(town: Town) -> None:
    await teaching(town, SCHOOL_TEACHERS, "Физика")
    await teaching(town, SCHOOL_TEACHERS[:2], "Музыка")
    await scored(town, SCHOOL_TEACHERS, 50)
    physics = code_of("Физика")
    table = await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.SUBJECTS)
    assert table.row(physics).competencies == {}, "8 of 10: the two others could be worked out"
    assert DESIGN in table.whole.competencies
    (only,) = files.heat_picture(table, "", town.content, translator("ru")).rows
    assert (only.label, only.cells[0].percent) == ("Все вместе", 50)
    text = read(screens.heat_map(table, town.content, 0))
    assert "Ни по одному из 2 предметов пока не хватает ответов" in text
    assert "Таблицей" in text
    assert not [label for label in ("Картинкой", "По темам") if label in text]
    await teaching(town, SCHOOL_TEACHERS[:5], "Музыка")
    table = await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.SUBJECTS)
    assert table.row(physics).competencies[DESIGN].percent == 50


async def test_maps_by_unit_and_by_subject_together_reveal_nobody(town: Town) -> None:
    """All eight of a subject teach in a school of ten: without them the school is two people."""
    await teaching(town, SCHOOL_TEACHERS[:8], "Начальные классы")
    await teaching(town, [*SCHOOL_TEACHERS[8:], *GYMNASIUM_TEACHERS], "Физика")
    await scored(town, SCHOOL_TEACHERS, 30)
    await scored(town, GYMNASIUM_TEACHERS, 50)
    ctx = await town.acting(MUNICIPAL_METHODIST)
    assert await percents(town, MUNICIPAL_METHODIST) == {
        "Гимназия № 2": 50,
        "Школа № 1": 30,
        "Ясноозёрская школа": None,
    }
    assert (await maps.heat_table(ctx, Axis.SUBJECTS)).told == ()
    await teaching(town, RURAL_TEACHERS[:3], "Физика")
    await teaching(town, RURAL_TEACHERS[3:], "Начальные классы")
    await scored(town, RURAL_TEACHERS, 90)
    by_subject = await maps.heat_table(ctx, Axis.SUBJECTS)
    assert [row.title for row in by_subject.told] == ["Начальные классы", "Физика"]


async def test_column_without_any_mean_is_left_out(town: Town) -> None:
    """It would tell that somebody has answered."""
    await scored(town, SCHOOL_TEACHERS, 30)
    before = await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.UNITS)
    await scored(town, SCHOOL_TEACHERS[:4], 10, competency="dig_tools", questionnaire="digital")
    assert await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.UNITS) == before
    assert (before.groups, before.competencies) == ((GROUP,), (DESIGN,))
    await scored(town, SCHOOL_TEACHERS[4:5], 10, competency="dig_tools", questionnaire="digital")
    after = await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.UNITS)
    assert after.groups == (GROUP, "dig")


async def many_needs(town: Town) -> None:
    """Nine topics in which the school is in need, the worst the last, and one in which it is not."""
    in_need = [code for code in town.content.competencies if code.startswith(("met", "psy"))][:9]
    percents = {code: 60 - place for place, code in enumerate(in_need)} | {"dig_tools": 95}
    levels = town.content.levels.values()
    scores = {code: (percent, level_at(percent, levels).code) for code, percent in percents.items()}
    for code in SCHOOL_TEACHERS:
        await town.assessment(code, finished_at=MONDAY - timedelta(days=10), scores=scores)


async def test_row_of_a_school_is_shown_in_short(town: Town) -> None:
    """The six topics that need it most, and of the others how many they are."""
    await many_needs(town)
    table = await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.UNITS)
    glance = screens.row(table, table.told[0].key, town.content)
    lines = [translator("ru").plain(line) for line in glance.lines]
    assert [line[:4] for line in lines if line.startswith("🟡 5")][-6:] == [
        f"🟡 {52 + n}"[:4] for n in range(6)
    ]
    text = read(glance)
    assert "🟢 95 Цифровая" in text
    assert town.content.competencies["dig_tools"].title not in text
    assert "И ещё 3 темы" in text
    assert text.count("📅 🟡") == 6
    head = await maps.heat_table(await town.acting(HEAD), Axis.UNITS)
    assert "📅" not in read(screens.row(head, table.told[0].key, town.content))


@ON_SQLITE
async def test_row_of_a_school_is_shown_in_full_by_pages(town: Town) -> None:
    await many_needs(town)
    table = await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.UNITS)
    first, second = (
        read(screens.row_in_full(table, table.told[0].key, town.content, page)) for page in (0, 1)
    )
    assert f"🟢 95 {town.content.competencies['dig_tools'].title}" in first
    assert first.count("📅 🟡") + second.count("📅 🟡") == 9


async def with_a_topic_of_few_answers(town: Town) -> HeatTable:
    """The municipal methodist's map: three schools with a mean of one topic, and of another with too few."""
    await scored(town, SCHOOL_TEACHERS, 30)
    await scored(town, GYMNASIUM_TEACHERS, 75)
    await scored(town, RURAL_TEACHERS[:5], 50)
    few = (*SCHOOL_TEACHERS[:4], *GYMNASIUM_TEACHERS[:4])
    await scored(town, few, 10, competency=METHODS, questionnaire="digital")
    return await maps.heat_table(await town.acting(MUNICIPAL_METHODIST), Axis.UNITS)


async def test_spreadsheet_hides_what_the_screen_hides(town: Town) -> None:
    table = await with_a_topic_of_few_answers(town)
    book = load_workbook(BytesIO(writing.write(files.heat_sheets(table, town.content, translator("ru")))))
    assert [list(row) for row in book["Группы"].values] == [
        ["Школа", "Методическая"],
        ["Гимназия № 2", 75],
        ["Школа № 1", 30],
        ["Ясноозёрская школа", 50],
        ["Все вместе", 39],
    ]
    assert [list(row) for row in book["Темы"].values] == [
        ["Школа", "Проектирование урока", "Приёмы и технологии обучения"],
        ["Гимназия № 2", 75, "мало"],
        ["Школа № 1", 30, "мало"],
        ["Ясноозёрская школа", 50, "мало"],
        ["Все вместе", 49, 10],
    ]


@ON_SQLITE
async def test_picture_hides_what_the_screen_hides(town: Town) -> None:
    table = await with_a_topic_of_few_answers(town)
    chart = files.heat_picture(table, GROUP, town.content, translator("ru"))
    assert chart.title == "Карта по школам: методическая"
    assert [(row.label, [(cell.percent, cell.text) for cell in row.cells]) for row in chart.rows] == [
        ("Гимназия № 2", [(75, "75"), (None, "мало")]),
        ("Школа № 1", [(30, "30"), (None, "мало")]),
        ("Ясноозёрская школа", [(50, "50"), (None, "мало")]),
        ("Все вместе", [(49, "49"), (10, "10")]),
    ]
    assert {cell.color for row in chart.rows for cell in row.cells if cell.percent is None} == {files.GREY}
    assert [label for _, label in chart.legend] == [
        "Критический",
        "Допустимый",
        "Оптимальный",
        "Мало ответов",
    ]


@pytest.mark.history
@pytest.mark.parametrize("reader", [MUNICIPAL_METHODIST, SCHOOL_METHODIST, HEAD])
@pytest.mark.parametrize("axis", list(Axis))
async def test_no_screen_of_a_map_names_anyone(town: Town, reader: str, axis: Axis) -> None:
    table = await maps.heat_table(await town.acting(reader), axis)
    content = town.content
    shown = [screens.heat_map(table, content, 0), screens.topics(table, content)]
    shown += [screens.row(table, row.key, content) for row in table.rows]
    shown += [screens.row_in_full(table, row.key, content, page) for row in table.rows for page in (0, 1)]
    shown += [screens.topics_of(table, group, content) for group in table.groups]
    shown += [screens.topic(table, code, content, 0) for code in table.competencies]
    names = await town.rows(select(Person.last_name, Person.first_name))
    for screen in shown:
        text = read(screen)
        assert not [name for pair in names for name in pair if name in text]
        assert (reader == HEAD) <= ("📅" not in text), "a head announces nothing"


async def test_map_without_any_mean_says_so(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS[:4], 30)
    empty = await maps.heat_table(await town.acting(MUNICIPAL_METHODIST), Axis.UNITS)
    assert "Пока показать нечего" in read(screens.heat_map(empty, town.content, 0))
    by_subject = await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.SUBJECTS)
    assert (by_subject.told, by_subject.whole.competencies) == ((), {})


async def test_every_screen_of_a_map_says_what_is_hidden(town: Town) -> None:
    await scored(town, SCHOOL_TEACHERS, 30)
    await scored(town, GYMNASIUM_TEACHERS[:6], 70)
    await scored(town, RURAL_TEACHERS[:4], 90)
    few = (*SCHOOL_TEACHERS[:2], *GYMNASIUM_TEACHERS[:2], *RURAL_TEACHERS[:1])
    await scored(town, few, 30, competency=METHODS, questionnaire="digital")
    table = await maps.heat_table(await town.acting(MUNICIPAL_METHODIST), Axis.UNITS)
    assert [row.title for row in table.told] == ["Школа № 1"]
    text = read(screens.heat_map(table, town.content, 0))
    assert "🔴 метод. 30" in text
    assert "И ещё 2 организации: ответов мало" in text
    in_full = read(screens.row_in_full(table, table.told[0].key, town.content, 0))
    assert "⚪ Приёмы и технологии обучения" in in_full
    untold = next(row for row in table.rows if not row.competencies)
    assert "числа скрыты" in read(screens.row(table, untold.key, town.content))
    assert "Гимназия" not in read(screens.topic(table, METHODS, town.content, 0))


@pytest.mark.history
async def test_map_read_in_portions_of_teachers_is_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctx = await town.acting(MUNICIPAL_METHODIST)
    whole = await maps.heat_table(ctx, Axis.UNITS)
    monkeypatch.setattr(parts, "PEOPLE_AT_ONCE", 11)
    with statements(town.database) as heard:
        assert await maps.heat_table(ctx, Axis.UNITS) == whole
    assert sum("is_latest" in statement for statement in heard) == 3
    for school in whole.rows:
        assert school.competencies, "every school of the district has had its answers"


async def test_row_that_does_not_exist_is_refused(town: Town) -> None:
    table = await maps.heat_table(await town.acting(SCHOOL_METHODIST), Axis.UNITS)
    other = await town.one(select(OrgUnit.id).where(OrgUnit.short_title == "Гимназия № 2"))
    for key in (str(other), "", "nothing", GroupRow.__prefix__):
        with pytest.raises(NotFound):
            screens.row(table, key, town.content)
