"""A route kept as a template, given to many, taken back: who may, and what is committed."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from handlers.route_templates import giving_screens, notices, screens
from services.access import methodists_of
from services.errors import DomainError, Invalid, WrongState
from services.people.models import Account, AuditEntry, OrgUnit, Person
from services.people.rules import Audience
from services.route_templates import actions, giving, queries, segments
from services.route_templates.assignments import AssignmentCard
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.route_templates.queries import TemplateCard
from services.route_templates.rules import Choice, Fate, TemplateStep, dated
from services.route_templates.segments import Order, Preview
from services.routes.models import (
    ON_TEMPLATE,
    Route,
    RouteStep,
    RouteVersion,
)
from services.routes.reading import my_page
from tests.conftest import MONDAY, Town
from tests.integration.stories import posted, unit_of
from tests.integration.test_skill_views import read
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_ENGLISH_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    MUNICIPAL_METHODIST,
    NOT_JOINED,
    OPERATORS_ADMIN,
    REGIONAL_METHODIST,
    SCHOOL_METHODIST,
)

# Teachers of the gymnasium who would get a route: not its methodist, not who has one, not who has not joined.
GETTING = (GYMNASIUM_MENTOR, GYMNASIUM_YOUNG_SPECIALIST, GYMNASIUM_CLASS_TEACHER, GYMNASIUM_ENGLISH_TEACHER)
TODAY = MONDAY.date()
OWN_WORDS = "Разобрать с мамой Пети, почему он молчит"


pytestmark = pytest.mark.usefixtures("admin")


async def with_route(
    town: Town, who: str = GYMNASIUM_TEACHER, *, status: str = "approved", version: int = 1
) -> int:
    """A teacher's route: two steps of the catalogue, one of their own, an event, and one cancelled."""
    catalog = town.content.catalog.steps_by_code
    event = "Семинар 5 октября"
    event_id = await town.event(starts_at=town.clock.now(), title=event)
    route_id = await town.route(who, status=status, version=version, starts=TODAY)
    for place, (code, title, state, days) in enumerate(
        [
            ("met_design_02", None, "done", 14),
            ("met_design_03", None, "planned", 7),
            (None, OWN_WORDS, "planned", 20),
            (None, event, "planned", 1),
            ("met_design_04", None, "cancelled", 30),
        ]
    ):
        known = catalog[code or "met_design_02"]
        await town.step(
            route_id,
            due=TODAY + timedelta(days=days),
            catalog_code=code,
            competency=known.competency,
            title=title or known.title,
            form=known.form,
            education=known.education,
            hours=known.hours,
            starts=TODAY,
            result=known.result,
            reason={"level": "critical", "percent": 12, "part": "watch", "first": place == 0},
            status=state,
            event_id=event_id if title == event else None,
        )
    return route_id


async def kept(town: Town, by: str = GYMNASIUM_METHODIST) -> TemplateCard:
    """A template of three steps made from a teacher's route, their own one taken in."""
    route_id = await with_route(town)
    own = await town.one(select(RouteStep.id).where(RouteStep.title == OWN_WORDS))
    choice = Choice(taken_in=frozenset({own}))
    return await actions.save(await town.acting(by), route_id, choice, "Замысел урока")


async def previewed(
    town: Town,
    template_id: int,
    by: str = GYMNASIUM_METHODIST,
    audience: str = Audience.TEACHER,
    starts: date | None = None,
    unit_id: int | None = None,
) -> Preview:
    unit_id = unit_id or await unit_of(town, GYMNASIUM_TEACHER)
    return await segments.preview(
        await town.acting(by), Order(template_id, unit_id, audience, starts or TODAY)
    )


async def given(town: Town, template_id: int, by: str = GYMNASIUM_METHODIST, **whom: Any) -> AssignmentCard:
    view = await previewed(town, template_id, by, **whom)
    return await giving.give(await town.acting(by), view.order, view.key)


async def fate(attempt: Any) -> str:
    """`done`, or the error's name."""
    try:
        await attempt
    except DomainError as error:
        return type(error).__name__
    return "done"


async def owners(town: Town) -> list[str]:
    """The codes of people with a route from a template."""
    rows = await town.rows(select(Route.person_id).where(Route.assignment_id.is_not(None)))
    codes = {person.person_id: code for code, person in town.people.items()}
    return sorted(codes[row[0]] for row in rows)


