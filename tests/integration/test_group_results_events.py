"""Events made from a red cell: the audience stays, and nobody learns who answered so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from handlers.events import notices
from handlers.events.links import (
    ChooseFormat,
    EventPeople,
    GoOnWithEvent,
    NewEvent,
    NewEventFor,
    PublishEvent,
)
from handlers.group_results.links import GroupMap, GroupPeople, GroupResults, GroupRow, MapPicture, MapSheet
from services.errors import Invalid, NotAllowed, NotFound
from services.events import actions, queries
from services.events.models import Event
from services.events.rules import Draft
from services.group_results.rules import Axis, code_of
from services.outbox import Delivery
from services.people.models import Account, Person
from services.people.rules import Audience
from services.pictures.charts import HeatMap
from services.pictures.painter import CannotDrawError, Painter
from services.roles import Role
from tests.conftest import Phones, Town
from tests.integration.stories import ON_SQLITE, unit_of
from tests.integration.test_events import LINK, STARTS, told
from tests.integration.test_group_results import DESIGN, scored, teaching
from tests.personas import (
    DEPUTY_HEAD,
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_ENGLISH_TEACHER,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_TEACHERS,
    GYMNASIUM_YOUNG_SPECIALIST,
    HEAD,
    MENTOR,
    MUNICIPAL_METHODIST,
    NOT_JOINED,
    REVERSE_MENTOR,
    RURAL_TEACHER,
    RURAL_TEACHERS,
    SCHOOL_METHODIST,
    SCHOOL_TEACHERS,
    TEACHER,
)

COLLEAGUES = tuple(code for code in SCHOOL_TEACHERS if code != SCHOOL_METHODIST)


async def drafted(town: Town, by: str = SCHOOL_METHODIST, axis: str = "unit", row: str = "") -> Draft:
    """A draft begun from a cell of the map and filled in."""
    row = row or str(await unit_of(town, TEACHER))
    draft = await actions.begin_for(await town.acting(by), axis, row, DESIGN)
    return replace(draft, format="workshop", title="Урок за 40 минут", starts_at=STARTS, place="Кабинет 24")


async def published(town: Town, draft: Draft, by: str = SCHOOL_METHODIST) -> int:
    return (await actions.publish(await town.acting(by), draft.id, draft)).id


def ids(town: Town, people: tuple[str, ...]) -> set[int]:
    return {town.id_of(code) for code in people}


async def test_five_people_in_need_are_invited_and_the_whole_unit_may_come(town: Town) -> None:
    await scored(town, COLLEAGUES[:5], 69)
    await scored(town, SCHOOL_TEACHERS[5:], 70, days_ago=20)
    await scored(town, COLLEAGUES[:1], 100, days_ago=30)  # came before, so it no longer counts
    draft = await drafted(town)
    assert (draft.audience, draft.topic) == (Audience.TEACHER, DESIGN)
    view = await queries.preview(await town.acting(SCHOOL_METHODIST), draft)
    assert view.recipients == len(COLLEAGUES), "all colleagues in the school, not those in need"
    event_id = await published(town, draft)
    assert await published(town, draft) == event_id
    assert await told(town, "event_announced") == ids(town, COLLEAGUES[:5])

    unit_id = await unit_of(town, TEACHER)
    row = (await town.rows(select(Event.unit_id, Event.audience, Event.competencies, Event.target)))[0]
    assert tuple(row) == (unit_id, ["teacher"], [DESIGN], {"unit_id": unit_id, "competency": DESIGN})
    for code in COLLEAGUES:
        colleague = await town.acting(code)
        assert (await queries.card(colleague, event_id)).may_register
        assert [one.id for one in (await queries.upcoming(colleague, 0)).events.items] == [event_id]
        notice = await notices.event_announced(colleague, event_id)
        assert notice is not None
        assert DESIGN not in repr(notice)
        assert "Проектирование" not in repr(notice), "it does not say why they got it"
    assert (await queries.upcoming(await town.acting(GYMNASIUM_MENTOR), 0)).events.items == (), (
        "of another school"
    )


async def test_four_people_in_need_are_invited_with_the_whole_unit(town: Town) -> None:
    await scored(town, COLLEAGUES[:4], 10)
    await scored(town, COLLEAGUES[4:], 90)
    await scored(town, [SCHOOL_METHODIST], 10)  # the author gets no invitation and is not one of five
    await published(town, await drafted(town))
    assert await told(town, "event_announced") == ids(town, COLLEAGUES)


async def test_only_people_who_have_joined_are_counted_and_invited(town: Town) -> None:
    await scored(town, GYMNASIUM_TEACHERS[1:6], 10)  # p21 among them has not joined
    row = str(await unit_of(town, GYMNASIUM_METHODIST))
    draft = await drafted(town, GYMNASIUM_METHODIST, row=row)
    view = await queries.preview(await town.acting(GYMNASIUM_METHODIST), draft)
    assert view.recipients == 5
    await published(town, draft, GYMNASIUM_METHODIST)
    assert await told(town, "event_announced") == ids(
        town,
        (
            GYMNASIUM_MENTOR,
            GYMNASIUM_YOUNG_SPECIALIST,
            GYMNASIUM_CLASS_TEACHER,
            GYMNASIUM_TEACHER,
            GYMNASIUM_ENGLISH_TEACHER,
        ),
    )


async def test_wellbeing_never_decides_who_is_invited(town: Town) -> None:
    await scored(town, COLLEAGUES[:6], 90)
    await scored(town, COLLEAGUES[:6], 5, days_ago=1, questionnaire="wellbeing")
    await published(town, await drafted(town))
    assert await told(town, "event_announced") == ids(town, COLLEAGUES)


async def test_cell_of_a_subject_invites_teachers_of_that_subject(town: Town) -> None:
    physicists = (*SCHOOL_TEACHERS[:3], *RURAL_TEACHERS[4:], NOT_JOINED)
    await teaching(town, [*SCHOOL_TEACHERS, *GYMNASIUM_TEACHERS, *RURAL_TEACHERS], "История")
    await teaching(town, physicists, "Физика", "Музыка")
    await teaching(
        town, GYMNASIUM_TEACHERS[:1], "История", "Физика"
    )  # counts in history, and is meant with it
    await scored(town, physicists[:4], 10)
    await scored(town, SCHOOL_TEACHERS[3:], 10)
    draft = await drafted(town, MUNICIPAL_METHODIST, Axis.SUBJECTS, code_of("физика"))
    view = await queries.preview(await town.acting(MUNICIPAL_METHODIST), draft)
    assert view.recipients == 6
    event_id = await published(town, draft, MUNICIPAL_METHODIST)
    assert await told(town, "event_announced") == ids(town, physicists[:-1])
    assert await town.one(select(Event.target)) == {"subject": "Физика", "competency": DESIGN}
    for code in (TEACHER, GYMNASIUM_MENTOR, RURAL_TEACHER):
        card = await queries.card(await town.acting(code), event_id)
        assert card.may_register, "coming tells nothing of anybody"


async def test_forged_cells_are_refused(town: Town) -> None:
    row, other = str(await unit_of(town, TEACHER)), str(await unit_of(town, GYMNASIUM_METHODIST))
    for code, axis, key, competency, refusal in (
        (SCHOOL_METHODIST, "unit", other, DESIGN, NotAllowed),
        (SCHOOL_METHODIST, "unit", "999", DESIGN, NotFound),
        (SCHOOL_METHODIST, "unit", "-1", DESIGN, NotFound),
        (SCHOOL_METHODIST, "unit", row, "met", NotFound),
        (SCHOOL_METHODIST, "unit", row, "", NotFound),
        (SCHOOL_METHODIST, "subject", row, DESIGN, NotFound),
        (SCHOOL_METHODIST, "subject", code_of("История мира"), DESIGN, NotFound),
        (
            SCHOOL_METHODIST,
            "subject",
            code_of("Обществознание"),
            DESIGN,
            NotFound,
        ),  # taught in another school
        (SCHOOL_METHODIST, "person", row, DESIGN, NotFound),
        (HEAD, "unit", row, DESIGN, NotAllowed),
        (MENTOR, "unit", row, DESIGN, NotAllowed),
        (TEACHER, "unit", row, DESIGN, NotAllowed),
        (GYMNASIUM_METHODIST, "unit", row, DESIGN, NotAllowed),
    ):
        with pytest.raises(refusal):
            await actions.begin_for(await town.acting(code), axis, key, competency)
    await town.change_grants(HEAD, role=Role.ADMIN)
    with pytest.raises(NotAllowed):
        await actions.begin_for(await town.acting(HEAD), "unit", row, DESIGN)
    await drafted(town, MUNICIPAL_METHODIST)


async def test_draft_is_not_published_after_the_right_is_lost(town: Town) -> None:
    draft = await drafted(town)
    await town.change_grants(SCHOOL_METHODIST, only=Role.SCHOOL_METHODIST, role=Role.ADMIN)
    with pytest.raises(NotAllowed):
        await published(town, draft)
    with pytest.raises(Invalid):
        await published(town, replace(draft, topic=""))
    assert await town.one(select(func.count(Delivery.id))) == 0


async def test_event_without_a_target_invites_the_whole_audience(town: Town) -> None:
    await scored(town, COLLEAGUES[:5], 10)
    draft = replace(await drafted(town, MUNICIPAL_METHODIST), target=None)
    await published(town, draft, MUNICIPAL_METHODIST)
    joined = {row[0] for row in await town.rows(select(Account.person_id))}
    teachers = ids(town, (*SCHOOL_TEACHERS, *GYMNASIUM_TEACHERS, *RURAL_TEACHERS)) & joined
    assert await told(town, "event_announced") == teachers
    assert await town.one(select(Event.competencies)) == [DESIGN]


@ON_SQLITE
async def test_from_the_map_to_the_invitation(phones: Phones) -> None:
    town, methodist, young = phones.town, phones.of(SCHOOL_METHODIST), phones.of(DEPUTY_HEAD)
    await scored(town, COLLEAGUES[:5], 20)
    await scored(town, COLLEAGUES[5:], 90)
    await methodist.says("/menu")
    await methodist.presses("📊")
    await methodist.sees("Прошли: 9 из 10 (90 %)")
    await methodist.presses("Кто прошёл")
    await methodist.sees("✅ Ветрова")
    await methodist.presses("Только кто не прошёл")
    await methodist.sees("Ещё не прошёл 1 учитель", "Озерова")
    await methodist.presses("Назад")
    await methodist.presses("Карта: по школам")
    await methodist.sees("Карта по школам", "Школа № 1", "🟡 метод. 51")
    await methodist.presses("По темам")
    await methodist.presses("Методическая")
    await methodist.presses("Проектирование урока")
    await methodist.sees("🟡 51 Школа № 1")
    for _ in range(3):
        await methodist.presses("Назад")
    await methodist.presses("Школа № 1")
    await methodist.presses("Подробно")
    await methodist.sees("🟡 51 Методическая", "🟡 51 Проектирование урока", "📅 Нажмите")
    await methodist.presses("Назад")
    card = await methodist.sees("🟡 51 Проектирование урока", "📅 Нажмите")

    await methodist.presses("📅 🟡 Проектирование урока")
    await methodist.sees(
        "Для учителей: Школа № 1", "Тема: Проектирование урока", "Шаг 1 из 4", "Что проводим?"
    )
    await methodist.presses("Назад")
    await methodist.sees("🟡 51 Школа № 1")
    await methodist.presses("📅 🟡 Школа № 1")
    await methodist.sees("Для учителей: Школа № 1", "Шаг 1 из 4")
    await methodist.presses("Практикум")
    await methodist.says("Урок за 40 минут")
    await methodist.sees("Когда начало?", "Для учителей: Школа № 1")
    await methodist.says("/cancel")
    await methodist.presses_data(NewEventFor(axis="unit", row="5", competency="nothing").pack(), card)
    await methodist.sees("Этого уже нет")
    await methodist.says("/newevent")
    await methodist.sees(
        "Урок за 40 минут", "Для учителей: Школа № 1", "Тема: Проектирование урока", "Продолжим"
    )
    await methodist.presses("Продолжить")
    await methodist.says("26 ноября в 15:00")
    await methodist.sees("Где встречаемся?")
    await methodist.says(LINK)
    preview = await methodist.sees("Для учителей: Школа № 1", "Так увидят", "получат до 9 учителей")
    names = [row[0] for row in await town.rows(select(Person.last_name))]
    assert not [name for name in names if name in preview.words]

    await methodist.presses("Изменить")
    await methodist.presses("Кого зовём")
    await methodist.sees("Можно оставить как есть", "Для учителей: Школа № 1")
    await methodist.presses("Оставить как есть")
    await methodist.sees("получат до 9 учителей")
    await methodist.presses("Опубликовать")
    await methodist.sees("Опубликовано")
    draft_id = (await town.one(select(Event.source))).rpartition(":")[2]
    await methodist.presses_data(PublishEvent(draft_id=draft_id).pack())
    assert await town.one(select(func.count(Event.id))) == 1
    assert await told(town, "event_announced") == ids(town, COLLEAGUES[:5])

    await young.sees("Приглашаем вас", "Урок за 40 минут")
    assert "Проектирование" not in young.last.words
    await phones.of(REVERSE_MENTOR).says("/events")
    await phones.of(REVERSE_MENTOR).sees("Урок за 40 минут")


@ON_SQLITE
async def test_event_from_a_cell_asks_before_replacing_an_open_draft(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(SCHOOL_METHODIST)
    link = NewEventFor(axis="unit", row=str(await unit_of(town, TEACHER)), competency=DESIGN).pack()
    await methodist.says("/newevent")
    await methodist.presses("Практикум")
    await methodist.says("Начатый раньше")
    screen = await methodist.sees("Когда начало?")
    await methodist.presses_data(link, screen)
    await methodist.sees("У вас начато", "Начатый раньше")
    await methodist.presses("Начать заново")
    screen = await methodist.sees("Для учителей: Школа № 1", "Что проводим?")
    await methodist.presses("Семинар")
    await methodist.says("Для своих")
    screen = await methodist.sees("Когда начало?")
    await methodist.presses_data(link, screen)
    await methodist.sees("Для учителей: Школа № 1", "Когда начало?")
    await methodist.says("26 ноября в 15:00")
    await methodist.says("Кабинет 24")
    await methodist.sees("Для своих", "Так увидят", "получат до 9 учителей")
    await methodist.presses("Изменить")
    await methodist.presses("Кого зовём")
    await methodist.presses("Наставники")
    preview = await methodist.sees("Так увидят", "Тема: Проектирование урока")
    assert "Для учителей" not in preview.words


@ON_SQLITE
async def test_draft_keeps_its_unit_until_another_is_begun(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(MUNICIPAL_METHODIST)
    school, gymnasium = [
        NewEventFor(axis="unit", row=str(await unit_of(town, code)), competency=DESIGN).pack()
        for code in (TEACHER, GYMNASIUM_METHODIST)
    ]
    await methodist.says("/newevent")
    first = await methodist.sees("Шаг 1 из 5", "Что проводим?")
    await methodist.presses_data(school, first)
    await methodist.presses("Практикум", await methodist.sees("Для учителей: Школа № 1", "Шаг 1 из 4"))
    begun = await methodist.sees("Шаг 2 из 4")
    await methodist.says("/events")
    page = await methodist.sees("Ближайшие мероприятия")
    await methodist.presses_data(gymnasium, page)
    kept = await methodist.sees("У вас начато", "Для учителей: Школа № 1", "Продолжим")
    await methodist.presses("Начать заново", kept)
    await methodist.sees("Для учителей: Гимназия № 2", "Шаг 1 из 4")
    await methodist.presses_data(GoOnWithEvent().pack(), begun)  # a «Продолжить» seen before
    await methodist.sees("Для учителей: Гимназия № 2", "Шаг 1 из 4")
    await methodist.says("/newevent")
    kept = await methodist.sees("У вас начато", "Для учителей: Гимназия № 2", "Продолжим")
    await methodist.presses_data(NewEvent().pack(), kept)
    kept = await methodist.sees("У вас начато", "Для учителей: Гимназия № 2", "Продолжим")
    await methodist.presses("Продолжить", kept)
    await methodist.sees("Для учителей: Гимназия № 2", "Шаг 1 из 4")
    await methodist.says("/newevent")
    await methodist.presses("Начать заново", await methodist.sees("У вас начато"))
    assert "Для учителей" not in (await methodist.sees("Шаг 1 из 5")).words


@ON_SQLITE
async def test_button_of_a_published_draft_begins_no_event(phones: Phones) -> None:
    """The draft was for teachers of one school; its button must not begin an event for everyone."""
    town, methodist = phones.town, phones.of(SCHOOL_METHODIST)
    await methodist.says("/events")
    page = await methodist.sees("Ближайшие мероприятия")
    await methodist.presses_data(ChooseFormat(format="workshop").pack(), page)
    await methodist.sees("Этого черновика уже нет")
    assert await town.one(select(func.count(Event.id))) == 0


@ON_SQLITE
async def test_the_picture_and_the_table_come_as_files(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, methodist = phones.town, phones.of(MUNICIPAL_METHODIST)
    await scored(town, SCHOOL_TEACHERS, 20)
    await methodist.says("/menu")
    start = await methodist.sees("здравствуйте")
    await methodist.presses_data(GroupMap(axis="unit").pack(), start)
    await methodist.presses("Картинкой")
    assert "Рисуем" in methodist.toasts[-1]
    photo = await methodist.sees("Карта по школам", "Число в клетке", within=20)
    assert photo.photo is not None
    await methodist.presses("Назад", photo)
    await methodist.presses("Таблицей")
    document = await methodist.sees("Карта в таблице")
    assert document.document is not None
    assert document.document.name == "Карта по школам.xlsx"
    for group in ("nothing", "dig"):  # of digital competencies nobody has told anything
        await methodist.presses_data(MapPicture(axis="unit", group=group).pack(), start)
        assert "Этого уже нет" in methodist.toasts[-1]

    async def fails(self: Painter, chart: HeatMap) -> bytes:
        raise CannotDrawError("on purpose")

    monkeypatch.setattr(Painter, "draw", fails)
    await methodist.presses_data(MapPicture(axis="unit").pack())
    await methodist.sees("Картинка не получилась")
    await methodist.presses_data(MapSheet(axis="nothing").pack(), start)
    assert "Этого уже нет" in methodist.toasts[-1]


@ON_SQLITE
async def test_only_people_with_the_right_open_the_map(phones: Phones) -> None:
    unit_id = await unit_of(phones.town, TEACHER)
    teacher, head = phones.of(TEACHER), phones.of(HEAD)
    for user in (teacher, head):
        await user.says("/menu")
        await user.sees("здравствуйте")
    for link in (GroupResults(), GroupMap(axis="unit"), GroupRow(axis="unit", row=str(unit_id))):
        assert "недоступно" in (await teacher.presses_data(link.pack()) or "")
        assert "недоступно" not in (await head.presses_data(link.pack()) or "")
    for link in (
        GroupPeople(unit_id=unit_id),
        NewEventFor(axis="unit", row=str(unit_id), competency=DESIGN),
        EventPeople(event_id=1),
    ):
        await head.presses_data(link.pack())
        assert await phones.town.one(select(func.count(Event.id))) == 0
    assert "недоступно" in head.toasts[-2]
