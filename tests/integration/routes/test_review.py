"""The queue of decisions: what is in it, for whom, and how one follows another."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from handlers.menu import desk
from handlers.routes import screens
from handlers.routes.review import screens as review_screens
from handlers.routes.steps import notices as step_notices
from services.people.models import Person
from services.people.my_data.withdrawal import withdraw
from services.routes import reading
from services.routes.changes import actions as changes
from services.routes.changes.actions import Wish
from services.routes.models import Evidence, Route, RouteStep
from services.routes.overview import attention
from services.routes.overview import queries as overview
from services.routes.review import queries as review
from services.routes.steps import actions as step_actions
from tests.conftest import MONDAY, Town
from tests.integration.route_stories import (
    ADMIN,
    HEAD,
    MENTEE,
    MENTOR,
    METHODIST,
    MUNICIPAL,
    OTHER_METHODIST,
    STRANGER,
    TEACHER,
    approved,
    sent,
    step_status,
    words,
)
from tests.integration.stories import outcome, posted, unit_of
from tests.integration.test_digest import morning
from tests.shown import read


async def with_mentor(town: Town, step_id: int) -> None:
    """Make it a step of the pair's programme."""
    async with town.database.transaction() as db:
        await db.execute(update(RouteStep).where(RouteStep.id == step_id).values(form="mentor_work"))


async def test_what_waits_longest_comes_first_whatever_it_is(town: Town) -> None:
    mine, hers = await approved(town), await approved(town, MENTEE)
    teacher, mentee = await town.acting(TEACHER), await town.acting(MENTEE)
    wish = Wish("move", "Болезнь", mine.steps[1].due + timedelta(days=9))
    asked = await changes.ask(teacher, mine.steps[1].id, wish)
    town.clock.move(timedelta(hours=1))
    await step_actions.submit(mentee, hers.steps[0].id, words(1))
    town.clock.move(timedelta(hours=1))
    third = await sent(town, STRANGER)
    expected = [("change", asked.change.id), ("step", hers.steps[0].id), ("route", third.id)]
    methodist = await town.acting(METHODIST)
    assert [(one.kind, one.id) for one in await review.waiting(methodist)] == expected

    shown = [read(review_screens.queue(await review.item(methodist, skip))) for skip in range(4)]
    assert "1 из 3" in shown[0]
    assert "Причина: Болезнь" in shown[0]
    assert "2 из 3" in shown[1]
    assert "✅ Принять" in shown[1]
    assert "✅ Утвердить" in shown[2]
    assert shown[3] == shown[0], "past the last comes the first again"
    assert all("Позже" in one for one in shown)
    desk_shown = read(desk.screen(await desk.waiting(methodist)))
    assert "📅 Заречный" in desk_shown
    assert "🧭 Вьюгина" in desk_shown
    assert await review.place_of(methodist, "route", third.id) == 2
    assert await review.place_of(methodist, "route", 999_999) == 0
    working = await overview.listed(methodist, "working")
    assert (working.total, working.count) == (2, 1)
    assert {(one.route_id, one.done, one.steps) for one in working.items} == {
        (one.id, 0, len(one.steps)) for one in (mine, hers)
    }
    names = [one.owner.full_name for one in working.items]
    assert names == sorted(names)
    assert (await overview.listed(methodist, "done", 7)).items == ()
    assert await outcome(overview.listed(methodist, "draft")) == "NotFound"
    assert await outcome(overview.listed(await town.acting(HEAD), "done")) == "NotAllowed"
    assert (await overview.listed(await town.acting(OTHER_METHODIST), "working")).total == 0

    town.admin_ids = frozenset({town.chat_of(ADMIN)})
    for code in (TEACHER, HEAD, ADMIN, MUNICIPAL):
        assert await review.waiting(await town.acting(code)) == []
        assert "Всё разобрано" in read(review_screens.queue(await review.item(await town.acting(code))))
    async with town.database.transaction() as db:
        gone = update(Person).where(Person.id == town.id_of(METHODIST)).values(archived_at=town.clock.now())
        await db.execute(gone)
    assert len(await review.waiting(await town.acting(MUNICIPAL))) == 3, "nothing is left to nobody"