# Keeping a route


async def test_a_template_keeps_steps_and_nothing_of_the_teacher(town: Town) -> None:
    route_id = await with_route(town)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    material = await queries.material(ctx, route_id)
    assert [(step.number, step.in_own_words) for step in material.steps] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    asked = read(screens.ask_name(material, Choice()))
    for words in ("своими словами не войдёт", "➕ 3.", "✖️ 1.", "Мероприятия не войдут"):
        assert words in asked
    first, _, own = [step.id for step in material.steps]
    taken_in = Choice().turned(own, True)
    asked = read(screens.ask_name(material, taken_in))
    assert "нет ли в этом личного" in asked
    assert "✖️ 3." in asked

    for title in ("  ", "ш" * 201):
        with pytest.raises(Invalid):
            await actions.save(ctx, route_id, Choice(), title)
    nothing = Choice(left_out=frozenset(step.id for step in material.steps))
    assert "не взят ни один шаг" in read(screens.ask_name(material, nothing))
    with pytest.raises(WrongState):
        await actions.save(ctx, route_id, nothing, "Пустой")
    contexts = [await town.acting(GYMNASIUM_METHODIST) for _ in range(3)]
    cards = await asyncio.gather(
        *(actions.save(one, route_id, Choice(), " Замысел \n урока ") for one in contexts)
    )
    assert len({card.id for card in cards}) == 1
    assert "Замысел урока" in read(screens.saved(cards[0]))

    steps = await town.one(select(RouteTemplate.steps))
    assert [step["code"] for step in steps] == ["met_design_02", "met_design_03"]
    assert [step["days"] for step in steps] == [14, 7]
    assert set(steps[0]) == {"code", "competency", "title", "form", "education", "hours", "days", "result"}
    assert await town.one(select(RouteTemplate.unit_id)) == await unit_of(town, GYMNASIUM_TEACHER)
    (note,) = await town.rows(select(AuditEntry).where(AuditEntry.action == "template_saved"))
    assert (note[0].subject_id, set(note[0].details)) == (None, {"template_id", "steps"})
    # Own words go along on purpose alone, and so does whatever was worded anew since it was looked at.
    mine = await actions.save(ctx, route_id, taken_in, "Со словами")
    assert [step.title for step in mine.steps][2:] == [OWN_WORDS]
    async with town.database.transaction() as db:
        await db.execute(update(RouteStep).where(RouteStep.id == first).values(title="Как там мама Пети"))
    later = await actions.save(ctx, route_id, Choice().turned(first, False), "Позже")
    assert [step.title for step in later.steps] == [mine.steps[1].title]
    # Days are counted by the calendar of the route's owner, not of the methodist who saves the template.
    school = OrgUnit.id == await unit_of(town, GYMNASIUM_TEACHER)
    async with town.database.transaction() as db:
        await db.execute(update(OrgUnit).where(school).values(calendar="trimesters"))
        over_holidays = {"starts": date(2026, 11, 10), "due": date(2026, 11, 25)}
        await db.execute(
            update(RouteStep).where(RouteStep.id == material.steps[1].id).values(**over_holidays)
        )
    kept_above = await actions.save(await town.acting(MUNICIPAL_METHODIST), route_id, Choice(), "Триместры")
    assert [step.days for step in kept_above.steps] == [15 - 7]


async def test_only_a_methodist_over_the_teacher_saves_the_route_as_a_template(town: Town) -> None:
    route_id = await with_route(town)
    for code in (
        GYMNASIUM_TEACHER,
        GYMNASIUM_HEAD,
        OPERATORS_ADMIN,
        GYMNASIUM_CLASS_TEACHER,
        SCHOOL_METHODIST,
    ):
        ctx = await town.acting(code)
        assert await fate(queries.material(ctx, route_id)) == "NotAllowed"
        assert await fate(actions.save(ctx, route_id, Choice(), "Чужое")) == "NotAllowed"
    mentee = await with_route(town, GYMNASIUM_YOUNG_SPECIALIST)
    assert (
        await fate(actions.save(await town.acting(GYMNASIUM_MENTOR), mentee, Choice(), "Пары"))
        == "NotAllowed"
    )
    draft = await with_route(town, GYMNASIUM_CLASS_TEACHER, status="draft")
    assert (
        await fate(actions.save(await town.acting(GYMNASIUM_METHODIST), draft, Choice(), "Черновик"))
        == "NotFound"
    )
    assert await town.rows(select(RouteTemplate.id)) == []
    own = await with_route(town, GYMNASIUM_METHODIST)
    assert (await actions.save(await town.acting(GYMNASIUM_METHODIST), own, Choice(), "Мой")).title == "Мой"


