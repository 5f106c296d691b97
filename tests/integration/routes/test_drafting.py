"""Owners change a draft freely within the rules; a route under way only gets more steps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from handlers.routes import screens
from handlers.routes.drafting import adding_screens, editing_screens
from handlers.routes.drafting import screens as draft_screens
from handlers.routes.steps import screens as step_screens
from handlers.words import said_by, translator
from services.assessments.models import Answer, Assessment, Score
from services.context import Context
from services.errors import DomainError, Invalid, NotFound, WrongState
from services.events import queries as events
from services.events.actions import register
from services.events.models import Event
from services.events.rules import CANCELLED
from services.outbox import Delivery
from services.routes import reading, step_reading
from services.routes.agreement import actions as agreement
from services.routes.days import latest_day, suggested_days
from services.routes.drafting import actions as drafting
from services.routes.drafting import adding, editing, topics
from services.routes.drafting import queries as draft_queries
from services.routes.models import Route, RouteStep
from services.routes.views import RouteView
from tests.conftest import Town
from tests.integration.route_stories import draft, finish_questionnaire, sent
from tests.integration.stories import ON_SQLITE, PASSING, finish, outcome, stored
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
)
from tests.shown import read

EMPTY_REASON = "attestation"


async def rows_of(town: Town, route_id: int) -> list[tuple[int, str | None, date, date]]:
    """The committed steps: position, code, dates."""
    found = await town.rows(
        select(RouteStep.position, RouteStep.catalog_code, RouteStep.starts, RouteStep.due)
        .where(RouteStep.route_id == route_id)
        .order_by(RouteStep.position)
    )
    return [tuple(row) for row in found]


async def empty(town: Town, who: str = GYMNASIUM_TEACHER) -> RouteView:
    """A draft without steps."""
    return await drafting.begin(await town.acting(who), EMPTY_REASON)


@ON_SQLITE
async def test_result_written_at_once_is_that_of_answering_item_by_item(town: Town) -> None:
    """So the drafts below, which are made of such results, are those of people."""
    answered = await finish(await town.acting(GYMNASIUM_TEACHER), "teacher_full", lambda place: 0)
    at_once = await finish_questionnaire(await town.acting(GYMNASIUM_CLASS_TEACHER))
    for table, of in (
        (Assessment, Assessment.id),
        (Answer, Answer.assessment_id),
        (Score, Score.assessment_id),
    ):
        compared = [
            column.name
            for column in table.__table__.columns
            if column.name not in ("id", "assessment_id", "person_id") and not column.name.endswith("_at")
        ]
        columns = [table.__table__.c[name] for name in compared]
        first, second = [await town.rows(select(*columns).where(of == one)) for one in (answered, at_once)]
        assert sorted(map(repr, first)) == sorted(map(repr, second))


async def test_route_may_be_based_on_the_newest_results(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    nothing = await draft_queries.bases(ctx)
    assert nothing.results == () and "Готовлюсь к аттестации" in read(draft_screens.choose_basis(nothing))
    old = await finish(ctx, "teacher_full", lambda place: 0)
    town.clock.move(timedelta(days=200))
    newest = await finish(ctx, "teacher_full", lambda place: 0)
    digital = await finish(ctx, "digital", lambda place: 0)
    found = await draft_queries.bases(ctx)
    assert {one.assessment_id for one in found.results} == {newest, digital} and old not in found.results
    assert "Самодиагностика" in read(draft_screens.choose_basis(found))
    read(draft_screens.choose_reason(found))


async def test_route_may_be_based_on_a_named_reason(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    with pytest.raises(NotFound):
        await drafting.begin(ctx, "diagnosis")
    route = await empty(town)
    assert (route.basis, route.steps, route.status) == ("Готовлюсь к аттестации", (), "draft")
    assert "Готовлюсь к аттестации" in read(adding_screens.begun(route))
    with pytest.raises(WrongState, match="error-route-empty"):
        await agreement.send_to_review(ctx, route.id)


async def test_another_basis_replaces_only_an_empty_draft(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    newest = await finish(ctx, "teacher_full", lambda place: 0)
    await empty(town)
    assert (await drafting.begin(ctx, "new_duty")).basis == "Новый предмет, класс или роль"
    based = await drafting.draft(ctx, newest)
    assert based.assessment_id == newest and based.basis is None and based.steps
    assert (await drafting.begin(ctx, EMPTY_REASON)).id == based.id, "a draft with steps stays"
    assert await town.one(select(func.count(Route.id))) == 1


async def test_step_is_swapped_for_another_of_its_topic(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    route = await draft(town)
    before = await rows_of(town, route.id)
    first = route.steps[0]
    choice = await editing.swap_options(ctx, first.id)
    codes = {one.code for one in choice.options}
    assert codes and not codes & {code for _, code, _, _ in before}
    read(editing_screens.swap(choice, 0))
    taken = choice.options[0].code
    edited = await editing.swap(ctx, first.id, taken)
    again = await editing.swap(ctx, first.id, taken)
    assert again.route.steps == edited.route.steps
    after = await rows_of(town, route.id)
    assert (after[0][1], after[0][2]) == (taken, before[0][2]) and after[1:] == before[1:]
    kept = edited.route.steps[0].reason
    assert kept.first and kept.level == first.reason.level, "the level is the competency's"
    with pytest.raises(Invalid):
        await editing.swap(ctx, first.id, "led_quality_01")
    assert "🔄 Заменить" in read(step_screens.step_card(await step_reading.step_card(ctx, first.id)))


async def test_removed_step_can_be_put_back_once(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await draft(town)
    before = await rows_of(town, route.id)
    gone = await editing.remove(ctx, route.steps[1].id)
    assert "↩️ Вернуть" in read(editing_screens.removed(gone)) and gone.code is not None
    assert [place for place, *_ in await rows_of(town, route.id)] == list(range(len(before) - 1))
    with pytest.raises(NotFound):
        await editing.remove(ctx, route.steps[1].id)
    for _ in range(2):  # a double tap
        await adding.add_from_catalog(ctx, route.id, gone.code, (gone.starts, gone.due))
    back = {row[1:] for row in await rows_of(town, route.id)}
    assert back == {row[1:] for row in before}, "it has its dates again, and its place by its date"


async def test_steps_of_a_draft_are_dated_and_spread_again(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await draft(town)
    first = route.steps[0]
    later = ctx.today + timedelta(days=200)
    moved = await editing.set_due(ctx, first.id, later)
    assert moved.route.ends >= later == next(one.due for one in moved.route.steps if one.id == first.id)
    for day in (ctx.today - timedelta(days=1), latest_day(ctx.today) + timedelta(days=1)):
        with pytest.raises(Invalid):
            await editing.set_due(ctx, first.id, day)
    step = await editing.draft_step(ctx, first.id)
    read(editing_screens.ask_date(step, suggested_days(ctx.today, ctx.calendar)))
    changed = await editing.new_dates(ctx, route.id)
    assert (step.title, later) in {(one.title, one.before) for one in changed}
    asked = read(editing_screens.ask_spread(route.id, changed))
    assert step.title[:30] in asked and "Да, распределить" in asked
    assert later in {row[-1] for row in await rows_of(town, route.id)}, "the question changes nothing"
    anew = await editing.spread(ctx, route.id)
    told = {(one.title, one.due) for one in changed}
    assert told <= {(one.title, one.due) for one in anew.route.steps}
    assert await editing.new_dates(ctx, route.id) == ()
    assert anew.full_week is None and [one.due for one in anew.route.steps] == sorted(
        one.due for one in anew.route.steps
    )


async def test_draft_without_steps_stays_a_draft(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await draft(town)
    for one in route.steps:
        await editing.remove(ctx, one.id)
    assert await town.one(select(Route.status)) == "draft"


async def test_owner_alone_changes_a_draft_and_nobody_a_sent_route(town: Town) -> None:
    route = await draft(town)
    step, owner = route.steps[0], await town.acting(GYMNASIUM_TEACHER)
    stranger, methodist = await town.acting(GYMNASIUM_CLASS_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    code = (await adding.catalog_options(owner, route.id, step.competency.code)).options[0].code
    event_id = await town.event(competencies=(step.competency.code,))

    async def everything(ctx: Context) -> set[str]:
        """The outcomes of every change of a draft."""
        tried: list[Awaitable[object]] = [
            editing.swap(ctx, step.id, code),
            editing.remove(ctx, step.id),
            editing.set_due(ctx, step.id, route.ends),
            editing.spread(ctx, route.id),
            adding.add_from_catalog(ctx, route.id, code),
            adding.add_event(ctx, route.id, event_id, step.competency.code),
            adding.add_own(ctx, route.id, "Чужой шаг", step.competency.code, route.ends),
        ]
        return {await outcome(one) for one in tried}

    before = await stored(town, but=PASSING)
    assert await everything(stranger) == {"NotFound"}
    assert await everything(methodist) == {"NotFound"}
    assert await stored(town, but=PASSING) == before
    await agreement.send_to_review(owner, route.id)
    before = await stored(town, but=PASSING)
    assert await everything(owner) == {"WrongState"}
    assert await stored(town, but=PASSING) == before


async def test_methodist_hears_once_a_day_of_steps_added_under_way(town: Town) -> None:
    route = await sent(town)
    ctx = await town.acting(GYMNASIUM_TEACHER)
    await agreement.approve(await town.acting(GYMNASIUM_METHODIST), route.id, route.sent_id)
    async with town.database.transaction() as db:
        first, second = (step.id for step in route.steps[:2])
        await db.execute(update(RouteStep).where(RouteStep.id.in_((first, second))).values(status="done"))
    agreed = await rows_of(town, route.id)
    topic = route.steps[-1].competency.code
    for title in ("Провести урок в парах", "Показать урок коллегам"):
        grown = await adding.add_own(ctx, route.id, f"  {title}\n", topic, ctx.today + timedelta(days=40))
    with pytest.raises(WrongState, match="error-step-known"):
        await adding.add_own(ctx, route.id, "провести урок В ПАРАХ", topic, ctx.today)
    assert (await rows_of(town, route.id))[: len(agreed)] == agreed, "approved dates and numbers stay"
    assert [step.title for step in grown.route.steps[-2:]] == [
        "Провести урок в парах",
        "Показать урок коллегам",
    ]
    assert {step.status for step in grown.route.steps[-2:]} == {"planned"}
    heard = await town.rows(select(Delivery.person_id).where(Delivery.kind == "route_extended"))
    assert heard == [(town.id_of(GYMNASIUM_METHODIST),)]
    for attempt in (
        editing.set_due(ctx, grown.route.steps[-1].id, ctx.today),
        editing.remove(ctx, grown.route.steps[-1].id),
    ):
        with pytest.raises(WrongState, match="error-step-agreed"):
            await attempt
    read(screens.route(grown.route, 2))
    card = read(step_screens.step_card(await step_reading.step_card(ctx, grown.route.steps[-1].id)))
    assert "Самообразование, 2 часа" in card and "Что приложить: фото, файл или пара слов" in card


async def test_topic_of_an_event_is_asked_only_where_it_is_open(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    route = await empty(town)
    named = await town.event(format="open_lesson", competencies=("com_dialog", "met_design"))
    unnamed = await town.event(format="open_lesson", starts_at=town.clock.now() + timedelta(days=20))
    page = await adding.events_to_add(ctx, route.id, 0)
    assert {named, unnamed} <= {one.id for one in page.events.items}
    read(adding_screens.from_events(page, route.id))
    await adding.add_from_catalog(ctx, route.id, "met_design_03")
    ours = await adding.event_topic(ctx, route.id, named)
    assert ours.topic == "met_design", "the route's own topic comes first"
    offer = await adding.event_topic(ctx, route.id, unnamed)
    assert not offer.topic and "Проектирование урока" in read(adding_screens.event_topic(offer))


async def test_event_becomes_a_step_on_its_day_once(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await empty(town)
    named = await town.event(format="open_lesson", competencies=("com_dialog", "met_design"))
    edited = await adding.add_event(ctx, route.id, named, "met_design")
    step = next(one for one in edited.route.steps if one.id == edited.step_id)
    assert (step.due, step.form.code, step.hours) == (ctx.today + timedelta(days=9), "lesson_visit", 2)
    meeting = await events.card(ctx, named)
    told = read(adding_screens.added(edited, step, meeting))
    assert "нужно записаться отдельно" in told and "✅ Записаться" in told
    told = read(adding_screens.added(edited, step, await register(ctx, named)))
    assert "отдельно" not in told and "К событию" in told
    card = read(step_screens.step_card(await step_reading.step_card(ctx, step.id))).replace("\u00a0", " ")
    assert "Срок: 2 декабря" in card, "one day is not shown as a period"
    with pytest.raises(WrongState, match="error-event-taken"):
        await adding.add_event(ctx, route.id, named, "met_design")
    await town.change(Event, named, status=CANCELLED)
    assert "Событие отменили" in read(step_screens.step_card(await step_reading.step_card(ctx, step.id)))
    gone = await editing.remove(ctx, step.id)
    with pytest.raises(WrongState, match="error-event-over"):
        await adding.add_event(ctx, route.id, gone.event_id or 0, gone.competency)
    with pytest.raises(NotFound):
        await adding.add_event(ctx, route.id, 10**6, "met_design")


async def test_route_has_one_course_and_a_limit_of_topics(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    route = await empty(town)
    await topics.add_competency(ctx, "met_design")
    same = [
        adding.add_from_catalog(await town.acting(GYMNASIUM_TEACHER), route.id, "met_methods_04")
        for _ in range(3)
    ]
    assert [await outcome(one) for one in same] == ["done"] * 3
    with pytest.raises(WrongState, match="error-route-course"):
        await adding.add_from_catalog(ctx, route.id, "sub_content_01")
    other_course = await town.event(format="course", starts_at=town.clock.now() + timedelta(days=30))
    with pytest.raises(WrongState, match="error-route-course"):
        await adding.event_topic(ctx, route.id, other_course)
    assert not any(
        one.form.code == "course"
        for one in (await adding.catalog_options(ctx, route.id, "met_assess")).options
    )
    await adding.add_from_catalog(ctx, route.id, "met_assess_03")
    with pytest.raises(WrongState, match="error-route-topics"):
        await adding.catalog_options(ctx, route.id, "com_team")
    known = await adding.topics(ctx, route.id)
    assert not known.may_begin


async def test_route_is_full_at_eight_steps_added_at_once(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await empty(town)
    for code in ("met_methods_04", "met_assess_03"):
        await adding.add_from_catalog(ctx, route.id, code)
    left = town.content.catalog.assembly_rules.max_steps_per_route - len(await rows_of(town, route.id))
    own = [
        adding.add_own(
            await town.acting(GYMNASIUM_TEACHER), route.id, f"Шаг {number}", "met_assess", ctx.today
        )
        for number in range(left + 3)
    ]
    made = await asyncio.gather(*own, return_exceptions=True)
    refused = [one for one in made if isinstance(one, DomainError)]
    assert [one.key for one in refused] == ["error-route-full"] * 3 and len(made) - len(refused) == left
    found = await rows_of(town, route.id)
    assert [place for place, *_ in found] == list(range(8))
    assert "В маршруте уже 8 шагов, больше не поместится" in translator("ru").plain(said_by(refused[0]))
    full = await reading.route_of(ctx, route.id)
    assert "➕" not in read(screens.route(full)) and "Отправить методисту" in read(screens.route(full))


async def test_title_of_an_own_step_is_neither_empty_nor_too_long(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await empty(town)
    for title in ("", "я" * 151):
        with pytest.raises(Invalid):
            await adding.add_own(ctx, route.id, title, "met_assess", ctx.today)
