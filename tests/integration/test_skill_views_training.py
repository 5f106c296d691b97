"""A leader is asked what changed, 30 to 90 days after a teacher's training."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from handlers.menu import desk
from handlers.skill_views import notices, side_screens
from handlers.skill_views.links import TrainingItem
from services.errors import NotAllowed, NotFound, WrongState
from services.events.models import Event, Registration
from services.events.rules import LEFT, PUBLISHED, REGISTERED, WAITING
from services.outbox import Delivery
from services.people.models import RoleGrant
from services.people.my_data import withdraw
from services.roles import LEADERS, Role
from services.routes.models import Route, RouteStep, StepEvent
from services.skill_views import rules, trainings
from services.skill_views.models import SkillMark, SkillView
from services.skill_views.rules import SKIPPED
from tests.conftest import CONTENT, MONDAY, Town
from tests.integration.stories import unit_of
from tests.integration.test_skill_views import posted, read, recipient

MENTOR, TEACHER, METHODIST, MUNICIPAL = "p19", "p20", "p18", "p03"
HEAD, DEPUTY, COLLEAGUE, OTHER_HEAD, ADMIN = "p16", "p17", "p22", "p05", "p32"
TODAY = MONDAY.date()
TRAINED = ("met_design", "com_dialog")


@pytest.fixture(autouse=True)
def admin(town: Town) -> None:
    """An admin who is nothing else: named by the operator."""
    town.admin_ids = frozenset({town.people[ADMIN].chat_id})


async def event(
    town: Town,
    ago: int = 40,
    *,
    who: str = TEACHER,
    competencies: tuple[str, ...] = TRAINED,
    place: str = REGISTERED,
    status: str = PUBLISHED,
    hour: int = 15,
) -> int:
    """An event that ended so many days ago, at which a teacher has a place."""
    ended = (MONDAY - timedelta(days=ago)).replace(hour=hour)
    unit_id = await unit_of(town, who)
    async with town.database.transaction() as db:
        one = Event(
            unit_id=unit_id,
            author_id=town.id_of(METHODIST),
            format="workshop",
            title="Практикум «Диалог <на> уроке»",
            place="Кабинет 24",
            starts_at=ended - timedelta(hours=2),
            ends_at=ended,
            registration_closes_at=ended - timedelta(days=1),
            capacity=None,
            audience=["everyone"],
            competencies=list(competencies),
            status=status,
            created_at=ended - timedelta(days=9),
        )
        db.add(one)
        await db.flush()
        db.add(
            Registration(
                event_id=one.id, person_id=town.id_of(who), status=place, registered_at=one.created_at
            )
        )
        return one.id


async def course(town: Town, ago: int = 40, *, education: str = "formal", new: str = "done") -> int:
    """A step of the teacher's route, accepted so many days ago."""
    at = MONDAY - timedelta(days=ago)
    async with town.database.transaction() as db:
        route = Route(
            person_id=town.id_of(TEACHER),
            starts=TODAY - timedelta(days=120),
            ends=TODAY,
            status="done",
            created_at=at,
        )
        db.add(route)
        await db.flush()
        step = RouteStep(
            route_id=route.id,
            position=0,
            competency="psy_behavior",
            title="Курс ПК «Спокойный класс»",
            form="course",
            education=education,
            hours=36,
            starts=at.date(),
            due=at.date(),
            result="Удостоверение",
            status=new,
        )
        db.add(step)
        await db.flush()
        for moment, status in ((at - timedelta(days=3), "on_review"), (at, new)):
            db.add(
                StepEvent(
                    step_id=step.id,
                    actor_id=town.id_of(METHODIST),
                    field="status",
                    old="planned",
                    new=status,
                    at=moment,
                )
            )
        return step.id


async def waiting(town: Town, who: str = HEAD) -> list[str]:
    """What waits for a leader: «event:1»."""
    page = await trainings.page_of_waiting(await town.acting(who), 0)
    return [f"{one.source}:{one.source_id}" for one in page.trainings]


async def answered(town: Town, source_id: int, *values: int, who: str = HEAD, source: str = "event") -> None:
    ctx = await town.acting(who)
    for place, value in enumerate(values):
        await trainings.answer(ctx, town.id_of(TEACHER), source, source_id, place, value)


@pytest.mark.parametrize(("ago", "asked"), [(29, False), (30, True), (90, True), (91, False)])
@pytest.mark.parametrize("hour", [0, 23])
async def test_the_question_is_asked_from_30_to_90_days_later(
    town: Town, ago: int, asked: bool, hour: int
) -> None:
    event_id = await event(town, ago, hour=hour)
    step_id = await course(town, ago)
    expected = {f"event:{event_id}", f"step:{step_id}"} if asked else set()
    assert set(await waiting(town)) == expected
    assert await trainings.waiting_count(await town.acting(HEAD)) == len(expected)
    if not asked:
        with pytest.raises(WrongState, match="error-training-gone"):
            await answered(town, event_id, 3)
        assert await town.rows(select(SkillView.id)) == []