async def test_template_is_seen_up_and_down_the_tree_and_changed_in_its_unit(town: Town) -> None:
    schools = await kept(town)
    wide = await actions.save(await town.acting(MUNICIPAL_METHODIST), 1, Choice(), "Для округа")
    seen = {
        code: {one.title for one in (await queries.templates(await town.acting(code), 0)).items}
        for code in (GYMNASIUM_METHODIST, SCHOOL_METHODIST, MUNICIPAL_METHODIST, REGIONAL_METHODIST)
    }
    both = {"Замысел урока", "Для округа"}
    assert seen == {
        GYMNASIUM_METHODIST: both,
        MUNICIPAL_METHODIST: both,
        REGIONAL_METHODIST: both,
        SCHOOL_METHODIST: {"Для округа"},
    }
    read(screens.templates(await queries.templates(await town.acting(GYMNASIUM_METHODIST), 5)))
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_HEAD, OPERATORS_ADMIN, GYMNASIUM_MENTOR):
        assert await fate(queries.templates(await town.acting(code), 0)) == "NotAllowed"
        assert await fate(queries.template(await town.acting(code), schools.id)) == "NotAllowed"
    stranger, methodist, above = [
        await town.acting(code) for code in (SCHOOL_METHODIST, GYMNASIUM_METHODIST, MUNICIPAL_METHODIST)
    ]
    assert await fate(queries.template(stranger, schools.id)) == "NotFound"
    for change in (
        actions.rename(stranger, schools.id, "Моё"),
        actions.put_away(stranger, schools.id, away=True),
        giving.give(stranger, Order(schools.id, stranger.me.unit_id, "teacher", TODAY), "0"),
    ):
        assert await fate(change) == "NotFound"
    assert await fate(actions.rename(methodist, wide.id, "Моё")) == "NotAllowed"
    with pytest.raises(Invalid):
        await actions.rename(methodist, schools.id, " ")

    assert (await actions.rename(above, schools.id, "Урок от результата")).title == "Урок от результата"
    for _ in range(2):
        away = await actions.put_away(methodist, schools.id, away=True)
    assert "Убран из списка" in read(screens.template(away))
    assert await fate(previewed(town, schools.id)) == "WrongState"
    assert len((await queries.templates(methodist, 0)).items) == 1
    back = await actions.put_away(methodist, schools.id, away=False)
    assert "Дать учителям" in read(screens.template(back))
    notes = await town.one(select(func.count()).where(AuditEntry.action == "template_put_away"))
    assert notes == 1


# Giving it


