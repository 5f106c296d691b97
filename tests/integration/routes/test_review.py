"""The queue of decisions: its order, its readers, its screens."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from handlers.menu import desk
from handlers.routes import screens
from handlers.routes.review import screens as review_screens
from handlers.routes.steps import notices as step_notices
from services.people.my_data.withdrawal import withdraw
from services.routes import reading, step_reading
from services.routes.changes import actions as changes
from services.routes.changes.actions import Wish
from services.routes.models import Evidence, Route, RouteStep
from services.routes.overview import attention
from services.routes.overview import queries as overview
from services.routes.overview.actions import scan_methodists
from services.routes.review import queries as review
from services.routes.steps import actions as step_actions
from services.routes.views import RouteView
from tests.conftest import MONDAY, Town
from tests.integration.route_stories import approved, sent, step_status, words
from tests.integration.stories import ON_SQLITE, outcome, posted, unit_of
from tests.integration.test_digest import morning
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    MUNICIPAL_METHODIST,
    OPERATORS_ADMIN,
    SCHOOL_METHODIST,
)
from tests.shown import read


async def with_mentor(town: Town, step_id: int) -> None:
    """Make the step a part of the mentor pair's programme."""
    await town.change(RouteStep, step_id, form="mentor_work")


async def three_waiting(town: Town) -> tuple[RouteView, RouteView, list[tuple[str, int]]]:
    """Two routes under way, and what waits for their methodist: a change, a step and a third route."""
    mine, hers = await approved(town), await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    teacher, mentee = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    wish = Wish("move", "Болезнь", mine.steps[1].due + timedelta(days=9))
    asked = await changes.ask(teacher, mine.steps[1].id, wish)
    town.clock.move(timedelta(hours=1))
    await step_actions.submit(mentee, hers.steps[0].id, words(1))
    town.clock.move(timedelta(hours=1))
    third = await sent(town, GYMNASIUM_CLASS_TEACHER)
    waiting = [("change", asked.change.id), ("step", hers.steps[0].id), ("route", third.id)]
    return mine, hers, waiting


async def test_what_waits_longest_comes_first_of_any_kind(town: Town) -> None:
    *_, expected = await three_waiting(town)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    assert [(one.kind, one.id) for one in [*(await review.waiting(methodist)).items]] == expected

    shown = [read(review_screens.queue(await review.item(methodist, skip))) for skip in range(4)]
    assert "1 из 3" in shown[0]
    assert "Причина: Болезнь" in shown[0]
    assert "2 из 3" in shown[1]
    assert "✅ Принять" in shown[1]
    assert "✅ Утвердить" in shown[2]
    assert shown[3] == shown[0], "after the last item comes the first"
    assert all("Позже" in one for one in shown)
    desk_shown = read(desk.screen(await desk.waiting(methodist)))
    assert "📅 Заречный" in desk_shown
    assert "🧭 Вьюгина" in desk_shown
    assert await review.place_of(methodist, *expected[2]) == 2
    assert await review.place_of(methodist, "route", 999_999) == 0


async def test_methodist_lists_the_routes_of_their_teachers(town: Town) -> None:
    mine, hers, _ = await three_waiting(town)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    working = await overview.listed(methodist, "working")
    assert (working.total, working.count) == (2, 1)
    assert {(one.route_id, one.done, one.steps) for one in working.items} == {
        (one.id, 0, len(one.steps)) for one in (mine, hers)
    }
    names = [one.owner.full_name for one in working.items]
    assert names == sorted(names)
    assert (await overview.listed(methodist, "done", 7)).items == ()
    assert await outcome(overview.listed(methodist, "draft")) == "NotFound"
    assert await outcome(overview.listed(await town.acting(GYMNASIUM_HEAD), "done")) == "NotAllowed"
    assert (await overview.listed(await town.acting(SCHOOL_METHODIST), "working")).total == 0


async def test_queue_is_the_chosen_methodists_until_they_leave(town: Town) -> None:
    await three_waiting(town)
    town.admin_ids = frozenset({town.chat_of(OPERATORS_ADMIN)})
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_HEAD, OPERATORS_ADMIN, MUNICIPAL_METHODIST):
        assert [*(await review.waiting(await town.acting(code))).items] == []
        assert "Всё разобрано" in read(review_screens.queue(await review.item(await town.acting(code))))
    await town.change_person(GYMNASIUM_METHODIST, archived_at=town.clock.now())
    await scan_methodists(town.nobody)  # a job of every minute
    assert len([*(await review.waiting(await town.acting(MUNICIPAL_METHODIST))).items]) == 3


async def one_submitted_one_asked_one_late(town: Town, route: RouteView) -> None:
    """The first step is submitted, the next two are overdue, and another date is asked for the second."""
    submitted, asked, late = route.steps[:3]
    teacher = await town.acting(GYMNASIUM_TEACHER)
    await step_actions.submit(teacher, submitted.id, words(1))
    for step in (asked, late):
        await town.change(RouteStep, step.id, due=town.today - timedelta(days=20))
    await changes.ask(teacher, asked.id, Wish("move", "Болезнь", town.today + timedelta(days=30)))