@pytest.mark.parametrize(
    "different",
    [
        {"place": WAITING},
        {"place": LEFT},
        {"status": "cancelled"},
        {"competencies": ()},
        {"competencies": ("no_such_thing",)},
        {"who": "p10"},  # of another school
        {"who": HEAD},  # never oneself
    ],
)
async def test_only_training_that_took_place_counts(town: Town, different: dict[str, Any]) -> None:
    await event(town, **different)
    assert await waiting(town) == []


@pytest.mark.parametrize(
    "different", [{"education": "informal"}, {"education": "nonformal"}, {"new": "on_review"}]
)
async def test_of_a_route_only_accepted_courses_count(town: Town, different: dict[str, str]) -> None:
    await course(town, **different)
    assert await waiting(town) == []


async def test_a_course_is_asked_about_without_the_competency_it_was_chosen_for(town: Town) -> None:
    step_id = await course(town)
    ctx = await town.acting(HEAD)
    asked = await trainings.question(ctx, town.id_of(TEACHER), "step", step_id, 0)
    said = read(side_screens.training(asked))
    assert "Курс ПК «Спокойный класс»" in said
    assert CONTENT.competencies["psy_behavior"].title not in said
    await answered(town, step_id, 2, source="step")
    assert await town.one(select(SkillMark.competency)) == "psy_behavior"


async def test_one_tap_for_every_competency_and_it_is_done(town: Town) -> None:
    event_id = await event(town)
    ctx, teacher = await town.acting(HEAD), town.id_of(TEACHER)
    asked = await trainings.question(ctx, teacher, "event", event_id, 0)
    assert "Проектирование урока" in read(side_screens.training(asked))
    assert await trainings.answer(ctx, teacher, "event", event_id, 0, 3) == 1
    assert await trainings.answer(ctx, teacher, "event", event_id, 0, 2) == 1  # thought better of it
    assert await waiting(town) == [f"event:{event_id}"]
    assert await waiting(town, DEPUTY) == [], "the other leader need not do it as well"
    assert await trainings.answer(ctx, teacher, "event", event_id, 1, SKIPPED) is None
    assert await waiting(town) == []
    assert await trainings.answer(ctx, teacher, "event", event_id, 1, 3) is None  # a double tap
    assert await trainings.answer(ctx, teacher, "event", event_id, 0, 0) is None
    stored = await town.rows(select(SkillMark.competency, SkillMark.value))
    assert [tuple(row) for row in stored] == [("met_design", 2)]
    with pytest.raises(WrongState, match="error-training-gone"):
        await answered(town, event_id, 0, who=DEPUTY)


@pytest.mark.parametrize(
    "packed", ["", "event", "event.1", "event.1.2.3", "event.-1.0", "event.x.0", "..", "а.1.²"]
)
def test_a_forged_training_is_not_there(packed: str) -> None:
    assert TrainingItem.unpack("step.12.0") == ("step", 12, 0)
    with pytest.raises(NotFound):
        TrainingItem.unpack(packed)


async def test_two_leaders_at_once_leave_one_answer(town: Town) -> None:
    event_id = await event(town, competencies=("met_design",))
    contexts = [await town.acting(who) for who in (HEAD, DEPUTY, HEAD, DEPUTY)]
    outcomes = await asyncio.gather(
        *(
            trainings.answer(ctx, town.id_of(TEACHER), "event", event_id, 0, number % 2 * 3)
            for number, ctx in enumerate(contexts)
        ),
        return_exceptions=True,
    )
    assert {type(one) for one in outcomes} == {type(None), WrongState}
    assert await town.one(select(func.count(SkillView.id))) == 1
    assert await town.one(select(func.count(SkillMark.value))) == 1


@pytest.mark.parametrize("place", [-1, 2, 99])
async def test_forged_answers_are_refused(town: Town, place: int) -> None:
    event_id = await event(town)
    ctx, teacher = await town.acting(HEAD), town.id_of(TEACHER)
    with pytest.raises(NotFound):
        await trainings.question(ctx, teacher, "event", event_id, place)
    for forged in (
        trainings.answer(ctx, teacher, "event", event_id, place, 3),
        trainings.answer(ctx, teacher, "event", event_id, 0, 1),  # no such button
        trainings.answer(ctx, teacher, "event", event_id, 0, -2),
    ):
        with pytest.raises(NotFound):
            await forged
    for source, person in (("step", teacher), ("lesson", teacher), ("event", town.id_of(COLLEAGUE))):
        with pytest.raises(WrongState):
            await trainings.answer(ctx, person, source, event_id, 0, 3)
    assert await town.rows(select(SkillView.id)) == []