async def test_the_preview_tells_who_gets_a_route_and_who_does_not_and_why(town: Town) -> None:
    template = await kept(town)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    unit_id = await unit_of(town, GYMNASIUM_TEACHER)
    choice = await segments.audiences(ctx, template.id, unit_id)
    assert choice.sizes == {
        Audience.TEACHER: 4,
        Audience.YOUNG_SPECIALIST: 2,
        Audience.CLASS_TEACHER: 2,
        Audience.MENTOR: 1,
    }
    assert choice.is_only_unit
    assert "Молодые специалисты: 2" in read(giving_screens.audiences(choice))
    view = await previewed(town, template.id)
    assert view.fates == {Fate.GETS: 4, Fate.HAS_ROUTE: 1, Fate.NOT_JOINED: 1, Fate.AUTHOR: 1}
    shown = read(giving_screens.preview(view, TODAY))
    for words in ("Получат 4 человека", "Уже есть свой маршрут: 1", "Ещё не подключились к боту: 1", "себе"):
        assert words.lower() in shown.lower()
    assert "Дать маршрут: 4" in shown
    people = await segments.members(ctx, view.order, 0)
    assert [one.fate for one in people.members.items[:4]] == [Fate.GETS] * 4
    assert "Заречный Никита Валерьевич: уже есть свой маршрут" in read(giving_screens.people(people))
    # A day that has passed, or one of the year 3000, is drawn as today.
    for day in (TODAY - timedelta(days=1), date(3000, 1, 1)):
        assert (await previewed(town, template.id, starts=day)).order.starts == TODAY
    monday = await previewed(town, template.id, starts=view.days[1])
    assert monday.order.starts == date(2026, 11, 30)
    assert monday.first_due > view.first_due

    # What was previewed is what is given, weeks later too: other people, or other dates, are shown first.
    async with town.database.transaction() as db:
        chat = {"channel": "telegram", "chat_id": 900_000, "reachable": True, "created_at": town.clock.now()}
        await db.execute(insert(Account).values(person_id=town.id_of(NOT_JOINED), **chat))
    assert await fate(giving.give(ctx, monday.order, monday.key)) == "WrongState"
    grown = await previewed(town, template.id, starts=monday.order.starts)
    assert grown.fates[Fate.GETS] == 5
    async with town.database.transaction() as db:
        await db.execute(update(OrgUnit).where(OrgUnit.id == unit_id).values(calendar="trimesters"))
    assert await fate(giving.give(ctx, grown.order, grown.key)) == "WrongState"
    assert await owners(town) == []

    assert len((await segments.units(ctx, 0)).items) == 1
    wide = await segments.units(await town.acting(MUNICIPAL_METHODIST), 0)
    assert wide.items[0].title.startswith("Дубравинский")
    read(giving_screens.units(template, wide))
    assert await fate(previewed(town, template.id, audience=Audience.LEADER)) == "Invalid"
    foreign = await unit_of(town, SCHOOL_METHODIST)
    assert await fate(previewed(town, template.id, unit_id=foreign)) == "NotAllowed"
    assert await fate(previewed(town, template.id, unit_id=999)) == "NotFound"
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_HEAD, OPERATORS_ADMIN, GYMNASIUM_MENTOR):
        assert await fate(previewed(town, template.id, by=code)) == "NotAllowed"


async def test_everyone_gets_an_approved_route_once_and_hears_of_it(town: Town) -> None:
    template = await kept(town)
    view = await previewed(town, template.id)
    contexts = [await town.acting(GYMNASIUM_METHODIST) for _ in range(3)]
    cards = await asyncio.gather(*(giving.give(ctx, view.order, view.key) for ctx in contexts))
    assert len({card.id for card in cards}) == 1
    assert (cards[0].given, cards[0].begun) == (4, 0)
    assert await owners(town) == list(GETTING)

    me = town.id_of(GYMNASIUM_METHODIST)
    rows = await town.rows(select(Route).where(Route.assignment_id == cards[0].id))
    routes = [row[0] for row in rows]
    steps = [TemplateStep.of_data(one) for one in await town.one(select(RouteTemplate.steps))]
    plan = dated(steps, TODAY, town.content.catalog, town.content.calendar("quarters"))
    for route in routes:
        assert (route.status, route.basis, route.version) == ("approved", "template", 1)
        assert (route.methodist_id, route.approved_by_id) == (me, me)
        assert route.approved_at is not None
        assert (route.starts, route.ends) == (TODAY, max(step.due for step in plan))
        made = await town.rows(
            select(RouteStep).where(RouteStep.route_id == route.id).order_by(RouteStep.position)
        )
        assert [(one[0].title, one[0].starts, one[0].due, one[0].status) for one in made] == [
            (step.title, step.starts, step.due, "planned") for step in plan
        ]
        assert made[0][0].catalog_code == "met_design_02"
        assert (made[0][0].reason["percent"], made[2][0].catalog_code) == (None, None)
    versions = [row[0] for row in await town.rows(select(RouteVersion))]
    assert {(one.version, one.decision, one.decided_by_id) for one in versions} == {(1, "approved", me)}
    assert versions[0].steps[0]["due"] == plan[0].due.isoformat()
    assert (await my_page(await town.acting(GYMNASIUM_CLASS_TEACHER))).route is not None

    assert sorted(await posted(town, "route_given")) == sorted(town.id_of(code) for code in GETTING)
    notice = await notices.route_given(await town.acting(GYMNASIUM_CLASS_TEACHER), cards[0].id)
    assert notice is not None
    for words in ("Замысел урока", "3 шага", "Ольхова Вера Дмитриевна", plan[0].title):
        assert words in read(notice)
    assert await notices.route_given(await town.acting(GYMNASIUM_TEACHER), cards[0].id) is None
    assert "Отменить можно до завтра, 10:00" in read(giving_screens.assignment(cards[0], TODAY))
    (note,) = await town.rows(select(AuditEntry).where(AuditEntry.action == "template_given"))
    assert note[0].details == {"assignment_id": cards[0].id, "people": 4}

    # A later preview is another question: nobody is left. An earlier one is out of date.
    assert await fate(given(town, template.id)) == "WrongState"
    young = replace(view.order, audience=Audience.YOUNG_SPECIALIST.value)
    assert await fate(giving.give(await town.acting(GYMNASIUM_METHODIST), young, view.key)) == "WrongState"
    assert await fate(giving.give(await town.acting(GYMNASIUM_METHODIST), view.order, "77")) == "WrongState"
    late = replace(view.order, starts=TODAY - timedelta(days=1))
    assert (
        await fate(giving.give(await town.acting(GYMNASIUM_METHODIST), late, str(cards[0].id)))
        == "WrongState"
    )
    assert await town.one(select(func.count(TemplateAssignment.id))) == 1