async def test_who_asked_for_another_date_needs_no_help_until_that_date(town: Town) -> None:
    mine = await approved(town)
    await one_submitted_one_asked_one_late(town, mine)
    (stuck,) = (await attention.my_people_in_need(await town.acting(GYMNASIUM_METHODIST))).items
    assert stuck.steps == 1, "the teacher who asked waits for an answer, not for help"
    town.clock.set(MONDAY + timedelta(days=31))
    (stuck,) = (await attention.my_people_in_need(await town.acting(GYMNASIUM_METHODIST))).items
    assert stuck.steps >= 2, "the day they asked for has passed"


async def test_work_of_a_methodist_who_left_goes_to_the_next_one(town: Town) -> None:
    mine, other = await approved(town), await sent(town, GYMNASIUM_CLASS_TEACHER)
    teacher, stranger, municipal = [
        await town.acting(code) for code in (GYMNASIUM_TEACHER, GYMNASIUM_CLASS_TEACHER, MUNICIPAL_METHODIST)
    ]
    await one_submitted_one_asked_one_late(town, mine)
    assert await review.sent_to_me(await town.acting(GYMNASIUM_METHODIST)) == 3

    await withdraw(await town.acting(GYMNASIUM_METHODIST))
    await scan_methodists(town.nobody)  # a job of every minute
    shown = read(screens.route(await reading.route_of(stranger, other.id)))
    assert "ответит другой" in shown and "Сейчас он у" not in shown
    assert len([*(await review.waiting(municipal)).items]) == 3
    told = await morning(town, MONDAY + timedelta(days=7))
    assert "Ждут вашего решения: 3 дела" in told[town.id_of(MUNICIPAL_METHODIST)]
    assert f"Может понадобиться помощь: {teacher.me.full_name}" in told[town.id_of(MUNICIPAL_METHODIST)]
    assert [person for person, said in told.items() if "решения" in said] == [town.id_of(MUNICIPAL_METHODIST)]
    assert set(await town.rows(select(Route.methodist_id))) == {(town.id_of(MUNICIPAL_METHODIST),)}
    shown = read(screens.route(await reading.route_of(stranger, other.id)))
    assert f"Сейчас он у методиста: {municipal.me.full_name}" in shown

    await town.change_person(GYMNASIUM_CLASS_TEACHER, unit_id=await unit_of(town, SCHOOL_METHODIST))
    await morning(town, MONDAY + timedelta(days=14))
    assert await review.sent_to_me(await town.acting(MUNICIPAL_METHODIST)) == 3, (
        "a methodist above the new school keeps the route"
    )
    async with town.database.transaction() as db:
        await db.execute(update(Route).values(methodist_id=None))
    told = await morning(town, MONDAY + timedelta(days=21))
    assert "Ждёт вашего решения: 1 дело" in told[town.id_of(SCHOOL_METHODIST)], (
        "the nearest methodist is chosen"
    )
    assert "Ждут вашего решения: 2 дела" in told[town.id_of(MUNICIPAL_METHODIST)]


async def of_the_pair_and_another(town: Town) -> tuple[int, int]:
    """Two steps of the mentee with proof: one is done with the mentor, the other is not."""
    pairs, other = (await approved(town, GYMNASIUM_YOUNG_SPECIALIST)).steps[:2]
    await with_mentor(town, pairs.id)
    mentee = await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    await step_actions.submit(mentee, pairs.id, words(1))
    await step_actions.submit(mentee, other.id, words(2))
    return pairs.id, other.id


async def test_mentor_is_told_of_the_step_of_the_pair_and_sees_its_proof_only(town: Town) -> None:
    pairs, other = await of_the_pair_and_another(town)
    mentor = await town.acting(GYMNASIUM_MENTOR)
    assert await posted(town, "step_submitted") == [
        town.id_of(GYMNASIUM_MENTOR),
        town.id_of(GYMNASIUM_METHODIST),
    ]
    notice = await step_notices.step_submitted(await town.acting(GYMNASIUM_MENTOR), pairs)
    assert notice is not None
    assert "Принять" in read(notice)
    assert await step_notices.step_submitted(await town.acting(GYMNASIUM_MENTOR), other) is None

    assert [(one.kind, one.id) for one in [*(await review.waiting(mentor)).items]] == [("step", pairs)]
    assert "1 из 1" in read(review_screens.queue(await review.item(mentor)))
    proofs = [row[0] for row in await town.rows(select(Evidence.id).order_by(Evidence.id))]
    assert (await step_reading.evidence(mentor, proofs[0])).text
    assert await outcome(step_reading.evidence(mentor, proofs[1])) == "NotAllowed"


@ON_SQLITE
async def test_mentor_accepts_the_step_of_the_pair_and_no_other(town: Town) -> None:
    pairs, other = await of_the_pair_and_another(town)
    mentor, mentee = await town.acting(GYMNASIUM_MENTOR), await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    assert await outcome(step_actions.accept_step(mentor, other)) == "NotAllowed"
    assert await outcome(review.step_to_decide(mentor, other)) == "NotAllowed"
    assert await outcome(step_actions.accept_step(mentee, pairs)) == "NotAllowed"
    await step_actions.accept_step(mentor, pairs)
    assert await step_status(town, pairs) == "done"
    assert [*(await review.waiting(mentor)).items] == []
    methodist = await town.acting(GYMNASIUM_METHODIST)
    assert await outcome(step_actions.accept_step(methodist, pairs)) == "WrongState"
    assert [one.id for one in (await review.waiting(methodist)).items] == [other]
