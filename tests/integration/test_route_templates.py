"""A route kept as a template, given to many, taken back: who may, and what is committed."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.route_templates import giving_screens, notices, screens
from handlers.route_templates.links import PutTemplateAway, RouteTemplates, SaveTemplate, ShowTemplate
from services.access import methodists_of
from services.errors import Invalid, WrongState
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
from tests.integration.stories import ON_SQLITE, outcome, posted, unit_of
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
from tests.shown import read_plainly

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


async def owners(town: Town) -> list[str]:
    """The codes of people with a route from a template."""
    rows = await town.rows(select(Route.person_id).where(Route.assignment_id.is_not(None)))
    codes = {person.person_id: code for code, person in town.people.items()}
    return sorted(codes[row[0]] for row in rows)


async def plan(town: Town, starts: date = TODAY, calendar: str = "quarters") -> list[RouteStep]:
    """The steps of the only template as a route from that day on has them."""
    steps = [TemplateStep.of_data(one) for one in await town.one(select(RouteTemplate.steps))]
    return dated(steps, starts, town.content.catalog, town.content.calendar(calendar))


async def steps_that_may_be_kept(town: Town, route_id: int) -> tuple[int, int, int]:
    """The ids of a route's steps that a template may keep; the last is in the owner's words."""
    material = await queries.material(await town.acting(GYMNASIUM_METHODIST), route_id)
    first, second, own = [step.id for step in material.steps]
    return first, second, own


# Keeping a route


@ON_SQLITE
async def test_steps_in_own_words_are_taken_into_a_template_one_by_one(town: Town) -> None:
    route_id = await with_route(town)
    material = await queries.material(await town.acting(GYMNASIUM_METHODIST), route_id)
    assert [(step.number, step.in_own_words) for step in material.steps] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    methodist = town.visit(GYMNASIUM_METHODIST)
    await methodist.follows(SaveTemplate(route_id=route_id))
    methodist.sees("своими словами не войдёт", "➕ 3.", "✖️ 1.", "Мероприятия не войдут")
    await methodist.presses("➕ 3.")
    methodist.sees("нет ли в этом личного", "✖️ 3.")


@ON_SQLITE
async def test_template_needs_a_name_and_at_least_one_step(town: Town) -> None:
    route_id = await with_route(town)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    for title in ("  ", "ш" * 201):
        with pytest.raises(Invalid):
            await actions.save(ctx, route_id, Choice(), title)
    material = await queries.material(ctx, route_id)
    nothing = Choice(left_out=frozenset(step.id for step in material.steps))
    assert "не взят ни один шаг" in read_plainly(screens.ask_name(material, nothing))
    with pytest.raises(WrongState):
        await actions.save(ctx, route_id, nothing, "Пустой")
    assert await town.rows(select(RouteTemplate.id)) == []


async def test_simultaneous_taps_save_one_template(town: Town) -> None:
    route_id = await with_route(town)
    contexts = [await town.acting(GYMNASIUM_METHODIST) for _ in range(3)]
    cards = await asyncio.gather(
        *(actions.save(one, route_id, Choice(), " Замысел \n урока ") for one in contexts)
    )
    assert len({card.id for card in cards}) == 1
    assert "Замысел урока" in read_plainly(screens.saved(cards[0]))
    (note,) = await town.rows(select(AuditEntry).where(AuditEntry.action == "template_saved"))
    assert (note[0].subject_id, set(note[0].details)) == (None, {"template_id", "steps"})


@ON_SQLITE
async def test_a_template_keeps_steps_and_nothing_of_the_teacher(town: Town) -> None:
    route_id = await with_route(town)
    await actions.save(await town.acting(GYMNASIUM_METHODIST), route_id, Choice(), "Замысел урока")
    steps = await town.one(select(RouteTemplate.steps))
    assert [step["code"] for step in steps] == ["met_design_02", "met_design_03"]
    assert [step["days"] for step in steps] == [14, 7]
    assert set(steps[0]) == {"code", "competency", "title", "form", "education", "hours", "days", "result"}
    assert await town.one(select(RouteTemplate.unit_id)) == await unit_of(town, GYMNASIUM_TEACHER)


@ON_SQLITE
async def test_own_words_go_into_a_template_on_purpose_only(town: Town) -> None:
    route_id = await with_route(town)
    _, _, own = await steps_that_may_be_kept(town, route_id)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    without = await actions.save(ctx, route_id, Choice(), "Без слов")
    taken_in = await actions.save(ctx, route_id, Choice().turned(own, True), "Со словами")
    assert OWN_WORDS not in [step.title for step in without.steps]
    assert [step.title for step in taken_in.steps][2:] == [OWN_WORDS]


@ON_SQLITE
async def test_step_worded_anew_since_it_was_looked_at_stays_out_of_a_template(town: Town) -> None:
    route_id = await with_route(town)
    first, second, _ = await steps_that_may_be_kept(town, route_id)
    unchanged = await town.one(select(RouteStep.title).where(RouteStep.id == second))
    await town.change(RouteStep, first, title="Как там мама Пети")
    ctx = await town.acting(GYMNASIUM_METHODIST)
    for title, choice in (("Сразу", Choice()), ("Позже", Choice().turned(first, False))):
        later = await actions.save(ctx, route_id, choice, title)
        assert [step.title for step in later.steps] == [unchanged]


@ON_SQLITE
async def test_days_of_a_template_are_counted_by_the_calendar_of_the_owner_of_the_route(town: Town) -> None:
    """Not by that of the methodist who saves the template."""
    route_id = await with_route(town)
    first, second, _ = await steps_that_may_be_kept(town, route_id)
    await town.change_unit(GYMNASIUM_TEACHER, calendar="trimesters")
    over_holidays = {"starts": date(2026, 11, 10), "due": date(2026, 11, 25)}
    await town.change(RouteStep, second, **over_holidays)
    choice = Choice().turned(first, False)
    card = await actions.save(await town.acting(MUNICIPAL_METHODIST), route_id, choice, "Триместры")
    assert [step.days for step in card.steps] == [15 - 7]


@ON_SQLITE
async def test_only_a_methodist_over_the_teacher_saves_the_route_as_a_template(town: Town) -> None:
    route_id = await with_route(town)
    mentee = await with_route(town, GYMNASIUM_YOUNG_SPECIALIST)
    for code in (
        GYMNASIUM_TEACHER,
        GYMNASIUM_HEAD,
        OPERATORS_ADMIN,
        GYMNASIUM_CLASS_TEACHER,
        SCHOOL_METHODIST,
    ):
        ctx = await town.acting(code)
        assert await outcome(queries.material(ctx, route_id)) == "NotAllowed"
        assert await outcome(actions.save(ctx, route_id, Choice(), "Чужое")) == "NotAllowed"
    mentor = await town.acting(GYMNASIUM_MENTOR)
    assert await outcome(actions.save(mentor, mentee, Choice(), "Пары")) == "NotAllowed"
    assert await town.rows(select(RouteTemplate.id)) == []


@ON_SQLITE
async def test_methodist_saves_their_own_route_and_nobodys_draft_as_a_template(town: Town) -> None:
    draft = await with_route(town, GYMNASIUM_CLASS_TEACHER, status="draft")
    own = await with_route(town, GYMNASIUM_METHODIST)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    assert await outcome(actions.save(ctx, draft, Choice(), "Черновик")) == "NotFound"
    assert (await actions.save(ctx, own, Choice(), "Мой")).title == "Мой"


# Who sees and changes it


async def test_template_is_seen_up_and_down_the_tree(town: Town) -> None:
    route_id = await with_route(town)
    for by, title in ((GYMNASIUM_METHODIST, "Замысел урока"), (MUNICIPAL_METHODIST, "Для округа")):
        await actions.save(await town.acting(by), route_id, Choice(), title)
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
    await town.presses(GYMNASIUM_METHODIST, RouteTemplates(page=5))


@ON_SQLITE
async def test_templates_are_shown_to_methodists_only(town: Town) -> None:
    template = await kept(town)
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_HEAD, OPERATORS_ADMIN, GYMNASIUM_MENTOR):
        for link in (RouteTemplates(), ShowTemplate(template_id=template.id)):
            assert await outcome(town.presses(code, link)) == "NotAllowed"


@ON_SQLITE
async def test_methodist_of_another_school_does_not_find_a_template(town: Town) -> None:
    template = await kept(town)
    stranger = await town.acting(SCHOOL_METHODIST)
    for attempt in (
        queries.template(stranger, template.id),
        actions.rename(stranger, template.id, "Моё"),
        actions.put_away(stranger, template.id, away=True),
        giving.give(stranger, Order(template.id, stranger.me.unit_id, "teacher", TODAY), "0"),
    ):
        assert await outcome(attempt) == "NotFound"


@ON_SQLITE
async def test_template_is_renamed_by_methodists_of_its_unit_and_above(town: Town) -> None:
    route_id = await with_route(town)
    below, above = await town.acting(GYMNASIUM_METHODIST), await town.acting(MUNICIPAL_METHODIST)
    schools = await actions.save(below, route_id, Choice(), "Замысел урока")
    wide = await actions.save(above, route_id, Choice(), "Для округа")
    assert await outcome(actions.rename(below, wide.id, "Моё")) == "NotAllowed"
    with pytest.raises(Invalid):
        await actions.rename(below, schools.id, " ")
    assert (await actions.rename(above, schools.id, "Урок от результата")).title == "Урок от результата"


async def test_template_that_is_put_away_is_not_given_until_it_is_taken_back(town: Town) -> None:
    template = await kept(town)
    methodist = town.visit(GYMNASIUM_METHODIST)
    for _ in range(2):
        await methodist.follows(PutTemplateAway(template_id=template.id, away=True))
    methodist.sees("Убран из списка")
    assert await outcome(previewed(town, template.id)) == "WrongState"
    ctx = await town.acting(GYMNASIUM_METHODIST)
    assert (await queries.templates(ctx, 0)).items == ()
    await methodist.follows(PutTemplateAway(template_id=template.id, away=False))
    methodist.sees("Дать учителям")
    assert len((await queries.templates(ctx, 0)).items) == 1
    notes = await town.one(select(func.count()).where(AuditEntry.action == "template_put_away"))
    assert notes == 1


# What giving it would do


async def test_audiences_tell_how_many_of_them_would_get_a_route(town: Town) -> None:
    template = await kept(town)
    unit_id = await unit_of(town, GYMNASIUM_TEACHER)
    choice = await segments.audiences(await town.acting(GYMNASIUM_METHODIST), template.id, unit_id)
    assert choice.sizes == {
        Audience.TEACHER: 4,
        Audience.YOUNG_SPECIALIST: 2,
        Audience.CLASS_TEACHER: 2,
        Audience.MENTOR: 1,
    }
    assert choice.is_only_unit
    assert "Молодые специалисты: 2" in read_plainly(giving_screens.audiences(choice))


async def test_the_preview_tells_who_gets_a_route_and_who_does_not_and_why(town: Town) -> None:
    template = await kept(town)
    view = await previewed(town, template.id)
    assert view.fates == {Fate.GETS: 4, Fate.HAS_ROUTE: 1, Fate.NOT_JOINED: 1, Fate.AUTHOR: 1}
    shown = read_plainly(giving_screens.preview(view, TODAY))
    for words in ("Получат 4 человека", "Уже есть свой маршрут: 1", "Ещё не подключились к боту: 1", "себе"):
        assert words.lower() in shown.lower()
    assert "Дать маршрут: 4" in shown
    people = await segments.members(await town.acting(GYMNASIUM_METHODIST), view.order, 0)
    assert [one.fate for one in people.members.items[:4]] == [Fate.GETS] * 4
    assert "Заречный Никита Валерьевич: уже есть свой маршрут" in read_plainly(giving_screens.people(people))


@ON_SQLITE
async def test_routes_begin_today_or_on_an_offered_day(town: Town) -> None:
    """A day that has passed, or one of the year 3000, is drawn as today."""
    template = await kept(town)
    view = await previewed(town, template.id)
    for day in (TODAY - timedelta(days=1), date(3000, 1, 1)):
        assert (await previewed(town, template.id, starts=day)).order.starts == TODAY
    monday = await previewed(town, template.id, starts=view.days[1])
    assert monday.order.starts == date(2026, 11, 30)
    assert monday.first_due > view.first_due


async def test_template_is_given_only_as_it_was_previewed(town: Town) -> None:
    """Weeks later too: other people, or other dates, are shown first."""
    template = await kept(town)
    view = await previewed(town, template.id, starts=date(2026, 11, 30))
    await town.add(
        Account(
            person_id=town.id_of(NOT_JOINED),
            channel="telegram",
            chat_id=900_000,
            reachable=True,
            created_at=town.clock.now(),
        )
    )
    ctx = await town.acting(GYMNASIUM_METHODIST)
    assert await outcome(giving.give(ctx, view.order, view.key)) == "WrongState"
    with_one_more = await previewed(town, template.id, starts=view.order.starts)
    assert with_one_more.fates[Fate.GETS] == 5
    await town.change_unit(GYMNASIUM_TEACHER, calendar="trimesters")
    assert await outcome(giving.give(ctx, with_one_more.order, with_one_more.key)) == "WrongState"
    assert await owners(town) == []


@ON_SQLITE
async def test_methodist_chooses_among_the_units_of_their_scope(town: Town) -> None:
    template = await kept(town)
    assert len((await segments.units(await town.acting(GYMNASIUM_METHODIST), 0)).items) == 1
    wide = await segments.units(await town.acting(MUNICIPAL_METHODIST), 0)
    assert wide.items[0].title.startswith("Дубравинский")
    read_plainly(giving_screens.units(template, wide))


@ON_SQLITE
async def test_template_is_previewed_by_methodists_in_their_own_scope_only(town: Town) -> None:
    template = await kept(town)
    foreign = await unit_of(town, SCHOOL_METHODIST)
    assert await outcome(previewed(town, template.id, audience=Audience.LEADER)) == "Invalid"
    assert await outcome(previewed(town, template.id, unit_id=foreign)) == "NotAllowed"
    assert await outcome(previewed(town, template.id, unit_id=999)) == "NotFound"
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_HEAD, OPERATORS_ADMIN, GYMNASIUM_MENTOR):
        assert await outcome(previewed(town, template.id, by=code)) == "NotAllowed"


# Giving it


async def test_simultaneous_taps_give_everyone_one_route(town: Town) -> None:
    template = await kept(town)
    view = await previewed(town, template.id)
    contexts = [await town.acting(GYMNASIUM_METHODIST) for _ in range(3)]
    cards = await asyncio.gather(*(giving.give(ctx, view.order, view.key) for ctx in contexts))
    assert len({card.id for card in cards}) == 1
    assert (cards[0].given, cards[0].begun) == (4, 0)
    assert await owners(town) == list(GETTING)
    assert "Отменить можно до завтра, 10:00" in read_plainly(giving_screens.assignment(cards[0], TODAY))
    (note,) = await town.rows(select(AuditEntry).where(AuditEntry.action == "template_given"))
    assert note[0].details == {"assignment_id": cards[0].id, "people": 4}


async def test_given_route_is_approved_by_the_giver_as_its_first_version(town: Town) -> None:
    card = await given(town, (await kept(town)).id)
    me, expected = town.id_of(GYMNASIUM_METHODIST), await plan(town)
    routes = [row[0] for row in await town.rows(select(Route).where(Route.assignment_id == card.id))]
    assert len(routes) == len(GETTING)
    for route in routes:
        assert (route.status, route.basis, route.version) == ("approved", "template", 1)
        assert (route.methodist_id, route.approved_by_id) == (me, me)
        assert route.approved_at is not None
        assert (route.starts, route.ends) == (TODAY, max(step.due for step in expected))
        made = await town.rows(
            select(RouteStep).where(RouteStep.route_id == route.id).order_by(RouteStep.position)
        )
        assert [(one[0].title, one[0].starts, one[0].due, one[0].status) for one in made] == [
            (step.title, step.starts, step.due, "planned") for step in expected
        ]
        assert made[0][0].catalog_code == "met_design_02"
        assert (made[0][0].reason["percent"], made[2][0].catalog_code) == (None, None)
    versions = [row[0] for row in await town.rows(select(RouteVersion))]
    assert {(one.version, one.decision, one.decided_by_id) for one in versions} == {(1, "approved", me)}
    assert versions[0].steps[0]["due"] == expected[0].due.isoformat()
    assert (await my_page(await town.acting(GYMNASIUM_CLASS_TEACHER))).route is not None


@ON_SQLITE
async def test_people_who_got_a_route_hear_of_it(town: Town) -> None:
    card = await given(town, (await kept(town)).id)
    assert sorted(await posted(town, "route_given")) == sorted(town.id_of(code) for code in GETTING)
    notice = await notices.route_given(await town.acting(GYMNASIUM_CLASS_TEACHER), card.id)
    assert notice is not None
    for words in ("Замысел урока", "3 шага", "Ольхова Вера Дмитриевна", (await plan(town))[0].title):
        assert words in read_plainly(notice)
    assert await notices.route_given(await town.acting(GYMNASIUM_TEACHER), card.id) is None


@ON_SQLITE
async def test_template_that_was_given_is_not_given_by_an_earlier_preview(town: Town) -> None:
    """A later preview is another question: nobody is left."""
    template = await kept(town)
    view = await previewed(town, template.id)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    card = await giving.give(ctx, view.order, view.key)
    assert await outcome(given(town, template.id)) == "WrongState"
    young = replace(view.order, audience=Audience.YOUNG_SPECIALIST.value)
    late = replace(view.order, starts=TODAY - timedelta(days=1))
    for order, key in ((young, view.key), (view.order, "77"), (late, str(card.id))):
        assert await outcome(giving.give(ctx, order, key)) == "WrongState"
    assert await town.one(select(func.count(TemplateAssignment.id))) == 1


async def test_two_methodists_at_once_give_everybody_one_route(town: Town) -> None:
    template = await kept(town)
    orders = {
        by: await previewed(town, template.id, by)
        for by in (GYMNASIUM_METHODIST, MUNICIPAL_METHODIST, REGIONAL_METHODIST)
    }
    contexts = {by: await town.acting(by) for by in orders}
    await asyncio.gather(
        *(outcome(giving.give(contexts[by], view.order, view.key)) for by, view in orders.items())
    )
    # The school's methodist may get one from those above, and those above from nobody here.
    assert set(GETTING) <= set(await owners(town)) <= {*GETTING, GYMNASIUM_METHODIST}
    counts = Counter(row[0] for row in await town.rows(select(RouteStep.route_id)))
    assert set(counts.values()) == {5, 3}
    assert len(await town.rows(select(RouteVersion.id))) == len(counts) - 1


async def of_the_district(town: Town) -> Preview:
    """A template of the district, previewed for all its schools, of which one has another calendar."""
    template = await kept(town, MUNICIPAL_METHODIST)
    await town.change_unit(SCHOOL_METHODIST, calendar="trimesters")
    region = await town.one(select(OrgUnit.id).where(OrgUnit.kind == "municipality"))
    return await previewed(town, template.id, MUNICIPAL_METHODIST, unit_id=region, starts=date(2026, 12, 7))


async def test_a_school_goes_by_its_own_calendar(town: Town) -> None:
    view = await of_the_district(town)
    await giving.give(await town.acting(MUNICIPAL_METHODIST), view.order, view.key)
    rows = await town.rows(
        select(OrgUnit.calendar, RouteStep.due)
        .join(Person, Person.unit_id == OrgUnit.id)
        .join(Route, Route.person_id == Person.id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .where(Route.assignment_id.is_not(None))
    )
    for code in ("quarters", "trimesters"):
        expected = {step.due for step in await plan(town, view.order.starts, code)}
        assert {due for calendar, due in rows if calendar == code} == expected
    assert (view.first_due, view.last_due) == (min(due for _, due in rows), max(due for _, due in rows))


@ON_SQLITE
async def test_given_route_goes_to_the_methodist_nearest_to_its_owner(town: Town) -> None:
    """A school's own, but for that methodist themself."""
    view = await of_the_district(town)
    ctx = await town.acting(MUNICIPAL_METHODIST)
    await giving.give(ctx, view.order, view.key)
    routes = await town.rows(select(Route.person_id, Route.methodist_id).where(Route.basis == ON_TEMPLATE))
    async with ctx.transaction():
        nearest = {person: (await methodists_of(ctx, person))[0].id for person, _ in routes}
    assert dict(map(tuple, routes)) == nearest
    assert len(set(nearest.values())) > 2
    assert town.id_of(GYMNASIUM_METHODIST) in nearest