@pytest.mark.parametrize("who", [TEACHER, MENTOR, METHODIST, MUNICIPAL, COLLEAGUE, ADMIN, OTHER_HEAD])
async def test_only_leaders_of_the_teachers_unit_are_asked(town: Town, who: str) -> None:
    event_id = await event(town)
    ctx = await town.acting(who)
    assert await trainings.waiting_count(ctx) == 0
    with pytest.raises(WrongState):
        await trainings.question(ctx, town.id_of(TEACHER), "event", event_id, 0)
    with pytest.raises(WrongState):
        await answered(town, event_id, 3, who=who)
    if who != OTHER_HEAD:
        with pytest.raises(NotAllowed):
            await trainings.page_of_waiting(ctx, 0)
    assert await town.rows(select(SkillView.id)) == []


async def test_those_above_are_asked_where_nobody_nearer_is(town: Town) -> None:
    event_id = await event(town)
    async with town.database.transaction() as db:
        for grant in await db.scalars(select(RoleGrant).where(RoleGrant.person_id == town.id_of(MUNICIPAL))):
            db.add(RoleGrant(person_id=town.id_of("p02"), role=Role.HEAD, unit_id=grant.unit_id))
    assert await waiting(town, "p02") == []
    async with town.database.transaction() as db:
        nearer = [town.id_of(HEAD), town.id_of(DEPUTY)]
        leads = RoleGrant.role.in_([role.value for role in LEADERS])
        await db.execute(delete(RoleGrant).where(RoleGrant.person_id.in_(nearer), leads))
    assert await waiting(town, "p02") == [f"event:{event_id}"]


@pytest.mark.parametrize(
    ("leaders", "nearest"),
    [
        ([(1, "/1/4/9/"), (2, "/1/4/")], {1}),
        ([(1, "/1/4/9/"), (2, "/1/4/9/"), (3, "/1/")], {1, 2}),
        ([(7, "/1/4/9/"), (2, "/1/4/")], {2}),  # never oneself
        ([(1, "/1/4/8/"), (2, "/1/5/")], set()),
        ([(7, "/1/4/9/")], set()),
    ],
)
def test_the_nearest_leaders(leaders: list[tuple[int, str]], nearest: set[int]) -> None:
    assert rules.nearest_leaders("/1/4/9/", 7, leaders) == nearest


async def test_leaders_hear_once_a_week_in_allowed_hours(town: Town) -> None:
    await event(town, ago=40)
    scan = trainings.scan_after_training
    town.clock.set(MONDAY.replace(hour=7))
    assert await scan(town.nobody) == 0, "it is quiet yet"
    town.clock.set(MONDAY)
    assert await scan(town.nobody) == 2
    assert await scan(town.nobody) == 0
    assert set(await posted(town, "after_training")) == {town.id_of(HEAD), town.id_of(DEPUTY)}
    for day in range(1, 6):
        town.clock.set(MONDAY + timedelta(days=day))
        assert await scan(town.nobody) == 0
    town.clock.set(MONDAY + timedelta(days=7))
    assert await scan(town.nobody) == 2, "it still waits, and a week has passed"
    keys = {row[0] for row in await town.rows(select(Delivery.dedup_key))}
    assert f"after_training:2026-W48:{town.id_of(HEAD)}" in keys


async def test_nobody_hears_of_what_does_not_wait_for_them(town: Town) -> None:
    await event(town, ago=29)
    assert await trainings.scan_after_training(town.nobody) == 0
    event_id = await event(town)
    await answered(town, event_id, 2)  # the head began, the deputy need not
    town.clock.set(MONDAY + timedelta(days=2))
    assert await notices.after_training(await recipient(town, TEACHER)) is None
    notice = await notices.after_training(await recipient(town, HEAD))
    assert notice is not None
    assert "2 ответа" in read(notice)  # the event that ended 31 days ago by now, too
    await answered(town, event_id, 2, 3)
    notice = await notices.after_training(await recipient(town, HEAD))
    assert notice is not None
    assert "1 ответ)" in read(notice)


async def test_it_waits_on_the_desk_of_a_leader_alone(town: Town) -> None:
    await event(town)
    for who, expected in ((HEAD, ["desk-training"]), (METHODIST, []), (TEACHER, [])):
        found = await desk.waiting(await town.acting(who))
        assert [one.key for one in found] == expected
        read(desk.screen(found))


def test_the_window_is_told_in_days() -> None:
    assert (rules.FIRST_DAY, rules.LAST_DAY) == (30, 90)
    assert rules.week_of(date(2027, 1, 1)) == "2026-W53"


# Leaving


async def test_a_leader_who_leaves_leaves_what_was_answered(town: Town) -> None:
    done = await event(town, competencies=("met_design",))
    begun = await event(town)
    await answered(town, done, 2)
    await answered(town, begun, 2)
    await withdraw(await town.acting(HEAD))
    assert [row[0] for row in await town.rows(select(SkillView.training))] == [f"event:{done}"]
    assert await waiting(town, DEPUTY) == [f"event:{begun}"], "and the other one is asked"


async def test_nobody_is_asked_about_a_teacher_who_left(town: Town) -> None:
    await event(town)
    await course(town)
    await withdraw(await town.acting(TEACHER))
    assert await waiting(town) == []
    assert await trainings.scan_after_training(town.nobody) == 0