async def test_two_methodists_at_once_give_everybody_one_route(town: Town) -> None:
    template = await kept(town)
    orders = {
        by: await previewed(town, template.id, by)
        for by in (GYMNASIUM_METHODIST, MUNICIPAL_METHODIST, REGIONAL_METHODIST)
    }
    contexts = {by: await town.acting(by) for by in orders}
    await asyncio.gather(
        *(fate(giving.give(contexts[by], view.order, view.key)) for by, view in orders.items())
    )
    # The school's methodist may get one from those above, and those above from nobody here.
    assert set(GETTING) <= set(await owners(town)) <= {*GETTING, GYMNASIUM_METHODIST}
    counts = Counter(row[0] for row in await town.rows(select(RouteStep.route_id)))
    assert set(counts.values()) == {5, 3}
    assert len(await town.rows(select(RouteVersion.id))) == len(counts) - 1


async def test_a_school_goes_by_its_own_calendar(town: Town) -> None:
    template = await kept(town, MUNICIPAL_METHODIST)
    other = await unit_of(town, SCHOOL_METHODIST)
    region = await town.one(select(OrgUnit.id).where(OrgUnit.kind == "municipality"))
    async with town.database.transaction() as db:
        await db.execute(update(OrgUnit).where(OrgUnit.id == other).values(calendar="trimesters"))
    view = await previewed(town, template.id, MUNICIPAL_METHODIST, unit_id=region, starts=date(2026, 12, 7))
    await giving.give(await town.acting(MUNICIPAL_METHODIST), view.order, view.key)
    rows = await town.rows(
        select(OrgUnit.calendar, RouteStep.due)
        .join(Person, Person.unit_id == OrgUnit.id)
        .join(Route, Route.person_id == Person.id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .where(Route.assignment_id.is_not(None))
    )
    steps = [TemplateStep.of_data(one) for one in await town.one(select(RouteTemplate.steps))]
    for code in ("quarters", "trimesters"):
        plan = dated(steps, view.order.starts, town.content.catalog, town.content.calendar(code))
        assert {due for calendar, due in rows if calendar == code} == {step.due for step in plan}
    assert (view.first_due, view.last_due) == (min(due for _, due in rows), max(due for _, due in rows))
    # Each goes to the methodist nearest to them: a school's own, but for that methodist themself.
    routes = await town.rows(select(Route.person_id, Route.methodist_id).where(Route.basis == ON_TEMPLATE))
    ctx = town.nobody
    async with ctx.transaction():
        nearest = {person: (await methodists_of(ctx, person))[0].id for person, _ in routes}
    assert dict(map(tuple, routes)) == nearest
    assert len(set(nearest.values())) > 2
    assert town.id_of(GYMNASIUM_METHODIST) in nearest
