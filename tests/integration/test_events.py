"""Events: announcing, audiences, registration, the waiting line, cancelling."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.delivery.render import render
from handlers.answers import open_question
from handlers.events import notices, screens
from handlers.events.links import (
    CancelEvent,
    ChooseTopic,
    EventPeople,
    Events,
    EventsOnTopic,
    PublishEvent,
    Register,
    ShowEvent,
)
from handlers.events.questions import DRAFT
from services.db import Base
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.events import actions, queries, rules
from services.events.models import Event, Registration
from services.events.rules import Draft, Part
from services.group_results.rules import Target
from services.kept import Kept
from services.outbox import Delivery
from services.people.models import Account, OrgUnit, Person, RoleGrant
from services.people.my_data.withdrawal import withdraw
from services.people.rules import Audience, audiences, is_young_specialist
from services.roles import Role
from tests.conftest import MONDAY, MOSCOW, Phones, Town
from tests.integration.stories import ON_SQLITE, kept_before, statements, unit_of
from tests.personas import (
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    HEAD,
    MUNICIPAL_METHODIST,
    PRIMARY_YOUNG_SPECIALIST,
    SCHOOL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)
from tests.shown import read, refusal

STARTS = MONDAY + timedelta(days=3, hours=5)
LINK = "https://telemost.example/j/1"


def draft(**changes: object) -> Draft:
    """A complete draft of an event for everyone."""
    filled = {
        "id": "d1",
        "format": "workshop",
        "title": "Практикум «Урок за 40 минут»",
        "starts_at": STARTS,
        "place": "Кабинет 24",
        "audience": Audience.EVERYONE.value,
    }
    return Draft(**{**filled, **changes})  # type: ignore[arg-type]


async def publish(town: Town, by: str = SCHOOL_METHODIST, **changes: object) -> int:
    """Publish an event; returns its id."""
    one = draft(**changes)
    return (await actions.publish(await town.acting(by), one.id, one)).id


async def told(town: Town, kind: str) -> set[int]:
    """The people who get notices of this kind."""
    rows = await town.rows(select(Delivery.person_id).where(Delivery.kind == kind))
    assert len(rows) == len({person_id for (person_id,) in rows}), "no person is told twice"
    return {person_id for (person_id,) in rows}


async def statuses(town: Town, event_id: int) -> dict[int, str]:
    rows = await town.rows(
        select(Registration.person_id, Registration.status).where(Registration.event_id == event_id)
    )
    return dict(map(tuple, rows))


async def count(town: Town, table: type[Base]) -> int:
    return int(await town.one(select(func.count()).select_from(table)))


async def expected_audience(town: Town, audience: Audience, unit_path: str, author: str) -> set[int]:
    """The audience as the pure rules give it, person by person."""
    people = await town.rows(
        select(Person, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .join(Account, Account.person_id == Person.id)
    )
    grants = await town.rows(select(RoleGrant.person_id, RoleGrant.role))
    found = set()
    for person, path in people:
        roles = [Role(role) for person_id, role in grants if person_id == person.id]
        young = is_young_specialist(person.birth_date, person.teaching_since, MONDAY.date())
        belongs = audience in audiences(roles, young=young)
        if belongs and path.startswith(unit_path) and person.id != town.id_of(author):
            found.add(person.id)
    return found


@pytest.mark.parametrize("author", [SCHOOL_METHODIST, MUNICIPAL_METHODIST])
@pytest.mark.parametrize("audience", list(Audience))
async def test_announcement_goes_to_exactly_its_audience(town: Town, audience: Audience, author: str) -> None:
    ctx = await town.acting(author)
    sizes = await queries.audience_sizes(ctx)
    preview = await queries.preview(ctx, draft(audience=audience.value))
    event_id = await publish(town, author, audience=audience.value)

    unit_id = await town.one(select(Event.unit_id).where(Event.id == event_id))
    path = await town.one(select(OrgUnit.path).where(OrgUnit.id == unit_id))
    expected = await expected_audience(town, audience, path, author)
    assert await told(town, "event_announced") == expected
    assert preview.recipients == sizes[audience] == len(expected)
    for person in town.people.values():
        if not person.joined or person.code == author:
            continue
        notice = await render(await town.acting(person.code), "event_announced", {"event_id": event_id})
        assert (notice is not None) == (person.person_id in expected), (
            "every person who is told may read the invitation"
        )


async def test_birthday_or_anniversary_ends_being_a_young_specialist(town: Town) -> None:
    today = MONDAY.date()
    born_after, since_after = rules.young_bounds(today)
    one_day = timedelta(days=1)
    for code, born, since in (
        (YOUNG_SPECIALIST, born_after + one_day, since_after + one_day),
        (TEACHER, born_after, since_after + one_day),
        (PRIMARY_YOUNG_SPECIALIST, born_after + one_day, since_after),
    ):
        await town.change_person(code, birth_date=born, teaching_since=since)
    await publish(town, audience=Audience.YOUNG_SPECIALIST.value)
    chosen = await told(town, "event_announced")
    assert town.id_of(YOUNG_SPECIALIST) in chosen
    assert not {town.id_of(TEACHER), town.id_of(PRIMARY_YOUNG_SPECIALIST)} & chosen


async def test_announcement_waits_for_the_morning_and_expires_at_the_start(town: Town) -> None:
    town.clock.set(MONDAY.replace(hour=21))
    await publish(town)
    for not_before, expires_at in await town.rows(select(Delivery.not_before, Delivery.expires_at)):
        assert not_before == MONDAY.replace(hour=8) + timedelta(days=1)
        assert expires_at == STARTS


async def test_double_tap_publishes_once(town: Town) -> None:
    first = await publish(town)
    ctx = await town.acting(SCHOOL_METHODIST)
    assert (await actions.publish(ctx, "d1", None)).id == first, "the draft is deleted before the second tap"
    assert await publish(town) == first
    both = await asyncio.gather(publish(town, id="d2"), publish(town, id="d2"), return_exceptions=True)
    assert len({one for one in both if isinstance(one, int)}) == 1
    assert await count(town, Event) == 2


@pytest.mark.parametrize("nosy", [TEACHER, HEAD])
async def test_only_methodists_and_admins_announce(town: Town, nosy: str) -> None:
    ctx = await town.acting(nosy)
    with pytest.raises(NotAllowed):
        actions.begin(ctx)
    with pytest.raises(NotAllowed):
        await publish(town, nosy)
    assert await count(town, Event) == 0


async def test_wrong_or_unfinished_drafts_are_not_published(town: Town) -> None:
    ctx = await town.acting(SCHOOL_METHODIST)
    for wrong in (
        draft(starts_at=MONDAY - timedelta(hours=1)),
        draft(starts_at=MONDAY + timedelta(days=400)),
        draft(title="я" * 201),
        draft(place="я" * 301),
        draft(format="party"),
        draft(audience="all"),
    ):
        with pytest.raises(Invalid):
            await actions.publish(ctx, wrong.id, wrong)
    for unfinished in (draft(title=""), Draft("d1"), draft(id="another"), None):
        with pytest.raises(WrongState):
            await actions.publish(ctx, "d1", unfinished)
    assert await count(town, Event) == 0
    assert await count(town, Delivery) == 0


@pytest.mark.parametrize(
    "kept",
    [
        draft(capacity=10),
        draft(target=Target(unit_id=4, title="Школа № 1"), topic="met_design"),
        draft(target=Target(subject="Физика", title="Ф"), starts_at=None),
    ],
)
async def test_draft_is_stored_and_read_without_loss(town: Town, kept: Draft) -> None:
    ctx = await town.acting(SCHOOL_METHODIST)
    DRAFT.keep(ctx, kept)
    ctx.kept.data = json.loads(json.dumps(ctx.kept.data))
    assert DRAFT.of(ctx) == kept


async def test_drafts_and_questions_of_the_release_before_are_read(town: Town) -> None:
    ctx = await town.acting(SCHOOL_METHODIST)
    samples = [one for one in kept_before() if one["state"].startswith("NewEventForm:")]
    assert {Part(one["state"].partition(":")[2]) for one in samples if ":ready" not in one["state"]} == set(
        Part
    )
    for one in samples:
        ctx.kept = Kept(one["state"], one["data"])
        data = one["data"]["new_event"]
        found = DRAFT.of(ctx)
        assert found is not None
        assert (found.id, found.title, found.topic) == (data["id"], data["title"], data["topic"])
        assert found.starts_at == (data["starts_at"] and datetime.fromisoformat(data["starts_at"]))
        assert (found.target and found.target.title) == (data["target"] and data["target"]["title"])
        question = open_question(ctx)
        assert question is not None
        assert (await question.ask(ctx)).rows


async def test_two_taps_make_one_registration(town: Town) -> None:
    event_id = await publish(town)
    for _ in range(2):
        card = await actions.register(await town.acting(YOUNG_SPECIALIST), event_id)
        assert (card.mine, card.may_register) == ("registered", True)
    assert await statuses(town, event_id) == {town.id_of(YOUNG_SPECIALIST): "registered"}


async def test_last_place_goes_to_one_of_two_at_once(town: Town) -> None:
    event_id = await publish(town, capacity=1)
    racers = [await town.acting(code) for code in (YOUNG_SPECIALIST, TEACHER)]
    cards = await asyncio.gather(*(actions.register(ctx, event_id) for ctx in racers))
    assert sorted(str(card.mine) for card in cards) == ["registered", "waiting"]
    assert sorted((await statuses(town, event_id)).values()) == ["registered", "waiting"]


async def test_first_in_line_gets_the_freed_place_and_is_told(town: Town) -> None:
    event_id = await publish(town, capacity=1)
    for minute, code in enumerate((YOUNG_SPECIALIST, TEACHER, PRIMARY_YOUNG_SPECIALIST)):
        town.clock.set(MONDAY + timedelta(minutes=minute))
        card = await actions.register(await town.acting(code), event_id)
        assert (card.line or 0) == minute

    card = await actions.unregister(await town.acting(YOUNG_SPECIALIST), event_id)
    assert (card.mine, card.free) == (None, 0)
    assert await statuses(town, event_id) == {
        town.id_of(YOUNG_SPECIALIST): "cancelled",
        town.id_of(TEACHER): "registered",
        town.id_of(PRIMARY_YOUNG_SPECIALIST): "waiting",
    }
    assert await told(town, "event_place_freed") == {town.id_of(TEACHER)}
    assert await notices.event_place_freed(await town.acting(TEACHER), event_id) is not None
    assert (await queries.card(await town.acting(PRIMARY_YOUNG_SPECIALIST), event_id)).line == 1

    town.clock.set(MONDAY + timedelta(minutes=9))
    again = await actions.register(await town.acting(YOUNG_SPECIALIST), event_id)
    assert (again.mine, again.line) == ("waiting", 2), "a person who left and came back stands last"
    await actions.unregister(await town.acting(PRIMARY_YOUNG_SPECIALIST), event_id)
    assert await told(town, "event_place_freed") == {town.id_of(TEACHER)}, "leaving the line frees no place"


async def test_started_event_takes_no_changes(town: Town) -> None:
    event_id = await publish(town)
    young = await town.acting(YOUNG_SPECIALIST)
    await actions.register(young, event_id)
    town.clock.set(STARTS)
    for use_case in (actions.register, actions.unregister):
        with pytest.raises(WrongState, match="error-event-started"):
            await use_case(await town.acting(TEACHER), event_id)
    with pytest.raises(WrongState):
        await actions.cancel(await town.acting(SCHOOL_METHODIST), event_id)
    page = await queries.upcoming(young, 0)
    assert [event.id for event in page.events.items] == [event_id], (
        "a guest sees it until it ends, for its link"
    )
    assert (await queries.upcoming(await town.acting(TEACHER), 0)).events.items == ()
    for notice in (notices.event_announced, notices.event_soon, notices.event_place_freed):
        assert await notice(young, event_id) is None


async def test_people_registered_or_waiting_are_told_of_a_cancellation(town: Town) -> None:
    event_id = await publish(town, capacity=1)
    for code in (YOUNG_SPECIALIST, TEACHER):
        await actions.register(await town.acting(code), event_id)
    await actions.register(await town.acting(PRIMARY_YOUNG_SPECIALIST), event_id)
    await actions.unregister(await town.acting(PRIMARY_YOUNG_SPECIALIST), event_id)
    for _ in range(2):
        card = await actions.cancel(await town.acting(SCHOOL_METHODIST), event_id)
        assert card.state == "cancelled"
    assert await told(town, "event_cancelled") == {town.id_of(YOUNG_SPECIALIST), town.id_of(TEACHER)}
    assert await town.one(select(Event.status)) == "cancelled"
    young = await town.acting(YOUNG_SPECIALIST)
    assert await notices.event_cancelled(young, event_id) is not None
    assert await notices.event_announced(young, event_id) is None
    assert await notices.event_soon(young, event_id) is None
    assert (await queries.upcoming(young, 0)).events.items == ()
    with pytest.raises(WrongState, match="error-event-cancelled"):
        await actions.register(await town.acting(HEAD), event_id)


async def test_cancellation_on_a_quiet_day_is_told_two_hours_before_the_start(town: Town) -> None:
    sunday_noon = datetime(2026, 11, 29, 12, 0, tzinfo=MOSCOW)
    for number, starts_at in enumerate((sunday_noon, sunday_noon + timedelta(days=1))):
        event_id = await publish(town, id=f"d{number}", starts_at=starts_at)
        await actions.register(await town.acting(YOUNG_SPECIALIST), event_id)
    town.clock.set(sunday_noon - timedelta(hours=15))
    for (event_id,) in await town.rows(select(Event.id)):
        await actions.cancel(await town.acting(SCHOOL_METHODIST), event_id)
    rows = await town.rows(
        select(Delivery.not_before).where(Delivery.kind == "event_cancelled").order_by(Delivery.id)
    )
    assert rows[0][0] == sunday_noon - timedelta(hours=2)
    assert rows[1][0] == datetime(2026, 11, 30, 8, 0, tzinfo=MOSCOW)


async def test_audience_sees_an_event_and_methodists_manage_it(town: Town) -> None:
    event_id = await publish(town, audience=Audience.MENTOR.value)
    young, head = await town.acting(YOUNG_SPECIALIST), await town.acting(HEAD)
    for stranger in (young, await town.acting(GYMNASIUM_MENTOR), await town.acting(GYMNASIUM_METHODIST)):
        for use_case in (queries.card, actions.register):
            with pytest.raises(NotFound):
                await use_case(stranger, event_id)
        assert (await queries.upcoming(stranger, 0)).events.items == ()
    for nosy in (young, head, await town.acting(GYMNASIUM_METHODIST)):
        with pytest.raises(NotAllowed):
            await queries.guests(nosy, event_id, 0)
        with pytest.raises(NotAllowed):
            await actions.cancel(nosy, event_id)
    card = await queries.card(head, event_id)
    assert (card.may_manage, card.may_register) == (False, False), (
        "a head sees the event and does not register"
    )
    with pytest.raises(NotAllowed):
        await actions.register(head, event_id)
    assert (await queries.card(await town.acting(MUNICIPAL_METHODIST), event_id)).may_manage
    assert await count(town, Registration) == 0


async def test_link_is_shown_to_people_with_a_place(town: Town) -> None:
    event_id = await publish(town, place=LINK, capacity=1)
    young, teacher = await town.acting(YOUNG_SPECIALIST), await town.acting(TEACHER)
    card = await queries.card(young, event_id)
    assert (card.online, card.place) == (True, None)
    assert (await actions.register(young, event_id)).place == LINK
    assert (await actions.register(teacher, event_id)).place is None, "a person in line has no place"
    assert (await queries.card(await town.acting(SCHOOL_METHODIST), event_id)).place == LINK
    preview = await queries.preview(await town.acting(SCHOOL_METHODIST), draft(place=LINK))
    assert preview.card.place is None


async def test_guests_are_listed_with_the_waiting_last(town: Town) -> None:
    event_id = await publish(town, capacity=1)
    for code in (TEACHER, YOUNG_SPECIALIST):
        await actions.register(await town.acting(code), event_id)
    view = await queries.guests(await town.acting(SCHOOL_METHODIST), event_id, 0)
    assert (view.registered, view.waiting) == (1, 1)
    assert [(name.split()[0], waiting) for name, _, waiting in view.names.items] == [
        ("Туманов", False),
        ("Калинина", True),
    ]


@pytest.mark.parametrize(("page", "shown", "place"), [(0, 6, 0), (1, 2, 1), (99, 2, 1), (-1, 6, 0)])
async def test_events_are_paged_soonest_first(town: Town, page: int, shown: int, place: int) -> None:
    for number in range(8):
        await publish(town, id=f"d{number}", starts_at=STARTS + timedelta(days=20 - number))
    view = await queries.upcoming(await town.acting(YOUNG_SPECIALIST), page)
    assert (len(view.events.items), view.events.number, view.events.count) == (shown, place, 2)
    starts = [event.starts_at for event in view.events.items]
    assert starts == sorted(starts)


async def test_event_is_announced_joined_and_cancelled_on_phones(phones: Phones) -> None:
    town = phones.town
    methodist, young = phones.of(SCHOOL_METHODIST), phones.of(YOUNG_SPECIALIST)
    await methodist.says("/newevent")
    await methodist.sees("Шаг 1 из 5", "Что проводим?")
    await methodist.says("что-нибудь")
    await methodist.sees("нужно нажать кнопку", "Что проводим?")
    await methodist.presses("Практикум")
    await methodist.sees("Как называется?")
    await methodist.says("я" * 201)
    await methodist.sees("200 знаков", "Как называется?")
    await methodist.says("Урок за <40> минут & точка")
    await methodist.sees("Когда начало?")
    await methodist.says("31 февраля 15:00")
    await methodist.sees("Такого дня нет")
    await methodist.says("26 ноября в 15:00")
    await methodist.sees("Где встречаемся?")
    await methodist.sends_photo()
    await methodist.sees("обычный текст", "Где встречаемся?")

    await methodist.says("/cancel")  # the draft is kept
    await methodist.says("/newevent")
    await methodist.sees("Урок за <40> минут & точка", "Продолжим")
    await methodist.presses("Продолжить")
    await methodist.says("Кабинет 24")
    await methodist.sees("Кого зовём?")
    label = next(label for row in methodist.buttons() for label in row if label.startswith("Молодые"))
    recipients = int(label.rpartition(" ")[2])
    await methodist.presses(label)
    await methodist.sees(
        "Так увидят", "Урок за <40> минут & точка", "чт, 26 ноября, 15:00", f"{recipients} ч"
    )

    await methodist.presses("Изменить")
    await methodist.presses("Число мест")
    await methodist.presses("10")
    preview = await methodist.sees("Свободно мест: 10 из 10")
    assert preview is methodist.last
    await methodist.presses("Опубликовать")
    await methodist.sees("Опубликовано", "Кабинет 24")
    draft_id = (await town.one(select(Event.source))).rpartition(":")[2]
    await methodist.presses_data(PublishEvent(draft_id=draft_id).pack())
    assert await count(town, Event) == 1

    invitation = await young.sees("Приглашаем вас", "Урок за <40> минут & точка", "чт, 26 ноября, 15:00")
    assert len(await told(town, "event_announced")) == recipients
    await young.presses("Записаться")
    card = await young.sees("Вы записаны")
    assert card.message_id == invitation.message_id, "the invitation turns into the card"
    assert "Вы записаны" in young.toasts[-1]
    await young.says("/events")
    await young.sees("Ближайшие мероприятия", "✅ Вы записаны")

    await methodist.says("/events")
    await methodist.presses("26.11")
    await methodist.presses("Список")
    await methodist.sees("Записался 1 человек", "Калинина")
    await methodist.presses("Назад")
    await methodist.presses("Отменить мероприятие")
    await methodist.presses("Да, отменить")
    await methodist.sees("Мероприятие отменено")
    await young.sees("Отменено:", "Урок за <40> минут & точка")


@ON_SQLITE
async def test_typed_labels_choose_but_do_not_publish(town: Town) -> None:
    methodist = town.visit(SCHOOL_METHODIST)
    await methodist.says("/newevent")
    await methodist.says("семинар")
    methodist.sees("Шаг 2 из 5", "Как называется?")
    for part in ("Урок", "завтра в 15:00", "Кабинет 24"):
        await methodist.says(part)
    methodist.sees("Кого зовём?")
    label = next(line for line in methodist.seen.splitlines() if line.startswith("Молодые"))
    await methodist.says(label)
    methodist.sees("Так увидят", "Урок")
    await methodist.says("Опубликовать")
    methodist.sees("нужно нажать кнопку", "Так увидят")
    assert await count(town, Event) == 0


@ON_SQLITE
async def test_answers_of_a_new_event_cost_few_statements(phones: Phones) -> None:
    """Each answer reads the person and saves the draft; the last two screens also count recipients.

    The inbox's two statements for each letter are told elsewhere.
    """
    methodist = phones.of(SCHOOL_METHODIST)
    await methodist.says("/events")
    await methodist.sees("Ближайшие мероприятия")
    with statements(phones.app.database) as heard:
        await methodist.presses("Объявить")
        await methodist.presses("Практикум")
        for part in ("Урок за 40 минут", "26 ноября в 15:00", "Кабинет 24"):
            await methodist.says(part)
        await methodist.presses("Молодые")
        await methodist.sees("Так увидят")
    # The sender looks into the outbox meanwhile.
    others = ("deliveries", "mailings", "inbox")
    mine = [one for one in heard if not any(table in one for table in others)]
    assert len(mine) <= 16, mine


async def test_teacher_neither_announces_nor_reaches_other_audiences_events(phones: Phones) -> None:
    event_id = await publish(phones.town, audience=Audience.MENTOR.value)
    young = phones.of(YOUNG_SPECIALIST)
    await young.says("/newevent")
    await young.sees("недоступно")
    await young.says("/events")
    await young.sees("Пока ничего не назначено")
    assert not any("➕ Объявить" in row for row in young.buttons())
    for link in (
        ShowEvent(event_id=event_id),
        Register(event_id=event_id),
        EventPeople(event_id=event_id),
        CancelEvent(event_id=event_id, sure=True),
        PublishEvent(draft_id="zzz"),
    ):
        await young.presses_data(link.pack())
    assert await phones.town.one(select(Event.status)) == "published"
    assert await count(phones.town, Registration) == 0


async def test_person_who_moved_away_gives_the_place_back_and_may_withdraw(town: Town) -> None:
    event_id = await publish(town)
    young = await town.acting(YOUNG_SPECIALIST)
    await actions.register(young, event_id)
    await town.change_person(YOUNG_SPECIALIST, unit_id=await unit_of(town, GYMNASIUM_MENTOR))
    moved = await town.acting(YOUNG_SPECIALIST)
    assert await actions.unregister(moved, event_id) is None
    assert (await statuses(town, event_id))[town.id_of(YOUNG_SPECIALIST)] == rules.LEFT
    await withdraw(moved)
    assert await town.rows(select(Account.id).where(Account.person_id == town.id_of(YOUNG_SPECIALIST))) == []


async def scheduled(town: Town, title: str, *topics: str, audience: Audience = Audience.EVERYONE) -> int:
    """Publish an event on these topics; returns its id."""
    event_id = await publish(town, id=title, title=title, audience=audience.value, topic=topics[0])
    await town.change(Event, event_id, competencies=list(topics))
    return event_id


async def test_events_on_a_topic_come_before_other_events(town: Town) -> None:
    design = await scheduled(town, "Урок за 40 минут", "met_design", "met_methods")
    await scheduled(town, "Цифра", "dig_tools")
    await scheduled(town, "Только наставникам", "met_design", audience=Audience.MENTOR)
    young = await town.acting(YOUNG_SPECIALIST)
    page = await queries.on_topic(young, "met_design", 0)
    assert ([event.id for event in page.events.items], page.is_found) == ([design], True)
    assert page.topic == "Проектирование урока"
    page = await queries.on_topic(young, "psy_resource", 0)
    assert ([event.title for event in page.events.items], page.is_found) == (
        ["Урок за 40 минут", "Цифра"],
        False,
    )


async def test_events_on_a_topic_are_paged(town: Town) -> None:
    await scheduled(town, "Урок за 40 минут", "met_design", "met_methods")
    await scheduled(town, "Цифра", "dig_tools")
    young = await town.acting(YOUNG_SPECIALIST)
    for number in range(3, 8):
        await scheduled(town, f"Ещё {number}", "com_parents", "met_design")
    page = await queries.on_topic(young, "psy_resource", 0)
    assert (len(page.events.items), page.events.count) == (3, 1), "other events are only a few"
    page = await queries.on_topic(young, "met_design", 1)
    assert (len(page.events.items), page.events.count) == (1, 2)
    full = screens.events_on_topic(await queries.on_topic(young, "met_design", 0), turn_page, Events())
    assert len(full.rows) <= 8


def turn_page(number: int) -> EventsOnTopic:
    return EventsOnTopic(competency="met_design", page=number)


async def test_unknown_topic_has_no_events(town: Town) -> None:
    young = await town.acting(YOUNG_SPECIALIST)
    for unknown in ("", "met", "nothing"):
        with pytest.raises(NotFound):
            await queries.on_topic(young, unknown, 0)


async def test_event_on_an_unknown_topic_is_not_published(town: Town) -> None:
    ctx = await town.acting(SCHOOL_METHODIST)
    for wrong in (draft(topic="nothing"), draft(target=Target(unit_id=1)), draft(topic="met")):
        with pytest.raises(Invalid):
            await actions.publish(ctx, wrong.id, wrong)
    await publish(town)
    assert list(map(tuple, await town.rows(select(Event.competencies, Event.target)))) == [([], None)]


@ON_SQLITE
async def test_author_names_the_topic_of_an_event(town: Town) -> None:
    methodist = town.visit(SCHOOL_METHODIST)
    await methodist.says("/newevent")
    await methodist.presses("Практикум")
    for part in ("Урок за 40 минут", "26 ноября в 15:00", "Кабинет 24"):
        await methodist.says(part)
    for label in ("Учителя", "Изменить", "Тема"):
        await methodist.presses(label)
    for _ in range(2):
        await methodist.says("Проектирование")
        methodist.sees("нажать кнопку", "О чём мероприятие?")
        await methodist.presses("Методическая")
    await methodist.presses("Проектирование урока")
    methodist.sees("🎯 Тема: Проектирование урока", "Так увидят")
    with pytest.raises(Invalid) as refused:
        await methodist.follows(ChooseTopic(competency="nothing"))
    assert "Не получилось понять" in refusal(refused.value)
    await methodist.presses("Опубликовать")
    methodist.sees("Опубликовано")
    assert await town.one(select(Event.competencies)) == ["met_design"]


@ON_SQLITE
async def test_teacher_finds_events_on_a_topic(town: Town) -> None:
    event_id = await scheduled(town, "Урок за 40 минут", "met_design")
    invitation = await notices.event_announced(await town.acting(YOUNG_SPECIALIST), event_id)
    assert invitation is not None and "Приглашаем вас" in read(invitation) and "Тема" not in read(invitation)
    young = town.visit(YOUNG_SPECIALIST)
    await young.follows(EventsOnTopic(competency="met_design"))
    young.sees("Мероприятия по теме:", "Проектирование урока", "Урок за 40 минут")
    await young.presses("Все мероприятия")
    young.sees("Ближайшие мероприятия")
    await young.follows(EventsOnTopic(competency="dig_tools"))
    young.sees("пока ничего не назначено", "А вот что будет", "Урок за 40 минут")
    await young.presses("Назад")
    young.sees("Выберите опросник")
    with pytest.raises(NotFound) as gone:
        await young.follows(EventsOnTopic(competency="nothing"))
    assert "Этого уже нет" in refusal(gone.value)