async def test_what_a_methodist_leaves_behind_goes_to_one_who_is_told(town: Town) -> None:
    mine, other = await approved(town), await sent(town, STRANGER)
    teacher, stranger, municipal = [await town.acting(code) for code in (TEACHER, STRANGER, MUNICIPAL)]
    submitted, asked, late = mine.steps[:3]
    await step_actions.submit(teacher, submitted.id, words(1))
    async with town.database.transaction() as db:
        overdue = update(RouteStep).where(RouteStep.id.in_((asked.id, late.id)))
        await db.execute(overdue.values(due=MONDAY.date() - timedelta(days=20)))
    wish = Wish("move", "Болезнь", MONDAY.date() + timedelta(days=30))
    await changes.ask(teacher, asked.id, wish)
    assert await review.sent_to_me(await town.acting(METHODIST)) == 3
    (stuck,) = (await attention.my_people_in_need(await town.acting(METHODIST))).items
    assert stuck.steps == 1, "who asked for another date waits for an answer, not for help"
    town.clock.set(MONDAY + timedelta(days=31))
    (stuck,) = (await attention.my_people_in_need(await town.acting(METHODIST))).items
    assert stuck.steps >= 2, "the day they asked for has gone by, too"
    town.clock.set(MONDAY)

    await withdraw(await town.acting(METHODIST))
    shown = read(screens.route(await reading.route_of(stranger, other.id)))
    assert "ответит другой" in shown and "Сейчас он у" not in shown
    assert len(await review.waiting(municipal)) == 3
    told = await morning(town, MONDAY + timedelta(days=7))
    assert "Ждут вашего решения: 3 дела" in told[town.id_of(MUNICIPAL)]
    assert f"Может понадобиться помощь: {teacher.me.full_name}" in told[town.id_of(MUNICIPAL)]
    assert [person for person, said in told.items() if "решения" in said] == [town.id_of(MUNICIPAL)]
    assert set(await town.rows(select(Route.methodist_id))) == {(town.id_of(MUNICIPAL),)}
    shown = read(screens.route(await reading.route_of(stranger, other.id)))
    assert f"Сейчас он у методиста: {municipal.me.full_name}" in shown

    async with town.database.transaction() as db:
        moved = update(Person).where(Person.id == town.id_of(STRANGER))
        await db.execute(moved.values(unit_id=await unit_of(town, OTHER_METHODIST)))
    await morning(town, MONDAY + timedelta(days=14))
    assert await review.sent_to_me(await town.acting(MUNICIPAL)) == 3, "who is above stays in place"
    async with town.database.transaction() as db:
        await db.execute(update(Route).values(methodist_id=None))
    told = await morning(town, MONDAY + timedelta(days=21))
    assert "Ждёт вашего решения: 1 дело" in told[town.id_of(OTHER_METHODIST)], "the nearest one now"
    assert "Ждут вашего решения: 2 дела" in told[town.id_of(MUNICIPAL)]


async def test_a_mentor_decides_about_the_pairs_work_alone(town: Town) -> None:
    view = await approved(town, MENTEE)
    pairs, other = view.steps[0], view.steps[1]
    await with_mentor(town, pairs.id)
    mentee, mentor = await town.acting(MENTEE), await town.acting(MENTOR)
    await step_actions.submit(mentee, pairs.id, words(1))
    await step_actions.submit(mentee, other.id, words(2))
    assert await posted(town, "step_submitted") == [town.id_of(MENTOR), town.id_of(METHODIST)]
    notice = await step_notices.step_submitted(await town.acting(MENTOR), pairs.id)
    assert notice is not None
    assert "Принять" in read(notice)
    assert await step_notices.step_submitted(await town.acting(MENTOR), other.id) is None

    assert [(one.kind, one.id) for one in await review.waiting(mentor)] == [("step", pairs.id)]
    assert "1 из 1" in read(review_screens.queue(await review.item(mentor)))
    proofs = [row[0] for row in await town.rows(select(Evidence.id).order_by(Evidence.id))]
    assert (await reading.evidence(mentor, proofs[0])).text
    assert await outcome(reading.evidence(mentor, proofs[1])) == "NotAllowed"
    assert await outcome(step_actions.accept_step(mentor, other.id)) == "NotAllowed"
    assert await outcome(review.step_to_decide(mentor, other.id)) == "NotAllowed"
    assert await outcome(step_actions.accept_step(await town.acting(MENTEE), pairs.id)) == "NotAllowed"
    await step_actions.accept_step(mentor, pairs.id)
    assert await step_status(town, pairs.id) == "done"
    assert await review.waiting(mentor) == []
    assert await outcome(step_actions.accept_step(await town.acting(METHODIST), pairs.id)) == "WrongState"
    # The methodist may decide about the pair's work as well.
    assert [one.id for one in await review.waiting(await town.acting(METHODIST))] == [other.id]
